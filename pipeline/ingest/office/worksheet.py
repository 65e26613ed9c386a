"""The rows of a worksheet as table rows and lines of text.

Borders tell what is a table. Without them a row of one text may be a heading, or the label of a
table's row in which nothing is printed: that is told by the rows around it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from gouji.pipeline.ingest.document_builder import Draft, Slot

_LONGEST_LABEL = 100  # a longer text alone in a row is running text
_NEAR = 1  # columns by which the rows of one table may end apart
Merge = tuple[int, int, int, int]  # first row, first column, last row, last column


@dataclass(slots=True)
class Sheet:
    """The cells of a sheet that are shown, by row and column from 0; "" where only a border is.
    `covered`: texts of rows and columns that are hidden."""

    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    bordered: set[int] = field(default_factory=set)
    merged: list[Merge] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    covered: dict[tuple[int, int], str] = field(default_factory=dict)
    empty: int = 0


def uncover(sheet: Sheet) -> None:
    """A merged range whose first row or column is hidden is shown in what is left of it."""
    rows = sorted(sheet.rows)
    for n, (top, left, bottom, right) in enumerate(sheet.merged):
        text = sheet.covered.get((top, left))
        at = bisect_left(rows, top)
        column = next((x for x in range(left, right + 1) if x not in sheet.hidden), None)
        if text and column is not None and at < len(rows) and rows[at] <= bottom:
            sheet.merged[n] = (rows[at], column, bottom, right)
            sheet.rows[rows[at]][column] = text


def write_sheet(sheet: Sheet, draft: Draft) -> None:
    """Each row as a line or a table row; what merged ranges cover keeps its columns."""
    merges = _merges_by_row(sheet)
    lines = _find_lines(sheet, merges)
    for block in _blocks(sheet, lines):
        extent = _extent(sheet, block)
        for at in block:
            own = _extent(sheet, [at]) if at in sheet.bordered else extent
            slots = list(_slots(sheet, own, at, merges[at]))
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


def _extent(sheet: Sheet, block: Sequence[int]) -> range:
    """The columns from the first to the last in which something stands."""
    first = min(min(sheet.rows[at]) for at in block)
    return range(first, max(max(sheet.rows[at]) for at in block) + 1)


def _slots(sheet: Sheet, extent: range, at: int, merges: Iterable[Merge]) -> Iterator[Slot]:
    cells = sheet.rows[at]
    widths = {left: right - left + 1 for top, left, _, right in merges if top == at}
    covered = {
        column for top, left, _, right in merges for column in range(left + (top == at), right + 1)
    }
    for column in extent:
        if column not in covered and column not in sheet.hidden:
            yield Slot(cells.get(column, ""), column, widths.get(column, 1))


def _find_lines(sheet: Sheet, merges: Mapping[int, list[Merge]]) -> frozenset[int]:
    """The rows of one text that are no rows of a table: those without a border, but for labels
    beside merged cells, and labels in a stretch between two rows of a table."""
    lines: set[int] = set()
    waiting: list[int] = []  # labels below a table, if it goes on
    end, labels = -1, set[tuple[int, int]]()  # the last column of that table, its wide labels
    for at in sorted(sheet.rows):
        if at in sheet.bordered or at - 1 not in sheet.rows or at - 1 in sheet.bordered:
            lines.update(waiting)
            waiting, end, labels = [], -1, set()
        own = _first_text(sheet, at, merges[at])
        reach = max(own[1], _end(sheet, at, merges[at]))
        if at in sheet.bordered:
            continue
        if _filled(sheet, at) > 1:
            lines.update(waiting if abs(reach - end) > _NEAR else ())
            waiting, end = [], reach
            labels |= {own} if own[1] > own[0] else set()
        elif _is_beside(own, at, merges[at]) or own in labels:
            waiting = []
        elif end > own[1] and max(map(len, sheet.rows[at].values())) <= _LONGEST_LABEL:
            waiting.append(at)
        else:
            goes_on = end >= 0 and abs(reach - end) <= _NEAR
            lines.update([at] if goes_on else [*waiting, at])
            waiting, end, labels = [], end if goes_on else -1, labels if goes_on else set()
    return frozenset(lines.union(waiting))


def _first_text(sheet: Sheet, at: int, merges: Iterable[Merge]) -> tuple[int, int]:
    """The first column of a row that holds something, and the last that it covers."""
    first = min((column for column, text in sheet.rows[at].items() if text), default=0)
    ends = (right for top, left, _, right in merges if (top, left) == (at, first))
    return first, max(ends, default=first)


def _is_beside(own: tuple[int, int], at: int, merges: Iterable[Merge]) -> bool:
    """Whether merged cells of a table stand around a text: a group that goes on from above, or
    an empty place right of it."""
    return any(top < at or left > own[1] for top, left, _, _ in merges)


def _end(sheet: Sheet, at: int, merges: Iterable[Merge]) -> int:
    """The last column of a row that holds something."""
    covered = (right for top, _, _, right in merges if top == at)
    return max([*(column for column, text in sheet.rows[at].items() if text), *covered], default=0)


def _filled(sheet: Sheet, at: int) -> int:
    return sum(1 for text in sheet.rows[at].values() if text)
