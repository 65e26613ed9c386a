"""Conditional formats that hide what a cell shows, as those that make zeros white.

A rule that compares a cell with a number is evaluated. Whether any other rule holds is not known:
the cells that it would hide are marked as lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, NamedTuple

from gouji.pipeline.ingest.office.excel.cell_formats.number_formats import COMPARE
from gouji.pipeline.ingest.office.excel.references import (
    CellRange,
    Position,
    read_range,
    shift,
)
from gouji.pipeline.ingest.office.excel.workbook_styles import CellStyle, Difference
from gouji.pipeline.ingest.office.package import attribute, local_name, to_int

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_OPERATORS = {
    "equal": "=", "notEqual": "<>", "lessThan": "<", "lessThanOrEqual": "<=",
    "greaterThan": ">", "greaterThanOrEqual": ">=",
}  # fmt: skip
_NUMBER = r"-?[0-9]{1,15}(?:\.[0-9]{1,10})?"
_COMPARISON = re.compile(rf"(\$?[A-Z]{{1,3}}\$?[0-9]{{1,7}})(<=|>=|<>|<|>|=)({_NUMBER})")
_RANGES = ("between", "notBetween")
_NO = ("0", "false")


class ConditionalFormat(NamedTuple):
    """A rule for the cells of some ranges. `operator` is a sign such as `<=`, `between` or
    `notBetween`; `formulas` are relative to the first cell."""

    ranges: tuple[CellRange, ...]
    kind: str
    operator: str
    formulas: tuple[str, ...]
    difference: Difference | None

    def holds(self, position: Position, numbers: Mapping[Position, str]) -> bool | None:
        """Whether the rule holds for a cell; None where that is not known."""
        if self.kind == "cellIs":
            return _compare(numbers.get(position), self.operator, self.formulas)
        if self.kind == "expression" and len(self.formulas) == 1:
            comparison = _COMPARISON.fullmatch("".join(self.formulas[0].upper().split()))
            if comparison:
                cell = shift(comparison[1], self.ranges[0][:2], position)
                stored = numbers.get(cell) if cell else None
                return _compare(stored, comparison[2], (comparison[3],))
        return None


def read_conditional_formats(
    element: Element, differences: Sequence[Difference]
) -> Iterator[ConditionalFormat]:
    """Yield the rules of an element `conditionalFormatting` that may hide a number."""
    ranges = tuple(filter(None, map(read_range, (attribute(element, "sqref") or "").split())))
    for rule in element.iterfind("{*}cfRule") if ranges else ():
        formulas = tuple(each.text or "" for each in rule if local_name(each) == "formula")
        index = to_int(attribute(rule, "dxfId"), -1)
        difference = differences[index] if 0 <= index < len(differences) else None
        is_bar = any(attribute(each, "showValue") in _NO for each in rule)
        kind = "bar" if is_bar else attribute(rule, "type") or ""
        if is_bar or (difference and (difference.colour or difference.format is not None)):
            name = attribute(rule, "operator") or ""
            yield ConditionalFormat(ranges, kind, _OPERATORS.get(name, name), formulas, difference)


def _compare(stored: str | None, sign: str, operands: Sequence[str]) -> bool | None:
    """Whether a stored number compares so with the numbers that a rule gives; None for a cell
    without a number, and for a rule with other formulas."""
    try:
        number = Decimal(stored or "")
        bounds = [Decimal(operand) for operand in operands]
    except InvalidOperation:
        return None
    if sign in _RANGES and len(bounds) == 2:
        return (min(bounds) <= number <= max(bounds)) == (sign == "between")
    return COMPARE[sign](number, bounds[0]) if sign in COMPARE and len(bounds) == 1 else None


def find_hidden(
    formats: Sequence[ConditionalFormat],
    numbers: Mapping[Position, str],
    styles: Mapping[Position, CellStyle],
) -> Iterator[tuple[Position, bool]]:
    """Yield the cells with numbers that rules hide, each with whether that is certain."""
    for position, stored in numbers.items() if formats else ():
        style = styles.get(position, CellStyle())
        for rule in formats:
            if not any(cells.contains(position) for cells in rule.ranges):
                continue
            if rule.difference is None:
                yield position, False
            elif rule.difference.hides(stored, style):
                holds = rule.holds(position, numbers)
                if holds is not False:
                    yield position, bool(holds)
