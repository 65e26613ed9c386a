"""The only import of Camelot: which grids the rulings of a page draw.

Camelot finds the joints of rulings, the tables, and which edges of each cell are drawn. Rulings and
text come from elsewhere: Camelot's own reading, with a second parser and a picture of the page at
300 dpi, takes ten times as long.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from gouji.pipeline.ingest.layout.page import Ruling
from gouji.pipeline.ingest.layout.ruled.grids import Grid, GridCell, join_cells
from gouji.pipeline.records import Box

if TYPE_CHECKING:
    from camelot.core import Table

_FEWEST_RULINGS = 2  # Fewest rulings in each direction that draw a table.
_MOST_RULINGS = 400  # Most rulings in one direction; a page with more is a drawing.
_TOLERANCE = 2.0  # Distance, in points, within which rulings meet or are collinear.


class _Rulings(NamedTuple):
    horizontal: Sequence[Ruling]
    vertical: Sequence[Ruling]

    def is_table(self) -> bool:
        counts = len(self.horizontal), len(self.vertical)
        return min(counts) >= _FEWEST_RULINGS


def find_grids(
    horizontal: Sequence[Ruling], vertical: Sequence[Ruling], min_cell_size: float = 0.0
) -> list[Grid]:
    """The grids on a page, from top to bottom. Rulings closer to one another than `min_cell_size`
    points are one ruling: it was drawn twice, or once for each cell beside it."""
    rulings = _Rulings(horizontal, vertical)
    if not rulings.is_table():
        return []
    from camelot.image_processing import coalesce_collinear_lines

    rulings = _snap(rulings, min_cell_size)
    level = coalesce_collinear_lines([_flip(one) for one in rulings.horizontal], "horizontal")
    upright = coalesce_collinear_lines([_flip(one) for one in rulings.vertical], "vertical")
    if not _Rulings(level, upright).is_table() or max(len(level), len(upright)) > _MOST_RULINGS:
        return []
    grids = [_table_to_grid(table) for table in _find_tables(level, upright)]
    return sorted((grid for grid in grids if len(grid.cells) > 1), key=_top)


def _top(grid: Grid) -> float:
    return grid.box[1]


def _snap(rulings: _Rulings, min_cell_size: float) -> _Rulings:
    """Rulings and their ends moved to the middle of those that are one."""
    ys = [y for ruling in rulings.horizontal for y in (ruling.y0, ruling.y1)]
    xs = [x for ruling in rulings.vertical for x in (ruling.x0, ruling.x1)]
    levels, edges = _Clusters(ys, min_cell_size), _Clusters(xs, min_cell_size)

    def snap(ruling: Ruling) -> Ruling:
        x0, y0, x1, y1 = ruling
        return Ruling(edges.snap(x0), levels.snap(y0), edges.snap(x1), levels.snap(y1))

    return _Rulings(
        [snap(one) for one in rulings.horizontal], [snap(one) for one in rulings.vertical]
    )


class _Clusters:
    """Coordinates along an axis; those closer together than `width` are one, in their middle."""

    def __init__(self, coordinates: Sequence[float], width: float) -> None:
        clusters: list[tuple[float, float]] = []
        for coordinate in sorted(set(coordinates)):
            if clusters and coordinate - clusters[-1][0] < width:
                clusters[-1] = clusters[-1][0], coordinate
            else:
                clusters.append((coordinate, coordinate))
        self._clusters = clusters
        self._snapped: dict[float, float] = {}

    def snap(self, coordinate: float) -> float:
        """The middle of the cluster that a coordinate is in or beside, else the coordinate."""
        if coordinate not in self._snapped:
            self._snapped[coordinate] = self._find(coordinate)
        return self._snapped[coordinate]

    def _find(self, coordinate: float) -> float:
        index = bisect_right(self._clusters, (coordinate, math.inf))
        distance, cluster = min(
            (
                (max(low - coordinate, coordinate - high, 0.0), (low, high))
                for low, high in self._clusters[max(0, index - 1) : index + 1]
            ),
            default=(math.inf, (coordinate, coordinate)),
        )
        return sum(cluster) / 2 if distance <= _TOLERANCE else coordinate


def _flip(ruling: Ruling) -> Box:
    """Camelot's y grows upwards."""
    return ruling.x0, -ruling.y1, ruling.x1, -ruling.y0


def _find_tables(level: list[Box], upright: list[Box]) -> Iterator[Table]:
    """The steps that Camelot's lattice parser takes once it has the rulings of a page."""
    from camelot.core import Table
    from camelot.image_processing import find_joints_from_lines
    from camelot.parsers import Lattice

    joints = find_joints_from_lines(level, upright)
    parser = Lattice(engine="vector", line_tol=_TOLERANCE, joint_tol=_TOLERANCE)
    parser.horizontal_text, parser.vertical_text = [], []
    parser.horizontal_segments, parser.vertical_segments = level, upright
    parser.table_bbox_parses = {box: {"joints": points} for box, points in joints.items()}
    parser._compute_table_anchors()
    for box in joints:
        columns, rows, verticals, horizontals = parser._generate_columns_and_rows(box, None)
        if columns and rows:
            yield Table(columns, rows).set_edges(verticals, horizontals, _TOLERANCE).set_border()


def _table_to_grid(table: Table) -> Grid:
    edges = (table.cols[0][0], *(right for _, right in table.cols))
    levels = (-table.rows[0][0], *(-bottom for _, bottom in table.rows))
    box = (edges[0], levels[0], edges[-1], levels[-1])
    whole = GridCell(0, 0, len(levels) - 1, len(edges) - 1, box)
    cells = table.cells

    def is_open_right(row: int, column: int) -> bool:
        return not cells[row][column].right

    def is_open_below(row: int, column: int) -> bool:
        return not cells[row][column].bottom

    joined = join_cells(edges, levels, whole, is_open_right, is_open_below)
    return Grid(box, edges, levels, tuple(joined))
