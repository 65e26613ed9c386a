"""Tables without rulings in which no figure is printed: a header, and labels beside empty places.

A printed page is complete, so an empty place here is a blank and nothing is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from gouji.pipeline.ingest.layout.geometry import (
    SLACK,
    Extent,
    Lines,
    TextBox,
    line_middle,
)
from gouji.pipeline.ingest.layout.line_kinds import is_head
from gouji.pipeline.ingest.layout.printed_lines import PrintedLine
from gouji.pipeline.ingest.layout.unruled.columns import find_header_cells
from gouji.pipeline.ingest.layout.unruled.labels import join_label_lines
from gouji.pipeline.ingest.layout.unruled.rows import blank_cells, label_cells

# Distance, in usual distances of the labels, from which a line is no label of the table.
_FURTHER = 1.35
_MOST_HEAD_LINES = 8  # Most lines of a header.
_MOST_LABEL_COLUMNS = 3  # Most columns of labels.
_MOST_LABEL_LINES = 150  # Most lines of labels on one page.
_LEVEL = 0.2  # Share of its height by which two labels of one row may differ in height.
_PROSE = re.compile("[。；！？：:]")


class LabelLines(NamedTuple):
    """The lines of labels: the index of the first, the end, and the columns right of them."""

    first: int
    end: int
    columns: list[Extent]


def find_labels(
    lines: Lines, leading: float, heads: Lines = (), is_header_cut: bool = False
) -> LabelLines | None:
    """The labels under the first header among `lines`.

    `heads` may be the header of the first lines: the whole of it, or its upper lines where
    `is_header_cut`. `leading` is the line spacing in points.
    """
    count = len(heads)
    labels = _find_labels([*heads, *lines], leading, count) if count else None
    if labels and (labels.first == count or (is_header_cut and labels.first > count)):
        return LabelLines(labels.first - count, labels.end - count, labels.columns)
    return _find_labels(lines, leading, len(lines))


def _find_labels(lines: Lines, leading: float, latest: int) -> LabelLines | None:
    """The labels under a header that begins before the line `latest`."""
    start = 0
    while start < latest:
        first = start
        while first < len(lines) and _is_of_header(lines, start, first, leading):
            first += 1
        if first > start:
            labels = _find_end(lines, max(start, first - _MOST_HEAD_LINES), first)
            if labels.end > first:
                return labels
        start = first + 1
    return None


def _is_of_header(lines: Lines, start: int, index: int, leading: float) -> bool:
    """Whether a line is of the header that begins at the line `start`: it has several short texts,
    not all of them below the corner of the header, or continues the header."""
    line, above = lines[index], lines[start:index]
    if not is_head(line):
        return bool(above) and _continues_header(above, line, leading)
    corner, *others = sorted(find_header_cells(above)) or [(0.0, 0.0)]
    is_beside = line[0].box[0] >= corner[1] or len(line) > _MOST_LABEL_COLUMNS
    return is_beside or not others or line[-1].box[2] > others[0][0]


def _continues_header(heads: Lines, line: Sequence[TextBox], leading: float) -> bool:
    """Whether a line is right of the corner of a header, beside its last line, or has the next
    lines of texts other than the corner."""
    if line[0].box[0] > min(head[0].box[2] for head in heads):
        return True
    if line_middle(line) - line_middle(heads[-1]) < line[0].height:
        return True
    corner = min(head.box[0] for row in heads for head in row)
    beside = [head for row in heads for head in row if head.box[0] > corner]
    return all(any(head.is_next_to(text, leading) for head in beside) for text in line)


def _find_end(lines: Lines, start: int, first: int) -> LabelLines:
    """The labels from the line `first` on, under a header that begins at the line `start`."""
    if first == len(lines):
        return LabelLines(first, first, [])
    right = max(text.box[2] for text in lines[first])
    cells = find_header_cells(lines[start:first])
    columns = sorted(cell for cell in cells if cell[0] >= right - SLACK)
    end = first
    latest = min(len(lines), first + _MOST_LABEL_LINES)
    while columns and end < latest and _are_labels(lines[end], columns[0][0] + SLACK):
        end += 1
    return LabelLines(first, _without_distant_lines(lines, first, end), columns)


def _are_labels(line: Sequence[TextBox], edge: float) -> bool:
    """Whether all texts of a line end before `edge` and are no running text."""
    return all(text.box[2] <= edge and not _PROSE.search(text.text) for text in line)


def _without_distant_lines(lines: Lines, first: int, end: int) -> int:
    """The end of the labels that follow one another at the usual distance: that of lines, or that
    of labels with numbers, of which some have several lines."""
    steps = [line_middle(b) - line_middle(a) for a, b in pairwise(lines[first - 1 : end])]
    usual = median(steps) if steps else 0.0
    is_numbered = [line[0].has_label_number for line in lines[first:end]]
    numbered = [step for step, is_new in zip(steps, is_numbered, strict=True) if is_new]
    between_labels = median(numbered) if len(numbered) > 1 else usual
    for index, step in enumerate(steps[1:], first + 1):
        most = max(usual, between_labels) if is_numbered[index - first] else usual
        if step > _FURTHER * most:
            return index
    return end


def read_labels(lines: Lines, columns: Sequence[Extent], leading: float) -> Iterator[PrintedLine]:
    """A row for each label, with a blank at each column, and the labels of groups of rows."""
    texts = [text for line in lines for text in line]
    joined = [label.text for label in join_label_lines(texts, (), leading)]
    labels = joined if len(joined) > 1 else texts
    groups = [label for label in labels if any(_is_left_of(label, other) for other in labels)]
    rows = [label for label in labels if label not in groups]
    for label in sorted(rows, key=_middle):
        level = _LEVEL * label.height
        beside = [group for group in groups if abs(group.middle - label.middle) < level]
        groups = [group for group in groups if group not in beside]
        cells = (*label_cells([*beside, label]), *blank_cells(columns, label))
        yield PrintedLine(label.middle, cells, "unruled row")
    for group in groups:
        yield PrintedLine(group.middle, label_cells([group]), "text")


def _middle(text: TextBox) -> float:
    return text.middle


def _is_left_of(group: TextBox, other: TextBox) -> bool:
    """Whether another label is right of this one, at its height."""
    overlap = min(group.box[3], other.box[3]) - max(group.box[1], other.box[1])
    return other.box[0] >= group.box[2] and overlap > 0
