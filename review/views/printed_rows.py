"""The rows of a report without pages as its file has them: lines, and rows of tables with spans.

The datasets hold the text alone. The spans come from the file, which is read again where that is
quick. Else the tabs of the text tell the cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from gouji.page_image import PageError, load_source
from gouji.pipeline.errors import ReportError
from gouji.pipeline.ingest import ingest
from gouji.pipeline.records import Fragment
from gouji.pipeline.store.records_to_rows import Row
from gouji.review.library import Library, Recent

# Media whose cells the text tells apart by tabs, and those of them that need no other program.
_TABLED = frozenset({"html", "docx", "xlsx", "csv", "doc", "xls", "json"})
_READ_AGAIN = frozenset({"html", "docx", "xlsx", "csv", "json"})
_QUICK = 1.0  # Seconds that the run may have taken for a file which is read again.
_LABEL = re.compile(r"[^\d０-９]*[^\W\d０-９]")  # Has a letter before any digit.
_REPORTS = 32  # Reports whose rows are kept in memory.


class PrintedCell(NamedTuple):
    """A cell, or a line: text[start:end] of the report, its first column and its spans."""

    start: int
    end: int
    column: int = 0
    column_span: int = 1
    row_span: int = 1


class PrintedRow(NamedTuple):
    """A row of a table, or a line outside tables. Where the file was not read again, the columns of
    cells only count them, and `has_columns` is false."""

    cells: tuple[PrintedCell, ...]
    is_table: bool
    has_columns: bool = True

    @property
    def start(self) -> int:
        return self.cells[0].start

    @property
    def end(self) -> int:
        return self.cells[-1].end


class RowReader:
    """Gives the rows of reports; those asked for last are kept."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._rows: Recent[str, tuple[PrintedRow, ...]] = Recent(self._read, _REPORTS)

    def rows(self, report: str) -> tuple[PrintedRow, ...]:
        """The rows in reading order; none for a report whose text shows its own layout."""
        return self._rows.get(report)

    def _read(self, report: str) -> tuple[PrintedRow, ...]:
        read = self._library.read(report)
        if read.row["media"] not in _TABLED or read.row["pages"]:
            return ()
        text = read.report.document.text
        fragments = _read_again(read.row, text)
        if not fragments:
            return tuple(_split_text(text))
        return tuple(_lengthen_labels(list(_join_rows(fragments)), text))


def _read_again(row: Row, text: str) -> list[Fragment]:
    """The fragments of a report from its file; none where its text is not found there."""
    if row["media"] not in _READ_AGAIN or (row["seconds"] or 0.0) > _QUICK:
        return []
    try:
        document = ingest(load_source(row), row["source"])
    except (PageError, ReportError):
        return []
    start = document.text.find(text)
    if start < 0:
        return []
    inside = (one for one in document.fragments if start <= one.start < start + len(text))
    return [one.shift(start) for one in inside]


def _join_rows(fragments: Iterable[Fragment]) -> Iterator[PrintedRow]:
    for _, group in groupby(fragments, lambda one: one.row):
        row = list(group)
        if row[0].role != "cell":
            yield PrintedRow((PrintedCell(row[0].start, row[-1].end),), False)
            continue
        cells = (PrintedCell(*one[:2], one.column, one.column_span, one.row_span) for one in row)
        yield PrintedRow(tuple(cells), True)


def _lengthen_labels(rows: list[PrintedRow], text: str) -> Iterator[PrintedRow]:
    """The rows with labels that reach down over the rows which have nothing at their columns. The
    readers of media without pages tell columns, and not how many rows a cell covers."""
    reach: dict[int, int] = {}  # rows that a label covers, by its start
    open_labels: list[PrintedCell] = []
    for row in rows:
        filled = {column for cell in row.cells for column in _columns(cell)}
        open_labels = [
            label for label in open_labels if row.is_table and not filled & {*_columns(label)}
        ]
        for label in open_labels:
            reach[label.start] += 1
        labels = [cell for cell in row.cells if _LABEL.match(text, cell.start, cell.end)]
        reach |= {label.start: 1 for label in labels}
        open_labels += labels if row.is_table else []
    for row in rows:
        spans = (max(cell.row_span, reach.get(cell.start, 1)) for cell in row.cells)
        cells = (one._replace(row_span=rows) for one, rows in zip(row.cells, spans, strict=True))
        yield row._replace(cells=tuple(cells))


def _columns(cell: PrintedCell) -> range:
    return range(cell.column, cell.column + cell.column_span)


def _split_text(text: str) -> Iterator[PrintedRow]:
    """A line with tabs is a row of a table."""
    start = 0
    for line in text.split("\n"):
        cells, place = [], start
        for column, piece in enumerate(line.split("\t")):
            cells.append(PrintedCell(place, place + len(piece), column))
            place += len(piece) + 1
        if line:
            yield PrintedRow(tuple(cells), len(cells) > 1, False)
        start += len(line) + 1
