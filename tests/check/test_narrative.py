"""Claims of the text against the tables, and lists of the text against their totals."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gouji.configs import FOLDER
from gouji.pipeline.check.apply_rules import Facts, check
from gouji.pipeline.forms.form import load_forms
from gouji.pipeline.forms.rules import BreakdownRule, NarrativeRule, load_rules, select_cells
from gouji.pipeline.records import Cell, CellKey, Claim, Finding

CASES = json.loads((Path(__file__).parents[1] / "cases" / "narrative.json").read_text("utf-8"))
FORMS = load_forms(FOLDER / "forms")
FORM = FORMS["2021"]
RULES = tuple(
    rule for rule in load_rules(FOLDER / "rules") if isinstance(rule, NarrativeRule | BreakdownRule)
)


def claims_of(case: dict[str, Any]) -> tuple[Claim, ...]:
    claims, place, last = [], 0, 0
    for stated in case["claims"]:
        fields = dict(stated)
        figure = fields.pop("figure")
        # the total of a list may be a claim as well
        place = case["text"].index(figure, last if fields["metric"] == "breakdown" else place)
        value = Decimal(str(fields.pop("value", figure if figure.isdigit() else 0)))
        parts = tuple(Decimal(part) for part in fields.pop("parts", ()))
        end = place + len(figure)
        claims.append(
            Claim(fields.pop("metric"), value, place, end, case["text"], parts=parts, **fields)
        )
        place, last = end, place
    return tuple(claims)


def facts_of(case: dict[str, Any]) -> Facts:
    cells = tuple(
        Cell(
            "2021",
            key,
            "read" if case["cells"].get(str(key), 0) is not None else "blank",
            None if (value := case["cells"].get(str(key), 0)) is None else Decimal(value),
            confidence=0.5 if str(key) in case.get("doubted", ()) else 0.999,
        )
        for key in FORM.columns
    )
    tables = {table.table: FORM for table in FORM.tables}
    return Facts(tables, cells, (), {}, 0.8, claims_of(case), case["text"])


def check_case(case: dict[str, Any]) -> tuple[Finding, ...]:
    return check(facts_of(case), RULES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_case(case: dict[str, Any]) -> None:
    findings = check_case(case)
    assert [
        [finding.scope, finding.verdict, finding.left, finding.right] for finding in findings
    ] == case["found"]
    starts = [claim.start for claim in claims_of(case)]
    assert all(finding.claims[0] in starts for finding in findings)
    broken = [finding for finding in findings if finding.verdict == "broken"]
    assert {finding.cause for finding in broken} <= {case.get("cause", "source")}
    assert all(finding.cause is None for finding in findings if finding.verdict != "broken")
    messages = "".join(finding.message_zh + finding.message_en for finding in findings)
    assert [words for words in case.get("says", ()) if words not in messages] == []


def test_the_message_gives_claim_and_cell() -> None:
    case = next(case for case in CASES if case["why"] == "the text contradicts the table")
    (finding,) = check_case(case)
    assert finding.message_zh == (
        "文字称新收申请为 6（“全年收到申请6件。”），"
        "表中“一、本年新收政府信息公开申请数量·总计”为 41，相差 -35。"
    )
    assert finding.message_en == (
        "The text says 6 for requests received (“全年收到申请6件。”), the table has 41 at "
        "requests/received/total; they differ by -35."
    )
    assert finding.cells == (CellKey("requests", "received", "total"),)


@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
def test_every_metric_names_cells_of_each_form(form: Any) -> None:
    (rule,) = (rule for rule in RULES if isinstance(rule, NarrativeRule))
    for held in rule.metrics:
        for names in (held.cells, held.or_cells):
            assert len(select_cells(form, names)) >= len(names), held.metric


def test_a_claim_without_its_table_is_not_checked() -> None:
    claim = Claim("requests_received", Decimal(3), 0, 1, "收到3件")
    assert check(Facts({}, (), (), {}, 0.8, (claim,)), RULES) == ()


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["received", "handled", "carried_out", "granted"]),
    st.integers(0, 9999),
    st.integers(-50, 50),
)
def test_a_claim_holds_exactly_if_it_equals_the_table(row: str, value: int, change: int) -> None:
    text = f"共计{value}件。"
    case = {
        "text": text,
        "claims": [{"metric": f"requests_{row}", "figure": str(value)}],
        "cells": {f"requests/{row}/total": value + change},
    }
    (finding,) = check_case(case)
    assert finding.verdict == ("broken" if change else "holds")
    assert finding.difference == -change


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 5000), min_size=2, max_size=12), st.integers(-30, 30))
def test_a_list_holds_exactly_if_it_adds_up(parts: list[int], change: int) -> None:
    total = max(0, sum(parts) + change)
    case = {
        "text": f"共{total}条。",
        "claims": [{"metric": "breakdown", "figure": str(total), "parts": parts}],
        "cells": {},
    }
    (finding,) = check_case(case)
    assert finding.verdict == ("holds" if total == sum(parts) else "broken")
    assert finding.difference == sum(parts) - total
