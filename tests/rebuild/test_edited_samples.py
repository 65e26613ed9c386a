"""Samples with changed heads, labels or rows, which contradict a reading: doubt, no accusation."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gouji.pipeline.extract import extract
from gouji.pipeline.kit import Kit
from gouji.pipeline.records import Report

CASES = [
    case
    for name in ("heads_in_conflict", "broken_rows")
    for case in json.loads((Path(__file__).parents[1] / f"cases/{name}.json").read_text("utf-8"))
]
SAMPLES = Path(__file__).parents[2] / "data/samples"


def read_case(case: dict[str, Any], kit: Kit) -> Report:
    text = (SAMPLES / case["sample"]).read_text("utf-8")
    for old, new in case["replace"]:
        assert old in text
        text = text.replace(old, new)
    return extract(text.encode(), case["sample"], kit)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_cells_are_read_or_doubted_as_the_page_says(case: dict[str, Any], kit: Kit) -> None:
    report = read_case(case, kit)
    cells = {str(cell.key): cell for cell in report.cells}
    for key, raw in case["read"].items():
        assert cells[key].raw == raw, key
    for key in case["doubted"]:
        assert cells[key].confidence < kit.config.trust, key
    for key in case["trusted"]:
        assert cells[key].confidence >= kit.config.trust, key


@pytest.mark.parametrize("trust", [0.3, 0.85, 1.0])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_doubted_cells_are_below_every_threshold(
    case: dict[str, Any], trust: float, kit: Kit
) -> None:
    """A user may trust cells from another confidence on."""
    strict = replace(kit, config=kit.config.model_copy(update={"trust": trust}))
    cells = {str(cell.key): cell for cell in read_case(case, strict).cells}
    assert all(cells[key].confidence < trust for key in case["doubted"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_such_a_table_is_not_accused(case: dict[str, Any], kit: Kit) -> None:
    broken = [f for f in read_case(case, kit).findings if f.verdict == "broken"]
    assert [(finding.rule, finding.scope) for finding in broken] == []
