"""Workbooks without a package: XML tables of Excel 2003, and fields between commas."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from gouji.pipeline.errors import Damaged
from gouji.pipeline.ingest.document_builder import Draft
from gouji.pipeline.ingest.encoding import decode
from gouji.pipeline.ingest.office.adjacent_tables import part_sheet
from gouji.pipeline.ingest.office.format_number import show, show_flag, show_text
from gouji.pipeline.ingest.office.package import attribute, local, parse_xml, to_number
from gouji.pipeline.ingest.office.worksheet import Sheet, write_sheet
from gouji.pipeline.records import Document

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_MOST_COLUMNS = 100
_FEWEST_LINES = 3
_SPACE = re.compile(r"\s+")
# What Excel 2003 calls by a name.
_NAMED = {
    "General Number": "General", "Fixed": "0.00", "Standard": "#,##0.00", "Percent": "0.00%",
    "Currency": "#,##0.00", "Euro Currency": "#,##0.00", "Scientific": "0.00E+00",
}  # fmt: skip
_DAY = len("2022-01-31")


def ingest_table_xml(data: bytes, media: str) -> Document:
    """The sheets of an XML workbook that are shown. Raises Damaged."""
    root, draft = parse_xml(data, "Workbook"), Draft()
    sheets: list[tuple[int, str]] = []
    styles = {attribute(one, "ID"): one for one in root.iter("{*}Style")}
    formats = {name or "": _format(style) for name, style in styles.items()}
    for sheet in root.iter("{*}Worksheet"):
        if not any(
            one.text in ("SheetHidden", "SheetVeryHidden") for one in sheet.iter("{*}Visible")
        ):
            sheets.append((draft.length, attribute(sheet, "Name") or ""))
            _write(_read_sheet(sheet, formats), draft)
    return replace(draft.finish(media), sheets=tuple(sheets))


def _write(sheet: Sheet, draft: Draft) -> None:
    for one in part_sheet(sheet):
        write_sheet(one, draft)


def _format(style: Element) -> str:
    code = next((attribute(one, "Format") for one in style.iter("{*}NumberFormat")), None)
    return _NAMED.get(code or "", code or "General")


def _read_sheet(node: Element, formats: dict[str, str]) -> Sheet:
    sheet, at = Sheet(), -1
    for element in (one for table in node.iter("{*}Table") for one in table):
        if local(element) == "Column" and attribute(element, "Hidden") == "1":
            at_column = to_number(attribute(element, "Index"), 1) - 1
            last = at_column + to_number(attribute(element, "Span")) + 1
            sheet.hidden.update(range(at_column, min(last, _MOST_COLUMNS)))
        elif local(element) == "Row":
            at = to_number(attribute(element, "Index"), at + 2) - 1
            cells = _read_row(element, at, sheet, formats)
            if any(cells.values()) and attribute(element, "Hidden") != "1":
                sheet.rows[at] = cells
    return sheet


def _read_row(row: Element, at: int, sheet: Sheet, formats: dict[str, str]) -> dict[int, str]:
    cells: dict[int, str] = {}
    x = 0
    for cell in (one for one in row if local(one) == "Cell"):
        x = to_number(attribute(cell, "Index"), x + 1) - 1
        width, height = (to_number(attribute(cell, f"Merge{way}")) for way in ("Across", "Down"))
        text = _text(cell, formats.get(attribute(cell, "StyleID") or "", "General"))
        if 0 <= x < _MOST_COLUMNS:
            if width or height:
                sheet.merged.append((at, x, at + height, min(x + width, _MOST_COLUMNS - 1)))
            if text and x not in sheet.hidden:
                cells[x] = text
        x += width + 1
    return cells


def _text(cell: Element, code: str) -> str:
    data = next((one for one in cell if local(one) == "Data"), None)
    if data is None:
        formula = attribute(cell, "Formula")
        return f"={formula.lstrip('=')}"[:80] if formula else ""
    stored, kind = "".join(str(one) for one in data.itertext()), attribute(data, "Type")
    if kind == "Number":
        return _tidy(show(stored.strip(), code))
    if kind == "DateTime":
        return stored[:_DAY]
    return show_flag(stored) if kind == "Boolean" else _tidy(show_text(stored, code))


def is_csv(data: bytes) -> bool:
    """Whether most lines of a text are fields between commas."""
    lines = [line for line in decode(data)[0].splitlines() if line.strip()]
    parted = sum("," in line and "\t" not in line for line in lines)
    return len(lines) >= _FEWEST_LINES and 2 * parted > len(lines)


def ingest_csv(data: bytes, media: str) -> Document:
    """Fields between commas, as the rows of a sheet. Raises ReportError."""
    text, encoding = decode(data)
    draft, sheet = Draft(), Sheet()
    try:
        for at, row in enumerate(csv.reader(text.splitlines(keepends=True))):
            cells = {x: one for x, field in enumerate(row[:_MOST_COLUMNS]) if (one := _tidy(field))}
            if cells:
                sheet.rows[at] = cells
    except csv.Error as error:
        raise Damaged(f"CSV: {error}") from error
    _write(sheet, draft)
    return draft.finish(media, encoding)


def _tidy(text: str) -> str:
    return _SPACE.sub(" ", text).strip()
