"""Findings as data: their keys, their operands, and a function and a template for every rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Literal, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.pipeline.check.apply_rules import CHECKS, PANEL_CHECKS, Subject
from gouji.pipeline.check.messages import TEMPLATES
from gouji.pipeline.check.report import structure
from gouji.pipeline.forms.rules import Rule
from gouji.pipeline.records import Finding, Operand, Report

SAMPLES = sorted((Path(__file__).parents[2] / "data" / "samples").glob("[0-9]*[lt]"))
CELL = Operand("requests/received/total", Decimal(41), 1)
CLAIM = Operand("claim:120", Decimal(6), -1)
OTHER = Operand("ab12:requests/received/total", None, 0)


def finding(**changes: object) -> Finding:
    plain = Finding("row_total", "received", "holds", "error", "中", "en", operands=(CELL, CLAIM))
    return replace(plain, **changes)  # type: ignore[arg-type]


def test_the_key_is_a_fixed_digest() -> None:
    assert finding().key == "00e4fe2a441ffaef"


@pytest.mark.parametrize(
    "changes",
    [
        {"verdict": "broken", "cause": "source"},
        {"message_zh": "别的话", "message_en": "other words"},
        {"severity": "info", "left": Decimal(41), "right": Decimal(6)},
        {"operands": (CELL._replace(value=Decimal(40)), CLAIM._replace(value=None))},
    ],
)
def test_the_key_does_not_depend_on_verdict_words_or_values(changes: dict[str, object]) -> None:
    assert finding(**changes).key == finding().key


@pytest.mark.parametrize(
    "changes",
    [
        {"rule": "carry_identity"},
        {"scope": "handled"},
        {"operands": (CELL,)},
        {"operands": (CELL, CLAIM._replace(sign=1))},
        {"operands": (CELL, CLAIM, OTHER)},
        {"other_reports": ("ab12",)},
    ],
)
def test_the_key_depends_on_rule_scope_operands_and_other_reports(
    changes: dict[str, object],
) -> None:
    assert finding(**changes).key != finding().key


@given(st.text())
def test_every_scope_gives_16_hexadecimal_digits(scope: str) -> None:
    key = finding(scope=scope).key
    assert len(key) == 16 and set(key) <= set("0123456789abcdef")


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_operands_add_up_to_the_difference(path: Path, read: Callable[[Path], Report]) -> None:
    report = read(path)
    values = {str(cell.key): cell.value for cell in report.cells}
    summed = [one for one in report.findings if one.operands]
    assert {"row_total", "remedies_total"} <= {one.rule for one in summed}
    for one in summed:
        amounts = [operand.sign * (operand.value or 0) for operand in one.operands]
        assert sum(amounts, Decimal(0)) == one.difference
        cells = [o for o in one.operands if not o.ref.startswith("claim:")]
        assert [o.ref for o in cells] == [str(key) for key in one.cells]
        assert all(o.value == values[o.ref] for o in cells)
        claims = {o.ref for o in one.operands} - {o.ref for o in cells}
        assert claims == {f"claim:{start}" for start in one.claims}


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_keys_are_different_within_a_report(path: Path, read: Callable[[Path], Report]) -> None:
    keys = [one.key for one in read(path).findings]
    assert len(keys) == len(set(keys))


def test_every_kind_of_rule_has_one_function() -> None:
    kinds = [kind for rule in get_args(Rule) for kind in get_args(get_type_hints(rule)["kind"])]
    across = [kind for checks in PANEL_CHECKS.values() for kind in checks]
    assert sorted([*CHECKS, *across]) == sorted(kinds)


def test_every_subject_has_rules() -> None:
    assert set(PANEL_CHECKS) == set(get_args(Subject))


def test_every_detail_has_a_template() -> None:
    checks = [*CHECKS.values(), *(c for cs in PANEL_CHECKS.values() for c in cs.values())]
    details = {detail for check in checks for detail in _details(get_type_hints(check)["return"])}
    assert details == set(TEMPLATES)
    assert structure.UnreadPageDetail in details


def _details(hint: object) -> set[object]:
    """The detail classes in the type of what a check yields."""
    if get_origin(hint) is Literal or not get_args(hint):
        return {hint} if getattr(hint, "__name__", "").endswith("Detail") else set()
    return {detail for inner in get_args(hint) for detail in _details(inner)}
