"""The heights of the rows of a table without rulings."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from gouji.pipeline.ingest.layout.geometry import SLACK, Lines, TextBox, line_middle
from gouji.pipeline.language.numbering import ANY_NUMBER

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


def without_wrapped_figures(
    lines: Sequence[float], values: Sequence[TextBox], labels: Sequence[TextBox], leading: float
) -> Iterator[float]:
    """The heights of rows: `lines` without those on which the figures of narrow columns go on."""
    row: float | None = None
    for index, line in enumerate(lines):
        above = lines[index - 1]
        if row is None or not (
            line - above <= leading + SLACK
            and _are_wrapped(above, line, values)
            and _continues_label(row, line, labels)
        ):
            row = line
            yield line


def _are_wrapped(above: float, line: float, values: Sequence[TextBox]) -> bool:
    """Whether each figure of a line is below one of the line above that is as long or longer."""
    upper = [text for text in _texts_at(above, values) if len(text.text) > 1]
    return all(
        any(text.is_above(other) and len(text.text) >= len(other.text) for text in upper)
        for other in _texts_at(line, values)
    )


def _continues_label(row: float, line: float, labels: Sequence[TextBox]) -> bool:
    """Whether a line has no label, or the rest of one: labels without a number, below one that has
    a number."""
    here, above = _texts_at(line, labels), _texts_at(row, labels)
    if not here:
        return True
    has_number = [bool(ANY_NUMBER.match(text.text)) for text in (*here, *above[-1:])]
    return has_number == [False] * len(here) + [True]


def _texts_at(level: float, texts: Sequence[TextBox]) -> list[TextBox]:
    return [text for text in texts if abs(text.middle - level) < text.height / 2]
