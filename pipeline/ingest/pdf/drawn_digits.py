"""Digits that a font draws as others: the text layer says 3, and a reader of the page sees 8.

Each digit of each font is compared with those of the fonts that are inside pdfium. Where another
digit is far more like it, OCR decides; where that is not installed, the digit is doubted.
"""

from __future__ import annotations

import ctypes
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from gouji.pipeline.ingest.pdf.digit_shapes import Ink, find_unlike, read_strip, to_ink
from gouji.pipeline.ingest.pdf.page_objects import PageSpace
from gouji.pipeline.ingest.scan.ocr import find_missing
from gouji.pipeline.records import Box

if TYPE_CHECKING:
    from pypdfium2 import PdfPage, PdfTextPage

_DIGITS = "0123456789"
_SCALE, _MOST_SIDE = 4.0, 4000  # Pixels per point of a drawn page, and most of its pixels.
_SAMPLES = 3  # Most drawings of a digit on a page that are looked at.
_LEAST_SIZE = 6  # Fewest pixels, in height, of a drawing that is looked at.


class _Digit(NamedTuple):
    """A digit of the text layer: its font, its box in user space, the box of what is drawn on the
    page as shown, and the quarter turns clockwise that it has there."""

    text: str
    font: str
    box: Box
    drawn: Box
    turn: int


@dataclass(slots=True)
class DigitCheck:
    """What is known of the digits of the fonts of a document: whether they draw what they say."""

    is_lie: dict[tuple[str, str], bool] = field(default_factory=dict)

    def find_lies(self, page: PdfPage, space: PageSpace) -> list[Box]:
        """The boxes, in user space, of the digits of a page that are drawn as others."""
        digits = list(_find_digits(page.get_textpage(), space))
        new = [one for one in digits if (one.font, one.text) not in self.is_lie]
        if new:
            self._check(_cut(page, new))
        return [one.box for one in digits if self.is_lie.get((one.font, one.text))]

    def _check(self, drawn: Mapping[str, Mapping[str, Sequence[Ink]]]) -> None:
        for font, samples in drawn.items():
            unlike = find_unlike(samples)
            if unlike and not find_missing():
                unlike = read_strip(samples)
            self.is_lie.update({(font, text): text in unlike for text in samples})


def _find_digits(text_page: PdfTextPage, space: PageSpace) -> Iterator[_Digit]:
    """The digits of a page that have ink."""
    from pypdfium2 import raw

    text = text_page.raw
    for place in range(text_page.count_chars()):
        char = chr(raw.FPDFText_GetUnicode(text, place))
        if char not in _DIGITS:
            continue
        rect = raw.FS_RECTF()
        ends = [ctypes.c_double() for _ in range(4)]
        raw.FPDFText_GetLooseCharBox(text, place, rect)
        raw.FPDFText_GetCharBox(text, place, *ends)
        left, right, bottom, top = (end.value for end in ends)
        one = raw.FPDFText_GetTextObject(text, place)
        if raw.FPDFTextObj_GetTextRenderMode(one) == raw.FPDF_TEXTRENDERMODE_INVISIBLE:
            continue
        font = _name_font(raw.FPDFTextObj_GetFont(one))
        box = rect.left, rect.bottom, rect.right, rect.top
        turns = round(raw.FPDFText_GetCharAngle(text, place) / (math.pi / 2))
        drawn = space.to_shown(left, bottom, right, top)
        yield _Digit(char, font, box, drawn, (turns + space.turn) % 4)


def _name_font(font: object) -> str:
    """A name by which a font is known while its document is open."""
    from pypdfium2 import raw

    name = ctypes.create_string_buffer(100)
    raw.FPDFFont_GetBaseFontName(font, name, len(name))
    address = ctypes.cast(font, ctypes.c_void_p).value  # type: ignore[arg-type]
    return f"{name.value!r} {address}"


def _cut(page: PdfPage, digits: Sequence[_Digit]) -> dict[str, dict[str, list[Ink]]]:
    """Upright pictures of digits, by font and by text."""
    cut: defaultdict[str, dict[str, list[Ink]]] = defaultdict(dict)
    scale = min(_SCALE, _MOST_SIDE / max(*page.get_size(), 1))
    drawn = page.render(scale=scale, grayscale=True, draw_annots=False).to_numpy()
    pixels = drawn.reshape(drawn.shape[:2])
    for one in reversed(digits):  # what is drawn last is above its shadow
        samples = cut[one.font].setdefault(one.text, [])
        x0, y0, x1, y1 = (max(0, round(scale * end)) for end in one.drawn)
        part = np.rot90(pixels[y0:y1, x0:x1], one.turn)
        if len(samples) < _SAMPLES and part.size and part.shape[0] >= _LEAST_SIZE:
            samples.append(to_ink(part))
    return cut
