"""The columns of a table without rulings: where figures are, and heads that are above no figure.

Since all columns are found, an empty place in a row is a blank and nothing is lost.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from gouji.pipeline.ingest.layout.geometry import Extent, Lines, TextBox, is_over

_SHORT_HEAD = 4  # Most characters of a head that a narrow column breaks into several lines.
_ALIKE = 2.0  # Distance, in points, within which two header cells are in the same place.


def find_columns(
    heads: Lines, rows: Lines, similar_rows: Lines = (), other_lines: Lines = ()
) -> list[Extent]:
    """The columns of figures, from left to right. `heads` are lines above the rows, `similar_rows`
    are rows elsewhere under heads in the same places, `other_lines` are lines between the rows."""
    columns = _find_figure_columns(rows)
    labels = [row[0].box[2] for row in rows if not row[0].is_value]
    first = columns[0][0]
    labels += [text.box[2] for line in other_lines for text in line if text.box[2] < first]
    left = max(labels, default=0.0)
    tops = sorted(cell for cell in find_header_cells(heads, left) if sum(cell) / 2 > left)
    if len(columns) > len(tops):
        columns = _find_figure_columns(rows, is_bridged=True)
    elif len(columns) < len(tops):
        more = _find_figure_columns([*rows, *similar_rows])
        if len(more) == len(tops):
            return more
    return _match(columns, tops)


def _find_figure_columns(rows: Lines, is_bridged: bool = False) -> list[Extent]:
    """The extents of figures; those that overlap are one column. A wide figure over several columns
    of narrower ones makes them one only if `is_bridged`."""
    columns: list[Extent] = []
    figures = [text.extent for row in rows for text in row if text.is_value]
    for x0, x1 in sorted(figures, key=_width):
        over = [column for column in columns if column[0] < x1 and x0 < column[1]]
        if len(over) < 2 or is_bridged:
            ends = [*over, (x0, x1)]
            columns = [column for column in columns if column not in over]
            columns.append((min(x for x, _ in ends), max(x for _, x in ends)))
    return sorted(columns)


def _width(extent: Extent) -> float:
    return extent[1] - extent[0]


def are_alike(heads: Lines, others: Lines) -> bool:
    """Whether two headers have their cells in the same places: all begin there, or are centred."""
    cells, more = sorted(find_header_cells(heads)), sorted(find_header_cells(others))
    if len(cells) != len(more):
        return False
    pairs = list(zip(cells, more, strict=True))
    begin = all(abs(a[0] - b[0]) < _ALIKE for a, b in pairs)
    return begin or all(abs(sum(a) - sum(b)) < 2 * _ALIKE for a, b in pairs)


def _match(columns: Sequence[Extent], tops: Sequence[Extent]) -> list[Extent]:
    """A column below each head in order, by the least sum of distances, and the heads that are
    above none; the columns by themselves where there are more of them than heads."""
    if len(columns) > len(tops):
        return [*columns]
    # For each count of columns matched so far: the sum of distances, and the extents.
    best: list[tuple[float, list[Extent]]] = [(0.0, []), *((math.inf, []) for _ in columns)]
    for top in tops:
        for count in range(len(columns), -1, -1):
            cost, extents = best[count]
            best[count] = cost, [*extents, top]
            if count and best[count - 1][0] + distance(top, columns[count - 1]) < cost:
                cost, extents = best[count - 1]
                matched = [*extents, columns[count - 1]]
                best[count] = cost + distance(top, columns[count - 1]), matched
    return best[-1][1]


def find_header_cells(heads: Lines, labels_end: float = math.inf) -> list[Extent]:
    """The extents of the heads of single columns. A head of several columns has two heads of one
    line below it, is wider than those, or is higher up.

    A head alone on its line counts if it is above other heads or right of one; a short one also
    left of them, behind `labels_end`, the right end of the labels.
    """
    cells: list[Extent] = []
    left = min((line[0].box[0] for line in heads if len(line) > 1), default=math.inf)
    texts = [text for line in heads for text in line if len(line) > 1 or text.box[0] > left]
    texts = [text for text in texts if not text.is_value and not _is_head_of_several(text, heads)]
    alone = [line[0] for line in heads if len(line) == 1]
    texts += [text for text in alone if labels_end < text.box[0] <= left and _is_short(text)]
    for text in sorted(texts, key=_narrow_and_low_first):
        if not any(is_over(cell, text.box) for cell in cells):
            cells.append(text.extent)
    return cells


def _is_short(text: TextBox) -> bool:
    return len(text.text) <= _SHORT_HEAD


def _narrow_and_low_first(text: TextBox) -> tuple[int, float]:
    return round(text.box[2] - text.box[0]), -text.middle


def _is_head_of_several(head: TextBox, heads: Lines) -> bool:
    """Whether two heads of one line are below a head, which may be narrower than either."""
    x0, _, x1, bottom = head.box
    return any(
        sum(x0 < a.box[2] and a.box[0] < x1 and a.middle > bottom for a in line) > 1
        for line in heads
        if len(line) > 1
    )


def distance(a: Extent, b: Extent) -> float:
    """The distance, in points, of two extents set left, right or centred alike, whichever is
    least."""
    return min(abs(a[0] - b[0]), abs(a[1] - b[1]), abs(sum(a) - sum(b)) / 2)
