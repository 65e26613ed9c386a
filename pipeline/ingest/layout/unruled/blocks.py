"""Blocks of lines that are the rows of one table without rulings.

A block has lines with figures, and lines between and around them that are where its labels or its
figures are.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile
from statistics import median
from typing import NamedTuple

from gouji.pipeline.ingest.layout.geometry import Lines, TextBox, line_middle
from gouji.pipeline.ingest.layout.line_kinds import has_letters, is_figure_piece, is_row
from gouji.pipeline.ingest.layout.unruled.headers import Block

# Distance, in points, by which the rest of a word may be off the mirror image of its first line.
_MOST_OFF = 4.0
# Distance, in usual distances of the lines of a block, from which a line is no row of it.
_FURTHER = 1.35
# Share of the height of its text above which a step between lines is the distance of rows.
_LEAST_STEP = 0.9
_NEIGHBOURS = 2  # Lines above and below on which the rest of a word may be.


class _Sides(NamedTuple):
    """The right end of the labels of a table, and the left end of its figures."""

    labels_end: float
    figures_start: float


def find_blocks(lines: Lines, leading: float, labels_end: float) -> Iterator[Block]:
    """The blocks among lines. `leading` is the line spacing in points, `labels_end` the right end
    of the labels of a table that goes on from the page before, infinite for none."""
    behind = 0
    for index, line in enumerate(lines):
        if index < behind or not is_row(line):
            continue
        first, end, sides = index, index + 1, _find_sides(line)
        if not behind and labels_end <= sides.figures_start:
            sides = _Sides(max(labels_end, sides.labels_end), sides.figures_start)
        while end < len(lines) and (wider := _widen(sides, lines, end, leading)):
            sides, end = wider, end + 1
        while first > behind and _is_in_columns(lines[first - 1], sides):
            first -= 1
        block = _without_distant_lines(lines, first, end, leading)
        yield block
        behind = block.end


def _without_distant_lines(lines: Lines, first: int, end: int, leading: float) -> Block:
    """The lines of a block without the headings above and below, which are further off than its
    rows from one another."""
    rows = [index for index in range(first, end) if is_row(lines[index])]
    middles = [line_middle(line) for line in lines[first:end]]
    steps = [b - a for a, b in pairwise(middles)]
    least = _LEAST_STEP * lines[rows[0]][0].height
    usual = median([step for step in steps if step > least] or [leading])
    between_rows = steps[rows[0] - first : rows[-1] - first]
    most = max([_FURTHER * usual, *between_rows])
    above = (index for index in range(rows[0], first, -1) if steps[index - 1 - first] > most)
    below = (index + 1 for index in range(rows[-1], end - 1) if steps[index - first] > most)
    start, stop = next(above, first), next(below, end)
    return Block(start, lines[start:stop])


def _find_sides(row: Sequence[TextBox]) -> _Sides:
    left = min(text.box[0] for text in row if text.is_value)
    labels = takewhile(lambda text: not text.is_value, row)
    return _Sides(max((text.box[2] for text in labels), default=-math.inf), left)


def _widen(sides: _Sides, lines: Lines, index: int, leading: float) -> _Sides | None:
    """The sides of a table with one more line in it, None where the line is not of the table."""
    line, (labels_end, start) = lines[index], sides
    if is_row(line):
        row = _find_sides(line)
        return _Sides(max(labels_end, row.labels_end), min(start, row.figures_start))
    words = [
        text
        for text in line
        if text.box[0] > start and _is_piece_of_word(lines, index, text, leading)
    ]
    rest = [text for text in line if text not in words]
    if rest and not _is_in_columns(rest, sides):
        return None
    ends = (text.box[2] for text in rest if not is_figure_piece(text))
    return _Sides(max([labels_end, *ends]), start)


def _is_in_columns(line: Sequence[TextBox], sides: _Sides) -> bool:
    """Whether all texts of a line are where labels are, beginning left of where a label ends, or
    are figures by themselves, or units of figures, where figures are."""
    start = sides.figures_start
    labels_end = start if sides.labels_end == -math.inf else sides.labels_end
    has_figures = False
    for text in line:
        if text.box[0] > min(start, labels_end) and is_figure_piece(text):
            has_figures = True
        elif not (text.box[2] < start and text.box[0] < labels_end):
            return False
    return has_figures or has_letters(line)


def _is_piece_of_word(lines: Lines, index: int, text: TextBox, leading: float) -> bool:
    """Whether a text is a piece of a word in a narrow column: the rest is on a row next to it, or
    as far from a row on its other side."""
    above, below = lines[max(0, index - _NEIGHBOURS) : index], lines[index + 1 :][:_NEIGHBOURS]
    near = [*above, *below]
    rest = [other for line in near for other in line if text.is_next_to(other, leading)]
    if not rest:
        return False
    rows = [line for line in near if is_row(line)]
    return any(
        other in row or abs(text.middle + other.middle - 2 * line_middle(row)) < _MOST_OFF
        for other in rest
        for row in rows
    )
