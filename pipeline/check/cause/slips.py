"""The slip by which a number may have become another: what whoever corrects it looks for first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

# Digits that printers, scanners and tired eyes take for one another.
_ALIKE = frozenset(
    frozenset(pair) for pair in ("17", "06", "08", "68", "38", "35", "56", "69", "89", "27", "49")
)


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip by its key, and what it is called."""

    key: str
    zh: str
    en: str


def find_slip(stands: Decimal, meant: Decimal) -> Slip | None:
    """The slip that makes `stands` of `meant`; None where none is likely."""
    if stands == meant:
        return None
    signless = str(abs(stands)), str(abs(meant))
    found = (slip for test, slip in _SLIPS if test(stands, meant, *signless))
    return next(found, None)


def slip_zh(slip: Slip | None) -> str:
    """What a message adds of a slip."""
    return f"；可能是{slip.zh}" if slip else ""


def slip_en(slip: Slip | None) -> str:
    """The same in English."""
    return f"; likely {slip.en}" if slip else ""


def _lost_sign(stands: Decimal, meant: Decimal, *_: str) -> bool:
    return stands == -meant


def _other_unit(stands: Decimal, meant: Decimal, *_: str) -> bool:
    return bool(stands) and (stands == meant * 10000 or meant == stands * 10000)


def _swapped(_stands: Decimal, _meant: Decimal, one: str, other: str) -> bool:
    return len(one) == len(other) and any(
        other == one[:i] + b + a + one[i + 2 :] for i, (a, b) in enumerate(pairwise(one)) if a != b
    )


def _lost_digit(_stands: Decimal, _meant: Decimal, one: str, other: str) -> bool:
    return _without_one(other, one)


def _more_digit(_stands: Decimal, _meant: Decimal, one: str, other: str) -> bool:
    return _without_one(one, other)


def _without_one(long: str, short: str) -> bool:
    """Whether `long` less one digit is `short`. Of numbers with two digits every fifth pair is so:
    there only a lost 0 counts."""
    if len(short) < 2:
        return short != "0" and long == f"{short}0"
    return any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


def _one_off(stands: Decimal, meant: Decimal, *_: str) -> bool:
    return abs(stands - meant) == 1


def _alike(_stands: Decimal, _meant: Decimal, one: str, other: str) -> bool:
    odd = [frozenset(pair) for pair in zip(one, other, strict=False) if pair[0] != pair[1]]
    return len(one) == len(other) and len(odd) == 1 and odd[0] in _ALIKE


NEIGHBOUR = Slip("neighbour", "与相邻单元格相同，可能抄错行列", "the number of the cell beside it")
_SLIPS: tuple[tuple[Callable[[Decimal, Decimal, str, str], bool], Slip], ...] = (
    (_lost_sign, Slip("sign", "正负号有误", "a sign lost")),
    (
        _other_unit,
        Slip(
            "unit",
            "“万”与“元”等单位混用，相差一万倍",
            "one unit of counting for another (万 against 元), a factor of 10000",
        ),
    ),
    (_swapped, Slip("swapped", "数字颠倒", "swapped digits")),
    (_lost_digit, Slip("lost_digit", "漏写一位数字", "a lost digit")),
    (_more_digit, Slip("extra_digit", "多写一位数字", "a digit too many")),
    (_one_off, Slip("one_off", "多计或少计一件", "one unit off")),
    (_alike, Slip("alike", "形近数字误写", "a look-alike digit")),
)
