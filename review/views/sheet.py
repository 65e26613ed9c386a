"""The contact sheet: many cells that were read as one number, looked at together."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from gouji.pipeline.decisions.json_lines import name_line
from gouji.pipeline.decisions.records import Subject
from gouji.pipeline.store.rows_to_records import to_number
from gouji.review.filters import Filters
from gouji.review.library import Library
from gouji.review.queue import Queue
from gouji.review.views.choices import dump
from gouji.review.views.source_view import TextView
from gouji.terminal.cell_signs import format_number
from gouji.text import printable

_MOST = 60  # Cells of a sheet.
_MOST_VALUES = 12  # Numbers that a sheet offers.
_AROUND = 14  # Characters of text that are shown before and after the mark.


class Tile(NamedTuple):
    """A cell of the sheet: its number on it, the answer that accepts it, and its source; `text`
    where there is no picture."""

    number: int
    report: str
    cell: str
    accept: str
    text: TextView | None


class Offer(NamedTuple):
    """A number, as text, and how many open cells were read as it. `link` is what an address has."""

    value: float
    text: str
    link: str
    cells: int


class Sheet(NamedTuple):
    """Cells that were read as `value`, `text` for people; `values` are what most cells were read
    as."""

    value: float | None
    text: str
    values: list[Offer]
    tiles: list[Tile]


def find_sheet(queue: Queue, library: Library, filters: Filters, value: float | None) -> Sheet:
    """The sheet of a number, or of that which most open cells were read as."""
    queue.follow()
    counts = queue.count_values(filters).most_common(_MOST_VALUES)
    values = [Offer(number, _format(number), repr(number), n) for number, n in counts]
    chosen = value if value is not None else (values[0].value if values else None)
    tiles: list[Tile] = []
    for item in queue.open_cells(filters):
        if item.value == chosen and chosen is not None and len(tiles) < _MOST:
            tiles.append(_make_tile(library, len(tiles) + 1, item.subject))
    return Sheet(chosen, "" if chosen is None else _format(chosen), values, tiles)


def _format(value: float) -> str:
    return format_number(to_number(value) or Decimal(0))


def _make_tile(library: Library, number: int, subject: Subject) -> Tile:
    report = subject.report
    read = library.read(report)
    cell = read.cells[subject.subject]
    answer = {"status": cell.status, "value": float(cell.value or 0)}
    accept = dump(name_line(subject) | answer)
    if cell.page is not None and cell.cell_box is not None:
        return Tile(number, report, subject.subject, accept, None)
    text, start, end = read.report.document.text, cell.start or 0, cell.end or 0
    before = printable(text[max(0, start - _AROUND) : start].replace("\t", " | "))
    after = printable(text[end : end + _AROUND].replace("\t", " | "))
    return Tile(number, report, subject.subject, accept, TextView(before, text[start:end], after))
