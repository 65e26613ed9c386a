"""PDF files through pdfium: open a file, read a page, draw a page."""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gouji.pipeline.errors import Damaged, Encrypted, TooLarge
from gouji.pipeline.ingest.layout.page import Page, Ruling, Word, turn_box
from gouji.pipeline.ingest.pdf.annotations import load_page
from gouji.pipeline.ingest.pdf.drawing.drawn_digits import DigitCheck
from gouji.pipeline.ingest.pdf.drawing.lost_digits import find_lossy
from gouji.pipeline.ingest.pdf.drawing.undrawn_digits import find_undrawn
from gouji.pipeline.ingest.pdf.fills import is_opaque_picture
from gouji.pipeline.ingest.pdf.layers import take_out_undrawn
from gouji.pipeline.ingest.pdf.page_objects import PageObject, PageSpace, read_objects
from gouji.pipeline.ingest.pdf.replacement_text import drop_replacements
from gouji.pipeline.ingest.pdf.rulings import find_rulings
from gouji.pipeline.ingest.pdf.skew import Straightening
from gouji.pipeline.ingest.pdf.strikes import take_out_struck
from gouji.pipeline.ingest.pdf.text_layer import read_text_layer
from gouji.pipeline.ingest.pdf.visibility import find_visibilities
from gouji.pipeline.ingest.scan.images import Picture
from gouji.pipeline.ingest.scan.pixels.ink import Colours
from gouji.pipeline.records import Box

if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdfium2 import PdfDocument, PdfPage

MOST_PAGES = 1000
_EDGE = 1.0  # Distance, in points, by which a ruling along the edge of a page may be outside.
_MOST_PIXELS = 8000  # Most pixels of a picture in each direction.
# Makes the size of a page that its picture fills exactly that of the picture, which is then drawn
# as it is: pypdfium2 rounds sizes up.
_ROUNDED_DOWN = 1 - 1e-5
_PASSWORD_ERROR = 4  # FPDF_ERR_PASSWORD
_RESOLUTIONS = (100, 400)  # Least and most pixels per inch at which a scanned page is drawn.
_USUAL_RESOLUTION = 200  # Pixels per inch at which a page is drawn that has no picture.


@contextmanager
def open_pdf(data: bytes) -> Iterator[PdfDocument]:
    """The document in `data`. Raises ReportError."""
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        document = PdfDocument(data)
        count = len(document)
    except PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD_ERROR:
            raise Encrypted from error
        raise Damaged(str(error)[:100]) from error
    try:
        if not count:
            raise Damaged("0 pages")
        if count > MOST_PAGES:
            raise TooLarge(f"{count} > {MOST_PAGES} pages")
        if document.get_formtype():
            document.init_forms()  # draws fields that the file has no picture of
        yield document
    finally:
        document.close()


def read_page(document: PdfDocument, index: int, check: DigitCheck | None = None) -> Page:
    """Page `index` (from 0) of an open document. Digits that `check` finds to be drawn as others
    are read as these, and doubted. Raises Damaged."""
    from pypdfium2 import PdfiumError

    try:
        page, undrawn = load_page(document, index)
        width, height = page.get_size()
        space = PageSpace.of(page)
        objects = take_out_undrawn(page, space, drop_replacements(read_objects(page)))
        text_page = page.get_textpage()
        lost = find_undrawn(page, text_page, space)
        visibilities = find_visibilities(objects, partial(is_opaque_picture, document, page))
        lies = check.find_lies(page, text_page, space) if check else []
        drawn = {lie.place: lie.drawn for lie in lies if lie.drawn}
        layer = read_text_layer(text_page, space, visibilities, lost, drawn)
        words, unmapped, hidden, skew = layer
        straightening = Straightening.of(space, skew)
        untrue = [*(lie.box for lie in lies), *find_lossy(objects, text_page)]
        unsure = [*undrawn, *map(straightening.move_box, untrue)]
        rulings = [space.to_shown(*box) for box in find_rulings(objects, straightening)]
    except PdfiumError as error:
        raise Damaged(f"page {index + 1}: {error}"[:100]) from error
    boxes = [*rulings, *(word.box for word in words)]
    has_area = min(width, height) > 0  # a crop box outside of the paper leaves none
    if has_area and not any(_runs_off(box, width, height) for box in boxes):
        words = [word for word in words if _is_on_page(word.box, width, height)]
        rulings = [box for box in rulings if _is_on_page(box, width, height)]
    turn = _reading_turn(words)
    turned = [Ruling(*turn_box(box, turn, width, height)) for box in rulings]
    level = [one for one in turned if one.y1 - one.y0 <= one.x1 - one.x0]
    seen = take_out_struck(_turn_words(words, turn, width, height), level)
    doubted = (turn_box(space.to_shown(*box), turn, width, height) for box in unsure)
    return Page(
        number=index + 1,
        width=width,
        height=height,
        turn=turn,
        words=tuple(seen.words),
        horizontal=tuple(seen.rulings),
        vertical=tuple(one for one in turned if one.y1 - one.y0 > one.x1 - one.x0),
        unmapped=unmapped,
        images=_count_images(objects),
        pictures=tuple(_find_pictures(objects, space)),
        hidden=tuple(hidden),
        skew=skew,
        doubted=(*seen.doubted, *doubted),
    )


