"""Rows of a table that stand as lines in the cells of one row: 17<br>9 beside 5<br>3.

Each label and each figure has as many lines as the others. A cell with a single line spans them.
"""

from __future__ import annotations

from collections.abc import Sequence

from gouji.pipeline.language.numerals import looks_like_value

_MOST_LINES = 40  # Most rows that stand as lines in the cells of one row.

Lines = Sequence[str]


def count_rows(cells: Sequence[Lines]) -> int:
    """The rows that stand as lines in one row, 1 where that is in doubt. `cells` are the lines of
    each cell; an empty line is an empty cell of its row."""
    longest = max(map(len, cells), default=0)
    if not 2 <= longest <= _MOST_LINES:
        return 1
    figures = {len(lines) for lines in cells if is_figure(lines) and any(lines)}
    labels = {len(lines) for lines in cells if not is_figure(lines)}
    count = max(figures, default=1)
    is_clear = figures == {count} and count in labels and labels <= {1, count}
    return count if is_clear else 1


def is_in_row(lines: Lines, number: int, count: int) -> bool:
    """Whether a cell has a line in row `number` of `count`. A label of one line is in the first."""
    return is_figure(lines) or len(lines) == count or number == 0


def is_figure(lines: Lines) -> bool:
    """Whether nothing but figures, or nothing, is in a cell."""
    return all(not line or looks_like_value(line) for line in lines)
