"""A page as a Word or Excel file, by the libraries that people write such files with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from random import Random
from typing import TYPE_CHECKING, Any

from gouji.training.corpus.reports.grid import Box, Grid
from gouji.training.corpus.reports.page import Line, Page

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

Place = tuple[int, int, int, int]  # first row, first column, last row, last column
_WIDTH = 5486400  # of a page between its margins, in Word's units: six inches
_THEN = datetime(2022, 1, 31, tzinfo=UTC)  # a file holds its date; the same seed, the same bytes


def list_boxes(grid: Grid) -> Iterator[tuple[Box, Place]]:
    """Every box with the places that it covers; a merge that is no rectangle is parted by rows."""
    done: set[tuple[int, int]] = set()
    for at, row in enumerate(grid.rows):
        for x, box in enumerate(row):
            if (at, x) in done:
                continue
            right = x
            while right + 1 < len(row) and row[right + 1] is box:
                right += 1
            bottom = at
            while _is_filled(grid, bottom + 1, x, right, box):
                bottom += 1
            done |= {(r, c) for r in range(at, bottom + 1) for c in range(x, right + 1)}
            yield box, (at, x, bottom, right)


def _is_filled(grid: Grid, at: int, left: int, right: int, box: Box) -> bool:
    if at >= len(grid.rows) or right >= len(grid.rows[at]):
        return False
    row = grid.rows[at]
    wider = (right + 1 < len(row) and row[right + 1] is box) or (left > 0 and row[left - 1] is box)
    return not wider and all(one is box for one in row[left : right + 1])


def write_docx(rng: Random, page: Page, table: str = "") -> bytes:
    """Paragraphs and tables, in styles or without, headings as headings or plain. `table`: the
    style of all tables."""
    from docx import Document

    document = Document()
    styled, grid_style = rng.random() < 0.5, rng.choice(("Table Grid", "Normal Table"))
    for part in page.parts:
        if isinstance(part, Grid):
            _add_table(document, part, table or grid_style)
        elif part.role == "heading" and styled:
            document.add_heading(part.text, 1)
        else:
            _add_runs(rng, document.add_paragraph(), part)
    document.core_properties.created = document.core_properties.modified = _THEN
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _add_runs(rng: Random, paragraph: Any, line: Line) -> None:
    """Word parts a paragraph into runs wherever fonts or corrections change."""
    text = line.text
    while text:
        size = rng.choice((1, 3, 12, 400))
        paragraph.add_run(text[:size])
        text = text[size:]


def _add_table(document: Any, grid: Grid, style: str) -> None:
    table = document.add_table(len(grid.rows), grid.width, style)
    table.autofit = False
    for column, width in zip(table.columns, _widths(grid), strict=True):
        column.width = int(width * _WIDTH)
    for box, (top, left, bottom, right) in list_boxes(grid):
        cell = table.cell(top, left)
        if (top, left) != (bottom, right):
            cell = cell.merge(table.cell(bottom, right))
        cell.text = box.text


def _widths(grid: Grid) -> list[float]:
    """The share of each column: labels have the wider ones, the last of them the widest."""
    parts = [
        1.0 + 0.5 * (x < grid.labels) + 1.5 * (x == grid.labels - 1) for x in range(grid.width)
    ]
    return [part / sum(parts) for part in parts]


def write_xlsx(rng: Random, page: Page) -> bytes:
    """All on one sheet, or a sheet for each table; figures as numbers or as text."""
    from openpyxl import Workbook

    book, split = Workbook(), rng.random() < 0.3
    sheet, at = book.active, 1
    border, numeric = rng.random() < 0.8, rng.random() < 0.7
    for part in page.parts:
        if isinstance(part, Grid):
            _write_grid(sheet, at, part, border, numeric)
            at += len(part.rows)
            if split:
                sheet, at = book.create_sheet(), 1
        elif part.text:
            sheet.cell(at, 1, _safe(part.text))
            if rng.random() < 0.5:
                sheet.merge_cells(start_row=at, start_column=1, end_row=at, end_column=10)
            at += 1
    book.properties.created = book.properties.modified = _THEN.replace(tzinfo=None)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _write_grid(sheet: Worksheet, at: int, grid: Grid, border: bool, numeric: bool) -> None:
    from openpyxl.styles import Border, Side

    side = Side("thin")
    for box, (top, left, bottom, right) in list_boxes(grid):
        cell = sheet.cell(at + top, left + 1, _typed(box) if numeric else _safe(box.text))
        if (top, left) != (bottom, right):
            sheet.merge_cells(
                start_row=at + top, start_column=left + 1,
                end_row=at + bottom, end_column=right + 1,
            )  # fmt: skip
        if border:
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    one = sheet.cell(at + row, column + 1)
                    one.border = Border(left=side, right=side, top=side, bottom=side)
        if numeric and "," in box.text and isinstance(cell.value, int):
            cell.number_format = "#,##0"


def _typed(box: Box) -> object:
    """A figure as a number where Excel would take it for one and show it as it was typed."""
    text = box.text
    bare = text.replace(",", "") if f"{text.replace(',', ''):>1}".isascii() else text
    if box.key and bare.isdigit() and (bare == "0" or bare[0] != "0") and len(bare) < 16:
        return int(bare) if f"{int(bare):,}" == text or str(int(bare)) == text else text
    return _safe(text)


def _safe(text: str) -> str | None:
    """No formula is meant by a text that looks like one; an empty text is an empty cell."""
    return f"\u2060{text}" if text.startswith("=") else text or None


WRITERS: dict[str, Callable[[Random, Page], bytes]] = {"docx": write_docx, "xlsx": write_xlsx}
