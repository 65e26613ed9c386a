"""Rows whose only figure may be the total of a cell that was merged over all columns.

An agency that has no figures by applicant merges the cells of a row and prints its total alone. A
conversion that loses the merge leaves the total in the first column.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gouji.pipeline.rebuild.columns.placements import PlacedRow


def mark_merged_totals(rows: Sequence[PlacedRow]) -> tuple[PlacedRow, ...]:
    """The rows of a table, those with one figure, which is not in the column of the total, with an
    open order if no row has its total."""
    if any(_has_total(placed) for placed in rows if placed.row.print.has_total):
        return tuple(rows)
    return tuple(
        replace(placed, row=replace(placed.row, has_open_order=True))
        if placed.row.print.has_total and _count_figures(placed) == 1
        else placed
        for placed in rows
    )


def _has_total(placed: PlacedRow) -> bool:
    field = placed.placement.fields[-1]
    return field is not None and bool(placed.row.fields[field].text)


def _count_figures(placed: PlacedRow) -> int:
    return sum(bool(field.text) for field in placed.row.fields)
