"""The results of formulas that a spreadsheet program calculates when it opens a file.

Programs that write workbooks often store formulas without results. Sums, additions and subtractions
of cells of the same sheet are calculated as Excel does; every other formula has no known result.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from gouji.pipeline.ingest.limits import MAX_COLUMNS
from gouji.pipeline.ingest.office.excel.references import REFERENCE, Position, to_column

# Formulas in formulas, and cells of all ranges of a sheet, after which a result stays unknown.
_MOST_DEPTH = 50
_MOST_CELLS = 200_000
_CELL = REFERENCE.pattern.replace("(", "(?:")
_NUMBER = r"[0-9]{1,15}(?:\.[0-9]{1,10})?"
_TERM = re.compile(
    rf"(?P<sign>[+-]?)(?:SUM\((?P<sum>[^()]*)\)|(?P<cell>{_CELL})|(?P<number>{_NUMBER}))"
)
_RANGE = re.compile(rf"(?P<first>{_CELL}):(?P<last>{_CELL})")


class _UnknownResultError(Exception):
    """The result of a formula cannot be told."""


@dataclass(slots=True)
class Calculator:
    """Results of the formulas of a sheet.

    `numbers` are the numbers and errors of the other cells, as stored.
    """

    formulas: Mapping[Position, str]
    numbers: Mapping[Position, str]
    _results: dict[Position, Decimal | None] = field(default_factory=dict)
    _cells: int = 0

    def calculate(self, position: Position, depth: int = 0) -> Decimal | None:
        """The number that the formula at a position results in, None where it is not known.

        A formula that depends on itself has no result.
        """
        if position not in self._results:
            self._results[position] = None
            try:
                total = sum(self._list_terms(self.formulas[position], depth), Decimal(0))
                self._results[position] = total
            except _UnknownResultError:
                pass
        return self._results[position]

    def _list_terms(self, formula: str, depth: int) -> Iterator[Decimal]:
        """The numbers of which a formula is the sum."""
        text, end = "".join(formula.upper().split()), 0
        for term in _TERM.finditer(text):
            if term.start() != end or (end and not term["sign"]):
                raise _UnknownResultError
            sign, end = -1 if term["sign"] == "-" else 1, term.end()
            for number in self._read_term(term, depth):
                yield sign * number
        if not text or end != len(text):
            raise _UnknownResultError

    def _read_term(self, term: re.Match[str], depth: int) -> Iterator[Decimal]:
        if term["number"]:
            yield Decimal(term["number"])
        elif term["cell"]:
            number = self._read_cell(_to_position(term["cell"]), depth)
            if number is None:  # blank, or a text that Excel may take for a number
                raise _UnknownResultError
            yield number
        else:
            for argument in term["sum"].split(","):
                yield from self._read_argument(argument, depth)

    def _read_argument(self, argument: str, depth: int) -> Iterator[Decimal]:
        """The numbers of an argument of SUM, which passes over texts and blank cells."""
        if re.fullmatch(_NUMBER, argument):
            yield Decimal(argument)
            return
        for position in self._list_positions(argument):
            number = self._read_cell(position, depth)
            if number is not None:
                yield number

    def _list_positions(self, argument: str) -> Iterator[Position]:
        ends = _RANGE.fullmatch(argument)
        first, last = (ends["first"], ends["last"]) if ends else (argument, argument)
        if not (REFERENCE.fullmatch(first) and REFERENCE.fullmatch(last)):
            raise _UnknownResultError
        rows, columns = zip(_to_position(first), _to_position(last), strict=True)
        self._cells += (abs(rows[1] - rows[0]) + 1) * (abs(columns[1] - columns[0]) + 1)
        if self._cells > _MOST_CELLS:
            raise _UnknownResultError
        for row in range(min(rows), max(rows) + 1):
            yield from ((row, column) for column in range(min(columns), max(columns) + 1))

    def _read_cell(self, position: Position, depth: int) -> Decimal | None:
        """The number of a cell, None where it has none. Raises _UnknownResultError."""
        if position not in self.formulas:
            stored = self.numbers.get(position)
            return _to_number(stored) if stored else None
        number = self.calculate(position, depth + 1) if depth < _MOST_DEPTH else None
        if number is None:
            raise _UnknownResultError
        return number


def _to_number(stored: str) -> Decimal:
    try:
        number = Decimal(stored)
    except InvalidOperation:
        raise _UnknownResultError from None
    if not number.is_finite():
        raise _UnknownResultError
    return number


def _to_position(reference: str) -> Position:
    match = REFERENCE.fullmatch(reference)
    assert match is not None
    column = to_column(match[1])
    if column >= MAX_COLUMNS:  # such columns are not read
        raise _UnknownResultError
    return int(match[2]) - 1, column
