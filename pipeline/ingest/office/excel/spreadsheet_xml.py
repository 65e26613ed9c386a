"""SpreadsheetML workbooks, the XML format of Excel 2003, to `Document`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from gouji.pipeline.ingest.document_builder import DocumentBuilder
from gouji.pipeline.ingest.limits import MAX_COLUMNS, collapse_space
from gouji.pipeline.ingest.office.excel.adjacent_tables import write_tables
from gouji.pipeline.ingest.office.excel.cell_formats.format_number import format_flag, format_text
from gouji.pipeline.ingest.office.excel.cell_formats.spell_number import spell_number
from gouji.pipeline.ingest.office.excel.references import CellRange
from gouji.pipeline.ingest.office.excel.worksheet import Sheet
from gouji.pipeline.ingest.office.package import attribute, local_name, parse_xml, to_int
from gouji.pipeline.records import Document

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

# Number formats that Excel 2003 refers to by name.
_NAMED_FORMATS = {
    "General Number": "General", "Fixed": "0.00", "Standard": "#,##0.00", "Percent": "0.00%",
    "Currency": "#,##0.00", "Euro Currency": "#,##0.00", "Scientific": "0.00E+00",
}  # fmt: skip
_DATE_LENGTH = len("2022-01-31")
# Characters of a formula that are shown in place of a missing result.
_LONGEST_FORMULA = 80


@dataclass(slots=True)
class _SheetBuilder:
    """A sheet that is being read."""

    formats: dict[str, str]
    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    merged: list[CellRange] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)

    def build(self) -> Sheet:
        """Return the sheet as read so far."""
        return Sheet(self.rows, merged=tuple(self.merged), hidden=frozenset(self.hidden))


def ingest_spreadsheet_xml(data: bytes, media: str) -> Document:
    """Return the visible sheets of an XML workbook. Raises Damaged."""
    root, builder = parse_xml(data, "Workbook"), DocumentBuilder()
    sheets: list[tuple[int, str]] = []
    styles = {attribute(style, "ID"): style for style in root.iter("{*}Style")}
    formats = {style_id or "": _read_format(style) for style_id, style in styles.items()}
    for worksheet in root.iter("{*}Worksheet"):
        if _is_visible(worksheet):
            sheets.append((builder.length, attribute(worksheet, "Name") or ""))
            write_tables(_read_sheet(worksheet, formats), builder)
    return replace(builder.finish(media), sheets=tuple(sheets))


def _is_visible(worksheet: Element) -> bool:
    states = (element.text for element in worksheet.iter("{*}Visible"))
    return not any(state in ("SheetHidden", "SheetVeryHidden") for state in states)


def _read_format(style: Element) -> str:
    codes = (attribute(element, "Format") for element in style.iter("{*}NumberFormat"))
    code = next(codes, None)
    return _NAMED_FORMATS.get(code or "", code or "General")


def _read_sheet(worksheet: Element, formats: dict[str, str]) -> Sheet:
    sheet, row = _SheetBuilder(formats), -1
    for element in (child for table in worksheet.iter("{*}Table") for child in table):
        if local_name(element) == "Column" and attribute(element, "Hidden") == "1":
            first = to_int(attribute(element, "Index"), 1) - 1
            end = first + to_int(attribute(element, "Span")) + 1
            sheet.hidden.update(range(first, min(end, MAX_COLUMNS)))
        elif local_name(element) == "Row":
            row = to_int(attribute(element, "Index"), row + 2) - 1
            cells = dict(_read_row(element, row, sheet))
            if any(cells.values()) and attribute(element, "Hidden") != "1":
                sheet.rows[row] = cells
    return sheet.build()


def _read_row(element: Element, row: int, sheet: _SheetBuilder) -> Iterator[tuple[int, str]]:
    """Yield column and text of the visible cells, and add the merged ranges to the sheet."""
    column = 0
    for cell in (child for child in element if local_name(child) == "Cell"):
        column = to_int(attribute(cell, "Index"), column + 1) - 1
        across = to_int(attribute(cell, "MergeAcross"))
        down = to_int(attribute(cell, "MergeDown"))
        text = _read_text(cell, sheet.formats.get(attribute(cell, "StyleID") or "", "General"))
        if 0 <= column < MAX_COLUMNS:
            if across or down:
                last_column = min(column + across, MAX_COLUMNS - 1)
                sheet.merged.append(CellRange(row, column, row + down, last_column))
            if text and column not in sheet.hidden:
                yield column, text
        column += across + 1


def _read_text(cell: Element, code: str) -> str:
    """Return the text that a cell shows in the number format `code`."""
    data = next((child for child in cell if local_name(child) == "Data"), None)
    if data is None:
        formula = attribute(cell, "Formula")
        return f"={formula.lstrip('=')}"[:_LONGEST_FORMULA] if formula else ""
    stored, kind = "".join(str(text) for text in data.itertext()), attribute(data, "Type")
    if kind == "Number":
        return collapse_space(spell_number(stored.strip(), code))
    if kind == "DateTime":
        return stored[:_DATE_LENGTH]
    return format_flag(stored) if kind == "Boolean" else collapse_space(format_text(stored, code))
