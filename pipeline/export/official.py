"""One report on a sheet, as the official form lays it out, with every doubt marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter.worksheet import Worksheet

from gouji.pipeline.export.sheets import Book
from gouji.pipeline.forms.form import Form
from gouji.pipeline.forms.official_layout import Field, count_heads, lay_out
from gouji.pipeline.records import CellKey

Look = dict[str, Any]

LOST = "╌"
_BROKEN: Look = {"bg_color": "#FFC7CE", "font_color": "#9C0006"}
_DOUBTFUL: Look = {"bg_color": "#FFEB9C", "font_color": "#7F6000"}
_LOST: Look = {"font_color": "#A6A6A6"}
_HEAD: Look = {"border": 1, "text_wrap": True, "valign": "vcenter", "align": "center"}
_CELL: Look = {"border": 1, "valign": "vcenter", "align": "right"}
_HEAD_WIDTHS = (14, 14, 34)  # of the row heads, in half-width characters
_WIDTH = 9
_LINE = 15.0  # points
_LEGEND: tuple[tuple[str, Look], ...] = (
    (f"{LOST} 缺失：未能保留下来 lost; 空格和“/”照原文 empty and “/” as printed", {}),
    ("黄色：存疑，请对照原文 yellow: doubtful, check against the page", _DOUBTFUL),
    ("红色：所在规则不成立 red: in a broken rule", _BROKEN),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A cell as stored, and the messages of the broken rules that name it."""

    status: str
    value: float | None
    raw: str | None
    confidence: float
    suggested: float | None
    broken: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Official:
    """One report to lay out: its title, where it is from, the form of each of its tables, its
    cells, and the confidence from which a cell is trusted."""

    title: str
    source: str
    forms: Mapping[str, Form]
    cells: Mapping[CellKey, Shown]
    trust: float


def draw(book: Book, name: str, report: Official) -> None:
    """Add the sheet of one report."""
    sheet = book.add_sheet(name)
    heads = max((count_heads(form) for form in report.forms.values()), default=1)
    for column in range(heads):
        sheet.set_column(column, column, _width(column, heads))
    book.write(sheet, 0, 0, report.title, bold=True, font_size=14)
    book.write(sheet, 1, 0, report.source)
    for line, (text, look) in enumerate(_LEGEND, 2):
        book.write(sheet, line, 0, text, **look)
    line = len(_LEGEND) + 3
    for table, form in report.forms.items():
        book.write(sheet, line, 0, form.table(table).title, bold=True)
        layout = lay_out(form.table(table), heads)
        for row, lines in _count_lines(layout.fields, heads).items():
            sheet.set_row(line + 1 + row, _LINE * lines)
        _draw_fields(book, sheet, line + 1, layout.fields, report)
        line += layout.height + 3


def _width(column: int, heads: int) -> int:
    return _HEAD_WIDTHS[-heads:][column] if column < heads else _WIDTH


def _count_lines(fields: Sequence[Field], heads: int) -> dict[int, int]:
    """The lines that a row's heads need, where more than one: Excel does not make room for what
    stands in merged cells."""
    lines: dict[int, int] = {}
    for field in fields:
        room = sum(_width(column, heads) for column in range(field.left, field.right + 1))
        needed = -(-2 * len(field.text) // room)
        if field.top == field.bottom and needed > lines.get(field.top, 1):
            lines[field.top] = needed
    return lines


def _draw_fields(
    book: Book, sheet: Worksheet, line: int, fields: Sequence[Field], report: Official
) -> None:
    """Rows must be written downwards, so that fields over several rows are written as single
    cells and joined by their range alone."""
    for field in fields:
        if (field.top, field.left) != (field.bottom, field.right):
            place = [line + field.top, field.left, line + field.bottom, field.right]
            sheet.merge.append(place)
    singles = sorted(
        ((row, column, field) for field in fields for row, column in _places(field)),
        key=lambda single: single[:2],
    )
    for row, column, field in singles:
        first = (row, column) == (field.top, field.left)
        _draw_single(book, sheet, (line + row, column), field, first, report)


def _places(field: Field) -> list[tuple[int, int]]:
    rows, columns = range(field.top, field.bottom + 1), range(field.left, field.right + 1)
    return [(row, column) for row in rows for column in columns]


def _draw_single(
    book: Book,
    sheet: Worksheet,
    place: tuple[int, int],
    field: Field,
    first: bool,
    report: Official,
) -> None:
    if field.key is None:
        book.write(sheet, *place, field.text if first else None, **_HEAD)
        return
    cell = report.cells.get(field.key)
    book.write(sheet, *place, _content(cell) if first else None, **_look(cell, report.trust))
    if first and (remark := find_remark(cell, report.trust)):
        sheet.write_comment(*place, remark, {"x_scale": 2.5, "y_scale": 1.5})


def _content(cell: Shown | None) -> Any:
    if cell is None:
        return None
    if cell.status == "read":
        return cell.value
    return LOST if cell.status == "absent" else cell.raw or None


def _look(cell: Shown | None, trust: float) -> Look:
    if cell is None:
        return _CELL
    if cell.broken:
        return _CELL | _BROKEN
    if cell.confidence < trust:
        return _CELL | _DOUBTFUL
    return _CELL | (_LOST if cell.status == "absent" else {})


def find_remark(cell: Shown | None, trust: float) -> str | None:
    """What is to be said of a cell that is broken, doubtful, unreadable or suggested."""
    if cell is None:
        return None
    remarks = list(cell.broken)
    if cell.confidence < trust:
        remarks.append(
            f"存疑：可信度 {cell.confidence:.2f}，低于 {trust:g}，请对照原文。\n"
            f"Doubtful: confidence {cell.confidence:.2f} is below {trust:g}; check the page."
        )
    if cell.status == "unreadable":
        remarks.append("无法辨读为一个数字。\nNot readable as one number.")
    if cell.suggested is not None:
        remarks.append(
            f"未读出；勾稽关系推得 {cell.suggested:g}。\n"
            f"Not read; the identities leave {cell.suggested:g}."
        )
    return "\n".join(remarks) or None
