"""Figures of narrow columns without rulings that go on in the next lines.

A line of such a figure is full: with the next character it would be wider than all lines of its
column. Several figures show the width of a full line. If there is only one, it may be two figures,
one below the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from gouji.pipeline.ingest.layout.geometry import SLACK, TextBox, is_over
from gouji.pipeline.ingest.layout.line_kinds import UNITS
from gouji.pipeline.language.numbering import ANY_NUMBER

# Part of a character by which a full line would be wider than the widest one of its column.
_MORE = 0.2
# Part of the height of a character by which full lines of columns of one width may differ.
_UNEQUAL = 0.4
# Most characters by which a full line of a label ends before the right edge: a mark of punctuation
# may not begin a line, and takes the character before it to the next one.
_RAGGED = 2.0
FEWEST_WRAPPED = 2  # Fewest figures over several lines that show how wide a full line is.

CellTexts = Mapping[int, Sequence[TextBox]]  # the texts in a row by the index of their column


def find_row_lines(
    lines: Sequence[float], values: Sequence[TextBox], labels: Sequence[TextBox], leading: float
) -> Iterator[float]:
    """The heights of rows: `lines` without those on which the figures of narrow columns go on.
    `leading` is the line spacing in points."""
    row: float | None = None
    for index, line in enumerate(lines):
        above = lines[index - 1]
        if row is None or not (
            line - above <= leading + SLACK
            and _are_below(above, line, values)
            and _continues_label(row, line, labels)
        ):
            row = line
            yield line


def _are_below(above: float, line: float, values: Sequence[TextBox]) -> bool:
    """Whether each text of a line goes on a figure above: it is below a full line."""
    upper = _texts_at(above, values)
    return all(
        any(
            text.is_above(other) and may_be_part(text, other) and _is_full_here(text, other, values)
            for text in upper
        )
        for other in _texts_at(line, values)
    )


def may_be_part(line: TextBox, following: TextBox) -> bool:
    """Whether a line may go on in the following one. A single digit goes on only in its unit, since
    above another figure it may be the figure of the row above."""
    return len(line.text) > 1 or UNITS.issuperset(following.text)


def _is_full_here(line: TextBox, following: TextBox, texts: Iterable[TextBox]) -> bool:
    """Whether a line is full among all texts of its column."""
    column = (text for text in texts if is_over(line.extent, text.box))
    return is_full(line, following, find_widest(column))


def _continues_label(row: float, line: float, labels: Sequence[TextBox]) -> bool:
    """Whether no label begins on a line: it has none, or the rest of the label of the row. Labels
    of groups, left of others, go on beside several rows."""
    here, above = _texts_at(line, labels), _texts_at(row, labels)
    return not any(
        ANY_NUMBER.match(text.text) or not _is_rest(row, text, labels)
        for text in here
        if not any(text.box[2] <= other.box[0] for other in (*here, *above))
    )


def _is_rest(row: float, text: TextBox, labels: Sequence[TextBox]) -> bool:
    """Whether a text is below a line of a label of the row, which has a number and reaches as far
    to the right as labels do, or is as wide as those above and below it."""
    above = [
        other for other in labels if other.is_above(text) and other.middle > row - other.height / 2
    ]
    nearest = max(above, key=lambda other: other.middle, default=None)
    if nearest is None or not any(ANY_NUMBER.match(other.text) for other in above):
        return False
    right = max(label.box[2] for label in labels)
    return nearest.box[2] + _RAGGED * text.height > right or _is_full_here(nearest, text, labels)


def _texts_at(level: float, texts: Sequence[TextBox]) -> list[TextBox]:
    return [text for text in texts if abs(text.middle - level) < text.height / 2]


def _find_stacks(texts: Sequence[TextBox]) -> list[list[TextBox]]:
    """The texts of each column, from top to bottom."""
    stacks: list[list[TextBox]] = []
    for text in sorted(texts, key=lambda text: text.middle):
        stack = next((stack for stack in stacks if stack[-1].is_above(text)), None)
        if stack is None:
            stacks.append([text])
        else:
            stack.append(text)
    return stacks


def find_widest(texts: Iterable[TextBox]) -> float:
    """The width of the widest of texts in points, 0 for none."""
    return max((_width(text) for text in texts), default=0.0)


def _width(text: TextBox) -> float:
    return text.box[2] - text.box[0]


def _are_full(texts: Sequence[TextBox], widest: float) -> bool:
    """Whether all lines of a figure but the last are full."""
    return all(is_full(line, following, widest) for line, following in pairwise(texts))


def is_full(line: TextBox, following: TextBox, widest: float) -> bool:
    """Whether a line with the first character of the following one would be wider than the widest
    line of its column."""
    widths = [1 if char.isascii() else 2 for char in following.text]
    unit = _width(following) / sum(widths)
    return _width(line) + (widths[0] - _MORE) * unit > widest


def find_full_columns(rows: Sequence[CellTexts]) -> frozenset[int]:
    """The columns whose figures over several lines are one figure each: their lines are full, and
    this column or others that are as wide have several of them."""
    texts: dict[int, list[TextBox]] = {}
    for row in rows:
        for column, cell in row.items():
            texts.setdefault(column, []).extend(cell)
    widths = {column: find_widest(texts[column]) for column in texts}
    wrapped = [item for row in rows for item in row.items() if _is_wrapped(item[1])]
    torn = {column for column, cell in wrapped if not _are_full(cell, widths[column])}
    full = [column for column, _ in wrapped if column not in torn]
    return frozenset(
        column
        for column in full
        if sum(
            abs(widths[other] - widths[column]) < _UNEQUAL * texts[column][0].height
            for other in full
        )
        >= FEWEST_WRAPPED
    )


def _is_wrapped(cell: Sequence[TextBox]) -> bool:
    return len(cell) > 1 and len(_find_stacks(cell)) == 1
