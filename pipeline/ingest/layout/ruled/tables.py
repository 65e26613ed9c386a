"""The ruled tables of a page, and the words outside of them."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import NamedTuple

from gouji.pipeline.ingest.layout.geometry import Extent
from gouji.pipeline.ingest.layout.page import Page, Word
from gouji.pipeline.ingest.layout.printed_lines import CellText
from gouji.pipeline.ingest.layout.ruled.cells import (
    FilledGrid,
    fill_grid,
    find_padding,
    with_padding,
)
from gouji.pipeline.ingest.layout.ruled.grids import Grid
from gouji.pipeline.ingest.layout.ruled.partial_rulings import (
    complete_rulings,
    has_misleading_rulings,
    is_frame,
)
from gouji.pipeline.ingest.limits import LONGEST_CELL

_MARGIN = 1.0  # Distance, in points, by which a word may lie outside its table.
_FEW_ROWS = 2  # Rows that together show where labels end, or that a table is wider than its grid.
_BESIDE_SHARE = 0.25  # Share of the rows of a grid that go on beside it where it is only a part.
_BEYOND = 5.0  # Distance, in points, by which a table reaches beyond a grid that is only a part.
_LONGEST_TITLE = 60  # Most characters above a table that goes on from the page before.


class TableRow(NamedTuple):
    """A row with the height at which it begins. A cell over several rows is in the first one."""

    top: float
    cells: tuple[CellText, ...]


@dataclass(frozen=True, slots=True)
class RuledTable:
    """A ruled table of a page: the page's number, the `left` of `Page`, the table's grid and rows,
    and how many other lines of the page are above and below it."""

    page: int
    left: float
    grid: Grid
    rows: tuple[TableRow, ...]
    lines_above: int = 0
    lines_below: int = 0


class PageLayout(NamedTuple):
    """The ruled tables of a page, and its other words in bands from top to bottom: those above,
    between and below the tables, and those at the height of each."""

    tables: tuple[RuledTable, ...]
    bands: tuple[tuple[Word, ...], ...]


class PageLayouts(NamedTuple):
    """A page by its rulings, and by its words alone, as if it had none. The second is None where
    there is nothing to compare: the page has no ruled table."""

    by_rulings: PageLayout
    by_words: PageLayout | None


def find_tables(
    grids: Sequence[Grid], page: Page, has_inferred_edges: bool = False, right: float = 0.0
) -> PageLayouts:
    """The ruled tables of a page.

    `has_inferred_edges`: vertical rulings were inferred, and some of them may run through a wide
    cell. `right`: the right end of a table that may go on from the page before, 0 for none.
    """
    inside, outside = _assign(page.words, grids)
    filled = [fill_grid(*pair) for pair in zip(grids, inside, strict=True)]
    if has_misleading_rulings(filled):
        return PageLayouts(PageLayout((), (page.words,)), None)
    tables: list[RuledTable] = []
    for one, words in zip(filled, inside, strict=True):
        is_part = _is_part(one, page, 0.0 if tables else right)
        rows = None if is_part else _read_rows(one, has_inferred_edges)
        if rows is None:
            outside += words
        else:
            tables.append(RuledTable(page.number, page.left, *rows))
    heights = [(grid.box[1], grid.box[3]) for grid in grids]
    by_rulings = PageLayout(tuple(tables), tuple(_cut_bands(heights, outside)))
    by_words = PageLayout((), tuple(_cut_bands(heights, page.words))) if tables else None
    return PageLayouts(by_rulings, by_words)


class _GridRows(NamedTuple):
    grid: Grid
    rows: tuple[TableRow, ...]


def _read_rows(filled: FilledGrid, has_inferred_edges: bool) -> _GridRows | None:
    """The rows of a grid, None where it is a frame around text."""
    padding = find_padding(filled.cells)
    padded = with_padding(filled, padding)
    whole = complete_rulings(padded, padding)
    longest = max((sum(len(word.text) for word in one.words) for one in whole.cells), default=0)
    if longest > LONGEST_CELL or is_frame(whole):
        return None
    rows = tuple(_to_rows(whole))
    has_guessed_edges = has_inferred_edges or whole is not padded
    return _GridRows(whole.grid, tuple(_without_label_gaps(rows)) if has_guessed_edges else rows)


def _to_rows(filled: FilledGrid) -> Iterator[TableRow]:
    rows: dict[int, list[CellText]] = {}
    for one in filled.cells:
        cell = CellText(
            one.text,
            one.cell.column,
            one.cell.column_span,
            one.cell.row_span,
            cell_box=one.cell.box,
            text_box=one.text_box,
        )
        rows.setdefault(one.cell.row, []).append(cell)
    for row in sorted(rows):
        yield TableRow(filled.grid.levels[row], tuple(rows[row]))


def _without_label_gaps(rows: Sequence[TableRow]) -> Iterator[TableRow]:
    """Rows without their empty cells in columns of labels, over which wide labels reach."""
    ends = Counter(end for row in rows if (end := _last_label_column(row)) is not None)
    last = max((column for column, times in ends.items() if times >= _FEW_ROWS), default=None)
    for row in rows:
        kept = (cell for cell in row.cells if cell.text or last is None or cell.column > last)
        yield row._replace(cells=tuple(kept))


def _last_label_column(row: TableRow) -> int | None:
    """The column of the last label before figures, None in a row without labels or figures."""
    texts = [cell for cell in row.cells if cell.text]
    labels = list(takewhile(lambda cell: not cell.is_value, texts))
    return labels[-1].column if 0 < len(labels) < len(texts) else None


def _is_part(filled: FilledGrid, page: Page, right: float) -> bool:
    """Whether a grid is only the ruled part of a table, whose rows go on beside it: with words,
    with rulings between them, or, where it has labels only, as on the page before."""
    grid = filled.grid
    x0, y0, x1, y1 = grid.box
    goes_on = right > x1 + _BEYOND and _count_above(page.words, y0) < _LONGEST_TITLE
    if goes_on and not any(cell.is_value for cell in filled.cells):
        return True
    words = [y for word in page.words if y0 < (y := word.y) < y1 and not x0 < word.x < x1]
    rulings = [y for _, y, end, _ in page.horizontal if y0 < y < y1 and end > x1 + _BEYOND]
    few = max(_FEW_ROWS, _BESIDE_SHARE * (len(grid.levels) - 1))
    return any(len({bisect_right(grid.levels, y) for y in ys}) >= few for ys in (words, rulings))


def _count_above(words: Sequence[Word], y: float) -> int:
    return sum(len(word.text) for word in words if word.y < y)


def _cut_bands(heights: Sequence[Extent], words: Sequence[Word]) -> Iterator[tuple[Word, ...]]:
    """The words above, at and below the heights of the grids, without empty bands."""
    cuts: list[float] = []
    for top, bottom in sorted(heights):
        if cuts and top < cuts[-1]:
            cuts[-1] = max(cuts[-1], bottom)
        else:
            cuts += [top, bottom]
    bands: list[list[Word]] = [[] for _ in range(len(cuts) + 1)]
    for word in words:
        bands[bisect_right(cuts, word.y)].append(word)
    return (tuple(band) for band in bands if band)


class _Assigned(NamedTuple):
    """The words inside each grid, and those outside all of them."""

    inside: list[list[Word]]
    outside: list[Word]


def _assign(words: Sequence[Word], grids: Sequence[Grid]) -> _Assigned:
    """Each word is inside the smallest grid around its middle."""
    assigned = _Assigned([[] for _ in grids], [])
    order = sorted(range(len(grids)), key=lambda index: _area(grids[index]))
    for word in words:
        home = next((index for index in order if _is_inside(grids[index], word)), None)
        (assigned.outside if home is None else assigned.inside[home]).append(word)
    return assigned


def _area(grid: Grid) -> float:
    return (grid.box[2] - grid.box[0]) * (grid.box[3] - grid.box[1])


def _is_inside(grid: Grid, word: Word) -> bool:
    x0, y0, x1, y1 = grid.box
    return x0 - _MARGIN <= word.x <= x1 + _MARGIN and y0 - _MARGIN <= word.y <= y1 + _MARGIN
