"""Text that was read in a wrong encoding and saved again (mojibake), as it was before.

Each character goes back to the bytes that it was read from. A byte that was lost on the way costs
the character that it belongs to, which is U+FFFD then. Digits are ASCII in all encodings concerned:
they are the same before and after, and no byte of another character becomes one.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import NamedTuple

LOST = "\ufffd"
# The encoding in which a text was read, and the one that it has.
_PATHS = (
    ("cp1252", "utf-8"),
    ("gbk", "utf-8"),
    ("cp1252", "gbk"),
    ("big5", "utf-8"),
    ("cp437", "utf-8"),
    ("koi8-r", "utf-8"),
    ("cp437", "gbk"),
    ("koi8-r", "gbk"),
)
_LOST_BYTE = b"\xff"
# The sign of the euro is byte 0x80 of cp936, and two bytes of gbk.
_AMBIGUOUS = str.maketrans({"€": LOST})
# A character of three bytes in UTF-8, one or two of which are lost.
_DAMAGED = re.compile(rb"[\xe0-\xef](?:\xff[\x80-\xbf\xff]|[\x80-\xbf]\xff)|\xff[\x80-\xbf]{2}")


class Repaired(NamedTuple):
    """A text as it was before it was read in the encoding `read_as`, and its own encoding."""

    text: str
    encoding: str
    read_as: str


def find_repairs(text: str) -> Iterator[Repaired]:
    """The text as it may have been, for each pair of encodings."""
    for read_as, encoding in _PATHS:
        given = text.translate(_AMBIGUOUS) if read_as == "gbk" else text
        data = given.encode(read_as, "gouji-mojibake")
        if encoding == "utf-8":
            data = _DAMAGED.sub(LOST.encode(), data)
        yield Repaired(data.decode(encoding, "replace"), encoding, read_as)


def _encode_rest(error: UnicodeError) -> tuple[bytes, int]:
    """The bytes of characters that a codec lacks: control characters of Latin-1, private ones of
    GBK. All others are lost."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object[error.start : error.end]
    return b"".join(_encode_character(char) for char in text), error.end


def _encode_character(char: str) -> bytes:
    if char < "\u0100":
        return char.encode("latin-1")
    pair = char.encode("gb18030", "replace")
    return pair if "\ue000" <= char <= "\uf8ff" and len(pair) == 2 else _LOST_BYTE


codecs.register_error("gouji-mojibake", _encode_rest)
