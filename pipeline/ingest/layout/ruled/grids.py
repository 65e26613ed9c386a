"""The grid that rulings draw, as printed: its edges and its cells."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

from gouji.pipeline.ingest.layout.page import Word
from gouji.pipeline.records import Box

# Whether no ruling ends the grid position of a row and a column on one side.
IsOpen = Callable[[int, int], bool]


class GridCell(NamedTuple):
    """A cell of a grid: its first row and column, the rows and columns that it spans, its box."""

    row: int
    column: int
    row_span: int
    column_span: int
    box: Box

    @property
    def positions(self) -> Iterator[tuple[int, int]]:
        """The rows and columns that the cell covers."""
        rows = range(self.row, self.row + self.row_span)
        return product(rows, range(self.column, self.column + self.column_span))


@dataclass(frozen=True, slots=True)
class Grid:
    """The grid of a ruled table: its outer box, the x of all column edges (`edges`), the y of all
    row edges (`levels`), and its cells row by row."""

    box: Box
    edges: tuple[float, ...]
    levels: tuple[float, ...]
    cells: tuple[GridCell, ...]

    def find_position(self, word: Word) -> tuple[int, int]:
        """The row and the column in which the middle of a word lies, the nearest ones outside."""
        row = min(max(0, bisect_right(self.levels, word.y) - 1), len(self.levels) - 2)
        column = min(max(0, bisect_right(self.edges, word.x) - 1), len(self.edges) - 2)
        return row, column


def index_positions(cells: Sequence[GridCell]) -> dict[tuple[int, int], int]:
    """The index of the cell that covers each row and column."""
    return {position: index for index, cell in enumerate(cells) for position in cell.positions}


def join_cells(
    edges: Sequence[float],
    levels: Sequence[float],
    within: GridCell,
    is_open_right: IsOpen,
    is_open_below: IsOpen,
) -> Iterator[GridCell]:
    """The cells of a part of a grid. Neighbouring positions with no ruling between them are one
    cell: joined to the right first, then downwards."""
    taken: set[tuple[int, int]] = set()
    rows = range(within.row, within.row + within.row_span)
    columns = range(within.column, within.column + within.column_span)
    for row, column in within.positions:
        if (row, column) in taken:
            continue
        last, end = column, row
        while last + 1 in columns and is_open_right(row, last):
            last += 1
        while end + 1 in rows and is_open_below(end, column):
            end += 1
        box = (edges[column], levels[row], edges[last + 1], levels[end + 1])
        cell = GridCell(row, column, end - row + 1, last - column + 1, box)
        taken.update(cell.positions)
        yield cell
