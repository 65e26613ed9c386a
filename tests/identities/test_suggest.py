"""Suggestions are the numbers that all identities together leave, against a full enumeration."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gouji.configs import FOLDER
from gouji.pipeline.forms.form import load_forms
from gouji.pipeline.forms.rules import Identity, LinearRule, load_rules
from gouji.pipeline.identities.ledger import IdentityIndex, Ledger, index_table
from gouji.pipeline.identities.suggest import suggest
from gouji.pipeline.records import CellKey, Kind

SEEDS = sorted((Path(__file__).parents[3] / "shared" / "seeds").glob("*.truth.json"))
FORMS = load_forms(FOLDER / "forms")
RULES = load_rules(FOLDER / "rules")
IDENTITIES = {
    name: [index_table(form, RULES, table.table) for table in form.tables]
    for name, form in FORMS.items()
}
RULE = LinearRule(
    rule="sum", severity="error", name_zh="和", name_en="sum", kind="linear",
    table="t", each="row", left=("a",), right=("b",),
)  # fmt: skip


def key(name: str) -> CellKey:
    return CellKey("t", "r", name)


def identity(text: str) -> Identity:
    """`"a b = c"` as an identity over cells of those names."""
    left, right = (tuple(map(key, side.split())) for side in text.split("="))
    return Identity(RULE, "r", left, right)


def suggested(
    identities: Sequence[str], cells: Mapping[str, str | None], signed: str = ""
) -> dict[str, int]:
    values = {key(name): None if text is None else Decimal(text) for name, text in cells.items()}
    kinds: dict[CellKey, Kind] = dict.fromkeys(values, "count")
    kinds |= dict.fromkeys(map(key, signed.split()), "signed_count")
    index = IdentityIndex(tuple(map(identity, identities)), kinds)
    return {one.column: number for one, number in suggest(Ledger(index, values)).items()}


def suggested_in(form: str, cells: Mapping[CellKey, Decimal | None]) -> dict[CellKey, int]:
    """The suggestions for all tables of a form."""
    ledgers = [Ledger(index, cells) for index in IDENTITIES[form]]
    return {key: number for ledger in ledgers for key, number in suggest(ledger).items()}


def test_one_unread_cell_follows_from_its_sum() -> None:
    assert suggested(["a b = c"], {"a": "2", "b": None, "c": "5"}) == {"b": 3}


def test_zeros_follow_where_the_total_is_reached() -> None:
    assert suggested(["a b c = d"], {"a": "5", "b": None, "c": None, "d": "5"}) == {"b": 0, "c": 0}


def test_a_cell_with_several_possible_numbers_gets_no_suggestion() -> None:
    assert suggested(["a b = c"], {"a": None, "b": None, "c": "5"}) == {}


def test_a_count_is_never_suggested_as_negative() -> None:
    assert suggested(["a b = c"], {"a": "6", "b": None, "c": "5"}) == {}


def test_a_signed_cell_may_be_negative() -> None:
    assert suggested(["a b = c"], {"a": "6", "b": None, "c": "5"}, signed="b") == {"b": -1}


def test_zeros_do_not_follow_beside_a_signed_cell() -> None:
    assert suggested(["a b = c"], {"a": None, "b": None, "c": "0"}, signed="b") == {}


def test_two_identities_together_determine_a_number_that_neither_does() -> None:
    cells = {"a": None, "b": None, "c": "5", "d": "1"}
    assert suggested(["a b = c", "a = b d"], cells) == {"a": 3, "b": 2}


def test_a_count_is_never_suggested_as_a_fraction() -> None:
    assert suggested(["a b = c", "a = b"], {"a": None, "b": None, "c": "5"}) == {}


def test_contradictory_identities_give_no_suggestion() -> None:
    assert suggested(["a b = c", "a = d"], {"a": None, "b": "1", "c": "5", "d": "3"}) == {}


def test_a_contradiction_affects_only_the_cells_connected_with_it() -> None:
    cells = {"a": None, "b": "1", "c": "5", "x": "1", "y": "2", "p": None, "q": "3", "r": "2"}
    assert suggested(["a b = c", "x = y", "p q = r"], cells) == {"a": 4}


def test_a_printed_fraction_gives_no_suggestion() -> None:
    assert suggested(["a b = c"], {"a": "0.5", "b": None, "c": "5"}) == {}


def test_identities_without_a_read_cell_give_no_suggestion() -> None:
    assert suggested(["a b = c"], {"a": None, "b": None, "c": None}) == {}


def test_equations_that_narrowing_bounds_does_not_settle() -> None:
    cells = {"a": None, "b": None, "c": None, "x": "3", "y": "4", "z": "5"}
    identities = ["a b = x", "b c = y", "a c = z"]
    assert suggested(identities, cells) == {"a": 2, "b": 1, "c": 3}


def test_cells_that_can_grow_together_get_no_suggestion() -> None:
    cells = {"a": None, "b": None, "c": None, "d": None, "f": "3"}
    assert suggested(["a = d", "a = f c", "b = a d"], cells) == {}


names = st.sampled_from("abcdef")
sums = st.lists(names, min_size=2, max_size=5, unique=True).flatmap(
    lambda chosen: st.integers(1, len(chosen) - 1).map(
        lambda cut: f"{' '.join(chosen[:cut])} = {' '.join(chosen[cut:])}"
    )
)
printed_or_not = st.lists(st.none() | st.integers(0, 2), min_size=6, max_size=6)


@settings(max_examples=200)
@given(st.lists(sums, max_size=4), printed_or_not, st.integers(0, 7))
def test_small_systems_against_all_solutions(
    texts: list[str], printed: list[int | None], grand: int
) -> None:
    """A grand total bounds all cells, so that the solutions can be enumerated."""
    assume(printed.count(None) in range(1, 5))
    cells = dict(zip(map(key, "abcdefg"), [*printed, grand], strict=True))
    identities = [identity(text) for text in ("a b c d e f = g", *texts)]
    identities = [one for one in identities if any(cells[k] is None for k in one.cells)]
    found = suggest(Ledger(IdentityIndex(tuple(identities)), cells))
    solutions = list(all_solutions(cells, identities, grand))
    left = {k: {one[k] for one in solutions} for k, v in cells.items() if v is None}
    assert found == {k: min(numbers) for k, numbers in left.items() if len(numbers) == 1}


def all_solutions(
    cells: Mapping[CellKey, int | None], identities: list[Identity], highest: int
) -> Iterator[dict[CellKey, int]]:
    unread = [one for one, value in cells.items() if value is None]
    for numbers in product(range(highest + 1), repeat=len(unread)):
        full = {k: v for k, v in cells.items() if v is not None}
        full |= dict(zip(unread, numbers, strict=True))
        if all(total(full, one.left) == total(full, one.right) for one in identities):
            yield full


def total(cells: Mapping[CellKey, int], side: tuple[CellKey, ...]) -> int:
    return sum(cells[one] for one in side)


def read_truth(path: Path) -> tuple[str, dict[CellKey, dict[str, Any]]]:
    truth = json.loads(path.read_text(encoding="utf-8"))
    return truth["form"], {
        CellKey(cell["table"], cell["row"], cell["column"]): cell for cell in truth["cells"]
    }


def printed(cells: dict[CellKey, dict[str, Any]]) -> dict[CellKey, Decimal | None]:
    return {
        one: Decimal(str(cell["value"])) if cell["status"] == "read" else None
        for one, cell in cells.items()
    }


@pytest.mark.skipif(not SEEDS, reason="the hand-checked reports are missing")
def test_the_hand_checked_reports() -> None:
    for path in SEEDS:
        form, cells = read_truth(path)
        expected = {one: cell.get("suggested") for one, cell in cells.items()}
        found = suggested_in(form, printed(cells))
        assert found == {one: value for one, value in expected.items() if value is not None}


@pytest.mark.parametrize("form", ["2019", "2021"])
def test_a_table_with_only_totals_is_solved_quickly(form: str) -> None:
    """Some agencies fill in only the totals: received 3, granted 2, carried out 1, all others 0."""
    filled = {"received": 3, "granted": 2, "handled": 2, "carried_out": 1}
    cells = {
        one: Decimal(filled.get(one.row, 0)) if one.column == "total" else None
        for one in FORMS[form].columns
        if one.table == "requests"
    }
    found = suggested_in(form, cells)
    rows = {one.row for one in cells} - set(filled)
    unread = [one for one, value in cells.items() if value is None]
    assert found == {one: 0 for one in unread if one.row in rows}


def test_a_blank_table_takes_no_time() -> None:
    cells: dict[CellKey, Decimal | None] = dict.fromkeys(FORMS["2021"].columns)
    start = time.perf_counter()
    assert suggested_in("2021", cells) == {}
    assert time.perf_counter() - start < 0.05
