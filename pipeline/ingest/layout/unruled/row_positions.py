"""The heights of the rows of a table without rulings."""

from __future__ import annotations

import math
from collections.abc import Sequence

from gouji.pipeline.ingest.layout.geometry import Lines, TextBox, line_middle

_LEVEL = 0.2  # Share of its height by which a text may be off the height of its row.
_MOST_OFF = 2.0  # Distance, in points, by which a text may be off the height of its row.
# Distance from all rows, in line spacings of the page, from which figures are a row of their own.
_APART = 0.6
Heights = Sequence[Sequence[float]]  # for each row the heights at which its texts may be


def find_levels(rows: Lines, values: Sequence[TextBox], left: float, leading: float) -> list[float]:
    """The heights of the lines of rows, from top to bottom: those with most figures first, then
    lines far from them. Closer figures belong to the line above or below.

    `values` are the texts of the columns of figures, which begin at `left`.
    """
    lines = [[text for text in row if text.box[2] > left] for row in rows]
    lines += [[text] for text in values if text.is_value]
    levels: list[float] = []
    for line in sorted(lines, key=len, reverse=True):
        level = line_middle(line)
        if all(abs(level - other) > _APART * leading for other in levels):
            levels.append(level)
    return sorted(levels)


def find_row(text: TextBox, heights: Heights) -> int | None:
    """The index of the row at one of whose heights a text is, None where it is at none."""
    middle, nearest, least = text.middle, 0, math.inf
    for index, row in enumerate(heights):
        for height in row:
            off = abs(height - middle)
            if off < least:
                nearest, least = index, off
    return nearest if least < min(_LEVEL * text.height, _MOST_OFF) else None
