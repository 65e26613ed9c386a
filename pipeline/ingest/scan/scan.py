"""A picture to a `Page`: upright, without skew, its words by OCR, its rulings by pixels.

The cells that the rulings draw are judged for ink one by one, and the text of each is read from a
picture of its own. The detector finds the texts outside of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from gouji.pipeline.errors import MissingTool
from gouji.pipeline.ingest.layout.page import DOUBTED, Page, Ruling, Word, turn_size
from gouji.pipeline.ingest.layout.read_pages import read_pages
from gouji.pipeline.ingest.layout.ruled.camelot_grids import find_grids
from gouji.pipeline.ingest.layout.ruled.field_borders import without_form_boxes
from gouji.pipeline.ingest.layout.ruled.grids import Grid
from gouji.pipeline.ingest.pages_to_document import pages_to_document
from gouji.pipeline.ingest.scan.detection import find_texts, find_turn
from gouji.pipeline.ingest.scan.images import Picture, read_pictures
from gouji.pipeline.ingest.scan.ocr import Ink, Ocr, PixelBox, find_missing, find_version, load_ocr
from gouji.pipeline.ingest.scan.pixels.deskew import measure_skew, rotate
from gouji.pipeline.ingest.scan.pixels.grey_seals import fade_seals, find_boxes, is_covered
from gouji.pipeline.ingest.scan.pixels.ink import (
    find_black,
    is_black_and_white,
    measure_ink,
    measure_text_height,
)
from gouji.pipeline.ingest.scan.pixels.perspective import Matrix, measure_perspective, straighten
from gouji.pipeline.ingest.scan.pixels.rulings import PixelRulings, find_pixel_rulings
from gouji.pipeline.ingest.scan.read_texts import compare_with_hidden, read_texts
from gouji.pipeline.ingest.scan.second_reading import Settled
from gouji.pipeline.ingest.scan.text_lines import (
    Blots,
    blots_to_lines,
    find_blots,
    find_runs,
    found_to_lines,
)
from gouji.pipeline.records import Box, Document

_LEAST_HEIGHT = 15.0  # Height, in pixels, of characters below which a picture is enlarged.
_ENLARGED = 2
_PRINT = (5.0, 26.0)  # Heights of characters, in points, between which a page has its true size.
_USUAL_PRINT = 10.0  # Height of characters, in points, that a page of another size is given.
_MIN_CELL = 0.4  # Least width and height of a cell, in heights of characters.
_FEWEST_RULINGS = 3  # Fewest rulings in each direction that are a table.
_ERASED = 1  # Pixels around a ruling that are erased with it.
_HAN_HEIGHT, _DIGIT_HEIGHT = 0.92, 0.73  # Heights of their ink, in character sizes.


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The ink of a page without skew, the height of its characters in pixels, its rulings, its ink
    without these, the blots of that, and where grey seals are."""

    ink: Ink
    text_height: float
    rulings: PixelRulings
    clean: Ink
    blots: Blots
    seal: Ink | None

    @property
    def doubted(self) -> list[PixelBox]:
        """Where no cell is sure: the whole page where its rulings are broken, else under seals."""
        height, width = self.ink.shape
        if self.rulings.is_broken:
            return [(0, 0, width, height)]
        return [] if self.seal is None else find_boxes(self.seal)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where pixels are in reading space: the size of one in points, and the place of the upper left
    corner of the picture."""

    unit: float
    x: float
    y: float

    def to_points(self, box: PixelBox) -> Box:
        x0, y0, x1, y1 = (end * self.unit for end in box)
        return x0 + self.x, y0 + self.y, x1 + self.x, y1 + self.y

    def to_pixels(self, box: Box) -> PixelBox:
        x0, y0, x1, y1 = box
        ends = (x0 - self.x, y0 - self.y, x1 - self.x, y1 - self.y)
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
    skew, perspective = _measure(ink)
    may_be_broken = is_black_and_white(ink)
    sheet = _inspect(_straighten(ink, skew, perspective), may_be_broken=may_be_broken)
    turn = find_turn(ocr, sheet.ink, find_runs(sheet.blots, sheet.text_height))
    if turn:
        sheet = _inspect(
            np.ascontiguousarray(np.rot90(sheet.ink, -turn)), may_be_broken=may_be_broken
        )
    points = picture.points_per_pixel / enlarged
    scale = _find_scale(sheet.text_height * points)
    place = _find_place(sheet.ink, points / scale, turn_size(width, height, turn), scale)
    horizontal = _to_rulings(place, sheet.rulings.horizontal, is_level=True)
    vertical = _to_rulings(place, sheet.rulings.vertical, is_level=False)
    least = _MIN_CELL * sheet.text_height * place.unit
    cells = [place.to_pixels(box) for box in _find_cells(horizontal, vertical, least)]
    words = _read_words(ocr, sheet, place, cells)
    page = Page(
        number, width, height, turn, words, horizontal, vertical,
        images=1, source="ocr", skew=skew, scale=scale, hidden=tuple(hidden),
        perspective=_in_points(perspective, points),
        doubted=tuple(map(place.to_points, sheet.doubted)),
    )  # fmt: skip
    return replace(page, words=compare_with_hidden(page)) if hidden else page


def shows_table(picture: Picture) -> bool:
    """Whether there are rulings of a table on a picture."""
    ink, _ = _enlarge(measure_ink(picture.pixels))
    straight = _straighten(ink, *_measure(ink))
    rulings = _inspect(straight, may_be_broken=is_black_and_white(ink)).rulings
    return min(len(rulings.horizontal), len(rulings.vertical)) >= _FEWEST_RULINGS


def _measure(ink: Ink) -> tuple[float, Matrix | None]:
    """The skew of a picture in degrees, and its perspective if it has one."""
    black = find_black(ink)
    skew = measure_skew(black)
    return skew, measure_perspective(ink, measure_text_height(black), skew)


def _straighten(ink: Ink, skew: float, perspective: Matrix | None) -> Ink:
    return rotate(ink, skew) if perspective is None else straighten(ink, perspective)


def _in_points(matrix: Matrix | None, unit: float) -> tuple[float, ...]:
    """The homography from points of the straight page to points of the page as shown, by rows."""
    if matrix is None:
        return ()
    scale = np.diag([unit, unit, 1.0])
    back = scale @ np.linalg.inv(matrix) @ np.linalg.inv(scale)
    return tuple((back / back[2, 2]).ravel().tolist())


def _inspect(ink: Ink, *, may_be_broken: bool) -> _Sheet:
    text_height = measure_text_height(find_black(ink))
    faded = fade_seals(ink, text_height)
    ink, seal = faded or (ink, None)
    rulings = find_pixel_rulings(ink, text_height, may_be_broken=may_be_broken)
    clean = _erase(ink, (*rulings.horizontal, *rulings.vertical))
    return _Sheet(ink, text_height, rulings, clean, find_blots(find_black(clean)), seal)


def _find_scale(print_height: float) -> float:
    """The points of the page to a point of reading space, in which characters have the size of
    print. `print_height` is their height on the page, in points, 0 where there are none."""
    is_print = _PRINT[0] <= print_height <= _PRINT[1] or not print_height
    return 1.0 if is_print else print_height / _USUAL_PRINT


def _enlarge(ink: Ink) -> tuple[Ink, int]:
    """The picture, enlarged where its characters are small, and how many times."""
    import cv2

    height = measure_text_height(find_black(ink))
    if not height or height >= _LEAST_HEIGHT:
        return ink, 1
    size = ink.shape[1] * _ENLARGED, ink.shape[0] * _ENLARGED
    return np.asarray(cv2.resize(ink, size, interpolation=cv2.INTER_CUBIC)), _ENLARGED


def _find_place(ink: Ink, unit: float, size: tuple[float, float], scale: float) -> _Place:
    """The place of a picture with its middle in the middle of a page of this size."""
    width, height = (side / scale for side in size)
    return _Place(unit, (width - ink.shape[1] * unit) / 2, (height - ink.shape[0] * unit) / 2)


def _to_rulings(place: _Place, boxes: Sequence[PixelBox], *, is_level: bool) -> tuple[Ruling, ...]:
    """Rulings along the middles of boxes of pixels."""
    rulings = []
    for x0, y0, x1, y1 in map(place.to_points, boxes):
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        rulings.append(Ruling(x0, y, x1, y) if is_level else Ruling(x, y0, x, y1))
    return tuple(rulings)


def _find_cells(
    horizontal: Sequence[Ruling], vertical: Sequence[Ruling], least: float
) -> list[Box]:
    """The cells of all grids. `least` is their least width and height."""
    rulings = without_form_boxes(horizontal, vertical)
    grids: list[Grid] = find_grids(rulings.horizontal, rulings.vertical, least)
    return [cell.box for grid in grids for cell in grid.cells]


def _read_words(
    ocr: Ocr, sheet: _Sheet, place: _Place, cells: Sequence[PixelBox]
) -> tuple[Word, ...]:
    height = sheet.text_height
    if not height:
        return ()
    boxes, outside = _lines_in_cells(sheet.blots, cells, height)
    boxes += found_to_lines(outside, find_texts(ocr, sheet.clean, outside, height), height)
    unit = height * place.unit
    return tuple(
        _to_word(place.to_points(box), _doubt_covered(box, settled, sheet.seal), unit)
        for box, settled in read_texts(ocr, sheet.clean, boxes, height)
    )


def _doubt_covered(box: PixelBox, settled: Settled, seal: Ink | None) -> Settled:
    """A text, in doubt where it is under a grey seal."""
    if seal is None or not is_covered(box, seal):
        return settled
    return settled._replace(score=min(settled.score, DOUBTED))


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


def _to_word(box: Box, settled: Settled, text_height: float) -> Word:
    """A text as a word. The box of a low mark is made as high as a digit."""
    text, score, alternatives = settled
    x0, y0, x1, y1 = box
    digit = text_height * _DIGIT_HEIGHT / _HAN_HEIGHT
    if y1 - y0 < digit:
        middle = (y0 + y1) / 2
        y0, y1 = middle - digit / 2, middle + digit / 2
    share = _HAN_HEIGHT if any("㐀" <= char <= "鿿" for char in text) else _DIGIT_HEIGHT
    size = min((y1 - y0) / share, x1 - x0 + digit)
    return Word(text, (x0, y0, x1, y1), size, 0, False, "ocr", score, alternatives)
