"""How two sums that must be equal are decided.

A number that was not read may be any whole number ≥ 0 (any integer where the form signs it, any
fraction of money). The sums are equal (`holds`) if zeros in those places make them so, `broken` if
nothing does, and `undecided` otherwise, or where a reading is in doubt.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from gouji.pipeline.forms.form import Form
from gouji.pipeline.forms.rules import Identity
from gouji.pipeline.records import Cause, Cell, CellKey, Kind, Verdict

_MONEY = ("wan_yuan", "yuan")


class Term(NamedTuple):
    """A cell in a sum. `minus` takes it away, `kind` tells which numbers may stand there, `report`
    names its report where several are concerned."""

    cell: Cell
    doubted: bool = False
    minus: bool = False
    kind: Kind = "count"
    report: str = ""

    @property
    def key(self) -> CellKey:
        return self.cell.key

    @property
    def is_read(self) -> bool:
        return self.cell.status == "read" and self.cell.value is not None

    @property
    def value(self) -> Decimal:
        """What it adds to its sum."""
        value = self.cell.value if self.is_read else None
        return Decimal(0) if value is None else -value if self.minus else value


@dataclass(frozen=True, slots=True)
class Outcome:
    """A verdict, the sums of what was read on either side, and the terms that leave doubt."""

    verdict: Verdict
    left: Decimal
    right: Decimal
    unread: tuple[Term, ...] = ()
    doubted: tuple[Term, ...] = ()


def decide(
    left: tuple[Term, ...], right: tuple[Term, ...], claimed: Decimal | None = None
) -> Outcome:
    """Whether `left`, or the number `claimed` in its place, equals `right`. A doubted cell,
    whatever its status, leaves it open."""
    terms = left + right
    unread = tuple(term for term in terms if not term.is_read)
    doubted = tuple(term for term in terms if term.doubted)
    sums = (add(left) if claimed is None else claimed), add(right)
    gap = sums[0] - sums[1]
    verdict: Verdict = (
        "holds" if not gap else "undecided" if can_fill(gap, left, right) else "broken"
    )
    return Outcome("undecided" if doubted else verdict, *sums, unread, doubted)


def find_terms(
    keys: Iterable[CellKey], form: Form, cells: Mapping[CellKey, Cell], trust: float
) -> tuple[Term, ...]:
    """The cells of a form as terms; those below `trust` are doubted."""
    return tuple(
        Term(cells[key], cells[key].confidence < trust, kind=form.columns[key].kind) for key in keys
    )


def identity_terms(
    identity: Identity, form: Form, cells: Mapping[CellKey, Cell], trust: float
) -> tuple[tuple[Term, ...], tuple[Term, ...]]:
    """The two sides of an identity."""
    return (
        find_terms(identity.left, form, cells, trust),
        find_terms(identity.right, form, cells, trust),
    )


def find_cause(confidence: float, trust: float) -> Cause | None:
    """Whose slip a contradiction is that rests on readings of this `confidence`: the agency's from
    three quarters of the way from `trust` to certainty on. Below, nothing tells: even of readings
    just trusted most are right."""
    return "source" if confidence >= (3 + trust) / 4 else None


def add(side: tuple[Term, ...]) -> Decimal:
    """The sum of what was read."""
    return sum((term.value for term in side), Decimal(0))


def can_fill(gap: Decimal, left: tuple[Term, ...], right: tuple[Term, ...]) -> bool:
    """Whether whole numbers in the unread places can make up left − right = `gap`."""
    unread = [term for term in (*left, *right) if not term.is_read]
    if gap % 1 and not any(term.kind in _MONEY for term in unread):
        return False
    sides = [(term, gap > 0) for term in right] + [(term, gap < 0) for term in left]
    return not gap or any(
        term.kind == "signed_count" or term.minus != short
        for term, short in sides
        if not term.is_read
    )
