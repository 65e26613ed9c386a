"""The characters of the text layer of a page, and where they are drawn."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from gouji.pipeline.records import Box

if TYPE_CHECKING:
    from pypdfium2 import PdfTextPage

_DIGITS = frozenset("0123456789")


class Character(NamedTuple):
    """A character, and its place in the text layer, from 0."""

    place: int
    text: str

    @property
    def is_digit(self) -> bool:
        """Whether it is one of 0 to 9."""
        return self.text in _DIGITS


def list_characters(text_page: PdfTextPage) -> Iterator[Character]:
    """Yield all characters of a text layer, those that pdfium adds between words included."""
    from pypdfium2 import raw

    for place in range(text_page.count_chars()):
        yield Character(place, chr(raw.FPDFText_GetUnicode(text_page.raw, place)))


def find_ink_box(text_page: PdfTextPage, place: int) -> Box:
    """The box of what a character draws, in user space."""
    from pypdfium2 import raw

    ends = [ctypes.c_double() for _ in range(4)]
    raw.FPDFText_GetCharBox(text_page.raw, place, *ends)
    left, right, bottom, top = (end.value for end in ends)
    return left, bottom, right, top
