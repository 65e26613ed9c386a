"""The columns and cells of a table without rules.

Columns are where figures stand, and heads that are over no figure: so an empty place in a row can
be told, which is blank and not lost.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from pipeline.ingest.draft import Slot
from pipeline.ingest.fields import SLACK, Extent, Field, Lines, around, center, overlap
from pipeline.ingest.tails import without_tails

_LEVEL, _MOST_OFF = 0.2, 2.0  # share of its height, points: so far off a row is still on it
_APART = 0.6  # of the leading: figures so far from all rows are a row
_ALONE = 0.85  # of the leading: a label so far from all rows is the label of an empty one
FIRST_VALUE = 10  # grid column of the first figures, behind all labels
_SHORT = 4  # characters of a head that a narrow column breaks into lines
_ALIKE = 2.0  # points between places that are the same


def block_to_rows(
    columns: Sequence[Extent], rows: Lines, others: Lines, leading: float
) -> Iterator[tuple[float, tuple[list[Slot], bool]]]:
    """The rows of a block, and labels that are of no one row, with the heights they begin at."""
    left = min(one.box[0] for row in rows for one in row if one.is_value)
    fields = [one for line in (*rows, *others) for one in line]
    values = [one for one in fields if (one.box[0] + one.box[2]) / 2 >= left]
    lines = _find_levels(rows, values, left, leading)
    sides = [one for one in fields if one not in values]
    levels = list(without_tails(lines, values, sides, leading))
    labels = _join_labels(sides, levels, _label_leading(sides, levels, leading))
    own, loose, empty = _give_labels(labels, levels, leading)
    cells = _give_values(values, lines, levels, columns)
    for at, level in enumerate(levels):
        slots = [Slot(one.text, n, 1, one.box) for n, one in enumerate(own[at])]
        yield level, (slots + _row(cells[at], columns, level, rows[0][0].height), True)
    for one in empty:
        slots = [Slot(one.text, 0, 1, one.box), *blanks(columns, one)]
        yield one.level, (slots, True)
    for one in loose:
        yield one.level, ([Slot(one.text, 0, 1, one.box)], False)


def find_columns(heads: Lines, rows: Lines, kin: Lines = ()) -> list[Extent]:
    """Where the columns of figures stand, from left to right; `heads` are lines above the rows,
    `kin` rows elsewhere under heads that stand in the same places."""
    columns = _find_figures(rows)
    firsts = [row[0] for row in rows if not row[0].is_value]
    left = max((one.box[2] for one in firsts), default=0.0)
    tops = [(x0, x1) for x0, x1 in head_cells(heads, left) if (x0 + x1) / 2 > left]
    if len(columns) > len(tops):
        columns = _find_figures(rows, bridged=True)
    elif len(columns) < len(tops) == len(known := _find_figures([*rows, *kin])):
        return known
    return _match(columns, sorted(tops))


def _find_figures(rows: Lines, bridged: bool = False) -> list[Extent]:
    """The extents of figures, those that overlap made one; what lies over several columns of
    narrower figures makes these one only if `bridged`."""
    columns: list[Extent] = []
    figures = [(one.box[0], one.box[2]) for row in rows for one in row if one.is_value]
    for x0, x1 in sorted(figures, key=lambda one: one[1] - one[0]):
        over = [column for column in columns if column[0] < x1 and x0 < column[1]]
        if len(over) < 2 or bridged:
            ends = [*over, (x0, x1)]
            columns = [column for column in columns if column not in over]
            columns.append((min(x for x, _ in ends), max(x for _, x in ends)))
    return sorted(columns)


def are_alike(heads: Lines, others: Lines) -> bool:
    """Whether two headers have their cells in the same places: all begin there, or are centred."""
    cells, more = sorted(head_cells(heads)), sorted(head_cells(others))
    if len(cells) != len(more):
        return False
    pairs = list(zip(cells, more, strict=True))
    begin = all(abs(a[0] - b[0]) < _ALIKE for a, b in pairs)
    return begin or all(abs(sum(a) - sum(b)) < 2 * _ALIKE for a, b in pairs)


def _match(columns: Sequence[Extent], tops: Sequence[Extent]) -> list[Extent]:
    """The columns with a head over each, in order, and heads that are over none; the columns by
    themselves where there are more of them."""
    if len(columns) > len(tops):
        return [*columns]
    ways: list[tuple[float, list[Extent]]] = [(0.0, []), *((math.inf, []) for _ in columns)]
    for top in tops:
        for n in range(len(columns), -1, -1):
            cost, found = ways[n]
            ways[n] = cost, [*found, top]
            if n and ways[n - 1][0] + _distance(top, columns[n - 1]) < cost:
                cost, found = ways[n - 1]
                ways[n] = cost + _distance(top, columns[n - 1]), [*found, columns[n - 1]]
    return ways[-1][1]


def head_cells(heads: Lines, labels: float = math.inf) -> list[Extent]:
    """The extents of the heads over single columns; one over several is wider than those.

    A head alone on its line counts where it stands over other heads or right of some; a short one
    also left of them, behind the right end of `labels`.
    """
    cells: list[Extent] = []
    left = min((line[0].box[0] for line in heads if len(line) > 1), default=math.inf)
    fields = [one for line in heads for one in line if len(line) > 1 or one.box[0] > left]
    alone = [line[0] for line in heads if len(line) == 1]
    fields += [one for one in alone if labels < one.box[0] <= left and len(one.text) <= _SHORT]
    for one in sorted(fields, key=lambda one: one.box[2] - one.box[0]):
        if not any(overlap(cell, one.box) for cell in cells):
            cells.append((one.box[0], one.box[2]))
    return cells


def _distance(a: Extent, b: Extent) -> float:
    """Between two extents whose contents are set left, right or in the middle."""
    return min(abs(a[0] - b[0]), abs(a[1] - b[1]), abs(sum(a) - sum(b)) / 2)


def _find_levels(rows: Lines, values: Sequence[Field], left: float, leading: float) -> list[float]:
    """The height of each row: of the lines with most figures first, then of those that are far
    from them; figures closer than that go on the next line or come from the one before."""
    lines = [[one for one in row if one.box[2] > left] for row in rows]
    lines += [[one] for one in values if one.is_value]
    levels: list[float] = []
    for line in sorted(lines, key=len, reverse=True):
        level = center(line)
        if all(abs(level - other) > _APART * leading for other in levels):
            levels.append(level)
    return sorted(levels)


def _give_values(
    values: Sequence[Field],
    lines: Sequence[float],
    levels: Sequence[float],
    columns: Sequence[Extent],
) -> list[dict[int, list[Field]]]:
    """What stands in each row at each column: a figure may go on the next line."""
    cells: list[dict[int, list[Field]]] = [{} for _ in levels]
    for one in values:
        line = min(lines, key=lambda level: abs(level - one.level))
        row = bisect_right(levels, line) - 1
        over = [at for at, column in enumerate(columns) if overlap(column, one.box)]
        nearest = min(
            range(len(columns)),
            key=lambda at: _distance(columns[at], (one.box[0], one.box[2])),
        )
        cells[row].setdefault(over[0] if over else nearest, []).append(one)
    return cells


def _row(
    cells: dict[int, list[Field]], columns: Sequence[Extent], level: float, height: float
) -> list[Slot]:
    """Every column of a row: what stands in it, or an empty place."""
    slots = []
    for at, (x0, x1) in enumerate(columns):
        here = sorted(cells.get(at, ()), key=lambda one: (one.level, one.box[0]))
        box = (x0, level - height / 2, x1, level + height / 2)
        box = around(one.box for one in here) if here else box
        slots.append(Slot(_join(here), FIRST_VALUE + at, 1, box))
    return slots


def blanks(columns: Sequence[Extent], label: Field) -> list[Slot]:
    """An empty place at every column, as high as the label before them."""
    return _row({}, columns, label.level, label.height)


def _join(fields: Sequence[Field]) -> str:
    """Figures side by side are two; a unit below a figure is its own."""
    text = ""
    for one in fields:
        text += (" " if text and one.text[0].isdigit() else "") + one.text
    return text


def _label_leading(labels: Sequence[Field], levels: Sequence[float], leading: float) -> float:
    """The leading within labels, 0 where it cannot be told from the distance of rows."""
    settled = [one for one in labels if _find_row(one, levels) is not None]
    steps = (b.level - a.level for a in settled for b in settled if a.is_above(b))
    return leading if min(steps, default=2 * leading) > leading + SLACK else 0.0


def _join_labels(
    labels: Sequence[Field], levels: Sequence[float], leading: float
) -> list[tuple[Field, int | None]]:
    """Labels, each with the row on which one of its lines stands.

    Texts of one column on lines that follow one another closely are one label, unless both stand
    on a row of their own.
    """
    cells: list[tuple[Field, int | None]] = []
    for one in sorted(labels, key=lambda one: one.level):
        row = _find_row(one, levels)
        above = _find_above(cells, one, row, leading)
        if above is None:
            cells.append((one, row))
            continue
        cell, settled = cells[above]
        whole = Field(cell.text + one.text, around((cell.box, one.box)), False)
        cells[above] = whole, row if settled is None else settled
    return cells


def _find_above(
    cells: Sequence[tuple[Field, int | None]], one: Field, row: int | None, leading: float
) -> int | None:
    """The label that goes on in `one`: it stands one leading above it."""
    for at, (cell, settled) in enumerate(cells):
        close = cell.is_above(one) and one.box[3] - cell.box[3] <= leading + SLACK
        if close and (settled is None or row is None):
            return at
    return None


def _find_row(one: Field, levels: Sequence[float]) -> int | None:
    """The row on whose level a text stands."""
    nearest = min(range(len(levels)), key=lambda at: abs(levels[at] - one.level))
    off = min(_LEVEL * one.height, _MOST_OFF)
    return nearest if abs(levels[nearest] - one.level) < off else None


def _give_labels(
    labels: Sequence[tuple[Field, int | None]], levels: Sequence[float], leading: float
) -> tuple[list[list[Field]], list[Field], list[Field]]:
    """The labels of each row from left to right; those of groups, which stand between rows; and
    those of rows in which nothing is printed."""
    own: list[list[Field]] = [[] for _ in levels]
    loose: list[Field] = []
    empty: list[Field] = []
    for cell, settled in labels:
        row = settled if settled is not None else _find_row(cell, levels)
        if row is not None:
            own[row].append(cell)
        elif min(abs(level - cell.level) for level in levels) < _ALONE * leading or any(
            cell.box[2] < other.box[0] and abs(cell.level - other.level) < leading
            for other, _ in labels
        ):
            loose.append(cell)
        else:
            empty.append(cell)
    return [sorted(cells, key=lambda cell: cell.box[0]) for cells in own], loose, empty
