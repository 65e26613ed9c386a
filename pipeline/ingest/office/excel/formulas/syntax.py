"""The syntax of formulas, as far as they are calculated (ECMA-376 part 1, 18.17.2).

Names, arrays, intersections, powers and references to other files are not understood, and neither
is the formula that has them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from gouji.pipeline.ingest.limits import MAX_COLUMNS
from gouji.pipeline.ingest.office.excel.references import REFERENCE, CellRange, to_column

LAST_ROW = (1 << 20) - 1
_LONGEST = 8192  # characters of the longest formula of Excel
_DEEPEST = 40  # Most brackets within one another.
_CELL = REFERENCE.pattern.replace("(", "(?:")
_COLUMN = r"\$?[A-Z]{1,3}"
_TOKEN = re.compile(
    r"(?P<number>[0-9]{1,15}(?:\.[0-9]{1,10})?(?![\w.!:(]))"
    r'|"(?P<text>(?:[^"]|"")*)"'
    r"|(?P<name>[A-Z]+)\("
    r"|(?:(?:'(?P<quoted>(?:[^'\[\]:]|'')+)'|(?P<sheet>[^\W\d][\w.]*))!)?"
    rf"(?P<first>{_CELL}|{_COLUMN}(?=:))(?::(?P<last>{_CELL}|{_COLUMN}))?(?![\w.!:(])"
    r"|(?P<mark><=|>=|<>|[-+*/<>=(),])",
    re.IGNORECASE,
)
_COMPARISONS = frozenset("= <> < > <= >=".split())


class UnknownResultError(Exception):
    """The result of a formula cannot be told."""


class Number(NamedTuple):
    """A number in a formula."""

    number: Decimal


class Text(NamedTuple):
    """A text in a formula."""

    text: str


class Area(NamedTuple):
    """A cell or a range; `sheet` is None for the sheet of the formula."""

    sheet: str | None
    cells: CellRange


class Operation(NamedTuple):
    """Two operands with an operator between them."""

    operator: str
    left: Node
    right: Node


class Call(NamedTuple):
    """A function with its arguments."""

    name: str
    arguments: tuple[Node, ...]


Node: TypeAlias = Number | Text | Area | Operation | Call


@lru_cache(maxsize=1024)
def parse_formula(formula: str) -> Node | None:
    """What a formula, without its sign of equality, says; None if it is not understood."""
    try:
        parser = _Parser(list(_split(formula)))
        node = parser.read_comparison(0)
    except UnknownResultError:
        return None
    return node if parser.is_done else None


def _split(formula: str) -> Iterator[re.Match[str]]:
    """The tokens of a formula. A space between two operands is an operator, and leaves two operands
    beside each other here."""
    end, length = 0, len(formula)
    if length > _LONGEST:
        raise UnknownResultError
    while end < length:
        if formula[end].isspace():
            end += 1
            continue
        token = _TOKEN.match(formula, end)
        if token is None:
            raise UnknownResultError
        yield token
        end = token.end()


@dataclass(slots=True)
class _Parser:
    """Reads the tokens of a formula from left to right."""

    tokens: list[re.Match[str]]
    place: int = 0

    @property
    def is_done(self) -> bool:
        """Whether all tokens are read."""
        return self.place == len(self.tokens)

    @property
    def mark(self) -> str | None:
        """The operator, bracket or comma that is next."""
        return None if self.is_done else self.tokens[self.place]["mark"]

    def read_comparison(self, depth: int) -> Node:
        """An expression: sums, or a comparison of two."""
        if depth > _DEEPEST:
            raise UnknownResultError
        node = self._read_sum(depth)
        if self.mark not in _COMPARISONS:
            return node
        return Operation(self._take(), node, self._read_sum(depth))

    def _read_sum(self, depth: int) -> Node:
        node = self._read_product(depth)
        while self.mark in ("+", "-"):
            node = Operation(self._take(), node, self._read_product(depth))
        return node

    def _read_product(self, depth: int) -> Node:
        node = self._read_signed(depth)
        while self.mark in ("*", "/"):
            node = Operation(self._take(), node, self._read_signed(depth))
        return node

    def _read_signed(self, depth: int) -> Node:
        signs = 0
        while self.mark in ("+", "-"):
            signs += self._take() == "-"
        node = self._read_operand(depth)
        return Operation("-", Number(Decimal(0)), node) if signs % 2 else node

    def _read_operand(self, depth: int) -> Node:
        if self.is_done:
            raise UnknownResultError
        token = self.tokens[self.place]
        self.place += 1
        if token["number"]:
            return Number(Decimal(token["number"]))
        if token["text"] is not None:
            return Text(token["text"].replace('""', '"'))
        if token["first"]:
            return _read_area(token)
        if token["name"]:
            return Call(token["name"].upper(), tuple(self._read_arguments(depth + 1)))
        if token["mark"] != "(":
            raise UnknownResultError
        node = self.read_comparison(depth + 1)
        self._expect(")")
        return node

    def _read_arguments(self, depth: int) -> Iterator[Node]:
        yield self.read_comparison(depth)
        while self.mark == ",":
            self._take()
            yield self.read_comparison(depth)
        self._expect(")")

    def _expect(self, mark: str) -> None:
        if self.mark != mark:
            raise UnknownResultError
        self._take()

    def _take(self) -> str:
        self.place += 1
        return self.tokens[self.place - 1]["mark"]


def _read_area(token: re.Match[str]) -> Area:
    """The cells that a reference names. Whole columns reach to the last row."""
    first, last = token["first"].upper(), (token["last"] or token["first"]).upper()
    (top, left), (bottom, right) = _read_corner(first, 0), _read_corner(last, LAST_ROW)
    is_whole = first[-1].isalpha()
    if is_whole != last[-1].isalpha() or max(left, right) >= MAX_COLUMNS:
        raise UnknownResultError
    sheet = token["sheet"] or (token["quoted"] or "").replace("''", "'") or None
    rows, columns = sorted((top, bottom)), sorted((left, right))
    return Area(sheet, CellRange(rows[0], columns[0], rows[1], columns[1]))


def _read_corner(reference: str, row: int) -> tuple[int, int]:
    """The row and column of a cell, or of a column from or to a row."""
    match = REFERENCE.fullmatch(reference)
    if match is None:
        return row, to_column(reference.lstrip("$"))
    return int(match[2]) - 1, to_column(match[1])
