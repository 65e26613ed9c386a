"""How the characters of Excel cells look: struck out, raised, in the colour of their ground."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from gouji.pipeline.ingest.office.colours import BLACK, WHITE, blend, is_same_colour, read_hex
from gouji.pipeline.ingest.office.package import attribute, local_name, to_int
from gouji.pipeline.ingest.office.symbol_fonts import draw_symbols, is_symbol_font
from gouji.pipeline.ingest.scripts import is_script, strike, to_script

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

# An escaped character of a text: _x000D_.
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
# Characters that are no text: control characters and halves of surrogate pairs.
_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Colours by their index in old files, and those of the paper and the ink in any theme.
_INDEXED = {"0": BLACK, "8": BLACK, "1": WHITE, "9": WHITE}
_THEME = {"0": WHITE, "1": BLACK}
_TINIEST = 2  # points of the largest text that nobody sees


class Font(NamedTuple):
    """A font as far as it decides what is read; `colour` has six hexadecimal digits. `symbols` is
    the name of a font of symbols."""

    is_struck: bool = False
    position: str | None = None
    colour: str | None = None
    is_tiny: bool = False
    symbols: str | None = None

    def is_unseen(self, ground: str | None) -> bool:
        """Whether it cannot be seen on a ground; None: the ground is not known."""
        return self.is_tiny or (self.colour is not None and is_same_colour(self.colour, ground))

    def draw(self, text: str) -> str:
        """What is drawn for a text."""
        return draw_symbols(text, self.symbols) if self.symbols else text


class RichText(NamedTuple):
    """A text as it is seen on white paper, and on another ground."""

    on_white: str
    on_colour: str


def read_font(element: Element | None) -> Font:
    """The font of a cell, or of a run of rich text."""
    found = {local_name(each): each for each in element} if element is not None else {}
    struck = found.get("strike")
    size = attribute(found.get("sz"), "val") or "11"
    name = attribute(found.get("name", found.get("rFont")), "val")
    return Font(
        struck is not None and attribute(struck, "val") not in ("0", "false"),
        attribute(found.get("vertAlign"), "val"),
        read_colour(found.get("color")),
        to_int(size.partition(".")[0], 11) < _TINIEST,
        name if is_symbol_font(name) else None,
    )


def read_colour(element: Element | None) -> str | None:
    """A colour as six hexadecimal digits; None for one that is not known."""
    if element is None:
        return None
    value = attribute(element, "rgb")
    if value is not None:
        return read_hex(value[-6:])
    theme = _THEME.get(attribute(element, "theme") or "")
    if theme is None:
        return _INDEXED.get(attribute(element, "indexed") or "")
    return _tint(theme, attribute(element, "tint") or "0")


def _tint(colour: str, tint: str) -> str | None:
    """A colour made lighter (up to 1) or darker (down to -1)."""
    try:
        share = max(-1.0, min(1.0, float(tint)))
    except ValueError:
        return None
    return blend(WHITE if share > 0 else BLACK, colour, abs(share))


def read_rich_text(item: Element) -> RichText:
    """Return the text of all runs, without phonetic hints; figures in raised runs are raised.

    What is struck out beside other text is left out. A text that is raised as a whole stays.
    """
    if len(item) == 1 and local_name(item[0]) == "t":
        text = _unescape(item[0].text or "")
        return RichText(text, text)
    runs = [item, *(child for child in item if local_name(child) == "r")]
    fonts = [_run_font(run) for run in runs]
    texts = [(font.draw(_run_text(run)), font) for run, font in zip(runs, fonts, strict=True)]
    seen = [(text, font) for text, font in texts if not font.is_unseen(WHITE)]
    return RichText(_join(seen), _join(texts))


def _join(texts: list[tuple[str, Font]]) -> str:
    kept = [(text, font) for text, font in texts if not font.is_struck]
    if not any(text.strip() for text, _ in kept):
        return strike(_unescape("".join(text for text, _ in texts)))
    if not all(is_script(font.position) for text, font in kept if text):
        kept = [(to_script(text, font.position), font) for text, font in kept]
    return _unescape("".join(text for text, _ in kept))


def _run_text(run: Element) -> str:
    return "".join(child.text or "" for child in run if local_name(child) == "t")


def _run_font(run: Element) -> Font:
    return read_font(next((child for child in run if local_name(child) == "rPr"), None))


def _unescape(text: str) -> str:
    return _NO_TEXT.sub("", _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text))
