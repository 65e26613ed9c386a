"""A picture to a `Page`: upright, without skew, its words by OCR, its rulings by pixels.

The cells that the rulings draw are judged for ink one by one, and the text of each is read from a
picture of its own. The detector finds the texts outside of them.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace

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
from gouji.pipeline.ingest.scan.pixels.grey_seals import is_covered
from gouji.pipeline.ingest.scan.place import Place, find_place, find_scale, find_way_back
from gouji.pipeline.ingest.scan.read_texts import compare_with_hidden, read_texts
from gouji.pipeline.ingest.scan.second_reading import Settled
from gouji.pipeline.ingest.scan.sheet import Sheet, make_sheet, turn_sheet
from gouji.pipeline.ingest.scan.text_lines import find_runs, found_to_lines, lines_in_cells
from gouji.pipeline.records import Box, Document

_MIN_CELL = 0.4  # Least width and height of a cell, in heights of characters.
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
    runs = find_runs(sheet.blots, sheet.text_height)
    turn = find_turn(ocr, sheet.ink, runs, sheet.text_height)
    page = _read_sheet(ocr, turn_sheet(sheet, turn), picture, number)
    _release_memory()
    if not hidden:
        return page
    page = replace(page, hidden=tuple(hidden))
    return replace(page, words=compare_with_hidden(page))


def _release_memory() -> None:
    """Give freed memory back to the system. The C library of Linux keeps it, in pieces that fit no
    page of another size, so that a worker grows from page to page."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:  # other C libraries have none
            trim(0)


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
    words = _read_words(ocr, sheet, place, cells)
    return Page(
        number, width, height, sheet.turn, words, horizontal, vertical,
        images=1, source="ocr", skew=skew, scale=scale,
        perspective=find_way_back(perspective, points),
        doubted=tuple(map(place.to_points, sheet.doubted)),
    )  # fmt: skip


def _find_cells(
    horizontal: Sequence[Ruling], vertical: Sequence[Ruling], least: float
) -> list[Box]:
    """The cells of all grids. `least` is their least width and height."""
    rulings = without_form_boxes(horizontal, vertical)
    grids: list[Grid] = find_grids(rulings.horizontal, rulings.vertical, least)
    return [cell.box for grid in grids for cell in grid.cells]


def _read_words(
    ocr: Ocr, sheet: Sheet, place: Place, cells: Sequence[PixelBox]
) -> tuple[Word, ...]:
    height = sheet.text_height
    if not height:
        return ()
    boxes, outside = lines_in_cells(sheet.blots, cells, height)
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
