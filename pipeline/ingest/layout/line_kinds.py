"""Which lines are rows of a table, prose, or pieces of a figure; the line spacing of a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from gouji.pipeline.ingest.layout.geometry import Lines, TextBox

UNITS = frozenset("件条项次个份起宗元")
_MOST_LABEL_COLUMNS = 3  # Most columns of labels before the first figure of a row.
_LONGEST_HEAD = 40  # Most characters of a column head.
_LONGEST_LABEL = 64  # Most characters of a label, with groups before it on its line; else prose.
_ALIGNED = 1.0  # Distance, in points, within which two texts are set left, right or centred alike.
_LINES_BELOW = 3  # Lines below a text among which its next line is looked for.
_STOPS = frozenset("。；！")


def usual_leading(lines: Lines) -> float:
    """The line spacing of a page, in points: the smallest distance between aligned texts that
    occurs twice. Where no text has two lines it is the distance of rows."""
    steps: Counter[float] = Counter()
    for index, line in enumerate(lines):
        following = lines[index + 1 : index + 1 + _LINES_BELOW]
        for text in line:
            if text.is_value:
                continue
            below = next(
                (other for row in following for other in row if text.is_above(other)), None
            )
            if below and _are_aligned(text, below):
                steps[round(2 * (below.box[3] - text.box[3])) / 2] += 1
    return min((step for step in steps if steps[step] > 1), default=min(steps, default=0.0))


def _are_aligned(text: TextBox, other: TextBox) -> bool:
    left, right = text.box[0] - other.box[0], text.box[2] - other.box[2]
    return min(abs(left), abs(right), abs(left + right) / 2) < _ALIGNED


def is_row(line: Sequence[TextBox]) -> bool:
    """Whether a line has figures, and only labels before them; among the figures a word may take
    the place of one."""
    values = [text.is_value for text in line]
    if len(line) < 2 or True not in values:
        return False
    first = values.index(True)
    words = values[first:].count(False)
    if first > _MOST_LABEL_COLUMNS or 3 * words >= len(values) - first:
        return False
    return is_short(line[first:]) and not any(is_prose(text.text) for text in line[:first])


def is_prose(text: str) -> bool:
    return len(text) > _LONGEST_LABEL or not _STOPS.isdisjoint(text)


def is_short(line: Sequence[TextBox]) -> bool:
    """Whether all texts of a line are short enough for column heads."""
    return all(len(text.text) <= _LONGEST_HEAD for text in line)


def is_head(line: Sequence[TextBox]) -> bool:
    """Whether a line may head columns: it has several short texts, and no figures among them but
    one."""
    return len(line) > 1 and is_short(line) and sum(text.is_value for text in line) < 2


def has_letters(line: Sequence[TextBox]) -> bool:
    """Whether a line has a letter; the number of a page has none."""
    return any(char.isalpha() for text in line for char in text.text)


def is_figure_piece(text: TextBox) -> bool:
    """Whether a text is a figure, or the unit of one."""
    return text.is_value or set(text.text) <= UNITS
