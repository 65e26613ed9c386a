"""Draws one report on an Excel sheet: its tables in the official layout, doubtful cells marked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from xlsxwriter.worksheet import Worksheet

from gouji.pipeline.check.messages.structure import REASONS
from gouji.pipeline.export.workbook import WorkbookWriter
from gouji.pipeline.forms.form import Form
from gouji.pipeline.forms.official_layout import LayoutField, count_head_columns, lay_out
from gouji.pipeline.records import CellKey, UnplacedReason

Style = dict[str, Any]  # Properties of a format, by XlsxWriter's names.

ABSENT = "╌"
_UNPLACED = (
    "未对应到单元格的数字，请对照原文 · figures without a cell, compare them with the source"
)
_BROKEN: Style = {"bg_color": "#FFC7CE", "font_color": "#9C0006"}
_DOUBTFUL: Style = {"bg_color": "#FFEB9C", "font_color": "#7F6000"}
_ABSENT: Style = {"font_color": "#A6A6A6"}
_HEAD: Style = {"border": 1, "text_wrap": True, "valign": "vcenter", "align": "center"}
_CELL: Style = {"border": 1, "valign": "vcenter", "align": "right"}
_HEAD_WIDTHS = (14, 14, 34)  # Widths of the columns of row heads, in half-width characters.
_CELL_WIDTH = 9  # Width of a column of numbers, in half-width characters.
_LINE_HEIGHT = 15.0  # Height of a line of text, in points.
_LEGEND: tuple[tuple[str, Style], ...] = (
    ("空格、“/”和“-”照录原文 · empty, “/” and “-” are as printed", {}),
    (f"{ABSENT} 缺失：原文未见该行或该列 · absent: the row or column is not in the source", {}),
    ("黄色：存疑，请对照原文 · yellow: doubtful, compare it with the source", _DOUBTFUL),
    ("红色：所在勾稽关系或规则不成立 · red: a rule of this cell is broken", _BROKEN),
    ("角标：单元格附有批注 · a mark in the corner: the comment gives the reason", {}),
)


@dataclass(frozen=True, slots=True)
class SheetCell:
    """A cell as it was decided or else read, the messages of the broken rules that name it, and who
    decided."""

    status: str
    value: float | None
    raw: str | None
    confidence: float
    suggested: float | None
    broken: tuple[str, ...] = ()
    reviewed_by: str | None = None


class SheetFigure(NamedTuple):
    """A printed figure that no cell holds: its text, the table it may belong to, the reason."""

    raw: str
    near: str | None
    reason: UnplacedReason


@dataclass(frozen=True, slots=True)
class SheetReport:
    """A report to draw: title, source, the form of each of its tables, its cells, the confidence
    below which a cell is doubtful, and the figures that no cell holds."""

    title: str
    source: str
    forms: Mapping[str, Form]
    cells: Mapping[CellKey, SheetCell]
    trust: float
    unplaced: tuple[SheetFigure, ...] = ()


def draw_sheet(workbook: WorkbookWriter, name: str, report: SheetReport) -> None:
    """Add the sheet of one report."""
    sheet = workbook.add_sheet(name)
    forms = report.forms.values()
    heads = max((count_head_columns(t) for form in forms for t in form.tables), default=1)
    for column in range(heads):
        sheet.set_column(column, column, _column_width(column, heads))
    workbook.write(sheet, 0, 0, report.title, bold=True, font_size=14)
    workbook.write(sheet, 1, 0, report.source)
    for line, (text, style) in enumerate(_LEGEND, 2):
        workbook.write(sheet, line, 0, text, **style)
    line = len(_LEGEND) + 3
    for table, form in report.forms.items():
        workbook.write(sheet, line, 0, form.table(table).title, bold=True)
        layout = lay_out(form.table(table), heads)
        for row, lines in _count_lines(layout.fields, heads).items():
            sheet.set_row(line + 1 + row, _LINE_HEIGHT * lines)
        _draw_fields(workbook, sheet, line + 1, layout.fields, report)
        line += layout.height + 3
    _draw_unplaced(workbook, sheet, line, report)


def _draw_unplaced(
    workbook: WorkbookWriter, sheet: Worksheet, line: int, report: SheetReport
) -> None:
    """Write the figures that no cell holds below the tables."""
    if report.unplaced:
        workbook.write(sheet, line, 0, _UNPLACED, bold=True)
    for row, figure in enumerate(report.unplaced, line + 1):
        form = report.forms.get(figure.near or "")
        title = form.table(figure.near or "").title if form else "所在表格不详 table not known"
        for column, text in enumerate((figure.raw, " · ".join(REASONS[figure.reason]), title)):
            workbook.write(sheet, row, column, text, **_DOUBTFUL)


def _column_width(column: int, heads: int) -> int:
    return _HEAD_WIDTHS[-heads:][column] if column < heads else _CELL_WIDTH


def _count_lines(fields: Sequence[LayoutField], heads: int) -> dict[int, int]:
    """The lines of text of each row that needs more than one, by its longest head.

    Excel does not fit the height of a row to text in merged cells.
    """
    lines: dict[int, int] = {}
    for field in fields:
        width = sum(_column_width(column, heads) for column in range(field.left, field.right + 1))
        needed = -(-2 * len(field.text) // width)
        if field.top == field.bottom and needed > lines.get(field.top, 1):
            lines[field.top] = needed
    return lines


def _draw_fields(
    workbook: WorkbookWriter,
    sheet: Worksheet,
    line: int,
    fields: Sequence[LayoutField],
    report: SheetReport,
) -> None:
    """Draw a table whose first row is `line` of the sheet.

    Rows must be written from top to bottom, so a field over several rows is written as single
    cells, and only its range is merged.
    """
    positions = [(*position, field) for field in fields for position in field.positions]
    for row, column, field in sorted(positions, key=lambda position: position[:2]):
        is_first = (row, column) == (field.top, field.left)
        if is_first and (row, column) != (field.bottom, field.right):
            sheet.merge.append([line + row, column, line + field.bottom, field.right])
        if field.key is None:
            workbook.write(sheet, line + row, column, field.text if is_first else None, **_HEAD)
        else:
            cell = report.cells.get(field.key)
            _draw_cell(workbook, sheet, (line + row, column), cell, is_first, report.trust)


def _draw_cell(
    workbook: WorkbookWriter,
    sheet: Worksheet,
    position: tuple[int, int],
    cell: SheetCell | None,
    is_first: bool,
    trust: float,
) -> None:
    """Draw one cell; of a merged range only the first cell has content and a comment."""
    content = _find_content(cell) if is_first else None
    workbook.write(sheet, *position, content, **_find_style(cell, trust))
    if is_first and (comment := explain_cell(cell, trust)):
        sheet.write_comment(*position, comment, {"x_scale": 2.5, "y_scale": 1.5})


def _find_content(cell: SheetCell | None) -> Any:
    if cell is None:
        return None
    if cell.status == "read":
        return cell.value
    return ABSENT if cell.status == "absent" else cell.raw or None


def _find_style(cell: SheetCell | None, trust: float) -> Style:
    if cell is None:
        return _CELL
    if cell.broken:
        return _CELL | _BROKEN
    if cell.confidence < trust:
        return _CELL | _DOUBTFUL
    return _CELL | (_ABSENT if cell.status == "absent" else {})


def explain_cell(cell: SheetCell | None, trust: float) -> str | None:
    """The comment on a cell that is broken, doubtful, unreadable or suggested; None for others."""
    return "\n".join(_list_reasons(cell, trust)) or None if cell else None


def _list_reasons(cell: SheetCell, trust: float) -> Iterator[str]:
    yield from cell.broken
    if cell.reviewed_by is not None:
        yield _describe_review(cell.reviewed_by, cell.raw)
    if cell.confidence < trust:
        yield (
            f"存疑：可信度 {cell.confidence:.2f}，低于 {trust:g}，请对照原文。\n"
            f"Doubtful: confidence {cell.confidence:.2f} is below {trust:g}; "
            "compare it with the source."
        )
    if cell.status == "unreadable":
        yield "无法辨读为一个数字。\nNot readable as one number."
    if cell.suggested is not None:
        yield (
            f"未读出数字；由勾稽关系推得 {cell.suggested:g}。\n"
            f"No number was read; the identities leave {cell.suggested:g}."
        )


def _describe_review(reviewer: str, raw: str | None) -> str:
    zh, en = (f"“{raw}”", f"“{raw}”") if raw else ("空", "nothing")
    return f"经 {reviewer} 审核；机器读出{zh}。\nReviewed by {reviewer}; read as {en}."
