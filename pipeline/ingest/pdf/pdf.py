"""PDF files to documents: the text of each page line by line, its tables row by row.

A page whose text layer is unusable is read as a picture, and so is a scan with a line printed over
it. Where OCR is not installed, it is left
out and listed in `Document.unread_pages`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from gouji.pipeline.errors import NoTextLayer
from gouji.pipeline.ingest.layout.page import Page
from gouji.pipeline.ingest.layout.read_pages import read_pages
from gouji.pipeline.ingest.pages_to_document import pages_to_document
from gouji.pipeline.ingest.pdf.drawing.drawn_digits import DigitCheck
from gouji.pipeline.ingest.pdf.pdfium import draw_scan, open_pdf, read_page
from gouji.pipeline.ingest.pdf.pictures import (
    add_tables,
    find_tables,
    find_unread_pictures,
    may_be_scan,
    shows_scan,
)
from gouji.pipeline.ingest.pdf.text_layer import is_legible, lacks_characters
from gouji.pipeline.ingest.scan.ocr import find_missing, find_version
from gouji.pipeline.ingest.scan.scan import read_picture
from gouji.pipeline.page_progress import report_page
from gouji.pipeline.records import Document, PageMedium

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

_MOST_NAMED = 10  # Most unread pages that a message names.


def ingest_pdf(data: bytes, media: str) -> Document:
    """The pages of a PDF in order. Raises ReportError."""
    with open_pdf(data) as document:
        pages = _Pages(document)
        readings = read_pages(pages.read())
    if pages.unread and not any(page.lines for page in readings.by_rulings):
        raise NoTextLayer(f"{_name_pages(pages.unread)}; {find_missing()}")
    is_scan = pages.page_media and set(pages.page_media) == {"scan"}
    medium = "scan" if is_scan else media
    return pages_to_document(readings, medium, pages.page_media, pages.unread, find_version())


@dataclass(slots=True)
class _Pages:
    """The pages of an open file, by their text layer where it is usable, else by OCR. `unread` are
    the numbers of those that are not given in whole, because OCR is not installed."""

    document: PdfDocument
    page_media: list[PageMedium] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)
    check: DigitCheck = field(default_factory=DigitCheck)

    def read(self) -> Iterator[Page]:
        """The pages that can be read, in order."""
        total = len(self.document)
        for index in range(total):
            report_page(index, total)
            page = read_page(self.document, index, self.check)
            is_text = is_legible(page) and not self._is_scan(page)
            self.page_media.append("text layer" if is_text else "scan")
            if is_text:
                yield self._add_tables(page)
            elif find_missing():
                self.unread.append(page.number)
            else:
                yield self._read_scan(page)

    def _read_scan(self, page: Page) -> Page:
        """A page by OCR. No figure is sure where the text layer has the words and not the figures:
        its font may draw other figures than those that were meant."""
        scan = read_picture(draw_scan(self.document, page.number - 1), page.number, page.hidden)
        return replace(scan, doubted=(scan.whole,)) if lacks_characters(page) else scan

    def _is_scan(self, page: Page) -> bool:
        """Whether a page with a text layer is a scan that something was printed over."""
        return may_be_scan(page) and shows_scan(page, draw_scan(self.document, page.number - 1))

    def _add_tables(self, page: Page) -> Page:
        """A page with a text layer, with the tables that are pictures on it."""
        pictures = find_unread_pictures(page)
        if not pictures:
            return page
        drawn = draw_scan(self.document, page.number - 1)
        tables = find_tables(drawn, pictures)
        if tables and find_missing():
            self.unread.append(page.number)
            return page
        return add_tables(page, drawn, tables)


def _name_pages(numbers: Sequence[int]) -> str:
    more = " …" if len(numbers) > _MOST_NAMED else ""
    return f"p. {', '.join(map(str, numbers[:_MOST_NAMED]))}{more}"
