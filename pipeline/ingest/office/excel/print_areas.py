"""The printed areas of sheets. Sheets have columns beside them, in which sums are checked by hand.

Such a column is left out where an empty column is between it and the area: otherwise the area may
have been set before the table became wider.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from gouji.pipeline.ingest.limits import MAX_COLUMNS
from gouji.pipeline.ingest.office.excel.references import CellRange, read_range
from gouji.pipeline.ingest.office.excel.worksheet import Sheet
from gouji.pipeline.ingest.office.package import attribute, to_int

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_PRINT_AREA = "_xlnm.Print_Area"
_MOST_AREAS = 20  # Most areas of a sheet.

PrintAreas = Mapping[int, tuple[CellRange, ...]]


def read_print_areas(root: Element) -> PrintAreas:
    """The printed areas of the sheets of a workbook, by the places of the sheets from 0. Sheets
    whose areas are not all understood have none."""
    areas: dict[int, tuple[CellRange, ...]] = {}
    for name in root.iter("{*}definedName"):
        if attribute(name, "name") == _PRINT_AREA:
            parts = (name.text or "").split(",")[: _MOST_AREAS + 1]
            ranges = [read_range(part.rpartition("!")[2].strip()) for part in parts]
            known = tuple(each for each in ranges if each is not None)
            if len(known) == len(ranges) <= _MOST_AREAS:
                areas[to_int(attribute(name, "localSheetId"), -1)] = known
    return areas


def leave_out_unprinted(sheet: Sheet, areas: Sequence[CellRange]) -> Sheet:
    """A sheet without the columns that are beyond an empty column beside its printed areas. A
    column with a border, or under a merged cell, is not empty."""
    if not areas:
        return sheet
    filled = {column for row in sheet.rows.values() for column in row}
    for _, first, _, last in sheet.merged:
        filled.update(range(first, last + 1))
    left = min(area.first_column for area in areas)
    right = max(area.last_column for area in areas)
    end = next((n for n in range(right + 1, MAX_COLUMNS) if n not in filled), MAX_COLUMNS)
    start = next((n for n in range(left - 1, -1, -1) if n not in filled), -1)
    printed = {n: _cut(row, start, end) for n, row in sheet.rows.items()}
    return replace(sheet, rows={n: row for n, row in printed.items() if row})


def _cut(row: Mapping[int, str], start: int, end: int) -> dict[int, str]:
    """The cells of a row between two columns."""
    return {column: text for column, text in row.items() if start < column < end}
