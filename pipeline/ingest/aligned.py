"""Tables without rules: rows are lines with figures, columns are where figures and heads stand.

A block is a run of rows under one header. Its columns are those of its figures and of the heads
above it, so that an empty place in a row can be told: blank, not lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

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
_LEADING = 1.15  # lines of one cell are no further apart than those of a paragraph, times this
_FEWEST_FIELDS = 2
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
        if _is_row(line) or (block and _is_label(line, block, lines[at + 1 : at + 4])):
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
    """The least distance of lines that stand under one another: that within a paragraph."""
    steps = [_center(b) - _center(a) for a, b in pairwise(lines)]
    sizes = [line[0].box[3] - line[0].box[1] for line in lines]
    least = 0.8 * min(sizes, default=0.0)
    return min((step for step in steps if step > least), default=0.0)


def _is_row(line: Sequence[_Field]) -> bool:
    """Whether a line has figures, and nothing but labels before them."""
    values = [one.is_value for one in line]
    if not values[-1] or len(line) < _FEWEST_FIELDS:
        return False
    first = values.index(True)
    return all(values[first:]) and first <= 3


def _is_label(
    line: Sequence[_Field], block: Sequence[Sequence[_Field]], ahead: Sequence[Sequence[_Field]]
) -> bool:
    """Whether a line of text stands where the block's labels do, left of all its figures."""
    rows = [*filter(_is_row, block[-3:]), *filter(_is_row, ahead)]
    starts = [one.box[0] for row in rows for one in row if one.is_value]
    labelled = any(not row[0].is_value for row in rows)
    ends = any(_is_row(one) for one in ahead) or len(line) == 1
    return labelled and ends and bool(starts) and line[-1].box[2] < min(starts)


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
    levels = [_center(row) for row in rows]
    for cell in _label_cells(block, leading):
        level = (cell.box[1] + cell.box[3]) / 2
        nearest = min(range(len(rows)), key=lambda at: abs(levels[at] - level))
        if abs(levels[nearest] - level) < leading * 0.75:
            own[nearest].append(cell)
        else:
            loose.append(cell)
    return [sorted(cells, key=lambda cell: cell.box[0]) for cells in own], loose


def _label_cells(block: Sequence[Sequence[_Field]], leading: float) -> list[_Field]:
    """Labels of one column on lines that follow one another closely are one label."""
    cells: list[_Field] = []
    for one in (one for line in block for one in line if not one.is_value):
        above = next((at for at, cell in enumerate(cells) if _continues(cell, one, leading)), None)
        if above is None:
            cells.append(one)
        else:
            cell = cells[above]
            cells[above] = _Field(cell.text + one.text, _around((cell.box, one.box)), False)
    return cells


def _continues(cell: _Field, one: _Field, leading: float) -> bool:
    """Whether a label goes on the cell above it: overlapping it, one leading below its end."""
    overlaps = min(cell.box[2], one.box[2]) > max(cell.box[0], one.box[0])
    height = one.box[3] - one.box[1]
    step = one.box[3] - cell.box[3]
    return overlaps and 0.5 * height < step <= leading * _LEADING


def _columns(
    heads: Sequence[Sequence[_Field]], rows: Sequence[Sequence[_Field]]
) -> list[tuple[float, float]]:
    """Where columns of figures stand: by the figures, then by heads over no figure."""
    columns: list[tuple[float, float]] = []
    for one in (one for row in rows for one in row if one.is_value):
        over = [column for column in columns if _overlap(column, one.box)]
        columns = [column for column in columns if column not in over]
        ends = [*over, (one.box[0], one.box[2])]
        columns.append((min(x for x, _ in ends), max(x for _, x in ends)))
    left = max((one.box[2] for row in rows for one in row if not one.is_value), default=0.0)
    above = [one for line in heads if len(line) > 1 for one in line if one.box[0] > left]
    for one in sorted(above, key=lambda one: one.box[2] - one.box[0]):
        if not any(_overlap(column, one.box) for column in columns):
            columns.append((one.box[0], one.box[2]))
    return sorted(columns)


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
