"""Digits of the text layer that the picture of their page does not show.

A page hides text in many ways: under an opaque drawing, by a mask, by a blend mode, in the colour
of its background, at a tiny size. The picture of the page shows the result of all of them.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from gouji.pipeline.ingest.pdf.drawing.characters import find_ink_box, list_characters
from gouji.pipeline.ingest.pdf.drawing.pixels import DrawnPage, draw_pixels
from gouji.pipeline.ingest.pdf.page_objects import PageSpace
from gouji.pipeline.records import Box

if TYPE_CHECKING:
    from pypdfium2 import PdfPage, PdfTextPage

_SCALE, _MOST_SIDE = 1.5, 3000  # Pixels per point of a drawn page, and most of its pixels.
_LEAST_CONTRAST = 8  # Difference of grey, of 255, below which nothing can be told from its ground.
_ILLEGIBLE = 1.0  # Height, in points, below which nobody reads a character.


class _Digit(NamedTuple):
    """A digit of the text layer: its place there, and the box of its ink as shown, in points."""

    place: int
    box: Box


def find_undrawn(page: PdfPage, text_page: PdfTextPage, space: PageSpace) -> frozenset[int]:
    """The places, in the text layer, of digits that nobody can see.

    Fonts that are not in the file are drawn with others, which may lack the digits: they are left
    out. So is a page of which no digit is drawn, whose text layer is all that there is.
    """
    digits = list(_find_digits(text_page, space))
    if not digits:
        return frozenset()
    drawn = draw_pixels(page, _SCALE, _MOST_SIDE, grayscale=True)
    undrawn = frozenset(digit.place for digit in digits if not _is_seen(digit.box, drawn))
    return undrawn if len(undrawn) < len(digits) else frozenset()


def _find_digits(text_page: PdfTextPage, space: PageSpace) -> Iterator[_Digit]:
    """The digits of a page whose fonts are in the file."""
    from pypdfium2 import raw

    embedded: dict[int | None, bool] = {}
    for place in (one.place for one in list_characters(text_page) if one.is_digit):
        font = raw.FPDFTextObj_GetFont(raw.FPDFText_GetTextObject(text_page.raw, place))
        address = ctypes.cast(font, ctypes.c_void_p).value
        if address not in embedded:
            embedded[address] = raw.FPDFFont_GetIsEmbedded(font) == 1
        if embedded[address]:
            yield _Digit(place, space.to_shown(*find_ink_box(text_page, place)))


def _is_seen(box: Box, drawn: DrawnPage) -> bool:
    """Whether there is ink where a digit is, or its place is outside of the picture. The rows of
    pixels above and below count: the stem of a 1 may fill its box."""
    if max(box[2] - box[0], box[3] - box[1]) < _ILLEGIBLE:
        return False
    left, top, right, bottom = (round(end * drawn.scale) for end in box)
    part = drawn.pixels[max(0, top - 1) : bottom + 1, max(0, left) : max(right, left + 1)]
    return not part.size or int(part.max()) - int(part.min()) >= _LEAST_CONTRAST
