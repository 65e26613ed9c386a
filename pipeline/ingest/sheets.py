"""The rows of a worksheet as table rows and lines of text.

Borders tell what is a table. Without them a row of one text may be a heading, or the label of a
table's row in which nothing is printed: that is told by the rows around it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from pipeline.ingest.draft import Draft, Slot

_LONGEST_LABEL = 100  # a longer text alone in a row is running text
_NEAR = 1  # columns by which the rows of one table may end apart
Merge = tuple[int, int, int, int]  # first row, first column, last row, last column


@dataclass(slots=True)
class Sheet:
    """The cells of a sheet that are shown, by row and column from 0; "" where only a border is."""

    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    bordered: set[int] = field(default_factory=set)
    merged: list[Merge] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    empty: int = 0


def write_sheet(sheet: Sheet, draft: Draft) -> None:
    """Each row as a line or a table row; what merged ranges cover keeps its columns."""
    merges = _merges_by_row(sheet)
    lines = _find_lines(sheet, merges)
    for block in _blocks(sheet, lines):
        for at in block:
            slots = list(_slots(sheet, block, at, merges[at]))
            if len(slots) == 1 or at in lines:
                draft.write_line(" ".join(slot.text for slot in slots if slot.text))
            else:
                draft.write_row(slots)


def _merges_by_row(sheet: Sheet) -> dict[int, list[Merge]]:
    """The merged ranges that cover something of each row."""
    merged = sorted(sheet.merged, reverse=True)
    active: list[Merge] = []
    found = {}
    for at in sorted(sheet.rows):
        while merged and merged[-1][0] <= at:
            active.append(merged.pop())
        active = [one for one in active if one[2] >= at]
        found[at] = [*active]
    return found


def _blocks(sheet: Sheet, lines: frozenset[int]) -> Iterator[list[int]]:
    """Rows that follow one another and are of one make: bordered, lines of text, or neither."""
    rows = sorted(sheet.rows)
    makes = [(row - at, row in sheet.bordered, row in lines) for at, row in enumerate(rows)]
    for _, group in groupby(zip(rows, makes, strict=True), key=lambda pair: pair[1]):
        yield [row for row, _ in group]


def _slots(sheet: Sheet, block: Sequence[int], at: int, merges: Iterable[Merge]) -> Iterator[Slot]:
    cells = sheet.rows[at]
    widths = {left: right - left + 1 for top, left, _, right in merges if top == at}
    covered = {
        column for top, left, _, right in merges for column in range(left + (top == at), right + 1)
    }
    extent = [at] if at in sheet.bordered else block
    columns = [column for row in extent for column in sheet.rows[row]]
    for column in range(min(columns), max(columns) + 1):
        if column not in covered and column not in sheet.hidden:
            yield Slot(cells.get(column, ""), column, widths.get(column, 1))


def _find_lines(sheet: Sheet, merges: Mapping[int, list[Merge]]) -> frozenset[int]:
    """The rows of one text that are no rows of a table: those without a border, but for labels
    beside a group that goes on, and labels in a stretch between two rows of a table."""
    alone = {at for at in sheet.rows if at not in sheet.bordered and _filled(sheet, at) < 2}
    grouped = {at for at in alone if any(top < at for top, *_ in merges[at])}
    labels = {at for at in alone if at in grouped or _is_label(sheet, at, merges[at])}
    lines = alone - grouped
    for stretch in _stretches(sorted(labels)):
        above, below = stretch[0] - 1, stretch[-1] + 1
        if _is_open(sheet, above) and _is_open(sheet, below) and _filled(sheet, above) > 1:
            ends = [_end(sheet, at, merges[at]) for at in (above, below)]
            if abs(ends[0] - ends[1]) <= _NEAR:
                lines.difference_update(stretch)
    return frozenset(lines)


def _stretches(rows: Sequence[int]) -> Iterator[list[int]]:
    """Rows that follow one another."""
    for _, group in groupby(enumerate(rows), key=lambda pair: pair[1] - pair[0]):
        yield [row for _, row in group]


def _is_open(sheet: Sheet, at: int) -> bool:
    return at in sheet.rows and at not in sheet.bordered


def _is_label(sheet: Sheet, at: int, merges: Iterable[Merge]) -> bool:
    """Whether the one text of a row is short and leaves room beside it."""
    wide = any(top == at and right > left for top, left, _, right in merges)
    return not wide and max(map(len, sheet.rows[at].values())) <= _LONGEST_LABEL


def _end(sheet: Sheet, at: int, merges: Iterable[Merge]) -> int:
    """The last column of a row that holds something."""
    covered = (right for top, _, _, right in merges if top == at)
    return max([*(column for column, text in sheet.rows[at].items() if text), *covered], default=0)


def _filled(sheet: Sheet, at: int) -> int:
    return sum(1 for text in sheet.rows[at].values() if text)
