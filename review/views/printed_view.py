"""The part of a report without pages around a mark: text as text, tables as tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from gouji.review.views.printed_rows import PrintedCell, PrintedRow

Span = tuple[int, int]
_ROWS = 8  # Rows and lines that are shown before and after the mark.
_FIRST_ROWS = 24  # Rows that are shown of a report where nothing is marked.
_MOST_HEADS = 5  # Rows of heads.
_LINE = 700  # Characters of a line that are shown before and after the mark.
_FIGURE = re.compile(r"\s*[-−－]?[\d０-９][\d０-９.,，]*\s*")


class Piece(NamedTuple):
    """A text with the mark in it; `is_here` is false where the mark is elsewhere."""

    before: str
    mark: str = ""
    after: str = ""
    is_here: bool = False


class FieldPiece(NamedTuple):
    """A field of a table with its spans; one that is not printed is `is_gap`."""

    piece: Piece
    columns: int = 1
    rows: int = 1
    is_gap: bool = False


class Block(NamedTuple):
    """Lines of text, or a table with its heads and its other rows."""

    lines: tuple[Piece, ...] = ()
    heads: tuple[tuple[FieldPiece, ...], ...] = ()
    rows: tuple[tuple[FieldPiece, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class PrintedView:
    """The blocks around a mark. `is_near`: what is asked about has no place in the source."""

    blocks: tuple[Block, ...]
    is_marked: bool = True
    is_near: bool = False


def view_printed(rows: Sequence[PrintedRow], text: str, span: Span | None) -> PrintedView:
    """What is printed around a span; the beginning of the report where there is none."""
    middle = _find_row(rows, span)
    first, last = (0, _FIRST_ROWS) if middle is None else (max(0, middle - _ROWS), middle + _ROWS)
    shown = range(first, min(len(rows), last + 1))
    blocks = []
    for is_table, group in groupby(shown, lambda number: rows[number].is_table):
        numbers = list(group)
        if is_table:
            blocks.append(_view_table(rows, numbers, text, span))
        else:
            lines = (_cut(rows[number].cells[0], text, span) for number in numbers)
            blocks.append(Block(tuple(lines)))
    return PrintedView(tuple(blocks))


def _find_row(rows: Sequence[PrintedRow], span: Span | None) -> int | None:
    if span is None:
        return None
    found = (number for number, row in enumerate(rows) if row.start <= span[0] <= row.end)
    return next(found, None)


def _cut(cell: PrintedCell, text: str, span: Span | None) -> Piece:
    """A text with the part of the span that is in it; a long one with what is near it."""
    if span is None or not cell.start <= span[0] <= cell.end:
        return Piece(_shorten(text[cell.start : cell.end]))
    start, end = span[0], min(span[1], cell.end)
    first = max(cell.start, start - _LINE)
    before = text[first:start] if first == cell.start else "…" + text[first:start]
    return Piece(before, text[start:end], _shorten(text[end : cell.end]), True)


def _shorten(text: str) -> str:
    return text if len(text) <= _LINE else text[:_LINE] + "…"


def _view_table(
    rows: Sequence[PrintedRow], numbers: list[int], text: str, span: Span | None
) -> Block:
    """A table from its heads, which stay in view, to the last row that is shown."""
    heads = _find_heads(rows, numbers[0], text)
    shown = [*(number for number in heads if number < numbers[0]), *numbers]
    fields = list(_place(rows, shown, text, span))
    count = sum(number in heads for number in shown)
    if any(field.rows > count - row for row, line in enumerate(fields[:count]) for field in line):
        count = 0  # a row label begins in the heads: a browser would cut it there
    return Block((), tuple(fields[:count]), tuple(fields[count:]))


def _find_heads(rows: Sequence[PrintedRow], number: int, text: str) -> range:
    """The rows of the table of a row that are above its first figure. None where a later row is one
    label: it is the title of a block with heads of its own."""
    if not rows[number].has_columns:
        return range(0)
    first, end = _find_first(rows, number), number
    while end < len(rows) and rows[end].is_table:
        end += 1
    figures = (one for one in range(first, end) if _has_figure(rows[one], text))
    last = next(figures, first)
    later = (rows[one] for one in range(last, end))
    has_blocks = any(len(row.cells) == 1 and not _has_figure(row, text) for row in later)
    return range(first, first if has_blocks or last - first > _MOST_HEADS else last)


def _find_first(rows: Sequence[PrintedRow], number: int) -> int:
    """The first row of the table of a row."""
    while number and rows[number - 1].is_table:
        number -= 1
    return number


def _has_figure(row: PrintedRow, text: str) -> bool:
    return any(_FIGURE.fullmatch(text[cell.start : cell.end]) for cell in row.cells)


def _place(
    rows: Sequence[PrintedRow], shown: list[int], text: str, span: Span | None
) -> Iterator[tuple[FieldPiece, ...]]:
    """The fields of the shown rows; a cell that begins in a row which is not shown begins in the
    first shown row that it covers."""
    by_row: dict[int, list[tuple[PrintedCell, int]]] = {number: [] for number in shown}
    for number in range(_find_first(rows, shown[0]), shown[-1] + 1):
        for cell in rows[number].cells:
            covered = [one for one in shown if number <= one < number + cell.row_span]
            if covered:
                by_row[covered[0]].append((cell, len(covered)))
    covered_until: dict[int, int] = {}
    for row, number in enumerate(shown):
        yield tuple(_fill(sorted(by_row[number]), row, covered_until, text, span))


def _fill(
    cells: list[tuple[PrintedCell, int]],
    row: int,
    covered_until: dict[int, int],
    text: str,
    span: Span | None,
) -> Iterator[FieldPiece]:
    """The cells of a row by their columns, with gaps where nothing is printed. `covered_until`
    has the row below each column that is filled from above."""
    column = 0
    for cell, height in sorted(cells, key=lambda placed: placed[0].column):
        gap = sum(covered_until.get(one, 0) <= row for one in range(column, cell.column))
        if gap:
            yield FieldPiece(Piece(""), gap, is_gap=True)
        yield FieldPiece(_cut(cell, text, span), cell.column_span, height)
        column = max(column, cell.column + cell.column_span)
        for one in range(cell.column, cell.column + cell.column_span):
            covered_until[one] = row + height
