"""How an identity is decided.

A cell that was not read may be any whole number ≥ 0 (any integer where the form signs it). An
identity holds if zeros in those places satisfy it, is broken if nothing does, else undecided.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from pipeline.forms import Form
from pipeline.records import Cell, CellKey, Verdict
from pipeline.rules import Identity


@dataclass(frozen=True, slots=True)
class Outcome:
    """A verdict, the sums of the read cells on either side, and the cells that leave doubt."""

    verdict: Verdict
    left: Decimal
    right: Decimal
    unread: tuple[CellKey, ...]
    doubted: tuple[CellKey, ...]


def decide(identity: Identity, form: Form, cells: Mapping[CellKey, Cell], trust: float) -> Outcome:
    """The outcome of one identity. A cell below `trust`, whatever its status, leaves it open."""
    unread = tuple(key for key in identity.cells if cells[key].status != "read")
    doubted = tuple(key for key in identity.cells if cells[key].confidence < trust)
    left, right = _sum(identity.left, cells), _sum(identity.right, cells)
    possible = _can_fill(left - right, identity, form, unread)
    verdict: Verdict = "holds" if left == right else "undecided" if possible else "broken"
    return Outcome("undecided" if doubted else verdict, left, right, unread, doubted)


def _sum(side: tuple[CellKey, ...], cells: Mapping[CellKey, Cell]) -> Decimal:
    values = (cells[key].value for key in side if cells[key].status == "read")
    return sum((value for value in values if value is not None), Decimal(0))


def _can_fill(gap: Decimal, identity: Identity, form: Form, unread: tuple[CellKey, ...]) -> bool:
    """Whether whole numbers in the unread cells, right less left, can come to `gap`."""
    if gap % 1:
        return False
    if any(form.columns[key].kind == "signed_count" for key in unread):
        return True
    side = identity.right if gap > 0 else identity.left
    return not gap or any(key in side for key in unread)
