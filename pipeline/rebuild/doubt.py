"""Cells that are doubted because of something else on the page: figures without a cell, rows that
were not found, tables in the section of another one, copies with other numbers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from gouji.pipeline.rebuild.unplaced.find_unplaced import Unplaced
from gouji.pipeline.records import Cell, Section, Table


def doubt_cells(
    cells: Sequence[Cell],
    unplaced: Sequence[Unplaced],
    unprinted: Collection[str],
    doubted: float,
) -> tuple[Cell, ...]:
    """The cells, with the confidence `doubted` at most where an unplaced figure may belong: in its
    row, and in the absent cells of its table.

    A figure of an unknown table may belong to any table; one outside all tables of the form may
    belong to any of the `unprinted` ones.
    """
    if not unplaced:
        return tuple(cells)
    keys = {key for one in unplaced for key in one.cells}
    tables = {one.figure.near for one in unplaced}
    if any(one.figure.reason == "no_table" for one in unplaced):
        tables |= set(unprinted)

    def is_doubtful(cell: Cell) -> bool:
        is_near = cell.key.table in tables or None in tables
        return cell.key in keys or (is_near and cell.status == "absent")

    return _doubt_where(is_doubtful, cells, doubted)


def doubt_absent(
    cells: Sequence[Cell], written: Collection[tuple[str, str]], doubted: float
) -> tuple[Cell, ...]:
    """The cells, with the confidence `doubted` at most where they are absent and their row, by
    table and row, may be written in the report all the same."""

    def may_be_written(cell: Cell) -> bool:
        return cell.status == "absent" and (cell.key.table, cell.key.row) in written

    return _doubt_where(may_be_written, cells, doubted)


def doubt_misplaced(
    cells: Sequence[Cell], sections: Sequence[Section], doubted: float
) -> tuple[Cell, ...]:
    """The cells. Those of a table have at most the confidence `doubted` if most of its figures are
    in the section of another table although the table has a section."""
    tables = {cell.key.table for cell in cells}
    titled = tables & {section.section for section in sections}
    misplaced = {name for name in titled if _is_misplaced(name, cells, sections, tables)}
    return _doubt_where(lambda cell: cell.key.table in misplaced, cells, doubted)


def doubt_contradicted(
    cells: Sequence[Cell], tables: Sequence[Table], doubted: float
) -> tuple[Cell, ...]:
    """The cells, with the confidence `doubted` at most where two copies of a table differ."""
    keys = {difference.key for table in tables for difference in table.differences}
    return _doubt_where(lambda cell: cell.key in keys, cells, doubted)


def _is_misplaced(
    table: str, cells: Sequence[Cell], sections: Sequence[Section], tables: Collection[str]
) -> bool:
    starts = [cell.start for cell in cells if cell.key.table == table and cell.start is not None]
    others = [s for s in sections if s.section in tables and s.section != table]
    strange = [start for start in starts if any(s.start <= start < s.end for s in others)]
    return 2 * len(strange) > len(starts)


def _doubt_where(
    is_doubtful: Callable[[Cell], bool], cells: Sequence[Cell], doubted: float
) -> tuple[Cell, ...]:
    """The cells, with the confidence `doubted` at most where they are doubtful."""
    return tuple(
        cell.with_confidence(min(cell.confidence, doubted)) if is_doubtful(cell) else cell
        for cell in cells
    )
