"""The outcome of a comparison of two sums: of cells, claims, years or agencies.

The sums are equal (`holds`) if they are with zeros in the unread cells, `broken` if no numbers in
the unread cells make them equal, and `undecided` otherwise, or where a reading is in doubt.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from gouji.pipeline.forms.form import Form
from gouji.pipeline.identities.ledger import Balance, Room, room_entries
from gouji.pipeline.records import Cause, Cell, CellKey, Kind, Verdict


class Term(NamedTuple):
    """A cell in a sum.

    `number` is the number that was read, or None. `doubted`: the confidence of the cell is below
    the trust threshold. `minus`: the cell is subtracted. `kind`: the numbers that an unread cell
    may hold. `report`: the name of its report, where the sum is over several reports.
    """

    key: CellKey
    number: Decimal | None
    doubted: bool = False
    minus: bool = False
    kind: Kind = "count"
    report: str = ""
    confidence: float = 1.0

    @property
    def is_read(self) -> bool:
        return self.number is not None

    @property
    def value(self) -> Decimal:
        """What the cell adds to its sum: 0 if it was not read."""
        if self.number is None:
            return Decimal(0)
        return -self.number if self.minus else self.number


def to_term(
    cell: Cell, trust: float, kind: Kind = "count", *, minus: bool = False, report: str = ""
) -> Term:
    """A cell as a term, which is doubted if its confidence is below `trust`."""
    number = cell.value if cell.status == "read" else None
    is_doubted = cell.confidence < trust
    return Term(cell.key, number, is_doubted, minus, kind, report, cell.confidence)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A verdict, the sums of the read cells, the unread terms, and the terms that are doubted."""

    verdict: Verdict
    left: Decimal
    right: Decimal
    unread: tuple[Term, ...] = ()
    doubted: tuple[Term, ...] = ()


def decide(
    left: tuple[Term, ...], right: tuple[Term, ...], claimed: Decimal | None = None
) -> Outcome:
    """Whether the sum of `left`, or the number `claimed` in its place, equals that of `right`.

    A doubted cell leaves the comparison undecided, whatever its status.
    """
    terms = left + right
    left_sum, right_sum = add(left) if claimed is None else claimed, add(right)
    balance = Balance(left_sum, right_sum, _room(left, right))
    doubted = tuple(term for term in terms if term.doubted)
    return Outcome(
        "undecided" if doubted else balance.verdict,
        left_sum,
        right_sum,
        tuple(term for term in terms if not term.is_read),
        doubted,
    )


def add(side: tuple[Term, ...]) -> Decimal:
    """The sum of the read cells."""
    return sum((term.value for term in side), Decimal(0))


def _room(*sides: tuple[Term, ...]) -> Room:
    """What the unread terms of both sides can make up."""
    room = [0] * len(Room._fields)
    for side, terms in enumerate(sides):
        for term in terms:
            for entry in () if term.is_read else room_entries(side, term.kind, term.minus):
                room[entry] += 1
    return Room(*room)


def find_terms(
    keys: Iterable[CellKey], form: Form, cells: Mapping[CellKey, Cell], trust: float
) -> tuple[Term, ...]:
    """The cells of a form as terms; those below `trust` are doubted."""
    return tuple(to_term(cells[key], trust, form.columns[key].kind) for key in keys)


def find_cause(confidence: float, trust: float) -> Cause | None:
    """Whose error a contradiction is that rests on readings of this `confidence`.

    It is the agency's (`source`) if the confidence is at least three quarters of the way from
    `trust` to 1. Below that the cause stays open: most cells just above the threshold are read
    correctly too.
    """
    return "source" if confidence >= (3 + trust) / 4 else None
