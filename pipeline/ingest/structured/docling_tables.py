"""Tables of docling: cells with their places in a grid.

A cell whose place is not told, or lies outside the grid, is an unread part of the table. Cells that
cover one place contradict one another: a mark makes their texts unreadable. A place without a cell,
in a row that has cells, is blank and doubtful. A table in which no cell has a text is a picture.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import groupby, product
from typing import NamedTuple

from gouji.pipeline.ingest.document_builder import RowCell, RowWriter
from gouji.pipeline.ingest.limits import (
    LONGEST_CELL,
    MAX_COLUMNS,
    MAX_SPAN,
    collapse_narrow_space,
)
from gouji.pipeline.ingest.scan.inline_pictures import PICTURE_MARK
from gouji.pipeline.ingest.structured.json_values import Object, as_index, as_list, as_object

# Rows of the longest table, and places that its cells cover.
_MOST_ROWS = 20_000
_MOST_PLACES = 200_000
_GAP_SCORE = 0.6  # How sure it is that a place without a cell is blank.
_FEWEST_CELLS = 3  # Cells of the smallest table: one with fewer only positions text.

# Reads the text of a cell, None where it has none that can be read.
CellText = Callable[[Object], str | None]


class _Place(NamedTuple):
    """The rows and columns of a cell; the ends are exclusive."""

    top: int
    bottom: int
    left: int
    right: int

    @property
    def size(self) -> int:
        return (self.bottom - self.top) * (self.right - self.left)

    def positions(self) -> Iterator[tuple[int, int]]:
        return product(range(self.top, self.bottom), range(self.left, self.right))


@dataclass(slots=True)
class _Cell:
    """The texts of a cell; there are several where other cells contradict its place."""

    place: _Place
    texts: list[str]
    is_contradicted: bool = False
    score: float = 1.0

    @property
    def text(self) -> str:
        return PICTURE_MARK.join([*self.texts, ""] if self.is_contradicted else self.texts)


@dataclass(slots=True)
class CellGrid:
    """The cells of a table. `is_whole` is false if a cell has no place in the grid."""

    cells: list[_Cell] = field(default_factory=list)
    is_whole: bool = True

    @property
    def has_text(self) -> bool:
        """Whether anything is printed in the table."""
        return any(any(text.strip(PICTURE_MARK) for text in cell.texts) for cell in self.cells)

    @property
    def is_layout(self) -> bool:
        """Whether the table only positions text on the page."""
        longest = max((len(cell.text) for cell in self.cells), default=0)
        count = sum(len(cell.texts) for cell in self.cells)
        return count < _FEWEST_CELLS or longest > LONGEST_CELL


def read_grid(data: Object, read_text: CellText) -> CellGrid:
    """The grid of the `data` of a table."""
    rows, columns = as_index(data.get("num_rows")), as_index(data.get("num_cols"))
    rows = _MOST_ROWS if rows is None else min(rows, _MOST_ROWS)
    columns = MAX_COLUMNS if columns is None else min(columns, MAX_COLUMNS)
    grid, taken, places = CellGrid(), dict[tuple[int, int], _Cell](), 0
    for item in map(as_object, as_list(data.get("table_cells"))):
        place = _read_place(item, rows, columns)
        places += place.size if place else 0
        if place is None or places > _MOST_PLACES:
            grid.is_whole = False
            continue
        text = read_text(item)
        cell = _Cell(place, [PICTURE_MARK if text is None else collapse_narrow_space(text)])
        _put(cell, grid, taken)
    if grid.has_text:
        grid.cells += _fill_gaps(taken.keys(), columns)
    grid.cells = [*_split_contradicted(grid.cells)]
    return grid


def _fill_gaps(taken: AbstractSet[tuple[int, int]], columns: int) -> Iterator[_Cell]:
    """Empty cells for the places without one, in rows that have cells. docling lists no cell where
    it found no text, whether nothing is printed there or the text was lost."""
    width = min(columns, max((column for _, column in taken), default=-1) + 1)
    for row in sorted({row for row, _ in taken}):
        for column in range(width):
            if (row, column) not in taken:
                yield _Cell(_Place(row, row + 1, column, column + 1), [""], score=_GAP_SCORE)


def _put(cell: _Cell, grid: CellGrid, taken: dict[tuple[int, int], _Cell]) -> None:
    """Add a cell to a grid; it and those whose place it covers contradict one another. A cell that
    is listed again adds nothing."""
    others = {id(other): other for spot in cell.place.positions() if (other := taken.get(spot))}
    if any((cell.place, cell.texts) == (other.place, other.texts) for other in others.values()):
        return
    for other in others.values():
        other.is_contradicted = cell.is_contradicted = True
    grid.cells.append(cell)
    for spot in cell.place.positions():
        taken.setdefault(spot, cell)


def _split_contradicted(cells: Sequence[_Cell]) -> Iterator[_Cell]:
    """Cells for the single places that contradicted cells cover, each text where its cell begins:
    so no column is lost."""
    texts: dict[tuple[int, int], list[str]] = {}
    for cell in cells:
        if not cell.is_contradicted:
            yield cell
            continue
        for spot in cell.place.positions():
            texts.setdefault(spot, [])
        texts[cell.place.top, cell.place.left] += cell.texts
    for (row, column), printed in texts.items():
        place = _Place(row, row + 1, column, column + 1)
        yield _Cell(place, printed or [""], is_contradicted=True)


def _read_place(item: Object, rows: int, columns: int) -> _Place | None:
    """The place of a cell, cut at the end of the grid; None for one that is no place in it."""
    down, across = _read_range(item, "row", rows), _read_range(item, "col", columns)
    if down is None or across is None or across[1] - across[0] > MAX_SPAN:
        return None
    return _Place(*down, *across)


def _read_range(item: Object, name: str, size: int) -> tuple[int, int] | None:
    start = as_index(item.get(f"start_{name}_offset_idx"))
    end = as_index(item.get(f"end_{name}_offset_idx"))
    span = item.get(f"{name}_span", None)
    if start is None or end is None or not start < min(end, size):
        return None
    if span is not None and span != end - start:
        is_cut = end >= size and (as_index(span) or 0) > end - start
        return (start, size) if is_cut else None
    return start, min(end, size)


def write_grid(grid: CellGrid, builder: RowWriter) -> None:
    """Write the rows of a table, or its texts as lines where it only positions them."""
    if grid.is_layout:
        for cell in grid.cells:
            builder.write_line(cell.text)
        return
    for row in _list_rows(grid.cells):
        builder.write_row(row)


def _list_rows(cells: Sequence[_Cell]) -> Iterator[list[RowCell]]:
    ordered = sorted(cells, key=lambda cell: (cell.place.top, cell.place.left))
    for _, row in groupby(ordered, key=lambda cell: cell.place.top):
        yield [_to_row_cell(cell) for cell in row]


def _to_row_cell(cell: _Cell) -> RowCell:
    top, bottom, left, right = cell.place
    return RowCell(cell.text, left, right - left, row_span=bottom - top, score=cell.score)
