"""Values of formulas, and the operators between them. What Excel rounds, compares or converts in a
way of its own has no known result."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal, DecimalException, InvalidOperation
from enum import Enum
from typing import TypeAlias

from gouji.pipeline.ingest.office.excel.cell_formats.number_formats import COMPARE
from gouji.pipeline.ingest.office.excel.formulas.syntax import UnknownResultError


class CellText(Enum):
    """A text or truth value in a cell; or one of which nothing is seen, which may be empty."""

    FILLED = "filled"
    UNSEEN = "unseen"


# A number, a text of a formula, a truth value, a text of a cell, or None for a blank cell.
Value: TypeAlias = Decimal | str | bool | CellText | None

# Excel calculates with 15 digits. More are kept here, so that a third of three is one.
_SHOWN = Context(prec=15, rounding=ROUND_HALF_UP)
_KEPT = Context(prec=28, rounding=ROUND_HALF_UP)
_GREATEST = Decimal(10) ** 15
_LEAST = Decimal(10) ** -15
# Share of its terms below which a sum may be what their last digits leave.
_REMAINDER = Decimal(10) ** -13
_MOST_PLACES = 10


def read_number(stored: str) -> Decimal:
    """A stored number. Raises UnknownResultError for an error."""
    try:
        return _check(Decimal(stored))
    except InvalidOperation:
        raise UnknownResultError from None


def to_number(value: Value) -> Decimal:
    """A value as an operand: a blank cell is 0. A text may be an error or may be converted."""
    if value is None:
        return Decimal(0)
    if isinstance(value, Decimal):
        return value
    raise UnknownResultError


def to_flag(value: Value) -> bool:
    """A value as a condition."""
    return value if isinstance(value, bool) else to_number(value) != 0


def operate(operator: str, left: Value, right: Value) -> Decimal | bool:
    """The result of an operator. Raises UnknownResultError."""
    if operator in COMPARE:
        return compare(operator, left, right)
    return calculate(operator, to_number(left), to_number(right))


def calculate(operator: str, left: Decimal, right: Decimal) -> Decimal:
    """The sum, difference, product or quotient of two numbers. Raises UnknownResultError."""
    try:
        if operator == "*":
            return _check(_KEPT.multiply(left, right))
        if operator == "/":
            return _check(_KEPT.divide(left, right))
        total = _check(_KEPT.add(left, right if operator == "+" else -right))
    except DecimalException:
        raise UnknownResultError from None
    if total and abs(total) < _REMAINDER * max(abs(left), abs(right)):
        raise UnknownResultError
    return total


def compare(operator: str, left: Value, right: Value) -> bool:
    """The result of a comparison of numbers, or of a cell with an empty text."""
    if isinstance(left, (str, CellText)) or isinstance(right, (str, CellText)):
        return _compare_texts(operator, left, right)
    numbers = (_SHOWN.plus(to_number(left)), _SHOWN.plus(to_number(right)))
    return COMPARE[operator](*numbers)


def _compare_texts(operator: str, left: Value, right: Value) -> bool:
    if operator not in ("=", "<>") or "" not in (left, right):
        raise UnknownResultError
    other = right if left == "" else left
    if isinstance(other, bool) or other is CellText.UNSEEN:
        raise UnknownResultError
    return (other in (None, "")) is (operator == "=")


def round_number(number: Decimal, places: Decimal) -> Decimal:
    """A number as ROUND rounds it to some places. Raises UnknownResultError."""
    if places != places.to_integral_value() or abs(places) > _MOST_PLACES:
        raise UnknownResultError
    shown = _SHOWN.plus(number)
    return shown.quantize(Decimal(1).scaleb(-int(places)), context=_KEPT) + 0


def finish(value: Value) -> Decimal | str:
    """The value that a formula shows. A reference to a blank cell is 0; how a text of a cell is
    written in full is not known here."""
    if isinstance(value, bool):
        return str(value).upper()
    return value if isinstance(value, str) else _SHOWN.plus(to_number(value)) + 0


def _check(number: Decimal) -> Decimal:
    """A number whose digits Excel keeps."""
    if not number.is_finite() or abs(number) >= _GREATEST or 0 < abs(number) < _LEAST:
        raise UnknownResultError
    return number
