"""Cells that are merged over several columns: the labels of groups of columns, and totals.

The three groups of `remedies` have the same heads, so that only the labels over them tell which is
which: 行政诉讼 may be before 行政复议. This holds in every medium.

An agency that has no figures by applicant merges the cells of a row and prints its total alone. A
conversion that loses the merge leaves the total in the first column.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from gouji.pipeline.forms.form import Block, Form
from gouji.pipeline.rebuild.columns.column_context import MatchedRow
from gouji.pipeline.rebuild.columns.column_heads import plain_head, rows_above
from gouji.pipeline.rebuild.columns.placements import Columns, PlacedRow
from gouji.pipeline.rebuild.copies import Copy
from gouji.pipeline.rebuild.printed_rows import PrintedRow
from gouji.pipeline.records import Fragment


def place_by_groups(rows: Sequence[MatchedRow], copy: Copy, form: Form) -> tuple[MatchedRow, ...]:
    """The rows, placed by the labels of their groups where these are in another order than in the
    form. A row that lacks fields has an open order."""
    blocks = {block.rows[0].row: block for block in form.table(copy.chain.table).blocks}
    return tuple(
        _place(row, blocks[key], copy) if (key := row.print.cells[0].row) in blocks else row
        for row in rows
    )


def _place(row: MatchedRow, block: Block, copy: Copy) -> MatchedRow:
    if not block.across or len(row.print.cells) == len(block.columns):
        return row
    groups = _find_groups(rows_above(copy, {row.print.key}), block)
    order = _find_order(groups)
    if order == tuple(range(len(order))):
        return row
    fields = None if _is_vague(groups) else _find_fields(row, order)
    return replace(row, by_heads=fields, has_open_order=fields is None)


class _Group(NamedTuple):
    """The printed labels of a group of columns: the lowest, and the one over it, which may be the
    same; and their places among the labels of the header."""

    over: Fragment
    label: Fragment
    places: tuple[int, int]


def _find_groups(header: Sequence[PrintedRow], block: Block) -> list[_Group]:
    """The groups of the form, none where a label is missing or printed twice."""
    labels = [label for row in header for label in row.labels]
    names = [plain_head(label.text) for label in labels]
    groups = [(plain_head((*row.under, row.label)[0]), plain_head(row.label)) for row in block.rows]
    if any(names.count(name) != 1 for group in groups for name in group):
        return []
    places = [(names.index(over), names.index(name)) for over, name in groups]
    return [_Group(labels[over], labels[name], (over, name)) for over, name in places]


def _find_order(groups: Sequence[_Group]) -> tuple[int, ...]:
    """The groups of the form, by index, from left to right as they are printed."""
    boxes = [group.label.text_box for group in groups]
    if len({group.label.page for group in groups}) == 1 and all(boxes):
        middles = [box[0] + box[2] for box in boxes if box]
        return tuple(sorted(range(len(groups)), key=middles.__getitem__))
    return tuple(sorted(range(len(groups)), key=lambda n: groups[n].places))


def _is_vague(groups: Sequence[_Group]) -> bool:
    """Whether the order of the labels is not known. In text, a label that is centred beside two
    lines comes after the label of the first line, although it may be on its left."""
    if all(group.label.text_box for group in groups):
        return False
    over = [group.places[0] for group in groups]
    below = [group.places[1] for group in groups if group.label is not group.over]
    are_in_lines = len({group.over.row for group in groups}) > 1
    return are_in_lines and over != sorted(over) and max(over) < min(below, default=0)


def _find_fields(row: MatchedRow, order: Sequence[int]) -> Columns | None:
    """The index of the field in each column; None where the row lacks fields."""
    width = len(row.print.cells)
    size = width // len(order)
    columns = row.by_heads or row.find_fields(width)
    if columns is None:
        return None
    return tuple(
        columns[order.index(group) * size + n] for group in range(len(order)) for n in range(size)
    )


def mark_merged_totals(rows: Sequence[PlacedRow]) -> tuple[PlacedRow, ...]:
    """The rows of a table. If no row has its total, each row with a single figure has an open
    order: the figure may be the total."""
    if any(_has_total(placed) for placed in rows if placed.row.print.has_total):
        return tuple(rows)
    return tuple(
        replace(placed, row=replace(placed.row, has_open_order=True))
        if placed.row.print.has_total and len(placed.row.filled) == 1
        else placed
        for placed in rows
    )


def _has_total(placed: PlacedRow) -> bool:
    field = placed.placement.fields[-1]
    return field is not None and bool(placed.row.fields[field].text)
