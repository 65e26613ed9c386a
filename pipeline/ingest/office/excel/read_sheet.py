"""Reads the cells of a worksheet: their texts as shown, their stored numbers, their formulas."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from gouji.pipeline.ingest.limits import MAX_COLUMNS, collapse_space
from gouji.pipeline.ingest.office.colours import WHITE
from gouji.pipeline.ingest.office.excel.cell_formats.format_number import (
    find_colour,
    format_flag,
    format_number,
    format_text,
)
from gouji.pipeline.ingest.office.excel.conditional_formats import (
    ConditionalFormat,
    find_hidden,
    read_conditional_formats,
)
from gouji.pipeline.ingest.office.excel.formulas.calculator import Calculator
from gouji.pipeline.ingest.office.excel.formulas.sheet_values import SheetValues
from gouji.pipeline.ingest.office.excel.formulas.values import CellText
from gouji.pipeline.ingest.office.excel.references import (
    REFERENCE,
    CellRange,
    Position,
    read_range,
    to_column,
)
from gouji.pipeline.ingest.office.excel.rich_text import RichText, read_rich_text
from gouji.pipeline.ingest.office.excel.workbook_styles import TRUE, CellStyle, Workbook
from gouji.pipeline.ingest.office.excel.worksheet import Sheet
from gouji.pipeline.ingest.office.package import Package, attribute, local_name, to_int
from gouji.pipeline.ingest.scan.inline_pictures import PICTURE_MARK
from gouji.pipeline.ingest.scripts import strike
from gouji.pipeline.ingest.ticks import leave_out_ticks

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

# Consecutive empty rows that may still be rows of a table.
_MOST_EMPTY_ROWS = 3
_ZERO = re.compile(r"-?0+(?:\.0*)?")
_TAGS = ("sheetView", "col", "row", "mergeCell", "conditionalFormatting")
# Characters of a formula that are shown in place of a missing result.
_LONGEST_FORMULA = 80


class _Formula(NamedTuple):
    """A formula without a result, and the number format of its cell."""

    text: str
    format: str

    @property
    def shown(self) -> str:
        """What is shown in place of a result that is not known."""
        return f"={self.text}"[:_LONGEST_FORMULA]


@dataclass(slots=True)
class SheetCells:
    """The cells of a sheet; `empty_rows` counts the empty rows before the one that is being read.

    `numbers` are the stored numbers of cells, `texts` the other cells that are not blank. `written`
    are all formulas, `formulas` those without a result. `styles` are those of cells with numbers,
    in workbooks whose conditional formats change the look of any.
    """

    workbook: Workbook
    part: str = ""
    shows_zeros: bool = True
    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    bordered: set[int] = field(default_factory=set)
    merged: list[CellRange] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    hidden_texts: dict[tuple[int, int], str] = field(default_factory=dict)
    numbers: dict[Position, str] = field(default_factory=dict)
    texts: dict[Position, CellText] = field(default_factory=dict)
    written: dict[Position, str] = field(default_factory=dict)
    formulas: dict[Position, _Formula] = field(default_factory=dict)
    styles: dict[Position, CellStyle] = field(default_factory=dict)
    conditional: list[ConditionalFormat] = field(default_factory=list)
    spilled: list[CellRange] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    empty_rows: int = 0
    _values: SheetValues | None = None

    @property
    def values(self) -> SheetValues:
        """What formulas refer to, when the sheet has been read."""
        if self._values is None:
            self._values = self._find_values()
        return self._values

    def _find_values(self) -> SheetValues:
        return SheetValues(
            self.part,
            self.numbers,
            self.texts,
            self.written,
            self.formulas.keys(),
            self.spilled,
            self.hidden_rows,
        )

    def build(self, calculator: Calculator) -> Sheet:
        """Return the sheet as it is shown when its formulas are calculated."""
        self._calculate(calculator)
        self._hide()
        return Sheet(
            self.rows,
            frozenset(self.bordered),
            tuple(self.merged),
            frozenset(self.hidden),
            self.hidden_texts,
        )

    def _calculate(self, calculator: Calculator) -> None:
        """Write the results of formulas into the cells that show the formula instead."""
        values = self.values
        for (row, column), formula in self.formulas.items():
            cells = self.rows.get(row, {})
            if cells.get(column) == formula.shown:
                result = calculator.calculate(values, (row, column))
                if result is not None:
                    cells[column] = self._show((row, column), result, formula.format)

    def _show(self, position: Position, result: Decimal | str, code: str) -> str:
        """The result of a formula in the format of its cell."""
        if isinstance(result, str):
            return collapse_space(format_text(result, code))
        self.numbers[position] = f"{result:f}"
        return _read_number(f"{result:f}", code, self)

    def _hide(self) -> None:
        """Remove the numbers that conditional formats hide; mark those that they may hide."""
        for (row, column), is_certain in find_hidden(self.conditional, self.numbers, self.styles):
            cells = self.rows.get(row, {})
            if cells.get(column):
                cells[column] = "" if is_certain else f"{cells[column]}{PICTURE_MARK}"


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
    has_no_size = bool(_ZERO.fullmatch(attribute(element, size) or ""))
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
        sheet.formulas[position] = _Formula(formula, code)
        sheet.styles[position] = style
        return sheet.formulas[position].shown
    if sheet.workbook.differences and kind == "n":
        sheet.styles[position] = style
    if kind in ("n", "e"):
        sheet.numbers[position] = stored  # an error is no number, and neither is a sum with it
    if kind == "n":
        return _read_number(stored, code, sheet)
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


def _read_number(stored: str, code: str, sheet: SheetCells) -> str:
    if not stored or (not sheet.shows_zeros and _ZERO.fullmatch(stored)):
        return ""
    return collapse_space(format_number(stored, code, since_1904=sheet.workbook.since_1904))


def _on(style: CellStyle, text: RichText) -> str:
    """A text on the ground of its cell."""
    return text.on_white if style.ground == WHITE else text.on_colour


def _read_shared_text(stored: str, workbook: Workbook) -> RichText:
    index = to_int(stored, -1)
    return workbook.texts[index] if 0 <= index < len(workbook.texts) else RichText("", "")
