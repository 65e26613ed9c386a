"""Readings that nothing in a report tells from the true one."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from gouji.configs import FOLDER
from gouji.pipeline.forms.form import load_forms
from gouji.pipeline.forms.rules import find_identities, load_rules
from gouji.pipeline.language.numerals import parse_cell
from gouji.pipeline.records import Cell, CellKey
from gouji.training.corpus.samples import Truth
from gouji.training.evaluation.indistinguishable import find_alike

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "cases" / "alike.json").read_text(encoding="utf-8")
)
FORM = load_forms(FOLDER / "forms")["2021"]
IDENTITIES = find_identities(FORM, load_rules(FOLDER / "rules"), "requests")
COLUMNS = (
    *("natural_person", "company", "research"),
    *("public_interest", "legal_service", "other_org", "total"),
)


def value_of(raw: str | None) -> Decimal | None:
    return parse_cell(raw, "count")[1] if raw else None


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_a_row_is_alike(case: dict[str, Any]) -> None:
    keys = [CellKey("requests", "granted", column) for column in COLUMNS]
    also = frozenset({"absent"} if case["lost"] else ())
    truths = {
        key: Truth("read" if raw else "blank", value_of(raw), raw, also)
        for key, raw in zip(keys, case["truth"], strict=True)
    }
    found = {
        key: Cell(
            "2021",
            key,
            "read" if raw else "absent",
            None if len(raw) > 6 else value_of(raw),
            raw or None,
        )
        for key, raw in zip(keys, case["found"], strict=True)
    }
    alike = find_alike(found, truths, IDENTITIES)
    assert alike == (frozenset(keys) if case["alike"] else frozenset())
