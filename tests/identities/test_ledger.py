"""The ledger against sums computed from scratch, and the verdicts of balances."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.configs import FOLDER
from gouji.pipeline.forms.form import load_forms
from gouji.pipeline.forms.rules import Identity, LinearRule, load_rules
from gouji.pipeline.identities.ledger import (
    Balance,
    IdentityIndex,
    Ledger,
    Room,
    can_close,
    index_table,
    room_entries,
)
from gouji.pipeline.identities.verdicts import Term, decide
from gouji.pipeline.records import CellKey, Kind

FORM = load_forms(FOLDER / "forms")["2021"]
INDEX = index_table(FORM, load_rules(FOLDER / "rules"), "remedies")
KEYS = [key for key, _, _ in FORM.table("remedies").cells()]
NUMBERS = st.none() | st.integers(0, 5)
PUTS = st.lists(st.tuples(st.sampled_from(KEYS), NUMBERS), max_size=60)
RULE = LinearRule(
    rule="sum", severity="error", name_zh="和", name_en="sum", kind="linear",
    table="t", each="row", left=("a",), right=("b",),
)  # fmt: skip
A, B, C = (CellKey("t", "r", name) for name in "abc")


def one_identity(**kinds: Kind) -> IdentityIndex:
    """a + b = c, with the kinds of cells."""
    named: dict[CellKey, Kind] = {CellKey("t", "r", name): kind for name, kind in kinds.items()}
    return IdentityIndex((Identity(RULE, "r", (A, B), (C,)),), named)


def from_scratch(identity: Identity, numbers: Mapping[CellKey, int | None]) -> Balance:
    """The balance of an identity over counts."""
    sides = (identity.left, identity.right)
    left, right = (sum(numbers.get(key) or 0 for key in side) for side in sides)
    unread = (sum(numbers.get(key) is None for key in side) for side in sides)
    return Balance(left, right, Room(*unread))


@given(PUTS)
def test_balances_are_those_of_the_present_numbers(puts: list[tuple[CellKey, int | None]]) -> None:
    ledger = Ledger(INDEX)
    for key, number in puts:
        ledger.put(key, number)
    assert dict(ledger.balances()) == {
        identity: from_scratch(identity, dict(puts)) for identity in INDEX.identities
    }
    for i, (_, balance) in enumerate(ledger.balances()):
        assert ledger.can_hold(i) == balance.can_hold
        assert tuple(ledger.sums(i)) == (balance.left, balance.right)


@given(PUTS)
def test_a_ledger_opened_with_numbers_is_as_if_they_were_put(
    puts: list[tuple[CellKey, int | None]],
) -> None:
    ledger = Ledger(INDEX)
    for key, number in puts:
        ledger.put(key, number)
    assert list(Ledger(INDEX, dict(puts)).balances()) == list(ledger.balances())


@given(PUTS, st.dictionaries(st.sampled_from(KEYS), NUMBERS, max_size=4))
def test_balances_after_changes_leave_the_ledger_as_it_was(
    puts: list[tuple[CellKey, int | None]], changes: dict[CellKey, int | None]
) -> None:
    ledger = Ledger(INDEX, dict(puts))
    before, numbers = list(ledger.balances()), dict(ledger.numbers)
    after = ledger.balances_after(changes)
    assert (list(ledger.balances()), ledger.numbers) == (before, numbers)
    changed = list(Ledger(INDEX, {**dict(puts), **changes}).balances())
    assert after.keys() == set(INDEX.touched_by(tuple(changes)))
    assert all(balance == changed[i][1] for i, balance in after.items())


@pytest.mark.parametrize(
    ("numbers", "verdict"),
    [
        ({A: 1, B: 2, C: 3}, "holds"),
        ({A: 1, B: 2, C: 4}, "broken"),
        ({A: 3, C: 3}, "holds"),  # with 0 in the unread cell
        ({A: 1, C: 3}, "undecided"),  # with 2 in it
        ({A: 4, C: 3}, "broken"),  # it would have to be -1
        ({A: 4, B: 1}, "undecided"),
        ({A: Decimal("0.5"), C: 3}, "broken"),  # no whole number closes the gap
    ],
)
def test_verdict_over_counts(numbers: dict[CellKey, int | Decimal], verdict: str) -> None:
    ledger = Ledger(one_identity(a="count", b="count", c="count"), numbers)
    assert ledger.balance(0).verdict == verdict


def test_an_unread_signed_count_may_be_negative() -> None:
    index = one_identity(a="count", b="signed_count", c="count")
    assert Ledger(index, {A: 4, C: 3}).balance(0).verdict == "undecided"
    assert Ledger(index, {A: Decimal("0.5"), C: 3}).balance(0).verdict == "broken"


@pytest.mark.parametrize("kind", ["yuan", "wan_yuan", None])
def test_unread_money_and_unread_cells_without_a_kind_may_be_fractions(kind: Kind | None) -> None:
    index = one_identity(a="count", c="count", **({"b": kind} if kind else {}))
    assert Ledger(index, {A: Decimal("0.5"), C: 3}).balance(0).verdict == "undecided"
    assert Ledger(index, {A: 4, C: 3}).balance(0).verdict == "broken"


def test_all_cells_unread_hold_with_zeros() -> None:
    balance = Ledger(INDEX).balance(0)
    assert (balance.verdict, balance.gap, balance.has_unread) == ("holds", 0, True)


def test_an_unread_cell_that_is_subtracted_raises_the_other_sum() -> None:
    assert room_entries(0, "count") == (0,)
    assert room_entries(0, "count", is_subtracted=True) == (1,)
    read, right = Term(A, Decimal(5)), (Term(C, Decimal(3)),)
    assert decide((read, Term(B, None, minus=True)), right).verdict == "undecided"
    assert decide((read, Term(B, None)), right).verdict == "broken"


@given(st.integers(-5, 5), st.integers(0, 2), st.integers(0, 2))
def test_a_gap_is_closed_by_the_smaller_sum(gap: int, left: int, right: int) -> None:
    smaller = right if gap > 0 else left
    assert can_close(gap, Room(left, right)) == (gap == 0 or smaller > 0)
