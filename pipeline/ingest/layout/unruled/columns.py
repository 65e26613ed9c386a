"""The columns of a table without rules.

They are where figures stand, and heads that are over no figure: so an empty place in a row can be
told, which is blank and not lost.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from gouji.pipeline.ingest.layout.geometry import Extent, Field, Lines, overlap

_SHORT = 4  # characters of a head that a narrow column breaks into lines
_ALIKE = 2.0  # points between places that are the same


def find_columns(heads: Lines, rows: Lines, kin: Lines = (), others: Lines = ()) -> list[Extent]:
    """Where the columns of figures stand, from left to right; `heads` are lines above the rows,
    `kin` rows elsewhere under heads that stand in the same places, `others` lines between them."""
    columns = _find_figures(rows)
    labels = [row[0].box[2] for row in rows if not row[0].is_value]
    labels += [one.box[2] for line in others for one in line if one.box[2] < columns[0][0]]
    left = max(labels, default=0.0)
    tops = [(x0, x1) for x0, x1 in head_cells(heads, left) if (x0 + x1) / 2 > left]
    if len(columns) > len(tops):
        columns = _find_figures(rows, bridged=True)
    elif len(columns) < len(tops) == len(known := _find_figures([*rows, *kin])):
        return known
    return _match(columns, sorted(tops))


def _find_figures(rows: Lines, bridged: bool = False) -> list[Extent]:
    """The extents of figures, those that overlap made one; what lies over several columns of
    narrower figures makes these one only if `bridged`."""
    columns: list[Extent] = []
    figures = [(one.box[0], one.box[2]) for row in rows for one in row if one.is_value]
    for x0, x1 in sorted(figures, key=lambda one: one[1] - one[0]):
        over = [column for column in columns if column[0] < x1 and x0 < column[1]]
        if len(over) < 2 or bridged:
            ends = [*over, (x0, x1)]
            columns = [column for column in columns if column not in over]
            columns.append((min(x for x, _ in ends), max(x for _, x in ends)))
    return sorted(columns)


def are_alike(heads: Lines, others: Lines) -> bool:
    """Whether two headers have their cells in the same places: all begin there, or are centred."""
    cells, more = sorted(head_cells(heads)), sorted(head_cells(others))
    if len(cells) != len(more):
        return False
    pairs = list(zip(cells, more, strict=True))
    begin = all(abs(a[0] - b[0]) < _ALIKE for a, b in pairs)
    return begin or all(abs(sum(a) - sum(b)) < 2 * _ALIKE for a, b in pairs)


def _match(columns: Sequence[Extent], tops: Sequence[Extent]) -> list[Extent]:
    """The columns with a head over each, in order, and heads that are over none; the columns by
    themselves where there are more of them."""
    if len(columns) > len(tops):
        return [*columns]
    ways: list[tuple[float, list[Extent]]] = [(0.0, []), *((math.inf, []) for _ in columns)]
    for top in tops:
        for n in range(len(columns), -1, -1):
            cost, found = ways[n]
            ways[n] = cost, [*found, top]
            if n and ways[n - 1][0] + distance(top, columns[n - 1]) < cost:
                cost, found = ways[n - 1]
                ways[n] = cost + distance(top, columns[n - 1]), [*found, columns[n - 1]]
    return ways[-1][1]


def head_cells(heads: Lines, labels: float = math.inf) -> list[Extent]:
    """The extents of the heads over single columns; one over several stands over two of a line, is
    wider than those, or stands higher.

    A head alone on its line counts where it stands over other heads or right of some; a short one
    also left of them, behind the right end of `labels`.
    """
    cells: list[Extent] = []
    left = min((line[0].box[0] for line in heads if len(line) > 1), default=math.inf)
    fields = [one for line in heads for one in line if len(line) > 1 or one.box[0] > left]
    fields = [one for one in fields if not one.is_value and not _heads_several(one, heads)]
    alone = [line[0] for line in heads if len(line) == 1]
    fields += [one for one in alone if labels < one.box[0] <= left and len(one.text) <= _SHORT]
    for one in sorted(fields, key=lambda one: (round(one.box[2] - one.box[0]), -one.level)):
        if not any(overlap(cell, one.box) for cell in cells):
            cells.append((one.box[0], one.box[2]))
    return cells


def _heads_several(one: Field, heads: Lines) -> bool:
    """Whether two heads of one line stand under it; it may be narrower than either."""
    below = [[other for other in line if other.level > one.box[3]] for line in heads]
    return any(sum(overlap((a.box[0], a.box[2]), one.box) for a in line) > 1 for line in below)


def distance(a: Extent, b: Extent) -> float:
    """Between two extents whose contents are set left, right or in the middle."""
    return min(abs(a[0] - b[0]), abs(a[1] - b[1]), abs(sum(a) - sum(b)) / 2)
