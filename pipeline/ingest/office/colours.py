"""Colours of Office files, each as six hexadecimal digits in capitals."""

from __future__ import annotations

import re

WHITE, BLACK = "FFFFFF", "000000"
# The difference in each channel, of 255, up to which two colours cannot be told apart.
_FAINTEST = 13
_COLOUR = re.compile("[0-9A-Fa-f]{6}")


def read_hex(text: str | None) -> str | None:
    """The colour that six hexadecimal digits name; None for any other text, such as `auto`."""
    return text.upper() if text is not None and _COLOUR.fullmatch(text) else None


def is_same_colour(colour: str, ground: str | None) -> bool:
    """Whether text in a colour cannot be told from what is behind it. A ground that is not known
    hides nothing."""
    if ground is None:
        return False
    pairs = zip(_channels(colour), _channels(ground), strict=True)
    return all(abs(over - behind) <= _FAINTEST for over, behind in pairs)


def blend(over: str, behind: str, share: float) -> str:
    """The colour of a fine pattern of which `share` (0 to 1) has the colour `over`."""
    pairs = zip(_channels(over), _channels(behind), strict=True)
    return "".join(f"{round(top * share + low * (1 - share)):02X}" for top, low in pairs)


def _channels(colour: str) -> tuple[int, int, int]:
    """Red, green and blue, 0 to 255 each."""
    red, green, blue = bytes.fromhex(colour)
    return red, green, blue
