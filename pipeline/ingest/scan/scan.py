"""A picture to a `Page`: upright, without skew, its words by OCR, its rulings by pixels.

The cells that the rulings draw are judged for ink one by one, and the text of each is read from a
picture of its own. The detector finds the texts outside of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from gouji.pipeline.errors import MissingTool
from gouji.pipeline.ingest.layout.page import Page, Ruling, Word, turn_size
from gouji.pipeline.ingest.layout.read_pages import read_pages
from gouji.pipeline.ingest.layout.ruled.camelot_grids import find_grids
from gouji.pipeline.ingest.layout.ruled.field_borders import without_form_boxes
from gouji.pipeline.ingest.layout.ruled.grids import Grid
from gouji.pipeline.ingest.pages_to_document import pages_to_document
from gouji.pipeline.ingest.scan.deskew import measure_skew, rotate
from gouji.pipeline.ingest.scan.detection import find_texts, find_turn
from gouji.pipeline.ingest.scan.images import Picture, read_pictures
from gouji.pipeline.ingest.scan.ink import find_black, measure_ink, measure_text_height
from gouji.pipeline.ingest.scan.ocr import Ink, Ocr, PixelBox, find_missing, find_version, load_ocr
from gouji.pipeline.ingest.scan.read_texts import compare_with_hidden, read_texts
from gouji.pipeline.ingest.scan.rulings import PixelRulings, find_pixel_rulings
from gouji.pipeline.ingest.scan.second_reading import Settled
from gouji.pipeline.ingest.scan.text_lines import (
    Blots,
    blots_to_lines,
    find_blots,
    found_to_lines,
)
from gouji.pipeline.records import Box, Document

_LEAST_HEIGHT = 15.0  # Height, in pixels, of characters below which a picture is enlarged.
_ENLARGED = 2
_PRINT = (5.0, 26.0)  # Heights of characters, in points, between which a page has its true size.
_USUAL_PRINT = 10.0  # Height of characters, in points, that a page of another size is given.
_MIN_CELL = 0.4  # Least width and height of a cell, in heights of characters.
_ERASED = 1  # Pixels around a ruling that are erased with it.
_HAN_HEIGHT, _DIGIT_HEIGHT = 0.92, 0.73  # Heights of their ink, in character sizes.


@dataclass(frozen=True, slots=True)
class _Raster:
    """The ink of a page, upright and without skew.

    `text_height` is the height of its characters in pixels, `unit` the size of a pixel in points of
    reading space, `origin` the place of its upper left corner there.
    """

    ink: Ink
    text_height: float
    unit: float
    origin: tuple[float, float]

    def to_points(self, box: PixelBox) -> Box:
        x, y = self.origin
        x0, y0, x1, y1 = (end * self.unit for end in box)
        return x0 + x, y0 + y, x1 + x, y1 + y

    def to_pixels(self, box: Box) -> PixelBox:
        x, y = self.origin
        x0, y0, x1, y1 = box
        ends = (x0 - x, y0 - y, x1 - x, y1 - y)
        left, top, right, bottom = (round(end / self.unit) for end in ends)
        return left, top, right, bottom


def ingest_image(data: bytes, media: str) -> Document:
    """The pictures of an image file in order. Raises ReportError."""
    if missing := find_missing():
        raise MissingTool(missing)
    readings = read_pages(_read_images(data))
    count = len({page.number for page in readings.by_rulings})
    return pages_to_document(readings, media, ["scan"] * count, (), find_version())


def _read_images(data: bytes) -> Iterator[Page]:
    for number, picture in enumerate(read_pictures(data), 1):
        yield read_picture(picture, number)


def read_picture(picture: Picture, number: int, hidden: Sequence[Word] = ()) -> Page:
    """The page `number` on a picture. `hidden` are words that other OCR software has written over
    it. Raises MissingTool where OCR is not installed."""
    ocr = load_ocr()
    height, width = (side * picture.points_per_pixel for side in picture.pixels.shape[:2])
    ink, enlarged = _enlarge(measure_ink(picture.pixels))
    black = find_black(ink)
    skew = measure_skew(black)
    ink = rotate(ink, skew)
    text_height = measure_text_height(black)
    found = find_texts(ocr, ink, text_height)
    turn = find_turn(ocr, ink, found)
    if turn:
        ink = np.ascontiguousarray(np.rot90(ink, -turn))
        found = find_texts(ocr, ink, text_height)
    points = picture.points_per_pixel / enlarged
    print_height = text_height * points
    is_print = _PRINT[0] <= print_height <= _PRINT[1] or not print_height
    scale = 1.0 if is_print else print_height / _USUAL_PRINT
    raster = _place(ink, text_height, points / scale, turn_size(width, height, turn), scale)
    rulings = find_pixel_rulings(ink, text_height)
    horizontal = _to_rulings(raster, rulings.horizontal, is_level=True)
    vertical = _to_rulings(raster, rulings.vertical, is_level=False)
    cells = _find_cells(raster, horizontal, vertical)
    words = _read_words(ocr, raster, rulings, cells, found)
    page = Page(
        number, width, height, turn, words, horizontal, vertical,
        images=1, source="ocr", skew=skew, scale=scale, hidden=tuple(hidden),
    )  # fmt: skip
    return replace(page, words=compare_with_hidden(page)) if hidden else page


def _enlarge(ink: Ink) -> tuple[Ink, int]:
    """The picture, enlarged where its characters are small, and how many times."""
    import cv2

    height = measure_text_height(find_black(ink))
    if not height or height >= _LEAST_HEIGHT:
        return ink, 1
    size = ink.shape[1] * _ENLARGED, ink.shape[0] * _ENLARGED
    return np.asarray(cv2.resize(ink, size, interpolation=cv2.INTER_CUBIC)), _ENLARGED


def _place(
    ink: Ink, text_height: float, unit: float, size: tuple[float, float], scale: float
) -> _Raster:
    """The raster with its middle in the middle of a page of this size."""
    width, height = (side / scale for side in size)
    origin = (width - ink.shape[1] * unit) / 2, (height - ink.shape[0] * unit) / 2
    return _Raster(ink, text_height, unit, origin)


def _to_rulings(
    raster: _Raster, boxes: Sequence[PixelBox], *, is_level: bool
) -> tuple[Ruling, ...]:
    """Rulings along the middles of boxes of pixels."""
    rulings = []
    for x0, y0, x1, y1 in map(raster.to_points, boxes):
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        rulings.append(Ruling(x0, y, x1, y) if is_level else Ruling(x, y0, x, y1))
    return tuple(rulings)


def _find_cells(
    raster: _Raster, horizontal: Sequence[Ruling], vertical: Sequence[Ruling]
) -> list[PixelBox]:
    """The cells of all grids."""
    rulings = without_form_boxes(horizontal, vertical)
    least = _MIN_CELL * raster.text_height * raster.unit
    grids: list[Grid] = find_grids(rulings.horizontal, rulings.vertical, least)
    return [raster.to_pixels(cell.box) for grid in grids for cell in grid.cells]


def _read_words(
    ocr: Ocr,
    raster: _Raster,
    rulings: PixelRulings,
    cells: Sequence[PixelBox],
    found: Sequence[PixelBox],
) -> tuple[Word, ...]:
    clean = _erase(raster.ink, (*rulings.horizontal, *rulings.vertical))
    blots = find_blots(find_black(clean))
    boxes, outside = _lines_in_cells(blots, cells, raster.text_height)
    boxes += found_to_lines(outside, found, raster.text_height)
    readings = read_texts(ocr, clean, boxes, raster.text_height)
    return tuple(
        _to_word(raster, box, reading) for box, reading in zip(boxes, readings, strict=True)
    )


def _erase(ink: Ink, boxes: Sequence[PixelBox]) -> Ink:
    clean = ink.copy()
    for x0, y0, x1, y1 in boxes:
        clean[max(0, y0 - _ERASED) : y1 + _ERASED, max(0, x0 - _ERASED) : x1 + _ERASED] = 0
    return clean


def _lines_in_cells(
    blots: Blots, cells: Sequence[PixelBox], text_height: float
) -> tuple[list[PixelBox], Blots]:
    """The texts in cells, and the blots outside of all cells."""
    x, y = blots.middles
    rest = np.ones(len(blots.areas), dtype=bool)
    lines: list[PixelBox] = []
    for x0, y0, x1, y1 in cells:
        inside = rest & (x >= x0) & (x < x1) & (y >= y0) & (y < y1)
        rest &= ~inside
        if inside.any():
            lines += blots_to_lines(blots.select(inside), text_height)
    return lines, blots.select(rest)


def _to_word(raster: _Raster, box: PixelBox, settled: Settled) -> Word:
    """A text as a word. The box of a low mark is made as high as a digit."""
    text, score, alternatives = settled
    x0, y0, x1, y1 = raster.to_points(box)
    digit = raster.text_height * raster.unit * _DIGIT_HEIGHT / _HAN_HEIGHT
    if y1 - y0 < digit:
        middle = (y0 + y1) / 2
        y0, y1 = middle - digit / 2, middle + digit / 2
    share = _HAN_HEIGHT if any("㐀" <= char <= "鿿" for char in text) else _DIGIT_HEIGHT
    size = min((y1 - y0) / share, x1 - x0 + digit)
    return Word(text, (x0, y0, x1, y1), size, 0, False, "ocr", score, alternatives)