def _turn_words(words: list[Word], turn: int, width: float, height: float) -> list[Word]:
    """Words of a page as shown, in reading space."""
    if not turn:
        return words
    return [
        word._replace(box=turn_box(word.box, turn, width, height), turn=(word.turn + turn) % 4)
        for word in words
    ]


def _reading_turn(words: Sequence[Word]) -> int:
    """The quarter turns clockwise of the page after which most words are upright."""
    turns = Counter(word.turn for word in words)
    return -turns.most_common(1)[0][0] % 4 if turns else 0


def _is_on_page(box: Box, width: float, height: float) -> bool:
    x0, y0, x1, y1 = box
    return x0 < width and y0 < height and x1 > 0 and y1 > 0


def _runs_off(box: Box, width: float, height: float) -> bool:
    """Whether a box begins on the page and goes on beyond its edge: the page is too small for its
    table. A box elsewhere belongs to no page, or to another one cropped from the same sheet."""
    x0, y0, x1, y1 = box
    is_outside = min(x0, y0) < -_EDGE or x1 > width + _EDGE or y1 > height + _EDGE
    return is_outside and _is_on_page(box, width, height)


def _count_images(objects: Sequence[PageObject]) -> int:
    from pypdfium2 import raw

    return sum(one.kind == raw.FPDF_PAGEOBJ_IMAGE for one in objects)


def _find_pictures(objects: Sequence[PageObject], space: PageSpace) -> Iterator[Box]:
    """The boxes of the pictures on the page as shown, as far as visible."""
    from pypdfium2 import raw

    for one in objects:
        if one.kind == raw.FPDF_PAGEOBJ_IMAGE:
            x0, y0, x1, y1 = space.to_shown(*one.visible_box())
            box = max(0.0, x0), max(0.0, y0), x1, y1
            if box[0] < box[2] and box[1] < box[3]:
                yield box


class PageImage(NamedTuple):
    """A picture of a page, and its resolution in pixels per point."""

    image: Image
    scale: float


def draw_page(data: bytes, number: int, scale: float) -> PageImage:
    """Draw page `number` (from 1) at `scale` pixels per point, or fewer if the page is very large.

    Raises ReportError, and IndexError if the page does not exist.
    """
    with open_pdf(data) as document:
        if not 1 <= number <= len(document):
            raise IndexError(number)
        page = document[number - 1]
        scale = min(scale, _MOST_PIXELS / max(*page.get_size(), 1))
        return PageImage(page.render(scale=scale).to_pil(), scale)


def draw_scan(document: PdfDocument, index: int) -> Picture:
    """Page `index` (from 0) of an open document at the resolution of its largest picture. Raises
    Damaged."""
    from pypdfium2 import PdfiumError

    try:
        page = document[index]
        width, height = page.get_size()
        scale = _find_scale(page) or _USUAL_RESOLUTION / 72
        scale = min(scale, _MOST_PIXELS / max(width, height, 1)) * _ROUNDED_DOWN
        pixels = page.render(scale=scale, may_draw_forms=True).to_numpy()
    except PdfiumError as error:
        raise Damaged(f"page {index + 1}: {error}"[:100]) from error
    return Picture(_to_colours(pixels), 1 / scale)


def _find_scale(page: PdfPage) -> float:
    """The pixels per point of the largest picture on a page, within limits; 0 without one."""
    from pypdfium2 import raw

    best, scale = 0.0, 0.0
    for one in read_objects(page):
        if one.kind != raw.FPDF_PAGEOBJ_IMAGE:
            continue
        x0, y0, x1, y1 = one.visible_box()
        columns, rows = ctypes.c_uint(), ctypes.c_uint()
        raw.FPDFImageObj_GetImagePixelSize(one.handle, columns, rows)
        area = max(0.0, x1 - x0) * max(0.0, y1 - y0)
        if area > best:
            best = area
            scale = math.sqrt(columns.value * rows.value / area)
    lowest, highest = (resolution / 72 for resolution in _RESOLUTIONS)
    return min(max(scale, lowest), highest) if scale else 0.0


def _to_colours(pixels: NDArray[np.uint8]) -> Colours:
    """Blue, green and red of pdfium as red, green and blue; a grey picture as it is."""
    if pixels.ndim == 2 or pixels.shape[2] == 1:
        return pixels.reshape(pixels.shape[:2])
    return np.ascontiguousarray(pixels[:, :, 2::-1])
