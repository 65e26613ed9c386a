"""How a number is printed in a cell, with what it then says: the truth is drawn, not read back."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from gouji.pipeline.records import Kind, Status

# The fee is drawn in 万元; these are the units agencies print it in, as powers of ten of 1 元.
_POWER = {"元": 0, "万元": 4, "亿元": 8}
FORM_UNIT: dict[Kind, str] = {"wan_yuan": "万元", "yuan": "元"}
_WIDE = str.maketrans("0123456789.,-+", "０１２３４５６７８９．，－＋")
_NO_NUMBER = ("详见附件", "见门户网站公示", "0/0", "按规定执行", "＊", "待统计", "3/2", "？")


@dataclass(frozen=True, slots=True)
class Printed:
    """A field as it will stand in the page; raw "" is an empty one."""

    raw: str
    status: Status
    value: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Spelling:
    """The habits of one agency. `zeros`: what it prints for 0, drawn anew for every cell."""

    zeros: tuple[str, ...] = ("0",)
    unit: str = ""
    unit_rate: float = 0.0
    thousands: bool = False
    wide: bool = False
    odd_rate: float = 0.0
    signs: tuple[str, str] = ("", "-")


ZEROS = (
    *[("0",)] * 20,
    ("",), ("",), ("-",), ("—",), ("/",), ("无",), ("0", ""), ("0", "0", "/"), ("0", "-", ""),
    ("0", "无"), ("", "/", "-", "0"), ("——",), ("０",), ("0", "0", "0", "0", "0", ""), ("\\", "0"),
)  # fmt: skip
SIGNS = (
    ("", "-"), ("+", "-"), ("增", "减"), ("增 ", "减 "), ("增加", "减少"), ("＋", "－"),
    ("+", "－"), ("", "−"), ("↑", "↓"),
)  # fmt: skip


def draw_spelling(rng: Random) -> Spelling:
    return Spelling(
        zeros=rng.choice(ZEROS),
        unit=rng.choice(("件", "件", "项", "条", "次", "宗")),
        unit_rate=rng.choice((0.0,) * 8 + (0.05, 0.5, 1.0)),
        thousands=rng.random() < 0.08,
        wide=rng.random() < 0.03,
        odd_rate=rng.choice((0.0,) * 5 + (0.004,)),
        signs=rng.choice(SIGNS),
    )


def spell_count(rng: Random, number: int, style: Spelling, kind: Kind = "count") -> Printed:
    """A whole number in the agency's spelling."""
    if rng.random() < style.odd_rate:
        return Printed(rng.choice(_NO_NUMBER), "unreadable")
    if number == 0:
        return spell_zero(rng.choice(style.zeros))
    digits = f"{abs(number):,}" if style.thousands else str(abs(number))
    if kind == "signed_count":
        digits = style.signs[number < 0] + digits
    digits = digits.translate(_WIDE) if style.wide else digits
    unit = style.unit if rng.random() < style.unit_rate else ""
    return Printed(digits + unit, "read", Decimal(number))


def spell_zero(raw: str) -> Printed:
    """0 as printed: `无` says 0, a dash or slash says nothing."""
    if raw in ("0", "０", "无"):
        return Printed(raw, "read", Decimal(0))
    return Printed(raw, "blank")


def spell_money(
    rng: Random, wan_yuan: Decimal, kind: Kind, style: Spelling, header_unit: str
) -> Printed:
    """An amount drawn in 万元, printed in the unit of the cell, the header or the form."""
    if rng.random() < style.odd_rate:
        return Printed(rng.choice(_NO_NUMBER), "unreadable")
    if wan_yuan == 0:
        return spell_zero(rng.choice((*style.zeros, "0")))
    own = rng.choice(("", "", "", "万元", "元", "亿元"))
    if own == "亿元" and wan_yuan < 1000:
        own = ""
    power = _POWER[own or header_unit or FORM_UNIT[kind]]
    number = _round(rng, wan_yuan.scaleb(4 - power), power)
    digits = f"{number:,f}" if style.thousands else f"{number:f}"
    value = number.scaleb(power - _POWER[FORM_UNIT[kind]])
    digits = digits.translate(_WIDE) if style.wide else digits
    return Printed(digits + rng.choice(("", "", " ")) * bool(own) + own, "read", value)


def _round(rng: Random, number: Decimal, power: int) -> Decimal:
    places = rng.choice((0, 0, 2)) if power == 0 else rng.choice((0, 1, 2, 4, 4, 6))
    rounded = number.quantize(Decimal(1).scaleb(-places))
    return rounded if rounded else number.quantize(Decimal(1).scaleb(-6))
