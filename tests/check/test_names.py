"""Other agencies' names: where they may stand, and where this one's belongs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gouji.configs import FOLDER
from gouji.pipeline.check.rules import Facts, check
from gouji.pipeline.forms.rules import NameRule, PeriodRule, load_rules
from gouji.pipeline.records import Finding, Section

FILES = Path(__file__).parents[1] / "cases"
NAMES = json.loads((FILES / "names.json").read_text("utf-8"))
PERIODS = json.loads((FILES / "periods.json").read_text("utf-8"))
RULES = load_rules(FOLDER / "rules")


def check_text(kind: type, text: str, agency: str | None, year: int | None) -> list[Finding]:
    rules = [rule for rule in RULES if isinstance(rule, kind)]
    start = text.find("一、总体情况")
    sections = (Section("overview", "总体情况", start, len(text), 1.0),) if start >= 0 else ()
    facts = Facts({}, (), sections, {}, 0.8, text=text, agency=agency, year=year)
    return list(check(facts, rules))


@pytest.mark.parametrize("case", NAMES, ids=lambda case: case["why"])
def test_name(case: dict[str, Any]) -> None:
    text = f"{case['agency']}2023年政府信息公开工作年度报告\n{case['text']}"
    found = check_text(NameRule, text, case["agency"], 2023)
    assert [one.verdict for one in found] == ([case["verdict"]] if case["verdict"] else [])
    for one in found:
        assert one.scope == case["agency"]
        named = [name for name in case.get("names", ()) if f"“{name}”" in one.message_zh]
        assert named == list(case.get("names", ()))
        assert all(name in one.message_en for name in named)
        assert one.cause == ("source" if case["verdict"] == "broken" else None)


def test_a_name_that_only_a_link_to_another_report_gives_is_no_ground() -> None:
    text = (
        "2023年政府信息公开工作年度报告\n2023年，青石县教育局认真落实条例，公开信息90条。\n"
        "上一篇：砚湖县教育局2023年政府信息公开工作年度报告"
    )
    (found,) = check_text(NameRule, text, "砚湖县教育局", 2023)
    assert (found.verdict, found.cause) == ("undecided", None)


@pytest.mark.parametrize("case", PERIODS, ids=lambda case: case["why"])
def test_period(case: dict[str, Any]) -> None:
    found = check_text(PeriodRule, case["text"], "砚湖县教育局", 2023)
    assert [one.verdict for one in found] == ([case["verdict"]] if case["verdict"] else [])
    said = "".join(one.message_zh + one.message_en for one in found)
    assert [words for words in case.get("says", ()) if words not in said] == []
    assert {one.scope for one in found} <= {"report"}
