"""The printed lines of pages to a document, for every medium with pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from gouji.pipeline.ingest.document_builder import DocumentBuilder, RowCell, add_alternative
from gouji.pipeline.ingest.layout.printed_lines import CellText, PrintedLine, PrintedPage
from gouji.pipeline.ingest.layout.read_pages import Readings
from gouji.pipeline.ingest.ticks import leave_out_ticks
from gouji.pipeline.records import Document, PageMedium


def pages_to_document(
    readings: Readings,
    media: str,
    page_media: Sequence[PageMedium] = (),
    unread_pages: Sequence[int] = (),
    ocr_version: str = "",
) -> Document:
    """The document of pages that were read by their rulings and by their words.

    `page_media` has an entry for each page of the file, `unread_pages` the numbers of those that
    are in no reading, `ocr_version` is that of the models that have read scanned pages. Where the
    readings differ, the second one is an alternative over the text of the first.
    """
    by_rulings, by_words = (
        _build(pages).finish(
            media,
            pages=len(page_media),
            page_media=tuple(page_media),
            unread_pages=tuple(sorted({*unread_pages, *readings.unclear})),
        )
        for pages in (readings.by_rulings, readings.by_words)
    )
    if any(fragment.source == "ocr" for fragment in by_rulings.fragments):
        by_rulings = replace(by_rulings, ocr=ocr_version)
    if not readings.read_twice:
        return by_rulings
    return add_alternative(by_rulings, by_words, readings.read_twice)


def _build(pages: Sequence[PrintedPage]) -> DocumentBuilder:
    builder = DocumentBuilder()
    write_pages(pages, builder)
    return builder


def write_pages(pages: Sequence[PrintedPage], builder: DocumentBuilder) -> None:
    """Write the lines and table rows of pages that follow one another."""
    first_value = _count_label_columns(pages)
    for page in pages:
        builder.page = page.number
        for line in page.lines:
            row_cells = [_to_row_cell(line, cell, first_value) for cell in line.cells]
            if line.kind == "text":
                builder.write_text(row_cells[0])
            else:
                builder.write_row(row_cells)


def _count_label_columns(pages: Iterable[PrintedPage]) -> int:
    """The most labels that a row without rulings has before its figures.

    The first column of figures has this number in all such rows, so that a column of a table has
    one number on all pages.
    """
    rows = (line for page in pages for line in page.lines if line.kind == "unruled row")
    return max((sum(not cell.is_value_column for cell in row.cells) for row in rows), default=0)


def _to_row_cell(line: PrintedLine, cell: CellText, first_value: int) -> RowCell:
    return RowCell(
        cell.text if line.kind == "text" else leave_out_ticks(cell.text),
        cell.column + (first_value if cell.is_value_column else 0),
        cell.column_span,
        cell.box,
        cell.page,
        text_box=cell.text_box,
        row_span=cell.row_span,
        is_furniture=line.is_furniture,
        has_borders=line.kind == "ruled row",
        source=cell.source,
        score=cell.score,
        alternatives=cell.alternatives,
    )
