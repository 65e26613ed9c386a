"""PDF files to documents: the text of each page line by line, its tables row by row.

A page whose text layer is unusable is left out and listed in `Document.unread_pages`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from gouji.pipeline.errors import NoTextLayer
from gouji.pipeline.ingest.layout.page import Page
from gouji.pipeline.ingest.layout.read_pages import read_pages
from gouji.pipeline.ingest.pages_to_document import pages_to_document
from gouji.pipeline.ingest.pdf.pdfium import open_pdf, read_page
from gouji.pipeline.ingest.pdf.text_layer import is_legible
from gouji.pipeline.records import Document, PageMedium

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

_MOST_NAMED = 10  # Most unread pages that a message names.


def ingest_pdf(data: bytes, media: str) -> Document:
    """The pages of a PDF in order. Raises ReportError."""
    unread: list[int] = []
    with open_pdf(data) as document:
        count = len(document)
        readings = read_pages(_read_legible(document, unread))
    if unread and not any(page.lines for page in readings.by_rulings):
        raise NoTextLayer(_name_pages(unread))
    page_media: list[PageMedium] = [
        "scan" if number in unread else "text layer" for number in range(1, count + 1)
    ]
    return pages_to_document(readings, media, page_media, unread)


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
