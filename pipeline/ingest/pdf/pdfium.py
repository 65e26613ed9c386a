"""PDF files through pdfium: open a file, read a page, draw a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from gouji.pipeline.errors import Damaged, Encrypted, TooLarge
from gouji.pipeline.ingest.layout.page import Page, Ruling, Word, turn_box
from gouji.pipeline.ingest.pdf.page_objects import PageObject, PageSpace, read_objects
from gouji.pipeline.ingest.pdf.rulings import find_rulings
from gouji.pipeline.ingest.pdf.text_layer import read_text_layer
from gouji.pipeline.ingest.pdf.visibility import find_visibilities
from gouji.pipeline.records import Box

if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdfium2 import PdfDocument

MOST_PAGES = 1000
_EDGE = 1.0  # Distance, in points, by which a ruling along the edge of a page may be outside.
_MOST_PIXELS = 8000  # Most pixels of a picture in each direction.
_PASSWORD_ERROR = 4  # FPDF_ERR_PASSWORD


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
        yield document
    finally:
        document.close()


def read_page(document: PdfDocument, index: int) -> Page:
    """Page `index` (from 0) of an open document. Raises Damaged."""
    from pypdfium2 import PdfiumError

    try:
        page = document[index]
        width, height = page.get_size()
        space = PageSpace.of(page)
        objects = list(read_objects(page))
        words, unmapped = read_text_layer(page, space, find_visibilities(objects))
        rulings = [space.to_shown(*box) for box in find_rulings(objects)]
    except PdfiumError as error:
        raise Damaged(f"page {index + 1}: {error}"[:100]) from error
    boxes = [*rulings, *(word.box for word in words)]
    has_area = min(width, height) > 0  # a crop box outside of the paper leaves none
    if has_area and not any(_runs_off(box, width, height) for box in boxes):
        words = [word for word in words if _is_on_page(word.box, width, height)]
        rulings = [box for box in rulings if _is_on_page(box, width, height)]
    turn = _reading_turn(words)
    turned = [Ruling(*turn_box(box, turn, width, height)) for box in rulings]
    return Page(
        number=index + 1,
        width=width,
        height=height,
        turn=turn,
        words=tuple(_turn_words(words, turn, width, height)),
        horizontal=tuple(one for one in turned if one.y1 - one.y0 <= one.x1 - one.x0),
        vertical=tuple(one for one in turned if one.y1 - one.y0 > one.x1 - one.x0),
        unmapped=unmapped,
        images=_count_images(objects),
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
