"""Reads the cells of a worksheet: their texts as shown, their stored numbers, their formulas."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gouji.pipeline.ingest.limits import MAX_COLUMNS, collapse_space
from gouji.pipeline.ingest.office.colours import WHITE
from gouji.pipeline.ingest.office.excel.cell_formats.format_number import (
    find_colour,
    format_flag,
    format_text,
)
from gouji.pipeline.ingest.office.excel.conditional_formats import (
    read_conditional_formats,
)
from gouji.pipeline.ingest.office.excel.formulas.values import CellText
from gouji.pipeline.ingest.office.excel.references import (
    REFERENCE,
    CellRange,
    Position,
    read_range,
    to_column,
)
from gouji.pipeline.ingest.office.excel.rich_text import RichText, read_rich_text
from gouji.pipeline.ingest.office.excel.sheet_cells import ZERO, Formula, SheetCells
from gouji.pipeline.ingest.office.excel.workbook_styles import TRUE, CellStyle, Workbook
from gouji.pipeline.ingest.office.package import Package, attribute, local_name, to_int
from gouji.pipeline.ingest.scripts import strike
from gouji.pipeline.ingest.ticks import leave_out_ticks

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

# Consecutive empty rows that may still be rows of a table.
_MOST_EMPTY_ROWS = 3
_TAGS = ("sheetView", "col", "row", "mergeCell", "conditionalFormatting")


def read_cells(package: Package, part: str, workbook: Workbook) -> SheetCells:
    """Read a sheet row by row, since it may have a million of them. Raises ReportError."""
    sheet, row = SheetCells(workbook, part), -1
    for element in package.iterate(part, *(f"{{*}}{tag}" for tag in _TAGS)):
        tag = local_name(element)
        if tag == "row":
            row = to_int(attribute(element, "r"), row + 2) - 1
            _read_row(element, row, sheet)
        elif tag == "mergeCell":
            merged = read_range(attribute(element, "ref") or "")
            sheet.merged += [merged] if merged else []
        elif tag == "conditionalFormatting":
            sheet.conditional += read_conditional_formats(element, sheet.workbook.differences)
        elif tag == "sheetView":
            sheet.shows_zeros = attribute(element, "showZeros") not in ("0", "false")
        elif _is_hidden(element, "width"):
            first, last = (to_int(attribute(element, end)) for end in ("min", "max"))
            sheet.hidden.update(range(first - 1, min(last, MAX_COLUMNS)))
    return sheet


def _is_hidden(element: Element, size: str) -> bool:
    """Whether a row or column is hidden, or has the size 0."""
    has_no_size = bool(ZERO.fullmatch(attribute(element, size) or ""))
    return attribute(element, "hidden") in TRUE or has_no_size


def _read_row(element: Element, row: int, sheet: SheetCells) -> None:
    cells: dict[int, str] = {}
    column, is_bordered, is_hidden = -1, False, _is_hidden(element, "ht")
    sheet.hidden_rows.update([row] if is_hidden else ())
    for cell in element:
        reference = REFERENCE.fullmatch(cell.get("r", ""))
        column = to_column(reference[1]) if reference else column + 1
        if column >= MAX_COLUMNS:
            continue
        style = _find_style(cell, sheet.workbook)
        text = _read_seen(cell, (row, column), style, sheet)
        if is_hidden or column in sheet.hidden:
            if text:
                sheet.hidden_texts[row, column] = text
        elif text or style.has_border:
            cells[column] = text
            is_bordered = is_bordered or style.has_border
    sheet.empty_rows = 0 if any(cells.values()) else sheet.empty_rows + (not is_hidden)
    if cells and sheet.empty_rows <= _MOST_EMPTY_ROWS:
        sheet.rows[row] = cells
        if is_bordered:
            sheet.bordered.add(row)


def _find_style(cell: Element, workbook: Workbook) -> CellStyle:
    index = to_int(cell.get("s"))
    return workbook.styles[index] if index < len(workbook.styles) else CellStyle()


def _read_seen(cell: Element, position: Position, style: CellStyle, sheet: SheetCells) -> str:
    """Return the text that a person sees in a cell; figures that are struck out are marked."""
    text = _read_text(cell, position, style, sheet)
    if cell.get("t", "n") not in ("n", "e"):
        sheet.texts[position] = CellText.FILLED if text else CellText.UNSEEN
    text = leave_out_ticks(style.font.draw(text))
    colour = find_colour(sheet.numbers.get(position, ""), style.format)
    font = style.font._replace(colour=colour) if colour else style.font
    if font.is_unseen(style.ground):
        return ""
    return strike(text) if font.is_struck else text


def _read_text(cell: Element, position: Position, style: CellStyle, sheet: SheetCells) -> str:
    """Return the text that a cell shows in its number format."""
    kind, code = cell.get("t", "n"), style.format
    if kind == "inlineStr":
        runs = (read_rich_text(child) for child in cell if local_name(child) == "is")
        return collapse_space(format_text("".join(_on(style, text) for text in runs), code))
    children = {local_name(child): child.text or "" for child in cell}
    stored, formula = children.get("v", ""), children.get("f")
    if formula is not None:
        sheet.written[position] = formula
        sheet.spilled += _find_spilled(cell)
    if formula is not None and kind == "n" and (sheet.workbook.is_stale or not stored):
        # The result was never stored, or is known to be out of date: the cell is not empty.
        sheet.formulas[position] = Formula(formula, code)
        sheet.styles[position] = style
        return sheet.formulas[position].shown
    if sheet.workbook.differences and kind == "n":
        sheet.styles[position] = style
    if kind in ("n", "e"):
        sheet.numbers[position] = stored  # an error is no number, and neither is a sum with it
    if kind == "n":
        return sheet.show_number(stored, code)
    if kind == "b":
        return format_flag(stored)
    text = _on(style, _read_shared_text(stored, sheet.workbook)) if kind == "s" else stored
    return collapse_space(format_text(text, code) if kind in ("s", "str") else text)


def _find_spilled(cell: Element) -> Iterator[CellRange]:
    """Yield the cells over which the results of a formula are spread, where these are several."""
    for formula in cell:
        cells = read_range(attribute(formula, "ref") or "")
        is_spread = attribute(formula, "t") in ("array", "dataTable")
        if cells and is_spread and cells[:2] != cells[2:]:
            yield cells


def _on(style: CellStyle, text: RichText) -> str:
    """A text on the ground of its cell."""
    return text.on_white if style.ground == WHITE else text.on_colour


def _read_shared_text(stored: str, workbook: Workbook) -> RichText:
    index = to_int(stored, -1)
    return workbook.texts[index] if 0 <= index < len(workbook.texts) else RichText("", "")
