"""The rows and cells of a table without rules, whose columns are known."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from pipeline.ingest.columns import distance
from pipeline.ingest.draft import Slot
from pipeline.ingest.fields import SLACK, Extent, Field, Lines, around, center, overlap
from pipeline.ingest.tails import without_tails

_LEVEL, _MOST_OFF = 0.2, 2.0  # share of its height, points: so far off a row is still on it
_APART = 0.6  # of the leading: figures so far from all rows are a row
_ALONE = 0.85  # of the leading: a label so far from all rows is the label of an empty one
FIRST_VALUE = 10  # grid column of the first figures, behind all labels


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
            key=lambda at: distance(columns[at], (one.box[0], one.box[2])),
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
