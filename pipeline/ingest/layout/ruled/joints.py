"""The door to Camelot: the grid that a page's rules draw.

Camelot finds the crossings, the tables and which edges of each cell are drawn; the rules come from
pdfium, and so does the text: what stands in a cell is what the page has inside its box.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from gouji.pipeline.ingest.pdf.pdfium import Rule
from gouji.pipeline.records import Box

if TYPE_CHECKING:
    from camelot.core import Table

_FEWEST = 2  # rules each way that a table has at least
_MOST = 400  # a page with more is a drawing
_TOLERANCE = 2.0  # points
Open = Callable[[int, int], bool]  # whether no rule stands behind the cell of a row and column


class Place(NamedTuple):
    """A cell of a grid: first row, first column, rows and columns that it covers, its box."""

    row: int
    column: int
    height: int
    width: int
    box: Box


@dataclass(frozen=True, slots=True)
class Mesh:
    """A ruled table: its outer box, the edges of its columns and of its rows (`levels`), its
    cells row by row; `padding` is what they leave free on both sides together, in points."""

    box: Box
    edges: tuple[float, ...]
    levels: tuple[float, ...]
    places: tuple[Place, ...]
    padding: float = 0.0


def find_meshes(across: Sequence[Rule], down: Sequence[Rule], least: float = 0.0) -> list[Mesh]:
    """The ruled tables of a page, from top to bottom. `least`: what stands in a cell is as wide
    and as high, so that rules no farther apart are one, drawn double or a side for each cell."""
    if min(len(across), len(down)) < _FEWEST:
        return []
    from camelot.image_processing import coalesce_collinear_lines, find_joints_from_lines

    across, down = _snap(across, down, least)
    level = coalesce_collinear_lines([_flip(rule) for rule in across], "horizontal")
    plumb = coalesce_collinear_lines([_flip(rule) for rule in down], "vertical")
    if not min(len(level), len(plumb)) >= _FEWEST or max(len(level), len(plumb)) > _MOST:
        return []
    tables = _tables(level, plumb, find_joints_from_lines(level, plumb))
    meshes = [_table_to_mesh(table) for table in tables]
    return sorted((one for one in meshes if len(one.places) > 1), key=lambda one: one.box[1])


def _snap(
    across: Sequence[Rule], down: Sequence[Rule], least: float
) -> tuple[list[Rule], list[Rule]]:
    """Every rule, and every end of one at a rule that it meets, in the middle of those that are
    one."""
    levels = _Marks([y for rule in across for y in (rule[1], rule[3])], least)
    edges = _Marks([x for rule in down for x in (rule[0], rule[2])], least)

    def settle(rule: Rule) -> Rule:
        x0, y0, x1, y1 = rule
        return edges.near(x0), levels.near(y0), edges.near(x1), levels.near(y1)

    return [settle(rule) for rule in across], [settle(rule) for rule in down]


class _Marks:
    """Places along an axis; those closer together than `least` are one, in their middle."""

    def __init__(self, places: Sequence[float], least: float) -> None:
        groups: list[tuple[float, float]] = []
        for place in sorted(set(places)):
            if groups and place - groups[-1][0] < least:
                groups[-1] = groups[-1][0], place
            else:
                groups.append((place, place))
        self.groups = groups
        self.known: dict[float, float] = {}

    def near(self, place: float) -> float:
        """The place that this one is, itself where there is none."""
        if place not in self.known:
            self.known[place] = self._find(place)
        return self.known[place]

    def _find(self, place: float) -> float:
        at = bisect_right(self.groups, (place, math.inf))
        beside = self.groups[max(0, at - 1) : at + 1]
        off, group = min(
            ((max(start - place, place - end, 0.0), (start, end)) for start, end in beside),
            default=(math.inf, (place, place)),
        )
        return sum(group) / 2 if off <= _TOLERANCE else place


def _flip(rule: Rule) -> Rule:
    """Camelot's heights grow upwards, ours downwards."""
    x0, y0, x1, y1 = rule
    return x0, -y1, x1, -y0


def _tables(
    level: list[Rule], plumb: list[Rule], joints: dict[Box, list[tuple[float, float]]]
) -> Iterator[Table]:
    """Camelot's own steps behind the search for rules."""
    from camelot.core import Table
    from camelot.parsers import Lattice

    parser = Lattice(engine="vector", line_tol=_TOLERANCE, joint_tol=_TOLERANCE)
    parser.horizontal_text, parser.vertical_text = [], []
    parser.horizontal_segments, parser.vertical_segments = level, plumb
    parser.table_bbox_parses = {box: {"joints": points} for box, points in joints.items()}
    parser._compute_table_anchors()
    for box in joints:
        columns, rows, down, across = parser._generate_columns_and_rows(box, None)
        if columns and rows:
            yield Table(columns, rows).set_edges(down, across, _TOLERANCE).set_border()


def _table_to_mesh(table: Table) -> Mesh:
    edges = (table.cols[0][0], *(right for _, right in table.cols))
    levels = (-table.rows[0][0], *(-bottom for _, bottom in table.rows))
    box = (edges[0], levels[0], edges[-1], levels[-1])
    whole = Place(0, 0, len(levels) - 1, len(edges) - 1, box)
    cells = table.cells

    def is_open_right(row: int, column: int) -> bool:
        return not cells[row][column].right

    def is_open_below(row: int, column: int) -> bool:
        return not cells[row][column].bottom

    places = join_places(edges, levels, whole, is_open_right, is_open_below)
    return Mesh(box, edges, levels, tuple(places))


def join_places(
    edges: Sequence[float], levels: Sequence[float], within: Place, right: Open, below: Open
) -> Iterator[Place]:
    """The cells of a part of a grid. Where it is open between two they are one: first to the
    right, then downwards."""
    taken: set[tuple[int, int]] = set()
    rows = range(within.row, within.row + within.height)
    columns = range(within.column, within.column + within.width)
    for row, column in product(rows, columns):
        if (row, column) in taken:
            continue
        last, end = column, row
        while last + 1 in columns and right(row, last):
            last += 1
        while end + 1 in rows and below(end, column):
            end += 1
        taken.update(product(range(row, end + 1), range(column, last + 1)))
        box = (edges[column], levels[row], edges[last + 1], levels[end + 1])
        yield Place(row, column, end - row + 1, last - column + 1, box)
