"""Pages that can be read in two ways: how far the readings agree, and the choice between them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from gouji.pipeline.boxes import is_same_place
from gouji.pipeline.records import Cell, CellKey

# The agreement of a cell with the same cell of the other reading, from worst to best.
ALONE = -1.0  # The page of the cell was read in one way only.
CONTRADICTED = 0.0  # The two readings have different text.
ADDED = 0.25  # Only the other reading has text.
MISSED = 0.5  # Only this reading has text.
EMPTY = 0.75  # Neither has text; one has an empty field, the other has none.
SAME = 1.0  # Both have the same text at the same place, or the same status without text.
_MOST_ABSENT = 0.5  # Highest confidence that a cell is absent if its text went to other cells.


def compare(cells: Sequence[Cell], others: Sequence[Cell], pages: Sequence[int]) -> list[float]:
    """The agreement of each cell with the same cell of the other reading, which differs on
    `pages`."""
    other_cells = {cell.key: cell for cell in others}
    return [_compare(cell, other_cells.get(cell.key), pages) for cell in cells]


def _compare(cell: Cell, other: Cell | None, pages: Sequence[int]) -> float:
    printed_on = {c.page for c in (cell, other) if c and c.page is not None}
    if printed_on.isdisjoint(pages) and (printed_on or not pages):
        return ALONE
    has_text, other_has_text = bool(cell.raw), other is not None and bool(other.raw)
    if other is None or has_text != other_has_text:
        return MISSED if has_text else ADDED if other_has_text else EMPTY
    if has_text:
        return SAME if _is_same(cell, other) else CONTRADICTED
    return SAME if cell.status == other.status else EMPTY


def _is_same(cell: Cell, other: Cell) -> bool:
    """Whether both have the same text at the same place."""
    same = (cell.status, cell.value, cell.page) == (other.status, other.value, other.page)
    unknown = cell.cell_box is None or other.cell_box is None
    return same and (unknown or is_same_place(cell.cell_box, other.cell_box))


def fuse(cells: Sequence[Cell], others: Sequence[Cell], doubted: float) -> tuple[Cell, ...]:
    """Of two readings the surer one, cell by cell. No place in the text serves two cells.

    A cell whose text has no place in the text of the document is not taken from either reading. A
    figure of `cells` that would be in no cell is kept, with at most the confidence `doubted`, where
    the surer reading of its cell has nothing.

    The readings may have taken a row from different lines. They did if they have a figure of the
    row at different places. If the result has cells of both, the row has at most the confidence
    `doubted`.
    """
    by_key = {cell.key: cell for cell in cells}
    surer = (_without_place(c) for c in others if _is_surer(c, by_key.get(c.key)))
    candidates = [c for c in (*cells, *surer) if not c.raw or c.start is not None]
    chosen: dict[CellKey, Cell] = {}
    used: set[int | None] = set()
    for cell in sorted(candidates, key=lambda c: -c.confidence):
        if cell.key not in chosen and not (cell.raw and cell.start in used):
            chosen[cell.key] = cell
            used |= {cell.start} if cell.raw else set()
    for cell in cells:
        taken = chosen.get(cell.key)
        if taken and not taken.raw and cell.status == "read" and cell.start not in {None, *used}:
            chosen[cell.key] = cell.with_confidence(min(cell.confidence, doubted))
            used.add(cell.start)
    fused = tuple(chosen.get(cell.key) or _absent(cell) for cell in cells)
    return _doubt_mixed(fused, by_key, {cell.key: cell for cell in others}, doubted)


def _doubt_mixed(
    fused: Sequence[Cell],
    cells: Mapping[CellKey, Cell],
    others: Mapping[CellKey, Cell],
    doubted: float,
) -> tuple[Cell, ...]:
    """The cells, doubted in rows with cells of both readings that contradict each other."""
    sources: defaultdict[tuple[str, str], set[bool]] = defaultdict(set)
    contradicted: set[tuple[str, str]] = set()
    for cell in fused:
        row, one, other = (cell.key.table, cell.key.row), cells[cell.key], others.get(cell.key)
        if other and one.raw and other.raw and not _is_same(one, other):
            contradicted.add(row)
        if cell.raw:
            sources[row].add(cell == one)
    mixed = {row for row in contradicted if len(sources[row]) > 1}
    return tuple(
        cell.with_confidence(min(cell.confidence, doubted))
        if (cell.key.table, cell.key.row) in mixed
        else cell
        for cell in fused
    )


def with_drawn_boxes(cells: Sequence[Cell], by_rulings: Sequence[Cell]) -> tuple[Cell, ...]:
    """The cells with their boxes as drawn. The reading by words knows of a cell only where its text
    is; where the reading by rulings has the same text in the same cell, it has the whole cell."""
    drawn = {cell.key: cell for cell in by_rulings}
    return tuple(_with_box(cell, drawn.get(cell.key)) for cell in cells)


def _with_box(cell: Cell, drawn: Cell | None) -> Cell:
    if drawn is None or drawn.cell_box is None:
        return cell
    is_same = (cell.status, cell.raw, cell.page) == (drawn.status, drawn.raw, drawn.page)
    is_here = cell.cell_box is None or is_same_place(cell.cell_box, drawn.cell_box)
    return cell._replace(cell_box=drawn.cell_box) if is_same and is_here else cell


def _is_surer(cell: Cell, other: Cell | None) -> bool:
    return other is not None and cell.form == other.form and cell.confidence > other.confidence


def _without_place(cell: Cell) -> Cell:
    """A cell without text has no place in the text of the other reading."""
    return cell if cell.raw else cell._replace(start=None, end=None)


def _absent(cell: Cell) -> Cell:
    """A cell whose text was assigned to other, more certain cells, or was not found."""
    return Cell(cell.form, cell.key, "absent", confidence=min(_MOST_ABSENT, 1 - cell.confidence))
