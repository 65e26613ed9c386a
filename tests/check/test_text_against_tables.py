"""Sentences read by the models and held against tables: which of them contradict a table."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from gouji.configs import FOLDER
from gouji.models.artefacts import load_models
from gouji.pipeline.check.apply_rules import Facts, check
from gouji.pipeline.claims.figure_context import Passage
from gouji.pipeline.claims.passage_claims import find_claims
from gouji.pipeline.forms.form import load_forms
from gouji.pipeline.forms.rules import BreakdownRule, NarrativeRule, load_rules
from gouji.pipeline.records import Cell
from tests.claims.test_figures import mark_known_failures

CASES = json.loads((Path(__file__).parents[1] / "cases" / "claims_parts.json").read_text("utf-8"))
MODELS = load_models()
FORM = load_forms(FOLDER / "forms")["2021"]
RULES = tuple(
    rule for rule in load_rules(FOLDER / "rules") if isinstance(rule, NarrativeRule | BreakdownRule)
)
TRUST = 0.85


def find_broken(case: dict[str, Any]) -> list[str]:
    """What the sentence contradicts in a table whose other cells are 0."""
    passage = Passage(case["text"], case.get("section", "overview"), 2023, case.get("agency"))
    claims = find_claims(passage, MODELS.claims, MODELS.breakdowns)
    cells = tuple(
        Cell("2021", key, "read", Decimal(case["cells"].get(str(key), 0)), confidence=0.999)
        for key in FORM.columns
    )
    tables = {table.table: FORM for table in FORM.tables}
    facts = Facts(tables, cells, (), {}, TRUST, claims, case["text"], case.get("agency"), 2023)
    return sorted(
        {str(finding.scope) for finding in check(facts, RULES) if finding.verdict == "broken"}
    )


@pytest.mark.parametrize("case", list(mark_known_failures(CASES)))
def test_only_true_contradictions_are_broken(case: dict[str, Any]) -> None:
    assert find_broken(case) == case.get("broken", []), case["why"]


def test_every_case_has_a_reason_and_each_kind_some_cases() -> None:
    assert all(case["why"] for case in CASES)
    assert len({case["text"] for case in CASES}) == len(CASES) >= 40
    assert sum("broken" in case for case in CASES) >= 8
    kinds = Counter(case["kind"] for case in CASES)
    assert {"time", "lost", "stage", "body", "words"} <= set(kinds)
