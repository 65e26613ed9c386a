"""Pages that can be read in two ways: how far the two agree, and cell by cell the surer one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gouji.pipeline.records import Box, Cell, CellKey, Document, Fragment

# How a cell stands to the same one in the other reading, from worst to best.
ALONE = -1.0  # its page was read in one way only
CONTRADICTED = 0.0  # something else stands there
ADDED = 0.25  # nothing stands here, something there
MISSED = 0.5  # something stands here, nothing there
EMPTY = 0.75  # an empty field stands in one, nothing in the other
SAME = 1.0
_MOST_LEFT = 0.5  # the confidence that nothing is left at a cell whose numbers others claim
_WITHIN = 0.5  # share of the smaller one of two boxes that lies in the other


def compare(cells: Sequence[Cell], others: Sequence[Cell], pages: Sequence[int]) -> list[float]:
    """How each cell stands to the same one in the other reading, which differs on `pages`."""
    rivals = {cell.key: cell for cell in others}
    return [_compare(cell, rivals.get(cell.key), pages) for cell in cells]


def _compare(cell: Cell, other: Cell | None, pages: Sequence[int]) -> float:
    seen = {one.page for one in (cell, other) if one and one.page is not None}
    if seen.isdisjoint(pages) and (seen or not pages):
        return ALONE
    here, there = _is_filled(cell), other is not None and _is_filled(other)
    if other is None or here != there:
        return MISSED if here else ADDED if there else EMPTY
    if here:
        return SAME if _is_same(cell, other) else CONTRADICTED
    return SAME if cell.status == other.status else EMPTY


def _is_filled(cell: Cell) -> bool:
    """Whether something is printed there."""
    return bool(cell.raw)


def _is_same(cell: Cell, other: Cell) -> bool:
    """Whether both hold the same print at the same place."""
    same = (cell.status, cell.value, cell.page) == (other.status, other.value, other.page)
    return same and (cell.box is None or other.box is None or _overlap(cell.box, other.box))


def _overlap(box: Box, other: Box) -> bool:
    wide = min(box[2], other[2]) - max(box[0], other[0])
    high = min(box[3], other[3]) - max(box[1], other[1])
    return wide > 0 and high > 0 and wide * high >= _WITHIN * min(_area(box), _area(other))


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def fuse(document: Document, cells: Sequence[Cell], others: Sequence[Cell]) -> tuple[Cell, ...]:
    """Of two readings the surer one, cell by cell; no print serves two cells. What is taken from
    the other reading is looked up in the text of `document`, and left where it is not found."""
    known = {cell.key: cell for cell in cells}
    surer = [one for one in others if _is_surer(one, known.get(one.key))]
    found = [*cells, *_look_up(document, surer)]
    chosen: dict[CellKey, Cell] = {}
    used: set[int | None] = set()
    for cell in sorted(found, key=lambda one: -one.confidence):
        if cell.key not in chosen and not (cell.raw and cell.start in used):
            chosen[cell.key] = cell
            used |= {cell.start} if cell.raw else set()
    return tuple(chosen.get(cell.key) or _left(cell) for cell in cells)


def _is_surer(cell: Cell, other: Cell | None) -> bool:
    return other is not None and cell.form == other.form and cell.confidence > other.confidence


def _left(cell: Cell) -> Cell:
    """A cell whose prints all stand at others, which are surer."""
    return Cell(cell.form, cell.key, "absent", confidence=min(_MOST_LEFT, 1 - cell.confidence))


def _look_up(document: Document, cells: Sequence[Cell]) -> Iterator[Cell]:
    """Cells of another reading with their places in this text."""
    for cell in cells:
        if not cell.raw:
            yield cell._replace(start=None, end=None)
        elif (start := _find(document, cell)) is not None:
            yield cell._replace(start=start, end=start + len(cell.raw))


def _find(document: Document, cell: Cell) -> int | None:
    """Where the text has what stands in a cell's box, None where that is nowhere or in doubt."""
    raw = re.compile(rf"(?<![\d.,]){re.escape(cell.raw or '')}(?![\d.,])")
    places = {
        fragment.start + match.start()
        for fragment in document.fragments
        if _holds(fragment, cell)
        for match in raw.finditer(fragment.text)
    }
    return places.pop() if len(places) == 1 else None


def _holds(fragment: Fragment, cell: Cell) -> bool:
    if fragment.page != cell.page or fragment.cell_box is None or cell.box is None:
        return False
    return _overlap(fragment.cell_box, cell.box)
