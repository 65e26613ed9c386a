"""Cells of a report as text for the terminal: the number or sign of each status, and the legend."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from rich.text import Text

from gouji.pipeline.records import Cell, CellKey
from gouji.text import printable, shorten

BLANK, ABSENT = "·", "╌"
_WIDEST_RAW = 8  # Terminal columns that an unreadable text may take.


@dataclass(frozen=True, slots=True)
class Marks:
    """What marks a cell as broken or doubtful: the cells that broken findings name, and the
    confidence below which a cell is doubtful."""

    broken: frozenset[CellKey]
    trust: float


def draw_cell(cell: Cell | None, marks: Marks) -> Text:
    """A cell as text. Signs repeat what colours say, because files and pipes have no colours."""
    if cell is None:
        return Text()
    text = Text(_draw_content(cell))
    if cell.suggested is not None:
        text.append(f"({format_number(cell.suggested)})", "dim")
    if cell.key in marks.broken:
        text.append("!")
        text.stylize("red")
    elif cell.confidence < marks.trust and cell.status != "absent":
        text.append("?")
        text.stylize("yellow")
    return text


def _draw_content(cell: Cell) -> str:
    if cell.value is not None:
        return format_number(cell.value)
    if cell.status == "absent":
        return ABSENT
    raw = printable(cell.raw)
    return shorten(f"“{raw}”", _WIDEST_RAW) if cell.status == "unreadable" else raw or BLANK


def format_number(value: Decimal | int) -> str:
    """A number without exponent and without trailing zeros: 12, 0.35."""
    number = Decimal(value)
    return str(int(number)) if number == number.to_integral_value() else f"{number.normalize():f}"


def draw_legend(marks: Marks) -> Text:
    """The meaning of every sign in the tables."""
    return Text.assemble(
        f"{BLANK} 空白 blank   / - 照录原文 as printed   {ABSENT} 缺失 absent\n",
        "“…” 无法辨读 unreadable   (3) 由勾稽关系推得 left by the identities\n",
        (f"12? 存疑，可信度低于 {marks.trust:g} · doubtful, confidence is lower\n", "yellow"),
        ("12! 所在勾稽关系或规则不成立 · a rule of this cell is broken\n", "red"),
    )
