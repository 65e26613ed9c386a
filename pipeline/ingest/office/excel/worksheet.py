"""Writes the rows of a worksheet as table rows and lines of text.

Borders show which rows are a table. Without borders a row with a single text may be a heading, or
the label of a table row without values; the rows around it decide.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import NamedTuple

from gouji.pipeline.ingest.document_builder import RowCell, RowWriter
from gouji.pipeline.ingest.office.excel.references import CellRange

# Characters of the longest text alone in a row that may be the label of a table row.
_LONGEST_LABEL = 100
# Columns by which the right ends of rows of one table may differ.
_END_TOLERANCE = 1


@dataclass(frozen=True, slots=True)
class Sheet:
    """The visible cells of a sheet: texts by row and column from 0.

    A cell with a border and without a text has the text "". `bordered` has the rows with drawn
    borders, `hidden` the columns that are not shown. `hidden_texts` has the texts of hidden rows
    and columns, by row and column.
    """

    rows: Mapping[int, Mapping[int, str]]
    bordered: frozenset[int] = frozenset()
    merged: tuple[CellRange, ...] = ()
    hidden: frozenset[int] = frozenset()
    hidden_texts: Mapping[tuple[int, int], str] = field(default_factory=dict)


class _Text(NamedTuple):
    """The columns of the first text of a row, as far as its merged cells reach; both inclusive."""

    first: int
    last: int


def move_hidden_texts(sheet: Sheet) -> Sheet:
    """Move the text of each merged range with hidden cells to the first cell that is visible.

    The text belongs to the first cell of the range, and a program shows it in what is left of it.
    """
    if not sheet.hidden_texts:
        return sheet
    indices = sorted(sheet.rows)
    rows = {index: dict(row) for index, row in sheet.rows.items()}
    merged = list(sheet.merged)
    for n, (top, left, bottom, right) in enumerate(sheet.merged):
        text = sheet.hidden_texts.get((top, left))
        position = bisect_left(indices, top)
        column = next((x for x in range(left, right + 1) if x not in sheet.hidden), None)
        if text and column is not None and position < len(indices) and indices[position] <= bottom:
            merged[n] = CellRange(indices[position], column, bottom, right)
            rows[indices[position]][column] = text
    return replace(sheet, rows=rows, merged=tuple(merged))


def write_sheet(sheet: Sheet, builder: RowWriter) -> None:
    """Write each row as a line or a table row; cells keep the columns that they have."""
    merges = _merges_by_row(sheet)
    lines = _find_lines(sheet, merges)
    for block in _split_blocks(sheet, lines):
        block_columns = _find_columns(sheet, block)
        for row in block:
            columns = _find_columns(sheet, [row]) if row in sheet.bordered else block_columns
            row_cells = list(_to_row_cells(sheet, columns, row, merges[row]))
            if len(row_cells) == 1 or row in lines:
                builder.write_line(" ".join(cell.text for cell in row_cells if cell.text))
            else:
                builder.write_row(row_cells)


def _merges_by_row(sheet: Sheet) -> dict[int, list[CellRange]]:
    """Return the merged ranges that cover cells of each row."""
    waiting = sorted(sheet.merged, reverse=True)
    active: list[CellRange] = []
    by_row = {}
    for row in sorted(sheet.rows):
        while waiting and waiting[-1].first_row <= row:
            active.append(waiting.pop())
        active = [merged for merged in active if merged.last_row >= row]
        by_row[row] = [*active]
    return by_row


def _split_blocks(sheet: Sheet, lines: frozenset[int]) -> Iterator[list[int]]:
    """Yield blocks of consecutive rows of one kind: bordered, lines of text, or neither."""
    rows = sorted(sheet.rows)
    kinds = [(row - i, row in sheet.bordered, row in lines) for i, row in enumerate(rows)]
    for _, group in groupby(zip(rows, kinds, strict=True), key=lambda pair: pair[1]):
        yield [row for row, _ in group]


def _find_columns(sheet: Sheet, block: Sequence[int]) -> range:
    """Return the columns from the first to the last cell of some rows."""
    first = min(min(sheet.rows[row]) for row in block)
    return range(first, max(max(sheet.rows[row]) for row in block) + 1)


def _to_row_cells(
    sheet: Sheet, columns: range, row: int, merges: Iterable[CellRange]
) -> Iterator[RowCell]:
    cells = sheet.rows[row]
    widths = {left: right - left + 1 for top, left, _, right in merges if top == row}
    covered = {
        column for top, left, _, right in merges for column in range(left + (top == row), right + 1)
    }
    for column in columns:
        if column not in covered and column not in sheet.hidden:
            yield RowCell(cells.get(column, ""), column, widths.get(column, 1))


def _find_lines(sheet: Sheet, merges: Mapping[int, list[CellRange]]) -> frozenset[int]:
    """Return the rows with a single text that are lines of text and no table rows.

    These are rows without a border, except labels beside merged cells, and labels between two rows
    of a table that end at the same column.
    """
    lines: set[int] = set()
    waiting: list[int] = []  # labels below a table, which are its rows if the table continues
    table_end, wide_labels = -1, set[_Text]()  # the last column of that table, its merged labels
    for row in sorted(sheet.rows):
        if row in sheet.bordered or row - 1 not in sheet.rows or row - 1 in sheet.bordered:
            lines.update(waiting)
            waiting, table_end, wide_labels = [], -1, set()
        text = _find_first_text(sheet, row, merges[row])
        row_end = max(text.last, _find_end(sheet, row, merges[row]))
        if row in sheet.bordered:
            continue
        if count_texts(sheet, row) > 1:
            lines.update(waiting if abs(row_end - table_end) > _END_TOLERANCE else ())
            waiting, table_end = [], row_end
            wide_labels |= {text} if text.last > text.first else set()
        elif _is_beside_merged(text, row, merges[row]) or text in wide_labels:
            waiting = []
        elif table_end > text.last and _longest_text(sheet, row) <= _LONGEST_LABEL:
            waiting.append(row)
        else:
            is_continued = table_end >= 0 and abs(row_end - table_end) <= _END_TOLERANCE
            lines.update([row] if is_continued else [*waiting, row])
            waiting, table_end = [], table_end if is_continued else -1
            wide_labels = wide_labels if is_continued else set()
    return frozenset(lines.union(waiting))


def _longest_text(sheet: Sheet, row: int) -> int:
    return max(map(len, sheet.rows[row].values()))


def _find_first_text(sheet: Sheet, row: int, merges: Iterable[CellRange]) -> _Text:
    first = min((column for column, text in sheet.rows[row].items() if text), default=0)
    ends = (right for top, left, _, right in merges if (top, left) == (row, first))
    return _Text(first, max(ends, default=first))


def _is_beside_merged(text: _Text, row: int, merges: Iterable[CellRange]) -> bool:
    """Whether a group label from a row above, or a merged cell on the right, is beside a text."""
    return any(top < row or left > text.last for top, left, _, _ in merges)


def _find_end(sheet: Sheet, row: int, merges: Iterable[CellRange]) -> int:
    """Return the last column of a row that has a text or is covered."""
    covered = (right for top, _, _, right in merges if top == row)
    filled = (column for column, text in sheet.rows[row].items() if text)
    return max([*filled, *covered], default=0)


def count_texts(sheet: Sheet, row: int) -> int:
    """Return the number of cells of a row that have a text."""
    return sum(1 for text in sheet.rows[row].values() if text)
