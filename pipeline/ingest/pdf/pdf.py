"""PDF files to documents: the text of each page line by line, its tables row by row.

A page whose text layer is unusable is left out and listed in `Document.unread_pages`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from gouji.pipeline.errors import NoTextLayer
from gouji.pipeline.ingest.document_builder import DocumentBuilder, RowCell, add_alternative
from gouji.pipeline.ingest.layout.page import Page
from gouji.pipeline.ingest.layout.printed_lines import CellText, PrintedLine, PrintedPage
from gouji.pipeline.ingest.layout.reading import read_pages
from gouji.pipeline.ingest.pdf.pdfium import open_pdf, read_page
from gouji.pipeline.ingest.pdf.text_layer import is_legible
from gouji.pipeline.records import Document, PageMedium

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

# Number of the first column of figures in a row without rulings, behind all labels. The models were
# trained with columns counted so.
_FIRST_VALUE = 10
_MOST_NAMED = 10  # Most unread pages that a message names.


def ingest_pdf(data: bytes, media: str) -> Document:
    """The pages of a PDF in order. Raises ReportError."""
    unread: list[int] = []
    with open_pdf(data) as document:
        count = len(document)
        readings = read_pages(_read_legible(document, unread))
    if unread and not any(page.lines for page in readings.by_rulings):
        raise NoTextLayer(_name_pages(unread))
    page_media: tuple[PageMedium, ...] = tuple(
        "scan" if number in unread else "text layer" for number in range(1, count + 1)
    )
    first, second = (
        _write(pages).finish(media, pages=count, page_media=page_media, unread_pages=tuple(unread))
        for pages in (readings.by_rulings, readings.by_words)
    )
    return add_alternative(first, second, readings.read_twice) if readings.read_twice else first


def _read_legible(document: PdfDocument, unread: list[int]) -> Iterator[Page]:
    """The pages with a usable text layer; the numbers of the others go into `unread`."""
    for index in range(len(document)):
        page = read_page(document, index)
        if is_legible(page):
            yield page
        else:
            unread.append(page.number)


def _name_pages(numbers: Sequence[int]) -> str:
    more = " …" if len(numbers) > _MOST_NAMED else ""
    return f"p. {', '.join(map(str, numbers[:_MOST_NAMED]))}{more}"


def _write(pages: Iterable[PrintedPage]) -> DocumentBuilder:
    builder = DocumentBuilder()
    for page in pages:
        builder.page = page.number
        for line in page.lines:
            row_cells = [_to_row_cell(line, cell) for cell in line.cells]
            if line.kind == "text":
                builder.write_text(row_cells[0])
            else:
                builder.write_row(row_cells)
    return builder


def _to_row_cell(line: PrintedLine, cell: CellText) -> RowCell:
    return RowCell(
        cell.text,
        cell.column + (_FIRST_VALUE if cell.is_value_column else 0),
        cell.column_span,
        cell.box,
        cell.page,
        text_box=cell.text_box,
        row_span=cell.row_span,
        is_furniture=line.is_furniture,
        has_rulings=line.kind == "ruled row",
    )
