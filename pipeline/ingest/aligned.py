"""Tables without rules: rows are lines with figures, columns are where figures and heads stand.

A block is a run of rows under one header. Its columns are those of its figures and of the heads
above it, so that an empty place in a row can be told: blank, not lost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.ingest.draft import Slot
from pipeline.ingest.layer import Glyph
from pipeline.ingest.typeset import (
    Line,
    glyphs_to_box,
    glyphs_to_lines,
    line_to_fields,
    line_to_text,
)
from pipeline.numerals import looks_like_value
from pipeline.records import Box

_MOST_HEADS = 8  # lines above a block that may head it
_SLACK = 0.75  # points by which lines of one cell may be further apart than those of a paragraph
_FEWEST_FIELDS = 2
_LEVEL, _MOST_OFF = 0.2, 2.0  # share of its height, points: so far off a row is still on it
Row = tuple[list[Slot], bool]  # the slots, and whether they stand in columns


@dataclass(frozen=True, slots=True)
class _Field:
    """Neighbouring glyphs of a line, as one text."""

    text: str
    box: Box
    is_value: bool


@dataclass(slots=True)
class _Block:
    """Lines of fields: those with figures are rows, the others hold nothing but labels."""

    heads: list[list[_Field]] = field(default_factory=list)
    lines: list[list[_Field]] = field(default_factory=list)


def read_aligned(glyphs: Iterable[Glyph]) -> Iterator[tuple[float, Row]]:
    """The rows and lines of text among `glyphs`, each with the height at which it begins."""
    lines = [_fields(line) for line in glyphs_to_lines(glyphs)]
    leading = _usual_leading(lines)
    heads: list[list[_Field]] = []
    block: list[list[_Field]] = []
    for at, line in enumerate(lines):
        if _is_row(line) or _is_label(line, block, lines[at + 1 : at + 4], leading):
            block.append(line)
            continue
        yield from _write_block(heads, block, leading)
        heads = [*heads, line][-_MOST_HEADS:] if not block else [line]
        block = []
        yield _top(line), _loose(line)
    yield from _write_block(heads, block, leading)


def _fields(line: Line) -> list[_Field]:
    fields = []
    for part in line_to_fields(line):
        text = line_to_text(part)
        fields.append(_Field(text, glyphs_to_box(part), looks_like_value(text)))
    return fields


def _top(line: Sequence[_Field]) -> float:
    return min(one.box[1] for one in line)


def _center(line: Sequence[_Field]) -> float:
    return sum((one.box[1] + one.box[3]) / 2 for one in line) / len(line)


def _usual_leading(lines: Sequence[Sequence[_Field]]) -> float:
    """The least distance that comes again between texts one below the other: that of the lines of
    a paragraph, or of a label. Where no text goes on a second line, it is that of the rows."""
    steps: Counter[float] = Counter()
    for at, line in enumerate(lines):
        for one in line:
            below = [b for other in lines[at + 1 : at + 4] for b in other if _is_below(one, b)]
            if below and not one.is_value:
                steps[round(2 * (below[0].box[3] - one.box[3])) / 2] += 1
    return min((step for step in steps if steps[step] > 1), default=min(steps, default=0.0))


def _is_below(one: _Field, other: _Field) -> bool:
    height = other.box[3] - other.box[1]
    overlaps = min(one.box[2], other.box[2]) > max(one.box[0], other.box[0])
    return overlaps and other.box[3] - one.box[3] >= 0.9 * height


def _height(line: Sequence[_Field]) -> float:
    return min(one.box[3] - one.box[1] for one in line)


def _is_row(line: Sequence[_Field]) -> bool:
    """Whether a line has figures, and nothing but labels before them."""
    values = [one.is_value for one in line]
    if not values[-1] or len(line) < _FEWEST_FIELDS:
        return False
    first = values.index(True)
    return all(values[first:]) and first <= 3


def _is_label(
    line: Sequence[_Field],
    block: Sequence[Sequence[_Field]],
    ahead: Sequence[Sequence[_Field]],
    leading: float,
) -> bool:
    """Whether a line of text stands where the block's labels do, left of all its figures."""
    behind = [row for row in block[-3:] if _is_row(row)]
    rows = [*behind, *filter(_is_row, ahead)]
    starts = [one.box[0] for row in rows for one in row if one.is_value]
    labelled = any(not row[0].is_value for row in rows)
    if not labelled or line[-1].box[2] >= min(starts):
        return False
    if block:
        return len(rows) > len(behind) or _center(line) - _center(block[-1]) < leading + _SLACK
    return bool(ahead) and _is_row(ahead[0]) and _center(ahead[0]) - _center(line) < leading


def _loose(line: Sequence[_Field]) -> Row:
    """A line outside blocks: text, or the heads of columns."""
    if len(line) == 1 or any(len(one.text) > 40 for one in line):
        text = " ".join(one.text for one in line)
        return [Slot(text, 0, 1, _around(one.box for one in line))], False
    return [Slot(one.text, at, 1, one.box) for at, one in enumerate(line)], True


def _around(boxes: Iterable[Box]) -> Box:
    x0, y0, x1, y1 = zip(*boxes, strict=True)
    return min(x0), min(y0), max(x1), max(y1)


