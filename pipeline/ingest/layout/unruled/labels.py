"""The labels of a table without rulings: wrapped lines joined, each label given to its row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from gouji.pipeline.ingest.layout.geometry import SLACK, TextBox, bounding_box
from gouji.pipeline.ingest.layout.unruled.row_positions import Heights, find_row

# Distance from all rows, in line spacings of the page, from which a label is that of an empty row.
_ALONE = 0.85


class RowLabels(NamedTuple):
    """The labels of each row from left to right; those of groups of rows, which are between rows;
    and those of rows in which no figure is printed."""

    of_rows: list[list[TextBox]]
    of_groups: list[TextBox]
    of_empty_rows: list[TextBox]


class Label(NamedTuple):
    """The text of a label, and the index of the row at which one of its lines is, if any."""

    text: TextBox
    row: int | None


def assign_labels(texts: Sequence[TextBox], heights: Heights, leading: float) -> RowLabels:
    """Give the label texts of a table to its rows. `leading` is the line spacing in points."""
    labels = join_label_lines(texts, heights, leading)
    of_rows: list[list[TextBox]] = [[] for _ in heights]
    of_groups: list[TextBox] = []
    of_empty_rows: list[TextBox] = []
    for text, settled in labels:
        row = settled if settled is not None else find_row(text, heights)
        if row is not None:
            of_rows[row].append(text)
        elif _is_near_row(text, heights, leading) or _is_left_of_label(text, labels, leading):
            of_groups.append(text)
        else:
            of_empty_rows.append(text)
    return RowLabels([sorted(row, key=_left) for row in of_rows], of_groups, of_empty_rows)


def _left(text: TextBox) -> float:
    return text.box[0]


def _is_near_row(text: TextBox, heights: Heights, leading: float) -> bool:
    nearest = min(abs(height - text.middle) for row in heights for height in row)
    return nearest < _ALONE * leading


def _is_left_of_label(text: TextBox, labels: Sequence[Label], leading: float) -> bool:
    """Whether another label is right of this one at nearly its height."""
    return any(
        text.box[2] < other.box[0] and abs(text.middle - other.middle) < leading
        for other, _ in labels
    )


def _label_leading(texts: Sequence[TextBox], heights: Heights, leading: float) -> float:
    """The line spacing within labels, 0 where the distance of rows is no larger: labels that have
    numbers, or are at rows, are lines of different labels."""
    numbered = [text for text in texts if text.has_label_number]
    settled = [text for text in texts if find_row(text, heights) is not None]
    steps = (
        b.middle - a.middle
        for kind in (numbered, settled)
        for a in kind
        for b in kind
        if a.is_above(b)
    )
    return leading if min(steps, default=2 * leading) > leading + SLACK else 0.0


def join_label_lines(texts: Sequence[TextBox], heights: Heights, leading: float) -> list[Label]:
    """Labels out of texts: lines below one another at the line spacing are one label, unless each
    is at a row of its own or has a number. `leading` is the line spacing of the page in points."""
    leading = _label_leading(texts, heights, leading)
    labels: list[Label] = []
    for text in sorted(texts, key=lambda text: text.middle):
        row = find_row(text, heights)
        index = None if text.has_label_number else _find_label(labels, text, row, leading)
        if index is None:
            labels.append(Label(text, row))
            continue
        label, settled = labels[index]
        whole = TextBox(label.text + text.text, bounding_box((label.box, text.box)), False)
        labels[index] = Label(whole, row if settled is None else settled)
    return labels


def _find_label(
    labels: Sequence[Label], text: TextBox, row: int | None, leading: float
) -> int | None:
    """The index of the label whose next line a text is."""
    for index, (label, settled) in enumerate(labels):
        is_of_row = settled is None or row is None or settled == row
        if is_of_row and text.continues(label, leading):
            return index
    return None
