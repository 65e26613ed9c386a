"""Ruled tables that lack some of their rulings: the texts of their cells show which ones.

A cell has one text. Where a figure is beside other text in a cell, rulings are missing: those of
other cells of the table are extended through it, wherever they cross no text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from gouji.pipeline.ingest.layout.page import Word
from gouji.pipeline.ingest.layout.ruled.cells import (
    FilledCell,
    FilledGrid,
    count_lines_across,
    fill_cells,
)
from gouji.pipeline.ingest.layout.ruled.grids import GridCell, join_cells
from gouji.pipeline.ingest.layout.text_lines import is_text_across

# Crowded cells of a table, or figures in one of them, from which its rulings may be a frame; signs
# of missing rulings on a page from which its rulings mislead.
_FEW = 3
_INSET = 0.15  # Share of its height by which a word may reach over a ruling.
_CENTRED = 1.0  # Distance, in points, of a label from the middle of its row.


def has_misleading_rulings(grids: Iterable[FilledGrid]) -> bool:
    """Whether the tables of a page lack so many rulings that texts of several columns share a
    cell."""
    return sum(map(_count_missing, grids)) >= _FEW


def _count_missing(filled: FilledGrid) -> int:
    """Signs of missing rulings in merged cells: figures beside other text, lines with texts on both
    sides of an edge, labels that reach into columns of figures."""
    table = _TableFigures(filled)
    edges = filled.grid.edges
    return sum(
        len(cell.figures) * cell.is_crowded
        + (count_lines_across(cell, edges) or table.is_label_over_figures(cell))
        for cell in filled.cells
        if cell.is_merged
    )


def is_frame(filled: FilledGrid) -> bool:
    """Whether most figures, or most labels, share a cell, so that the rulings are only a frame."""
    crowded = [len(cell.figures) for cell in filled.cells if cell.is_crowded]
    many = len(crowded) >= _FEW or max(crowded, default=0) >= _FEW
    most = 2 * sum(crowded) > sum(len(cell.figures) for cell in filled.cells)
    return (many and most) or _has_lists(filled.cells)


def _has_lists(cells: Sequence[FilledCell]) -> bool:
    """Whether several labels with numbers, or most lines of labels, share a cell. A single label
    may have short lines too."""
    if any(cell.is_numbered_list for cell in cells):
        return True
    labels = [cell for cell in cells if not cell.figures]
    listed = sum(len(cell.lines) for cell in cells if cell.is_list)
    return 2 * listed > sum(len(cell.lines) for cell in labels)


def complete_rulings(filled: FilledGrid, padding: float) -> FilledGrid:
    """The grid with rulings extended through the cells that lack them; the same one where none
    does. `padding` is that of `fill_cell`."""
    table = _TableFigures(filled)
    cells: list[FilledCell] = []
    for cell in filled.cells:
        lacks = cell.is_merged and table.lacks_rulings(cell)
        cells += _split(filled, cell, padding) if lacks else [cell]
    if len(cells) == len(filled.cells):
        return filled
    ordered = tuple(sorted(cells, key=_place))
    grid = replace(filled.grid, cells=tuple(cell.cell for cell in ordered))
    return replace(filled, grid=grid, cells=ordered)


def _place(cell: FilledCell) -> GridCell:
    return cell.cell


class _TableFigures:
    """In which rows and columns of a table figures are, and which columns have heads."""

    def __init__(self, filled: FilledGrid) -> None:
        grid, cells = filled.grid, filled.cells
        figures = [figure for cell in cells if not _is_corner(cell) for figure in cell.figures]
        self._grid = grid
        self._rows = {bisect_right(grid.levels, figure[0].y) - 1 for figure in figures}
        self._columns = {
            bisect_right(grid.edges, figure[0].x) - 1
            for figure in figures
            if not any(figure[0].x < edge < figure[-1].x for edge in grid.edges)
        }
        self._has_crowded = any(cell.is_crowded and cell.is_merged for cell in cells)
        self._heads_of_row = _find_heads(cells)

    def lacks_rulings(self, filled: FilledCell) -> bool:
        """Whether a merged cell is several cells between which rulings are missing."""
        cell = filled.cell
        if not filled.lines:
            columns = set(range(cell.column, cell.column + cell.column_span))
            above = (self._heads_of_row.get(row, set()) for row in range(cell.row))
            return columns <= self._columns or any(columns <= heads for heads in above)
        if filled.is_crowded or self._is_labels_of_rows(filled):
            return True
        return self._has_crowded and self._has_text_for_each_row(filled)

    def is_label_over_figures(self, filled: FilledCell) -> bool:
        """Whether a label below the first figures reaches into their columns."""
        cell = filled.cell
        last = cell.column + cell.column_span - 1
        is_below = bool(self._rows) and cell.row > min(self._rows)
        is_whole_row = cell.column_span == len(self._grid.edges) - 1
        reaches = cell.column not in self._columns and last in self._columns
        is_label = bool(filled.lines) and not filled.is_figure
        return is_label and is_below and reaches and not is_whole_row

    def _is_labels_of_rows(self, filled: FilledCell) -> bool:
        """Whether a cell lies left of the figures of several rows, with no label between."""
        cell, last = filled.cell, len(self._grid.edges) - 1
        rows = set(range(cell.row, cell.row + cell.row_span))
        right = set(range(cell.column + cell.column_span, last))
        is_before = cell.column not in self._columns and bool(right) and right <= self._columns
        return is_before and len(rows) > 1 and rows <= self._rows

    def _has_text_for_each_row(self, filled: FilledCell) -> bool:
        """Whether a cell is a figure, or has one line in the middle of each row that it spans."""
        cell = filled.cell
        levels = self._grid.levels[cell.row : cell.row + cell.row_span + 1]
        middles = [(top + bottom) / 2 for top, bottom in pairwise(levels)]
        if filled.is_figure or not 1 < len(middles) == len(filled.lines):
            return filled.is_figure
        pairs = zip(filled.lines, middles, strict=True)
        return all(abs(line[0].y - middle) < _CENTRED for line, middle in pairs)


def _is_corner(filled: FilledCell) -> bool:
    """Whether a cell is the corner of a header with a mark for nothing in it."""
    cell = filled.cell
    spans_both = cell.row_span > 1 and cell.column_span > 1
    return cell.row == 0 and spans_both and not any(char.isdigit() for char in filled.text)


def _find_heads(cells: Sequence[FilledCell]) -> dict[int, set[int]]:
    """The columns that have a label of their own in each row."""
    heads: dict[int, set[int]] = {}
    for filled in cells:
        cell = filled.cell
        if filled.lines and not filled.figures and cell.column_span == 1:
            for row in range(cell.row, cell.row + cell.row_span):
                heads.setdefault(row, set()).add(cell.column)
    return heads


def _split(filled: FilledGrid, cell: FilledCell, padding: float) -> Iterator[FilledCell]:
    """A cell cut along every ruling of its grid that crosses no text."""
    edges, levels = filled.grid.edges, filled.grid.levels

    def is_open_below(row: int, column: int) -> bool:
        x0, x1 = edges[column : column + 2]
        return any(_is_over(word, levels[row + 1]) for word in cell.words if x0 <= word.x <= x1)

    def is_open_right(row: int, column: int) -> bool:
        top, bottom = levels[row : row + 2]
        lines = [line for line in cell.lines if top <= line[0].y <= bottom]
        return any(is_text_across(line, edges[column + 1]) for line in lines)

    cells = list(join_cells(edges, levels, cell.cell, is_open_right, is_open_below))
    return fill_cells(filled.grid, cells, cell.words, filled.watermark_height, padding)


def _is_over(word: Word, level: float) -> bool:
    inset = _INSET * word.height
    return word.box[1] + inset < level < word.box[3] - inset
