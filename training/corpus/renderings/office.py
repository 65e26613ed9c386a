"""Writes a page as a Word or Excel file, with the libraries commonly used for such files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from random import Random
from typing import TYPE_CHECKING, Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from gouji.training.corpus.reports.grid import Box, Grid
from gouji.training.corpus.reports.page import ReportPage, TextLine

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_TEXT_WIDTH = 5486400  # width of a page between its margins, in Word units: six inches
# The date that every file names, so that files of one seed are equal.
_FILE_DATE = datetime(2022, 1, 31, tzinfo=UTC)
_PROPERTIES = "docProps/core.xml"
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


class CellRange(NamedTuple):
    """A rectangle of cells. All indices are inclusive and start at 0."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def is_merged(self) -> bool:
        return (self.top, self.left) != (self.bottom, self.right)


def list_boxes(grid: Grid) -> Iterator[tuple[Box, CellRange]]:
    """Every box with the cells that it covers. A merge that is no rectangle is split by rows."""
    covered: set[tuple[int, int]] = set()
    for top, row in enumerate(grid.rows):
        for left, box in enumerate(row):
            if (top, left) in covered:
                continue
            right = left
            while right + 1 < len(row) and row[right + 1] is box:
                right += 1
            bottom = top
            while _covers(grid, box, bottom + 1, left, right):
                bottom += 1
            covered |= {(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)}
            yield box, CellRange(top, left, bottom, right)


def _covers(grid: Grid, box: Box, index: int, left: int, right: int) -> bool:
    """Whether a box covers exactly these columns of the row `index`."""
    if index >= len(grid.rows) or right >= len(grid.rows[index]):
        return False
    row = grid.rows[index]
    is_wider = (right + 1 < len(row) and row[right + 1] is box) or (
        left > 0 and row[left - 1] is box
    )
    return not is_wider and all(cell is box for cell in row[left : right + 1])


def write_docx(rng: Random, page: ReportPage, table_style: str = "") -> bytes:
    """The page as a Word file. Headings are headings or plain paragraphs.

    All tables get the style `table_style`, or a random one if it is "".
    """
    from docx import Document

    document = Document()
    has_headings, random_style = rng.random() < 0.5, rng.choice(("Table Grid", "Normal Table"))
    for part in page.parts:
        if isinstance(part, Grid):
            _add_table(document, part, table_style or random_style)
        elif part.is_heading and has_headings:
            document.add_heading(part.text, 1)
        else:
            _add_runs(rng, document.add_paragraph(), part)
    document.core_properties.created = document.core_properties.modified = _FILE_DATE
    stream = BytesIO()
    document.save(stream)
    return _set_dates(stream)


def _add_runs(rng: Random, paragraph: Any, line: TextLine) -> None:
    """Word splits a paragraph into runs wherever the font or a correction changes."""
    text = line.text
    while text:
        size = rng.choice((1, 3, 12, 400))
        paragraph.add_run(text[:size])
        text = text[size:]


def _add_table(document: Any, grid: Grid, style: str) -> None:
    table = document.add_table(len(grid.rows), grid.width, style)
    table.autofit = False
    for column, share in zip(table.columns, _column_shares(grid), strict=True):
        column.width = int(share * _TEXT_WIDTH)
    for box, cells in list_boxes(grid):
        cell = table.cell(cells.top, cells.left)
        if cells.is_merged:
            cell = cell.merge(table.cell(cells.bottom, cells.right))
        cell.text = box.text


def _column_shares(grid: Grid) -> list[float]:
    """The share of each column in the width. Label columns are wider, the last one the widest."""
    widths = [
        1.0 + 0.5 * (index < grid.labels) + 1.5 * (index == grid.labels - 1)
        for index in range(grid.width)
    ]
    return [width / sum(widths) for width in widths]


def write_xlsx(rng: Random, page: ReportPage) -> bytes:
    """The page as an Excel file, on one sheet or with a new sheet behind each table."""
    from openpyxl import Workbook

    book, has_sheet_per_table = Workbook(), rng.random() < 0.3
    sheet, row = book.active, 1
    has_borders, has_numbers = rng.random() < 0.8, rng.random() < 0.7
    for part in page.parts:
        if isinstance(part, Grid):
            _write_grid(sheet, row, part, has_borders=has_borders, has_numbers=has_numbers)
            row += len(part.rows)
            if has_sheet_per_table:
                sheet, row = book.create_sheet(), 1
        elif part.text:
            sheet.cell(row, 1, _as_text(part.text))
            if rng.random() < 0.5:
                sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=10)
            row += 1
    book.properties.created = _FILE_DATE.replace(tzinfo=None)
    stream = BytesIO()
    book.save(stream)
    return _set_dates(stream)


def _set_dates(package: BytesIO) -> bytes:
    """The package with `_FILE_DATE` in place of the time at which it was written."""
    dated = BytesIO()
    with ZipFile(package) as source, ZipFile(dated, "w", ZIP_DEFLATED) as target:
        for entry in source.infolist():
            data = source.read(entry)
            if entry.filename == _PROPERTIES:
                stamp = _FILE_DATE.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
                data = _MODIFIED.sub(rb"\g<1>" + stamp, data)
            date = _FILE_DATE.timetuple()[:6]
            target.writestr(ZipInfo(entry.filename, date), data, ZIP_DEFLATED)
    return dated.getvalue()


def _write_grid(
    sheet: Worksheet, first_row: int, grid: Grid, *, has_borders: bool, has_numbers: bool
) -> None:
    """Write a table from the row `first_row` on. Figures are numbers or texts."""
    for box, cells in list_boxes(grid):
        top, left = first_row + cells.top, cells.left + 1
        bottom, right = first_row + cells.bottom, cells.right + 1
        value = _as_number(box) if has_numbers else _as_text(box.text)
        cell = sheet.cell(top, left, value)
        if cells.is_merged:
            sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
        if has_borders:
            _draw_borders(sheet, top, left, bottom, right)
        if has_numbers and "," in box.text and isinstance(cell.value, int):
            cell.number_format = "#,##0"


def _draw_borders(sheet: Worksheet, top: int, left: int, bottom: int, right: int) -> None:
    from openpyxl.styles import Border, Side

    side = Side("thin")
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            border = Border(left=side, right=side, top=side, bottom=side)
            sheet.cell(row, column).border = border


def _as_number(box: Box) -> object:
    """A figure as a number if Excel shows this number as it was typed, otherwise as text."""
    text = box.text
    digits = text.replace(",", "") if text.isascii() else text
    if box.key and digits.isdigit() and (digits == "0" or digits[0] != "0") and len(digits) < 16:
        return int(digits) if text in (f"{int(digits):,}", str(int(digits))) else text
    return _as_text(text)


def _as_text(text: str) -> str | None:
    """A text that Excel does not take for a formula. An empty text is an empty cell."""
    return f"\u2060{text}" if text.startswith("=") else text or None
