"""A picture to a `Page`: upright, without skew, its words by OCR, its rulings by pixels.

The cells that the rulings draw are judged for ink one by one, and the text of each is read from a
picture of its own. The detector finds the texts outside of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from gouji.pipeline.errors import MissingTool
from gouji.pipeline.ingest.layout.page import Page, Ruling, Word, turn_size
from gouji.pipeline.ingest.layout.read_pages import read_pages
from gouji.pipeline.ingest.layout.ruled.camelot_grids import find_grids
from gouji.pipeline.ingest.layout.ruled.field_borders import without_form_boxes
from gouji.pipeline.ingest.layout.ruled.grids import Grid
from gouji.pipeline.ingest.pages_to_document import pages_to_document
from gouji.pipeline.ingest.scan.detection import find_texts, find_turn
from gouji.pipeline.ingest.scan.images import Picture, read_pictures
from gouji.pipeline.ingest.scan.inked_places import (
    find_cell_texts,
    find_lost_marks,
    find_marks,
    find_pale_blots,
    grow_boxes,
    measure_cell_height,
)
from gouji.pipeline.ingest.scan.ocr import Ink, Ocr, PixelBox, find_missing, find_version, load_ocr
from gouji.pipeline.ingest.scan.pixels.grey_seals import is_covered
from gouji.pipeline.ingest.scan.place import Place, find_place, find_scale, find_way_back
from gouji.pipeline.ingest.scan.read_texts import (
    ReadText,
    compare_with_hidden,
    doubt,
    doubt_incomplete,
    read_texts,
)
from gouji.pipeline.ingest.scan.second_reading import Settled
from gouji.pipeline.ingest.scan.sheet import Sheet, erase, make_sheet, turn_sheet
from gouji.pipeline.ingest.scan.text_lines import find_runs, found_to_lines
from gouji.pipeline.records import Box, Document

_MIN_CELL = 0.4  # Least width and height of a cell, in heights of characters.
_ERASED_WIDELY = 0.15  # Distance from a ruling, in heights of characters, without pale ink.
_HAN_HEIGHT, _DIGIT_HEIGHT = 0.92, 0.73  # Heights of their ink, in character sizes.


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
    sheet = make_sheet(picture)
    turn = find_turn(ocr, sheet.ink, find_runs(sheet.blots, sheet.text_height))
    page = _read_sheet(ocr, turn_sheet(sheet, turn), picture, number)
    if not hidden:
        return page
    page = replace(page, hidden=tuple(hidden))
    return replace(page, words=compare_with_hidden(page))


def _read_sheet(ocr: Ocr, sheet: Sheet, picture: Picture, number: int) -> Page:
    """The page on a sheet that is upright."""
    height, width = (side * picture.points_per_pixel for side in picture.pixels.shape[:2])
    enlarged, skew, perspective, _ = sheet.straightening
    points = picture.points_per_pixel / enlarged
    scale = find_scale(sheet.text_height * points)
    place = find_place(sheet.ink, points / scale, turn_size(width, height, sheet.turn), scale)
    horizontal = place.to_rulings(sheet.rulings.horizontal, is_level=True)
    vertical = place.to_rulings(sheet.rulings.vertical, is_level=False)
    least = _MIN_CELL * sheet.text_height * place.unit
    cells = [place.to_pixels(box) for box in _find_cells(horizontal, vertical, least)]
    words, unsure_rows = _read_words(ocr, sheet, place, cells)
    return Page(
        number, width, height, sheet.turn, words, horizontal, vertical,
        images=1, source="ocr", skew=skew, scale=scale,
        perspective=find_way_back(perspective, points),
        doubted=(*map(place.to_points, sheet.doubted), *unsure_rows),
    )  # fmt: skip


def _find_cells(
    horizontal: Sequence[Ruling], vertical: Sequence[Ruling], least: float
) -> list[Box]:
    """The cells of all grids. `least` is their least width and height."""
    rulings = without_form_boxes(horizontal, vertical)
    grids: list[Grid] = find_grids(rulings.horizontal, rulings.vertical, least)
    return [cell.box for grid in grids for cell in grid.cells]


class _Words(NamedTuple):
    """The words of a page, and the boxes in which no figure is sure."""

    words: tuple[Word, ...]
    doubted: tuple[Box, ...]


def _read_words(ocr: Ocr, sheet: Sheet, place: Place, cells: Sequence[PixelBox]) -> _Words:
    height = sheet.text_height
    if not height:
        return _Words((), ())
    pale = find_pale_blots(erase(sheet.ink, sheet.rulings, round(_ERASED_WIDELY * height)))
    low = measure_cell_height(pale, cells, height)
    in_cells, blank, outside = find_cell_texts(sheet.blots, cells, low)
    found = found_to_lines(outside, find_texts(ocr, sheet.clean, outside, height), height)
    in_cells, found = grow_boxes(in_cells, pale, low), grow_boxes(found, pale, height)
    marks = find_marks(pale, [*cells, *found], low)
    lost = find_lost_marks(marks, cells, blank, found, low)
    outer = read_texts(ocr, sheet.clean, found, height, in_cells=False)
    texts = [*read_texts(ocr, sheet.clean, in_cells, low, in_cells=True), *outer]
    texts += map(doubt, read_texts(ocr, sheet.clean, lost, low, in_cells=True))
    texts = doubt_incomplete(_doubt_covered(texts, sheet.seal), marks, low)
    unit = height * place.unit
    words = [_to_word(place.to_points(text.box), text.settled, unit) for text in texts]
    rows = [place.to_points(_to_row(text.box, sheet.ink)) for text in outer if text.may_be_several]
    return _Words(tuple(words), tuple(rows))


def _to_row(box: PixelBox, ink: Ink) -> PixelBox:
    """The whole width of a page beside a text."""
    return 0, box[1], ink.shape[1], box[3]


def _doubt_covered(texts: Iterable[ReadText], seal: Ink | None) -> Iterator[ReadText]:
    """The texts, in doubt where they are under a grey seal."""
    for text in texts:
        yield doubt(text) if seal is not None and is_covered(text.box, seal) else text


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
