"""Rows whose reading cannot be told from the true one by anything in the report."""

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
from gouji.pipeline.records import Cell, CellKey, Status
from gouji.training.corpus.samples import CellTruth
from gouji.training.evaluation.indistinguishable import find_indistinguishable

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "cases" / "indistinguishable_rows.json").read_text("utf-8")
)
FORM = load_forms(FOLDER / "forms")["2021"]
IDENTITIES = find_identities(FORM, load_rules(FOLDER / "rules"), "requests")
COLUMNS = (
    *("natural_person", "company", "research"),
    *("public_interest", "legal_service", "other_org", "total"),
)
_LONGEST_NUMBER = 6  # characters of a longest single number of the cases; longer texts are runs


def value_of(raw: str | None) -> Decimal | None:
    return parse_cell(raw, "count")[1] if raw else None


def cell_of(key: CellKey, raw: str) -> Cell:
    value = None if len(raw) > _LONGEST_NUMBER else value_of(raw)
    return Cell("2021", key, "read" if raw else "absent", value, raw or None)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_rows_are_indistinguishable_or_not(case: dict[str, Any]) -> None:
    keys = [CellKey("requests", "granted", column) for column in COLUMNS]
    accepted: frozenset[Status] = frozenset({"absent"} if case["lost_blank"] else ())
    truths = {
        key: CellTruth("read" if raw else "blank", value_of(raw), raw, accepted)
        for key, raw in zip(keys, case["truth"], strict=True)
    }
    cells = {key: cell_of(key, raw) for key, raw in zip(keys, case["found"], strict=True)}
    expected = frozenset(keys) if case["indistinguishable"] else frozenset()
    assert find_indistinguishable(cells, truths, IDENTITIES) == expected
