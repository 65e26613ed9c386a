"""Names of other agencies in the place of the report's own, and years that disagree."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gouji.configs import FOLDER
from gouji.pipeline.check.apply_rules import Facts, check
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
    findings = check_text(NameRule, text, case["agency"], 2023)
    assert [finding.verdict for finding in findings] == (
        [case["verdict"]] if case["verdict"] else []
    )
    for finding in findings:
        assert finding.scope == case["agency"]
        named = [name for name in case.get("names", ()) if f"“{name}”" in finding.message_zh]
        assert named == list(case.get("names", ()))
        assert all(name in finding.message_en for name in named)
        assert finding.cause == ("source" if case["verdict"] == "broken" else None)


def test_a_link_to_another_report_does_not_establish_the_agency() -> None:
    text = (
        "2023年政府信息公开工作年度报告\n2023年，青石县教育局认真落实条例，公开信息90条。\n"
        "上一篇：砚湖县教育局2023年政府信息公开工作年度报告"
    )
    (finding,) = check_text(NameRule, text, "砚湖县教育局", 2023)
    assert (finding.verdict, finding.cause) == ("undecided", None)


OWN_STORY = "2023年，砚湖县教育局认真落实条例。砚湖县教育局共收到申请3件。\n"


@pytest.mark.parametrize(
    ("above", "verdict"),
    [
        ("青石县教育局2023年政府信息公开工作年度报告\n", "broken"),  # the title of a copied report
        ("砚湖县水利局2023年政府信息公开工作年度报告\n", "undecided"),  # may be a link
        ("霁州市大数据中心2023年政府信息公开工作年度报告\n", "undecided"),
        ("海西省霁州市教育局2023年政府信息公开工作年度报告\n", "undecided"),
        ("青石县教育局2023年政府信息公开工作年度报告\n信息公开指南\n", "holds"),  # in a menu
        ("青石县教育局2023年政府信息公开工作年度报告\n政府信息公开工作年度报告\n", "holds"),
        ("上一篇：青石县教育局2023年政府信息公开工作年度报告\n", "holds"),
    ],
)
def test_a_lone_link_is_no_title(above: str, verdict: str) -> None:
    (finding,) = check_text(NameRule, f"{above}{OWN_STORY}一、总体情况\n", "砚湖县教育局", 2023)
    assert finding.verdict == verdict


def test_a_title_that_may_be_a_link_does_not_outweigh_the_text() -> None:
    text = (
        "首页\n砚湖县水利局2023年政府信息公开工作年度报告\n"
        "根据条例规定，现公布砚湖县教育局2023年政府信息公开工作年度报告。\n"
    )
    (finding,) = check_text(NameRule, text, "砚湖县水利局", 2023)
    assert finding.verdict == "undecided"


@pytest.mark.parametrize("case", PERIODS, ids=lambda case: case["why"])
def test_period(case: dict[str, Any]) -> None:
    findings = check_text(PeriodRule, case["text"], "砚湖县教育局", 2023)
    assert [finding.verdict for finding in findings] == (
        [case["verdict"]] if case["verdict"] else []
    )
    messages = "".join(finding.message_zh + finding.message_en for finding in findings)
    assert [words for words in case.get("says", ()) if words not in messages] == []
    assert {finding.scope for finding in findings} <= {"report"}
