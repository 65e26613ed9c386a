"""The slip by which one number may have become another, such as two swapped digits."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from typing import Literal

Slip = Literal[
    "sign", "unit", "swapped", "lost_digit", "extra_digit", "one_off", "alike", "neighbour"
]

# Digits that printers, scanners and readers take for one another.
_ALIKE = frozenset(
    frozenset(pair) for pair in ("17", "06", "08", "68", "38", "35", "56", "69", "89", "27", "49")
)


def find_slip(printed: Decimal, meant: Decimal) -> Slip | None:
    """The slip that turns `meant` into `printed`; None where none is likely."""
    if printed == meant:
        return None
    digits = str(abs(printed)), str(abs(meant))
    slips = (slip for slip, is_slip in _TESTS.items() if is_slip(printed, meant, *digits))
    return next(slips, None)


def _is_lost_sign(printed: Decimal, meant: Decimal, *_: str) -> bool:
    return printed == -meant


def _is_other_unit(printed: Decimal, meant: Decimal, *_: str) -> bool:
    return bool(printed) and (printed == meant * 10000 or meant == printed * 10000)


def _is_swapped(_printed: Decimal, _meant: Decimal, digits: str, meant_digits: str) -> bool:
    return len(digits) == len(meant_digits) and any(
        meant_digits == digits[:i] + second + first + digits[i + 2 :]
        for i, (first, second) in enumerate(pairwise(digits))
        if first != second
    )


def _is_lost_digit(_printed: Decimal, _meant: Decimal, digits: str, meant_digits: str) -> bool:
    return _lacks_one_digit(meant_digits, digits)


def _is_extra_digit(_printed: Decimal, _meant: Decimal, digits: str, meant_digits: str) -> bool:
    return _lacks_one_digit(digits, meant_digits)


def _lacks_one_digit(long: str, short: str) -> bool:
    """Whether `short` is `long` without one digit. Every fifth pair of a two-digit and a one-digit
    number would qualify, so there only a lost 0 counts."""
    if len(short) < 2:
        return short != "0" and long == f"{short}0"
    return any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


def _is_one_off(printed: Decimal, meant: Decimal, *_: str) -> bool:
    return abs(printed - meant) == 1


def _is_alike(_printed: Decimal, _meant: Decimal, digits: str, meant_digits: str) -> bool:
    pairs = zip(digits, meant_digits, strict=False)
    differing = [frozenset(pair) for pair in pairs if pair[0] != pair[1]]
    return len(digits) == len(meant_digits) and len(differing) == 1 and differing[0] in _ALIKE


# The most telling slip first. `neighbour` is missing: it depends on the cells around.
_TESTS: dict[Slip, Callable[[Decimal, Decimal, str, str], bool]] = {
    "sign": _is_lost_sign,
    "unit": _is_other_unit,
    "swapped": _is_swapped,
    "lost_digit": _is_lost_digit,
    "extra_digit": _is_extra_digit,
    "one_off": _is_one_off,
    "alike": _is_alike,
}
