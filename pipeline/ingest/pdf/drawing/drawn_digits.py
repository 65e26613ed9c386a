"""Digits that a font draws as others: the text layer says 3, and a reader of the page sees 8.

Each digit of each font is compared with those of the fonts that are inside pdfium. Where another
digit is far more like it, OCR decides. If it reads that other digit, this is what is printed. Such
digits are doubted, and so are all that are unlike what they say where OCR is not installed.
"""

from __future__ import annotations

import ctypes
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from gouji.pipeline.ingest.pdf.drawing.characters import find_ink_box, list_characters
from gouji.pipeline.ingest.pdf.drawing.digit_shapes import Ink, find_unlike, read_strip, to_ink
from gouji.pipeline.ingest.pdf.drawing.pixels import draw_pixels
from gouji.pipeline.ingest.pdf.page_objects import PageSpace
from gouji.pipeline.ingest.scan.ocr import find_missing
from gouji.pipeline.records import Box

if TYPE_CHECKING:
    from pypdfium2 import PdfPage, PdfTextPage

_SCALE, _MOST_SIDE = 4.0, 4000  # Pixels per point of a drawn page, and most of its pixels.
_SAMPLES = 3  # Most drawings of a digit on a page that are looked at.
_LEAST_SIZE = 6  # Fewest pixels, in height, of a drawing that is looked at.


class _Digit(NamedTuple):
    """A digit of the text layer: its place there, and its font."""

    place: int
    text: str
    font: str


class Lie(NamedTuple):
    """A digit that is drawn as another: its place in the text layer, its box in user space, and the
    digit that is drawn, "" where that is not known."""

    place: int
    box: Box
    drawn: str


@dataclass(slots=True)
class DigitCheck:
    """What is known of the digits of the fonts of a document: the others as which they are drawn,
    None if they are drawn as what they say."""

    drawn: dict[tuple[str, str], str | None] = field(default_factory=dict)

    def find_lies(self, page: PdfPage, text_page: PdfTextPage, space: PageSpace) -> list[Lie]:
        """The digits of a page that are drawn as others."""
        digits = list(_find_digits(text_page))
        new = [digit for digit in digits if (digit.font, digit.text) not in self.drawn]
        if new:
            self._check(_cut(page, text_page, space, new))
        others = ((digit, self.drawn.get((digit.font, digit.text))) for digit in digits)
        return [
            Lie(digit.place, _find_box(text_page, digit.place), other)
            for digit, other in others
            if other is not None
        ]

    def _check(self, drawn: Mapping[str, Mapping[str, Sequence[Ink]]]) -> None:
        for font, samples in drawn.items():
            alike = find_unlike(samples)
            unlike = dict.fromkeys(alike, "")
            if alike and not find_missing():
                read = read_strip(samples)
                unlike = {text: d if d == alike.get(text) else "" for text, d in read.items()}
            self.drawn.update({(font, text): unlike.get(text) for text in samples})


def _find_digits(text_page: PdfTextPage) -> Iterator[_Digit]:
    """The digits of a page that have ink."""
    from pypdfium2 import raw

    names: dict[int | None, str] = {}
    for place, char in (one for one in list_characters(text_page) if one.is_digit):
        handle = raw.FPDFText_GetTextObject(text_page.raw, place)
        if raw.FPDFTextObj_GetTextRenderMode(handle) == raw.FPDF_TEXTRENDERMODE_INVISIBLE:
            continue
        font = raw.FPDFTextObj_GetFont(handle)
        address = ctypes.cast(font, ctypes.c_void_p).value
        if address not in names:
            names[address] = f"{_read_name(font)!r} {address}"
        yield _Digit(place, char, names[address])


def _read_name(font: object) -> bytes:
    """The name of a font; with its address it tells the font while its document is open."""
    from pypdfium2 import raw

    name = ctypes.create_string_buffer(100)
    raw.FPDFFont_GetBaseFontName(font, name, len(name))
    return name.value


def _find_box(text_page: PdfTextPage, place: int) -> Box:
    """The box of a character in user space."""
    from pypdfium2 import raw

    rect = raw.FS_RECTF()
    raw.FPDFText_GetLooseCharBox(text_page.raw, place, rect)
    return rect.left, rect.bottom, rect.right, rect.top


def _find_ink(text_page: PdfTextPage, space: PageSpace, place: int) -> tuple[Box, int]:
    """The box of what is drawn of a character on the page as shown, and the quarter turns clockwise
    that it has there."""
    from pypdfium2 import raw

    box = find_ink_box(text_page, place)
    turns = round(raw.FPDFText_GetCharAngle(text_page.raw, place) / (math.pi / 2))
    return space.to_shown(*box), (turns + space.turn) % 4


def _cut(
    page: PdfPage, text_page: PdfTextPage, space: PageSpace, digits: Sequence[_Digit]
) -> dict[str, dict[str, list[Ink]]]:
    """Upright pictures of digits, by font and by text."""
    cut: defaultdict[str, dict[str, list[Ink]]] = defaultdict(dict)
    pixels, scale = draw_pixels(page, _SCALE, _MOST_SIDE, grayscale=True)
    for digit in reversed(digits):  # what is drawn last is above its shadow
        samples = cut[digit.font].setdefault(digit.text, [])
        if len(samples) == _SAMPLES:
            continue
        box, turn = _find_ink(text_page, space, digit.place)
        x0, y0, x1, y1 = (max(0, round(scale * end)) for end in box)
        part = np.rot90(pixels[y0:y1, x0:x1, 0], turn)
        if part.size and part.shape[0] >= _LEAST_SIZE:
            samples.append(to_ink(part))
    return cut
