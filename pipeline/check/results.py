"""How each application of a rule came out, as data; `messages` words it at the end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, NamedTuple, TypeVar

from gouji.pipeline.check.cause.slips import Slip
from gouji.pipeline.forms.form import Form
from gouji.pipeline.forms.rules import Rule
from gouji.pipeline.identities.verdicts import Outcome, Term
from gouji.pipeline.records import Cause, CellKey, Claim, Operand, Verdict

Detail = TypeVar("Detail", covariant=True)


@dataclass(frozen=True, slots=True)
class Sums:
    """Two sums of cells that should be equal, and how they compare."""

    left: tuple[Term, ...]
    right: tuple[Term, ...]
    outcome: Outcome

    @property
    def terms(self) -> tuple[Term, ...]:
        """The cells of both sides."""
        return self.left + self.right


class Change(NamedTuple):
    """A cell whose printed number would have to be another one, and the slip that may have
    turned `value` into `printed`."""

    key: CellKey
    printed: Decimal
    value: Decimal
    slip: Slip | None


@dataclass(frozen=True, slots=True)
class Corrections:
    """The smallest sets of changes under which the identities of a table that follows `form`
    hold, as far as they change cells of the finding."""

    form: Form
    alternatives: tuple[tuple[Change, ...], ...]


@dataclass(frozen=True, slots=True)
class MisreadRow:
    """A row under whose numbers, read in another way, the identity holds. `row` is its first
    cell, in a table that follows `form`; a number is None where the cell has none."""

    form: Form
    row: CellKey
    numbers: tuple[Decimal | None, ...]


Explanation = MisreadRow | Corrections | Slip


@dataclass(frozen=True, slots=True, eq=False)
class Result(Generic[Detail]):
    """One application of a rule and its verdict, without words.

    `detail` holds what the message of this kind of rule names. `explanation` is what may have
    gone wrong where the rule is broken. The other fields are those of `records.Finding`.
    """

    rule: Rule
    scope: str
    verdict: Verdict
    detail: Detail
    left: Decimal | None = None
    right: Decimal | None = None
    operands: tuple[Operand, ...] = ()
    cells: tuple[CellKey, ...] = ()
    claims: tuple[int, ...] = ()
    other_reports: tuple[str, ...] = ()
    cause: Cause | None = None
    explanation: Explanation | None = None


def cell_operands(terms: Iterable[Term], sign: int, report: str = "") -> tuple[Operand, ...]:
    """The cells of a sum as operands; `report` is the id of their report if it is another one.
    A term that is subtracted gets the opposite of `sign`."""
    prefix = f"{report}:" if report else ""
    return tuple(
        Operand(
            f"{prefix}{term.key}",
            term.number,
            -sign if term.minus else sign,
        )
        for term in terms
    )


def claim_operand(claim: Claim, value: Decimal, sign: int) -> Operand:
    """The figure of a claim, or one of the parts that it lists, as an operand."""
    return Operand(f"claim:{claim.start}", value, sign)
