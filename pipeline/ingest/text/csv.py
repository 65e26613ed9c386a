"""Comma-separated values to `Document`, as the rows of a sheet."""

from __future__ import annotations

import csv

from gouji.pipeline.errors import Damaged
from gouji.pipeline.ingest.document_builder import DocumentBuilder
from gouji.pipeline.ingest.encoding import decode
from gouji.pipeline.ingest.limits import MAX_COLUMNS, collapse_space
from gouji.pipeline.ingest.office.excel.adjacent_tables import write_tables
from gouji.pipeline.ingest.office.excel.worksheet import Sheet
from gouji.pipeline.records import Document

# Lines of the shortest file that is taken for comma-separated values.
_FEWEST_LINES = 3


def is_csv(data: bytes) -> bool:
    """Whether most lines of a text have commas and no tabs."""
    lines = [line for line in decode(data).text.splitlines() if line.strip()]
    with_commas = sum("," in line and "\t" not in line for line in lines)
    return len(lines) >= _FEWEST_LINES and 2 * with_commas > len(lines)


def ingest_csv(data: bytes, media: str) -> Document:
    """Return comma-separated values as the rows of a sheet. Raises ReportError."""
    text, encoding = decode(data)
    rows: dict[int, dict[int, str]] = {}
    try:
        for index, fields in enumerate(csv.reader(text.splitlines(keepends=True))):
            cleaned = enumerate(map(collapse_space, fields[:MAX_COLUMNS]))
            if cells := {column: cell for column, cell in cleaned if cell}:
                rows[index] = cells
    except csv.Error as error:
        raise Damaged(f"CSV: {error}") from error
    builder = DocumentBuilder()
    write_tables(Sheet(rows), builder)
    return builder.finish(media, encoding)