def _write_block(
    heads: Sequence[Sequence[_Field]], block: Sequence[Sequence[_Field]], leading: float
) -> Iterator[tuple[float, Row]]:
    """The rows of a block with all their columns, labels over several lines made whole."""
    rows = [line for line in block if _is_row(line)]
    if not rows:
        yield from ((_top(line), _loose(line)) for line in block)
        return
    labels, loose = _labels(block, rows, leading)
    columns = _columns(heads, rows)
    for line, own in zip(rows, labels, strict=True):
        yield _top(line), (_slots(own, [one for one in line if one.is_value], columns), True)
    for cell in loose:
        yield cell.box[1] + 0.01, ([Slot(cell.text, 0, 1, cell.box)], False)


def _labels(
    block: Sequence[Sequence[_Field]], rows: Sequence[Sequence[_Field]], leading: float
) -> tuple[list[list[_Field]], list[_Field]]:
    """The labels of each row, from left to right, and those that are of no one row."""
    own: list[list[_Field]] = [[] for _ in rows]
    loose: list[_Field] = []
    levels = [_level(one for one in row if one.is_value) for row in rows]
    for cell, row in _label_cells(block, levels, leading):
        found = row if row is not None else _find_row(cell, levels)
        (loose if found is None else own[found]).append(cell)
    return [sorted(cells, key=lambda cell: cell.box[0]) for cells in own], loose


def _level(fields: Iterable[_Field]) -> float:
    return _center(list(fields))


def _find_row(one: _Field, levels: Sequence[float]) -> int | None:
    """The row on whose level a text stands."""
    level, height = (one.box[1] + one.box[3]) / 2, one.box[3] - one.box[1]
    nearest = min(range(len(levels)), key=lambda at: abs(levels[at] - level))
    return nearest if abs(levels[nearest] - level) < min(_LEVEL * height, _MOST_OFF) else None


def _label_cells(
    block: Sequence[Sequence[_Field]], levels: Sequence[float], leading: float
) -> list[tuple[_Field, int | None]]:
    """Labels, each with the row on which one of its lines stands.

    Texts of one column on lines that follow one another closely are one label, unless both stand
    on a row of their own.
    """
    cells: list[tuple[_Field, int | None]] = []
    for one in (one for line in block for one in line if not one.is_value):
        row = _find_row(one, levels)
        above = next(
            (
                at
                for at, (cell, settled) in enumerate(cells)
                if (settled is None or row is None) and _continues(cell, one, leading)
            ),
            None,
        )
        if above is None:
            cells.append((one, row))
            continue
        cell, settled = cells[above]
        whole = _Field(cell.text + one.text, _around((cell.box, one.box)), False)
        cells[above] = whole, row if settled is None else settled
    return cells


def _continues(cell: _Field, one: _Field, leading: float) -> bool:
    """Whether a text goes on the label above it, one leading below its end."""
    return _is_below(cell, one) and one.box[3] - cell.box[3] <= leading + _SLACK


def _columns(
    heads: Sequence[Sequence[_Field]], rows: Sequence[Sequence[_Field]]
) -> list[tuple[float, float]]:
    """Where columns of figures stand: by the figures, then by heads that are over no figure."""
    columns: list[tuple[float, float]] = []
    for one in (one for row in rows for one in row if one.is_value):
        over = [column for column in columns if _overlap(column, one.box)]
        ends = [*over, (one.box[0], one.box[2])]
        columns = [column for column in columns if column not in over]
        columns.append((min(x for x, _ in ends), max(x for _, x in ends)))
    left = max((one.box[2] for row in rows for one in row if not one.is_value), default=0.0)
    tops = [(x0, x1) for x0, x1 in _head_cells(heads) if (x0 + x1) / 2 > left]
    taken = {min(tops, key=lambda top: _distance(top, column)) for column in columns if tops}
    return sorted([*columns, *(top for top in tops if top not in taken)])


def _head_cells(heads: Sequence[Sequence[_Field]]) -> list[tuple[float, float]]:
    """The extents of the heads over single columns; one over several is wider than those."""
    cells: list[tuple[float, float]] = []
    fields = [one for line in heads if len(line) > 1 for one in line]
    for one in sorted(fields, key=lambda one: one.box[2] - one.box[0]):
        over = [cell for cell in cells if _overlap(cell, one.box)]
        if not over:
            cells.append((one.box[0], one.box[2]))
    return cells


def _distance(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Between two extents whose contents are set left, right or in the middle."""
    return min(abs(a[0] - b[0]), abs(a[1] - b[1]), abs(sum(a) - sum(b)) / 2)


def _overlap(column: tuple[float, float], box: Box) -> bool:
    return column[0] < box[2] and box[0] < column[1]


def _slots(
    labels: Sequence[_Field], values: Sequence[_Field], columns: Sequence[tuple[float, float]]
) -> list[Slot]:
    """Labels, then every column: the figure that stands in it, or an empty place."""
    slots = [Slot(one.text, at, 1, one.box) for at, one in enumerate(labels)]
    level = (min(v.box[1] for v in values), max(v.box[3] for v in values))
    for at, column in enumerate(columns):
        here = [one for one in values if _overlap(column, one.box)]
        box = (
            _around(one.box for one in here) if here else (column[0], level[0], column[1], level[1])
        )
        slots.append(Slot(" ".join(one.text for one in here), 10 + at, 1, box))
    return slots
