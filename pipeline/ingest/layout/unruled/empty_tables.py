"""Tables without rules in which nothing is printed: heads, and labels with empty places.

What is told from an empty field is told apart from what is lost: a page lacks nothing of itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from gouji.pipeline.ingest.document_builder import Slot
from gouji.pipeline.ingest.layout.geometry import SLACK, Extent, Field, around, center
from gouji.pipeline.ingest.layout.unruled.columns import head_cells
from gouji.pipeline.ingest.layout.unruled.rows import blanks

_FURTHER = 1.35  # times the usual distance of its lines: what stands so far off is no row
_MOST_HEADS = 8  # lines of a header
_MOST_GROUPS = 3  # columns of labels
_MOST_LABELS = 150  # lines of labels on one page
_LEVEL = 0.2  # of its height: labels so little apart are of one row
_LONGEST_HEAD = 40  # characters
_ENDS = re.compile("[。；！？：:]")  # running text
Lines = Sequence[Sequence[Field]]
Row = tuple[list[Slot], bool]


def find_labels(
    lines: Lines, leading: float, heads: Lines = (), torn: bool = False
) -> tuple[int, int, list[Extent]] | None:
    """The first line and the end of the labels under the first heads among `lines`, and the
    columns that those heads name. `heads` may be those of the first lines: all of them, or the
    upper lines of a header that is `torn`."""
    known = len(heads)
    found = _find_labels([*heads, *lines], leading, known) if known else None
    if found and (found[0] == known or (torn and found[0] > known)):
        return found[0] - known, found[1] - known, found[2]
    return _find_labels(lines, leading, len(lines))


def _find_labels(lines: Lines, leading: float, most: int) -> tuple[int, int, list[Extent]] | None:
    """The labels under a header that begins within so many lines."""
    at = 0
    while at < most:
        first = at
        while first < len(lines) and _is_of_header(lines, at, first, leading):
            first += 1
        if first > at:
            columns, end = _find_end(lines, max(at, first - _MOST_HEADS), first)
            if end > first:
                return first, end, columns
        at = first + 1
    return None


def _is_of_header(lines: Lines, at: int, first: int, leading: float) -> bool:
    """Whether a line heads columns: several short texts, not all of them under the corner of the
    header; or a line that is no header by itself but goes on one, or stands right of its corner."""
    line, above = lines[first], lines[at:first]
    if not is_head(line):
        return bool(above) and _goes_on(above, line, leading)
    corner, *others = sorted(head_cells(above)) or [(0.0, 0.0)]
    beside = line[0].box[0] >= corner[1] or len(line) > _MOST_GROUPS
    return beside or not others or line[-1].box[2] > others[0][0]


def _goes_on(heads: Lines, line: Sequence[Field], leading: float) -> bool:
    """Whether a line stands right of the corner of a header, beside its last line, or goes on in
    the texts of others than the corner."""
    if line[0].box[0] > min(head[0].box[2] for head in heads):
        return True
    if center(line) - center(heads[-1]) < line[0].height:
        return True
    corner = min(head.box[0] for line in heads for head in line)
    beside = [head for line in heads for head in line if head.box[0] > corner]
    return all(any(head.is_next_to(one, leading) for head in beside) for one in line)


def is_head(line: Sequence[Field]) -> bool:
    """Whether several short texts stand side by side."""
    short = all(len(one.text) <= _LONGEST_HEAD for one in line)
    return len(line) > 1 and short and sum(one.is_value for one in line) < 2


def _find_end(lines: Lines, at: int, first: int) -> tuple[list[Extent], int]:
    """The columns right of the labels below a header, and where these labels end."""
    if first == len(lines):
        return [], first
    right = max(one.box[2] for one in lines[first])
    columns = sorted(cell for cell in head_cells(lines[at:first]) if cell[0] >= right - SLACK)
    end = first
    most = min(len(lines), first + _MOST_LABELS)
    while columns and end < most and _is_left(lines[end], columns[0][0] + SLACK):
        end += 1
    return columns, _without_strangers(lines, first, end)


def _is_left(line: Sequence[Field], edge: float) -> bool:
    """Whether a line is of labels that end before `edge`, and no running text."""
    return all(one.box[2] <= edge and not _ENDS.search(one.text) for one in line)


def _without_strangers(lines: Lines, first: int, end: int) -> int:
    """The end of labels that follow one another as closely as most do."""
    steps = [center(b) - center(a) for a, b in pairwise(lines[first - 1 : end])]
    usual = median(steps) if steps else 0.0
    for at, step in enumerate(steps[1:], first + 1):
        if step > _FURTHER * usual:
            return at
    return end


def read_labels(
    lines: Lines, columns: Sequence[Extent], leading: float
) -> Iterator[tuple[float, Row]]:
    """A row for each label, with an empty place at each column."""
    fields = [one for line in lines for one in line]
    labels = _join_close(fields, leading)
    labels = labels if len(labels) > 1 else fields
    groups = [one for one in labels if any(_stands_beside(one, other) for other in labels)]
    rows = [one for one in labels if one not in groups]
    for one in sorted(rows, key=lambda one: one.level):
        beside = [group for group in groups if abs(group.level - one.level) < _LEVEL * one.height]
        groups = [group for group in groups if group not in beside]
        own = [Slot(each.text, at, 1, each.box) for at, each in enumerate([*beside, one])]
        yield one.level, ([*own, *blanks(columns, one)], True)
    for group in groups:
        yield group.level, ([Slot(group.text, 0, 1, group.box)], False)


def _stands_beside(group: Field, other: Field) -> bool:
    """Whether another label stands right of a group's, at its height."""
    overlap = min(group.box[3], other.box[3]) - max(group.box[1], other.box[1])
    return other.box[0] >= group.box[2] and overlap > 0


def _join_close(fields: Sequence[Field], leading: float) -> list[Field]:
    """Texts one below the other, no further apart than the lines of a paragraph, made one."""
    labels: list[Field] = []
    for one in sorted(fields, key=lambda one: one.level):
        for at, label in enumerate(labels):
            if label.is_above(one) and one.box[3] - label.box[3] <= leading + SLACK:
                labels[at] = Field(label.text + one.text, around((label.box, one.box)), False)
                break
        else:
            labels.append(one)
    return labels
