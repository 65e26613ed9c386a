"""Rows of a table that stand as lines in the cells of one row: 17<br>9 beside 5<br>3.

Each label and each figure has as many lines as the others. A cell with a single line spans them.
Converters also break words and figures of narrow columns: `has_row_labels` tells such rows apart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gouji.pipeline.language.numbering import MARKED_NUMBER
from gouji.pipeline.language.numerals import looks_like_value

_MOST_LINES = 40  # Most rows that stand as lines in the cells of one row.

# The rows of the forms that have no number.
_UNNUMBERED = re.compile(
    "规章|(?:行政)?规范性文件|行政(?:许可|处罚|强制|事业性收费)|其他对外管理服务事项|政府集中采购"
)

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


def has_row_labels(cells: Sequence[Lines], count: int) -> bool:
    """Whether each of `count` lines of some cell begins as the label of a row does."""
    return any(_are_row_labels(lines, count) for lines in cells)


def _are_row_labels(lines: Lines, count: int) -> bool:
    texts = [line.strip() for line in lines if line.strip()]
    named = [MARKED_NUMBER.match(text) or _UNNUMBERED.match(text) for text in texts]
    return len(lines) == count and bool(texts) and all(named)


def is_in_row(lines: Lines, number: int, count: int) -> bool:
    """Whether a cell has a line in row `number` of `count`. A label of one line is in the first."""
    return is_figure(lines) or len(lines) == count or number == 0


def is_figure(lines: Lines) -> bool:
    """Whether nothing but figures, or nothing, is in a cell."""
    return all(not line or looks_like_value(line) for line in lines)
