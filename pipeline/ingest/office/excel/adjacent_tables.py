"""Splits sheets at tables that are side by side, and drops columns that only separate others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from gouji.pipeline.ingest.document_builder import RowWriter
from gouji.pipeline.ingest.office.excel.worksheet import Sheet, count_texts, write_sheet
from gouji.pipeline.language.numerals import looks_like_value

# Columns of the narrowest table that can be beside another.
_FEWEST_COLUMNS = 3
# Rows of the shortest table that can be beside another, and labels of it.
_FEWEST_ROWS = 3
# Texts of the shortest row of column headers.
_FEWEST_HEADERS = 3
# Share of the rows of a table that begin with a label.
_LABELLED_SHARE = 0.5


def write_tables(sheet: Sheet, builder: RowWriter) -> None:
    """Write a sheet from top to bottom, tables that are side by side one after the other."""
    for piece in split_sheet(sheet):
        write_sheet(piece, builder)


def split_sheet(sheet: Sheet) -> Iterator[Sheet]:
    """Yield a sheet without separating columns, tables that are side by side one by one."""
    sheet = replace(sheet, hidden=sheet.hidden | set(_find_separators(sheet)))
    for rows in _split_at_empty_rows(sheet):
        start = next((i for i, row in enumerate(rows) if count_texts(sheet, row) > 1), len(rows))
        tables = _find_tables(sheet, rows[start:])
        if len(tables) < 2:
            yield _cut_rows(sheet, rows)
            continue
        yield _cut_rows(sheet, rows[:start])
        for columns in tables:
            yield _cut_columns(_cut_rows(sheet, rows[start:]), columns)


def _find_separators(sheet: Sheet) -> Iterator[int]:
    """Yield the columns without any text, in a sheet whose columns have headers."""
    used = {column for row in sheet.rows.values() for column, text in row.items() if text}
    if used and any(_is_header(row) for row in sheet.rows.values()):
        yield from (column for column in range(min(used), max(used)) if column not in used)


def _is_header(row: Mapping[int, str]) -> bool:
    texts = [text for text in row.values() if text]
    return len(texts) >= _FEWEST_HEADERS and not any(map(looks_like_value, texts))


def _split_at_empty_rows(sheet: Sheet) -> Iterator[list[int]]:
    return _split_at_gaps(sorted(sheet.rows))


def _split_at_gaps(numbers: Sequence[int]) -> Iterator[list[int]]:
    """Yield runs of consecutive numbers."""
    for _, group in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        yield [number for _, number in group]


def _find_tables(sheet: Sheet, rows: Sequence[int]) -> list[range]:
    """Return the columns of each table in these rows, none if there are no tables side by side.

    Columns that are empty in all rows separate two tables. Each table must have a few columns and
    labels of its own.
    """
    if len(rows) < _FEWEST_ROWS:
        return []
    used = {column for row in rows for column in sheet.rows[row]}
    for top, left, bottom, right in sheet.merged:
        if top <= rows[-1] and bottom >= rows[0]:
            used.update(range(left, right + 1))
    tables = [range(run[0], run[-1] + 1) for run in _split_at_gaps(sorted(used))]
    is_wide = all(len(columns) >= _FEWEST_COLUMNS for columns in tables)
    is_labelled = all(_is_labelled(sheet, rows, columns) for columns in tables[1:])
    return tables if is_wide and is_labelled else []


def _is_labelled(sheet: Sheet, rows: Sequence[int], columns: range) -> bool:
    cells = [[sheet.rows[row].get(column) for column in columns] for row in rows]
    first_texts = [next(filter(None, row), "") for row in cells]
    texts = [text for text in first_texts if text]
    labels = sum(not looks_like_value(text) for text in texts)
    return labels >= max(_FEWEST_ROWS, _LABELLED_SHARE * len(texts))


def _cut_rows(sheet: Sheet, rows: Sequence[int]) -> Sheet:
    kept = {row: sheet.rows[row] for row in rows}
    return Sheet(kept, sheet.bordered & kept.keys(), sheet.merged, sheet.hidden)


def _cut_columns(sheet: Sheet, columns: range) -> Sheet:
    cut = {
        row: {column: text for column, text in cells.items() if column in columns}
        for row, cells in sheet.rows.items()
    }
    kept = {row: cells for row, cells in cut.items() if cells}
    merged = tuple(each for each in sheet.merged if each.first_column in columns)
    return Sheet(kept, sheet.bordered & kept.keys(), merged, sheet.hidden)
