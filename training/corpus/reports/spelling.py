"""Spells numbers as agencies print them in cells, together with the true status and value."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import NamedTuple

from gouji.pipeline.records import Kind, Status

# The fee is drawn in 万元. Agencies print it in these units, given as powers of ten of 1 元.
_POWER = {"元": 0, "万元": 4, "亿元": 8}
FORM_UNIT: dict[Kind, str] = {"wan_yuan": "万元", "yuan": "元"}
_WIDE = str.maketrans("0123456789.,-+", "０１２３４５６７８９．，－＋")
_NO_NUMBER = ("详见附件", "见门户网站公示", "0/0", "按规定执行", "＊", "待统计", "3/2", "？")


@dataclass(frozen=True, slots=True)
class PrintedCell:
    """A cell as printed on the page. An empty cell has the raw text ""."""

    raw: str
    status: Status
    value: Decimal | None = None


class Signs(NamedTuple):
    """The signs that an agency prints before a positive and before a negative change."""

    positive: str
    negative: str


_PLAIN_SIGNS = Signs("", "-")


@dataclass(frozen=True, slots=True)
class Spelling:
    """How one agency prints numbers.

    `zeros` lists what it prints for 0; one of them is drawn for every cell. `unit_rate` and
    `odd_rate` are the shares of cells with a unit and of cells without any number.
    """

    zeros: tuple[str, ...] = ("0",)
    unit: str = ""
    unit_rate: float = 0.0
    has_thousands: bool = False
    is_wide: bool = False
    odd_rate: float = 0.0
    signs: Signs = _PLAIN_SIGNS


ZEROS = (
    *[("0",)] * 20,
    ("",), ("",), ("-",), ("—",), ("/",), ("无",), ("0", ""), ("0", "0", "/"), ("0", "-", ""),
    ("0", "无"), ("", "/", "-", "0"), ("——",), ("０",), ("0", "0", "0", "0", "0", ""), ("\\", "0"),
)  # fmt: skip
SIGNS = (
    Signs("", "-"), Signs("+", "-"), Signs("增", "减"), Signs("增 ", "减 "), Signs("增加", "减少"),
    Signs("＋", "－"), Signs("+", "－"), Signs("", "−"), Signs("↑", "↓"),
)  # fmt: skip


def draw_spelling(rng: Random) -> Spelling:
    """The spelling of one random agency."""
    return Spelling(
        zeros=rng.choice(ZEROS),
        unit=rng.choice(("件", "件", "项", "条", "次", "宗")),
        unit_rate=rng.choice((0.0,) * 8 + (0.05, 0.5, 1.0)),
        has_thousands=rng.random() < 0.08,
        is_wide=rng.random() < 0.03,
        odd_rate=rng.choice((0.0,) * 5 + (0.004,)),
        signs=rng.choice(SIGNS),
    )


def spell_count(rng: Random, number: int, spelling: Spelling, kind: Kind = "count") -> PrintedCell:
    """A whole number in the spelling of the agency."""
    if rng.random() < spelling.odd_rate:
        return PrintedCell(rng.choice(_NO_NUMBER), "unreadable")
    if number == 0:
        return spell_zero(rng.choice(spelling.zeros))
    digits = f"{abs(number):,}" if spelling.has_thousands else str(abs(number))
    if kind == "signed_count":
        digits = spelling.signs[number < 0] + digits
    digits = digits.translate(_WIDE) if spelling.is_wide else digits
    unit = spelling.unit if rng.random() < spelling.unit_rate else ""
    return PrintedCell(digits + unit, "read", Decimal(number))


def spell_zero(raw: str) -> PrintedCell:
    """A cell for 0 printed as `raw`. `无` has the value 0; a dash or a slash counts as blank."""
    if raw in ("0", "０", "无"):
        return PrintedCell(raw, "read", Decimal(0))
    return PrintedCell(raw, "blank")


def spell_money(
    rng: Random, wan_yuan: Decimal, kind: Kind, spelling: Spelling, header_unit: str
) -> PrintedCell:
    """An amount given in 万元, printed in the unit of the cell, the column header or the form.

    The first of these three units that is set applies.
    """
    if rng.random() < spelling.odd_rate:
        return PrintedCell(rng.choice(_NO_NUMBER), "unreadable")
    if wan_yuan == 0:
        return spell_zero(rng.choice((*spelling.zeros, "0")))
    cell_unit = rng.choice(("", "", "", "万元", "元", "亿元"))
    if cell_unit == "亿元" and wan_yuan < 1000:
        cell_unit = ""
    power = _POWER[cell_unit or header_unit or FORM_UNIT[kind]]
    number = _round(rng, wan_yuan.scaleb(4 - power), power)
    digits = f"{number:,f}" if spelling.has_thousands else f"{number:f}"
    value = number.scaleb(power - _POWER[FORM_UNIT[kind]])
    digits = digits.translate(_WIDE) if spelling.is_wide else digits
    raw = digits + rng.choice(("", "", " ")) * bool(cell_unit) + cell_unit
    return PrintedCell(raw, "read", value)


def _round(rng: Random, number: Decimal, power: int) -> Decimal:
    places = rng.choice((0, 0, 2)) if power == 0 else rng.choice((0, 1, 2, 4, 4, 6))
    rounded = number.quantize(Decimal(1).scaleb(-places))
    return rounded if rounded else number.quantize(Decimal(1).scaleb(-6))
