"""Ruled tables that go on over pages: their columns counted as in the whole table.

On a page without a head or a group of labels the same column may be the third or the second.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from gouji.pipeline.ingest.layout.printed_lines import CellText, PrintedLine, PrintedPage
from gouji.pipeline.ingest.layout.row_joins import find_lines, join_cut_row, replace_line
from gouji.pipeline.ingest.layout.ruled.grids import Grid
from gouji.pipeline.ingest.layout.ruled.tables import RuledTable
from gouji.pipeline.ingest.layout.unruled.page_joins import (
    join_row_without_rulings,
    join_unruled_rows,
    join_wrapped_figures,
)
from gouji.pipeline.ingest.layout.unruled.table_context import MOST_LINES_BELOW
from gouji.pipeline.ingest.layout.wide_tables import TablesOnPages

_SAME = 3.0  # Distance, in points, below which the edges of a table on two pages are the same.
_COMMON = 4  # Fewest edges that a table and some of its columns on another page share.
Pages = tuple[PrintedPage, ...]


def join_pages(document: TablesOnPages) -> Pages:
    """The pages, with the columns of each table counted as in the whole of it, and with each row
    that the end of a page cut in two made whole."""
    pages, tables = document
    groups = _find_groups(tables)
    columns_of = {number: columns for group in groups for number, columns in _number(tables, group)}
    pages = tuple(_renumber_columns(page, columns_of) for page in pages)
    for group in groups:
        for above, below in pairwise(group):
            pages = join_cut_row(copy_blank_columns(pages, above, below), above, below)
    joined = list(pages)
    for index in range(len(joined) - 1):
        joined[index : index + 2] = join_row_without_rulings(*joined[index : index + 2])
        joined[index : index + 2] = join_unruled_rows(*joined[index : index + 2])
        joined[index : index + 2] = join_wrapped_figures(*joined[index : index + 2])
    return tuple(joined)


def _find_groups(tables: Sequence[RuledTable]) -> list[list[int]]:
    """The numbers of the ruled tables that are parts of one table."""
    groups: list[list[int]] = []
    for number, table in enumerate(tables):
        if number and _goes_on(tables[number - 1], table):
            groups[-1].append(number)
        else:
            groups.append([number])
    return groups


def _goes_on(table: RuledTable, following: RuledTable) -> bool:
    """Whether the second table follows on the next page, or on the right one of two facing pages,
    in the same columns and with hardly a line between."""
    is_beside = following.page == table.page and following.left > table.left
    if not (is_beside or following.page == table.page + 1):
        return False
    most = max(table.lines_below, following.lines_above)
    return most <= MOST_LINES_BELOW and _have_same_columns(table.grid, following.grid)


def _have_same_columns(grid: Grid, other: Grid) -> bool:
    """Whether two grids are equally wide, or one is some columns of the other: a page has no ruling
    through a label that goes on from the page before to the next."""
    few, many = sorted((grid.edges, other.edges), key=lambda edges: edges[-1] - edges[0])
    if abs(few[0] - many[0]) < _SAME and abs(few[-1] - many[-1]) < _SAME:
        return True
    if not (_is_among(few[0], many) and _is_among(few[-1], many)):
        return False
    return sum(_is_among(edge, many) for edge in few) >= _COMMON


def _is_among(edge: float, edges: Sequence[float]) -> bool:
    return any(abs(other - edge) < _SAME for other in edges)


def _number(tables: Sequence[RuledTable], group: Sequence[int]) -> Iterator[tuple[int, list[int]]]:
    """For each table of a group, by its number, the indices of its edges among those of all."""
    edges = _merge(edge for number in group for edge in tables[number].grid.edges)
    for number in group:
        yield number, [_find_nearest(edges, edge) for edge in tables[number].grid.edges]


def _merge(edges: Iterable[float]) -> list[float]:
    """Edges in order; one closer than `_SAME` to the one before it is the same."""
    ordered = sorted(edges)
    return ordered[:1] + [b for a, b in pairwise(ordered) if b - a > _SAME]


def _find_nearest(edges: Sequence[float], edge: float) -> int:
    return min(range(len(edges)), key=lambda index: abs(edges[index] - edge))


def _renumber_columns(page: PrintedPage, columns_of: Mapping[int, Sequence[int]]) -> PrintedPage:
    lines = (
        line if line.table is None else _renumber_line(line, columns_of[line.table])
        for line in page.lines
    )
    return page._replace(lines=tuple(lines))


def _renumber_line(line: PrintedLine, columns: Sequence[int]) -> PrintedLine:
    cells = (
        cell._replace(
            column=columns[cell.column],
            column_span=columns[cell.column + cell.column_span] - columns[cell.column],
        )
        for cell in line.cells
    )
    return line._replace(cells=tuple(cells))


def copy_blank_columns(pages: Pages, above: int, below: int) -> Pages:
    """Give the rows of the table `below` the columns of the table `above` behind their labels, if
    nothing is printed there: where rulings are between rows only, none shows where columns end."""
    rows = [row for _, row in find_lines(pages, above)]
    columns = [cell for cell in rows[-1].cells[1:] if _is_blank_or_figure(cell)] if rows else []
    places = [(place, row) for place, row in find_lines(pages, below) if row.cells]
    first = min((cell.column for cell in columns), default=None)
    lasts = [row.cells[-1] for _, row in places]
    if len(columns) < 2 or not all(not last.text and last.column == first for last in lasts):
        return pages
    blanks = [cell._replace(text="", cell_box=None, text_box=None) for cell in columns]
    for place, row in places:
        whole = row._replace(cells=(*row.cells[:-1], *blanks))
        pages = replace_line(pages, place, whole)
    return pages


def _is_blank_or_figure(cell: CellText) -> bool:
    return not cell.text or cell.is_value
