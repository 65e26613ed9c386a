"""Tables too wide for the paper: a spreadsheet prints the columns on the right on other pages.

The part without labels has its rows at the heights of the part with labels, other heads, and hardly
any text around it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from gouji.pipeline.ingest.layout.printed_lines import CellText, PrintedLine, PrintedPage
from gouji.pipeline.ingest.layout.ruled.grids import Grid
from gouji.pipeline.ingest.layout.ruled.tables import RuledTable

_LEVEL = 1.0  # Distance, in points, below which two heights are one.
_FEWEST_SHARED = 3  # Fewest heights that both parts have.
# Share of the heights of the part with fewer that the other has too; heads are merged over rows.
_SHARED = 0.8
_MOST_LINES = 3  # Most lines of text on a page with a right part; text may run over from the left.


class TablesOnPages(NamedTuple):
    """Printed pages and their ruled tables, which the lines name by number."""

    pages: tuple[PrintedPage, ...]
    tables: tuple[RuledTable, ...]


def join_wide_tables(document: TablesOnPages) -> TablesOnPages:
    """Put the columns of a table that are on other pages right of the others."""
    pages, tables = document
    sparse = {page.number for page in pages if _is_sparse(page)}
    left_of = _find_left_parts(tables, sparse)
    if not left_of:
        return document
    whole = list(tables)
    for index, home in left_of.items():
        column = len(whole[home].grid.edges) - 1
        right = _rows_of(pages, index)
        pages = tuple(_widen_page(page, home, right, column) for page in pages)
        pages = tuple(_without_table(page, index) for page in pages)
        grid = _widen_grid(whole[home].grid, tables[index].grid)
        whole[home] = replace(whole[home], grid=grid)
    kept = [index for index in range(len(tables)) if index not in left_of]
    numbers = {index: number for number, index in enumerate(kept)}
    renumbered = tuple(_renumber(page, numbers) for page in pages)
    return TablesOnPages(renumbered, tuple(whole[index] for index in kept))


def _is_sparse(page: PrintedPage) -> bool:
    return sum(line.kind != "ruled row" for line in page.lines) <= _MOST_LINES


def _without_table(page: PrintedPage, table: int) -> PrintedPage:
    return page._replace(lines=tuple(line for line in page.lines if line.table != table))


def _renumber(page: PrintedPage, numbers: Mapping[int, int]) -> PrintedPage:
    lines = (
        line if line.table is None else line._replace(table=numbers[line.table])
        for line in page.lines
    )
    return page._replace(lines=tuple(lines))


def _find_left_parts(tables: Sequence[RuledTable], sparse: set[int]) -> dict[int, int]:
    """For the number of each table that is a right part the number of its left part, where only one
    table fits."""
    left_of: dict[int, int] = {}
    for index, table in enumerate(tables):
        if table.page in sparse and _has_only_figures(table):
            fits = [
                number
                for number, other in enumerate(tables[:index])
                if number not in left_of and other.page < table.page and _are_parts(other, table)
            ]
            if len(fits) == 1:
                left_of[index] = fits[0]
    return left_of


def _has_only_figures(table: RuledTable) -> bool:
    """Whether a table has figures, and nothing else in their rows."""
    rows = [[cell for cell in row.cells if cell.text] for row in table.rows]
    figures = [row for row in rows if any(cell.is_value for cell in row)]
    return bool(figures) and all(cell.is_value for row in figures for cell in row)


def _are_parts(left: RuledTable, right: RuledTable) -> bool:
    levels, others = left.grid.levels, right.grid.levels
    shared = sum(any(abs(a - b) < _LEVEL for b in others) for a in levels)
    # The top may differ: a head over all columns may have no ruling above it.
    same_end = abs(levels[-1] - others[-1]) < _LEVEL
    enough = shared >= max(_FEWEST_SHARED, _SHARED * min(len(levels), len(others)))
    return same_end and enough and _heads(left) != _heads(right)


def _heads(table: RuledTable) -> list[str]:
    cells = (cell for row in table.rows for cell in row.cells if cell.text)
    return [cell.text for cell in cells if not cell.is_value]


def _widen_grid(grid: Grid, right: Grid) -> Grid:
    """A grid with the columns of another one right of its own."""
    end, (left, *edges) = grid.edges[-1], right.edges
    more = tuple(end + edge - left for edge in edges)
    box = (*grid.box[:2], more[-1], grid.box[3])
    return replace(grid, box=box, edges=(*grid.edges, *more))


class _Row(NamedTuple):
    page: int
    line: PrintedLine


def _rows_of(pages: Sequence[PrintedPage], table: int) -> list[_Row]:
    return [_Row(page.number, line) for page in pages for line in page.lines if line.table == table]


def _widen_page(page: PrintedPage, home: int, right: Sequence[_Row], column: int) -> PrintedPage:
    """A page with the cells of `right` at the ends of those rows of the table `home` that are at
    their heights, from the column `column` on."""
    return page._replace(lines=tuple(_widen_rows(page.lines, home, right, column)))


def _widen_rows(
    lines: Sequence[PrintedLine], home: int, right: Sequence[_Row], column: int
) -> Iterator[PrintedLine]:
    for line in lines:
        if line.table != home:
            yield line
            continue
        more = (
            _move(cell, row.page, column)
            for row in right
            if abs(line.top - row.line.top) < _LEVEL
            for cell in row.line.cells
        )
        yield line._replace(cells=(*line.cells, *more))


def _move(cell: CellText, page: int, column: int) -> CellText:
    return cell._replace(column=cell.column + column, page=cell.page or page)
