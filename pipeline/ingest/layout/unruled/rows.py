"""The rows and cells of a table without rules, whose columns are known."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence

from gouji.pipeline.ingest.document_builder import Slot
from gouji.pipeline.ingest.layout.geometry import (
    SLACK,
    Extent,
    Field,
    Lines,
    around,
    center,
    overlap,
)
from gouji.pipeline.ingest.layout.unruled.columns import distance
from gouji.pipeline.ingest.layout.unruled.wrapped_figures import without_tails

_LEVEL, _MOST_OFF = 0.2, 2.0  # share of its height, points: so far off a row is still on it
_APART = 0.6  # of the leading: figures so far from all rows are a row
_ALONE = 0.85  # of the leading: a label so far from all rows is the label of an empty one
FIRST_VALUE = 10  # grid column of the first figures, behind all labels
Heights = Sequence[tuple[float, ...]]  # of each row: that of its line, that of its middle


def block_to_rows(
    columns: Sequence[Extent], rows: Lines, others: Lines, leading: float
) -> Iterator[tuple[float, tuple[list[Slot], bool]]]:
    """The rows of a block, and labels that are of no one row, with the heights they begin at."""
    left = _left(rows, others)
    fields = [one for line in (*rows, *others) for one in line]
    values = [one for one in fields if (one.box[0] + one.box[2]) / 2 >= left]
    lines = _find_levels(rows, values, left, leading)
    sides = [one for one in fields if one not in values]
    levels = list(without_tails(lines, values, sides, leading))
    cells = _give_values(_join_words(values, lines, leading), lines, levels, columns)
    heights = [(level, _middle(own, level)) for level, own in zip(levels, cells, strict=True)]
    labels = _join_labels(sides, heights, _label_leading(sides, heights, leading))
    own, loose, empty = _give_labels(labels, heights, leading)
    for at, level in enumerate(levels):
        slots = [Slot(one.text, n, 1, one.box) for n, one in enumerate(own[at])]
        yield level, (slots + _row(cells[at], columns, level, rows[0][0].height), True)
    for one in empty:
        slots = [Slot(one.text, 0, 1, one.box), *blanks(columns, one)]
        yield one.level, (slots, True)
    for one in loose:
        yield one.level, ([Slot(one.text, 0, 1, one.box)], False)


def _left(rows: Lines, others: Lines) -> float:
    """Where the first figures stand: those of rows, and those alone on their line behind labels."""
    left = min(one.box[0] for row in rows for one in row if one.is_value)
    labels = [one.box[2] for row in rows for one in row if not one.is_value and one.box[2] < left]
    alone = [one.box[0] for line in others for one in line if one.is_value]
    return min([left, *(x for x in alone if labels and x > max(labels))])


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


def _join_words(
    values: Sequence[Field], lines: Sequence[float], leading: float
) -> Iterator[list[Field]]:
    """What stands in each place of a table: a word goes on in the next line, as does a figure in
    its unit, unless both lines are those of rows."""
    places: list[list[Field]] = []
    for one in sorted(values, key=lambda one: one.level):
        above = [own for own in places if not one.is_value and _goes_on(own, one, lines, leading)]
        if above:
            above[0].append(one)
        else:
            places.append([one])
    yield from places


def _goes_on(own: Sequence[Field], one: Field, lines: Sequence[float], leading: float) -> bool:
    close = own[-1].is_above(one) and one.box[3] - own[-1].box[3] <= leading + SLACK
    heights = [(line,) for line in lines]
    apart = _find_row(one, heights) is None or all(_find_row(o, heights) is None for o in own)
    return close and apart


def _give_values(
    places: Iterable[Sequence[Field]],
    lines: Sequence[float],
    levels: Sequence[float],
    columns: Sequence[Extent],
) -> list[dict[int, list[Field]]]:
    """What stands in each row at each column: a figure may go on the next line."""
    cells: list[dict[int, list[Field]]] = [{} for _ in levels]
    for own in places:
        x0, _, x1, _ = box = around(one.box for one in own)
        line = _find_line(own, (box[1] + box[3]) / 2, lines)
        over = [at for at, column in enumerate(columns) if overlap(column, box)]
        nearest = min(range(len(columns)), key=lambda at: distance(columns[at], (x0, x1)))
        row = bisect_right(levels, line) - 1
        cells[row].setdefault(over[0] if over else nearest, []).extend(own)
    return cells


def _find_line(own: Sequence[Field], middle: float, lines: Sequence[float]) -> float:
    """The line that a text stands on with one of its own lines, or else with its middle."""
    heights = [(line,) for line in lines]
    settled = (at for one in own if (at := _find_row(one, heights)) is not None)
    first = next(settled, None)
    return min(lines, key=lambda line: abs(line - middle)) if first is None else lines[first]


def _middle(cells: Mapping[int, Sequence[Field]], level: float) -> float:
    """The height of the middle of a row: below its line where figures go on in the next."""
    boxes = [one.box for own in cells.values() for one in own]
    return (min(box[1] for box in boxes) + max(box[3] for box in boxes)) / 2 if boxes else level


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


def _label_leading(labels: Sequence[Field], heights: Heights, leading: float) -> float:
    """The leading within labels, 0 where it cannot be told from the distance of rows."""
    begun = [one for one in labels if one.begins]
    settled = [one for one in labels if _find_row(one, heights) is not None]
    steps = (
        b.level - a.level for own in (begun, settled) for a in own for b in own if a.is_above(b)
    )
    return leading if min(steps, default=2 * leading) > leading + SLACK else 0.0


def _join_labels(
    labels: Sequence[Field], heights: Heights, leading: float
) -> list[tuple[Field, int | None]]:
    """Labels, each with the row on which one of its lines stands.

    Texts of one column on lines that follow one another closely are one label, unless both stand
    on a row of their own.
    """
    cells: list[tuple[Field, int | None]] = []
    for one in sorted(labels, key=lambda one: one.level):
        row = _find_row(one, heights)
        above = None if one.begins else _find_above(cells, one, row, leading)
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
        if close and (settled is None or row is None or settled == row):
            return at
    return None


def _find_row(one: Field, heights: Heights) -> int | None:
    """The row at one of whose heights a text stands."""
    off, nearest = min(
        ((abs(height - one.level), at) for at, own in enumerate(heights) for height in own),
        default=(math.inf, 0),
    )
    return nearest if off < min(_LEVEL * one.height, _MOST_OFF) else None


def _give_labels(
    labels: Sequence[tuple[Field, int | None]], heights: Heights, leading: float
) -> tuple[list[list[Field]], list[Field], list[Field]]:
    """The labels of each row from left to right; those of groups, which stand between rows; and
    those of rows in which nothing is printed."""
    own: list[list[Field]] = [[] for _ in heights]
    loose: list[Field] = []
    empty: list[Field] = []
    for cell, settled in labels:
        row = settled if settled is not None else _find_row(cell, heights)
        if row is not None:
            own[row].append(cell)
        elif min(
            abs(height - cell.level) for row in heights for height in row
        ) < _ALONE * leading or any(
            cell.box[2] < other.box[0] and abs(cell.level - other.level) < leading
            for other, _ in labels
        ):
            loose.append(cell)
        else:
            empty.append(cell)
    return [sorted(cells, key=lambda cell: cell.box[0]) for cells in own], loose, empty
