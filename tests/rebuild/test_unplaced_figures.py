"""Figures of tables that no cell holds: each case is a sample with a change."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from gouji.pipeline.extract import extract
from gouji.pipeline.kit import Kit
from gouji.pipeline.records import Report

ROOT = Path(__file__).parents[2]
CASES = json.loads((ROOT / "tests/cases/unplaced.json").read_text("utf-8"))
_FOURTH_TABLE = re.compile(
    r'<table class="zwgk" border="1">\n<tbody>\n<tr><td colspan="5">.*?</table>', re.S
)


def read_case(case: dict[str, Any], kit: Kit) -> Report:
    text = (ROOT / "data/samples" / case["sample"]).read_text("utf-8")
    for old, new in case["replace"]:
        changed = _FOURTH_TABLE.sub(new, text) if old == "@table4" else text.replace(old, new)
        assert changed != text, old
        text = changed
    return extract(text.encode(), case["sample"], kit)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_a_figure_without_a_cell_is_listed(case: dict[str, Any], kit: Kit) -> None:
    report = read_case(case, kit)
    found = [[figure.raw, figure.reason, figure.near] for figure in report.unplaced]
    assert found == case["unplaced"]
    for figure in report.unplaced:
        assert report.document.text[figure.start : figure.end] == figure.raw
    verdicts = {f.scope: f.verdict for f in report.findings if f.rule == "every_figure_placed"}
    tables = {near for _, _, near in case["unplaced"]}
    assert {scope for scope, verdict in verdicts.items() if verdict != "holds"} == tables
    if "missing_table" in case:
        [verdict] = {
            f.verdict for f in report.findings if f.rule == "missing_table" and f.scope in tables
        }
        assert verdict == case["missing_table"]
