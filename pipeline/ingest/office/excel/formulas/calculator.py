"""The results of formulas that a spreadsheet program calculates when it opens a file.

Programs that write workbooks often store formulas without results. The results of those that are
understood in full are calculated as Excel does; every other formula has no known result.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from gouji.pipeline.ingest.limits import MAX_COLUMNS
from gouji.pipeline.ingest.office.excel.formulas.sheet_values import SheetValues
from gouji.pipeline.ingest.office.excel.formulas.syntax import (
    Area,
    Call,
    Node,
    Number,
    Operation,
    Text,
    UnknownResultError,
    parse_formula,
)
from gouji.pipeline.ingest.office.excel.formulas.values import (
    CellText,
    Value,
    calculate,
    compare,
    finish,
    operate,
    read_number,
    round_number,
    to_flag,
    to_number,
)
from gouji.pipeline.ingest.office.excel.references import Position

# Operations in operations, and cells of all ranges of a file, after which a result stays unknown.
_MOST_DEPTH = 120
_MOST_CELLS = 200_000
# The numbers by which SUBTOTAL is told to add up.
_TOTALS = (Decimal(9), Decimal(109))
_CRITERION = re.compile(r"(<=|>=|<|>|=)\s*(-?[0-9]{1,15}(?:\.[0-9]{1,10})?)")


class _TooDeepError(UnknownResultError):
    """A formula leads to too many others."""


class _Place(NamedTuple):
    """The sheet whose formula is calculated, and how many operations lead there."""

    sheet: SheetValues
    depth: int


@dataclass(slots=True)
class Calculator:
    """Results of the formulas of a workbook. `find_sheet` gives a sheet by its name."""

    find_sheet: Callable[[str], SheetValues | None]
    _results: dict[tuple[str, Position], Value] = field(default_factory=dict)
    _known: set[tuple[str, Position]] = field(default_factory=set)
    _cells: int = 0

    def calculate(self, sheet: SheetValues, position: Position) -> Decimal | str | None:
        """What the formula at a position results in, None where it is not known."""
        try:
            return finish(self._calculate(_Place(sheet, 0), position))
        except UnknownResultError:
            return None

    def _calculate(self, place: _Place, position: Position) -> Value:
        """The result of a formula. One that depends on itself has none."""
        key = place.sheet.part, position
        if key not in self._results:
            self._results[key] = None
            node = parse_formula(place.sheet.formulas[position])
            if node is not None:
                self._results[key] = self._enter(node, place, key)
                self._known.add(key)
        if key not in self._known:
            raise UnknownResultError
        return self._results[key]

    def _enter(self, node: Node, place: _Place, key: tuple[str, Position]) -> Value:
        """The result of a formula. One that is too deep in others may have one by itself."""
        try:
            return self._evaluate(node, place._replace(depth=place.depth + 1))
        except _TooDeepError:
            del self._results[key]
            raise

    def _evaluate(self, node: Node, place: _Place) -> Value:
        place = place._replace(depth=place.depth + 1)
        if place.depth > _MOST_DEPTH:
            raise _TooDeepError
        if isinstance(node, Number):
            return node.number
        if isinstance(node, Text):
            return node.text
        if isinstance(node, Call):
            return self._call(node, place)
        return (
            self._operate(node, place) if isinstance(node, Operation) else self._look(node, place)
        )

    def _operate(self, node: Node, place: _Place) -> Value:
        """The result of operators from left to right."""
        waiting: list[Operation] = []
        while isinstance(node, Operation):
            waiting.append(node)
            node = node.left
        value = self._evaluate(node, place)
        for operation in reversed(waiting):
            value = operate(operation.operator, value, self._evaluate(operation.right, place))
        return value

    def _look(self, area: Area, place: _Place) -> Value:
        """The value of a cell; a range is none."""
        if area.cells[:2] != area.cells[2:]:
            raise UnknownResultError
        return self._read_cell(self._find(area, place), area.cells[:2], place.depth)

    def _call(self, call: Call, place: _Place) -> Value:
        functions: dict[str, Callable[[Sequence[Node], _Place], Value]] = {
            "SUM": self._sum, "SUBTOTAL": self._subtotal, "SUMIF": self._sum_if,
            "ROUND": self._round, "IF": self._if,
        }  # fmt: skip
        if call.name not in functions:
            raise UnknownResultError
        return functions[call.name](call.arguments, place)

    def _sum(self, arguments: Sequence[Node], place: _Place) -> Decimal:
        """The sum of numbers; texts and blank cells of ranges are passed over."""
        total = Decimal(0)
        for argument in arguments:
            if isinstance(argument, Area):
                for _, value in self._list_cells(argument, place):
                    total = _add(total, value)
            else:
                total = calculate("+", total, to_number(self._evaluate(argument, place)))
        return total

    def _subtotal(self, arguments: Sequence[Node], place: _Place) -> Decimal:
        """The sum of ranges without the subtotals in them. What it leaves out of hidden rows
        depends on how they were hidden."""
        kind, *areas = arguments
        if not isinstance(kind, Number) or kind.number not in _TOTALS:
            raise UnknownResultError
        total = Decimal(0)
        for area in areas:
            if not isinstance(area, Area):
                raise UnknownResultError
            sheet = self._find(area, place)
            rows = range(area.cells.first_row, min(area.cells.last_row, sheet.last_row) + 1)
            if not sheet.hidden_rows.isdisjoint(rows):
                raise UnknownResultError
            for position, value in self._list_cells(area, place):
                if not sheet.is_subtotal(position):
                    total = _add(total, value)
        return total

    def _sum_if(self, arguments: Sequence[Node], place: _Place) -> Decimal:
        """The sum of the cells beside those that are a number, or are less or more than it."""
        if not 2 <= len(arguments) <= 3:
            raise UnknownResultError
        area, summed = arguments[0], arguments[-1] if len(arguments) == 3 else arguments[0]
        if not isinstance(area, Area) or not isinstance(summed, Area):
            raise UnknownResultError
        operator, number = _read_criterion(self._evaluate(arguments[1], place))
        width = area.cells.last_column - area.cells.first_column
        if summed.cells.first_column + width >= MAX_COLUMNS:
            raise UnknownResultError
        rows = summed.cells.first_row - area.cells.first_row
        columns = summed.cells.first_column - area.cells.first_column
        sheet, total = self._find(summed, place), Decimal(0)
        for (row, column), value in self._list_cells(area, place):
            if isinstance(value, (str, CellText)):
                raise UnknownResultError  # a text may be taken for a number
            if isinstance(value, Decimal) and compare(operator, value, number):
                beside = row + rows, column + columns
                total = _add(total, self._read_cell(sheet, beside, place.depth))
        return total

    def _round(self, arguments: Sequence[Node], place: _Place) -> Decimal:
        if len(arguments) != 2:
            raise UnknownResultError
        number, places = (to_number(self._evaluate(each, place)) for each in arguments)
        return round_number(number, places)

    def _if(self, arguments: Sequence[Node], place: _Place) -> Value:
        if not 2 <= len(arguments) <= 3:
            raise UnknownResultError
        if to_flag(self._evaluate(arguments[0], place)):
            return self._evaluate(arguments[1], place)
        return self._evaluate(arguments[2], place) if len(arguments) == 3 else False

    def _find(self, area: Area, place: _Place) -> SheetValues:
        sheet = place.sheet if area.sheet is None else self.find_sheet(area.sheet)
        if sheet is None:
            raise UnknownResultError
        return sheet

    def _list_cells(self, area: Area, place: _Place) -> Iterator[tuple[Position, Value]]:
        """The cells of a range with their values, without rows behind the last of the sheet."""
        sheet = self._find(area, place)
        top, left, bottom, right = area.cells
        bottom = min(bottom, sheet.last_row)
        self._cells += max(0, bottom - top + 1) * (right - left + 1)
        if self._cells > _MOST_CELLS:
            raise UnknownResultError
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                yield (row, column), self._read_cell(sheet, (row, column), place.depth)

    def _read_cell(self, sheet: SheetValues, position: Position, depth: int) -> Value:
        """The value of a cell, None where it is blank. Raises UnknownResultError for an error."""
        if position in sheet.open:
            return self._calculate(_Place(sheet, depth), position)
        return sheet.read(position)


def _add(total: Decimal, value: Value) -> Decimal:
    """A sum with the value of a cell added; a text and a truth value are none."""
    return calculate("+", total, value) if isinstance(value, Decimal) else total


def _read_criterion(value: Value) -> tuple[str, Decimal]:
    """The comparison with a number that a criterion says."""
    if isinstance(value, Decimal):
        return "=", value
    match = _CRITERION.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise UnknownResultError
    return match[1], read_number(match[2])
