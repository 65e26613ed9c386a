"""Required sections and tables, and counts that are whole and not negative."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from gouji.configs import FOLDER
from gouji.pipeline.check.apply_rules import Facts, check
from gouji.pipeline.forms.form import load_forms
from gouji.pipeline.forms.rules import load_rules
from gouji.pipeline.identities.ledger import index_table
from gouji.pipeline.records import Cell, CellKey, Finding, Section

FORMS = load_forms(FOLDER / "forms")
RULES = load_rules(FOLDER / "rules")
TITLES = {
    "overview": "总体情况",
    "proactive": "主动公开情况",
    "requests": "依申请公开情况",
    "remedies": "复议和诉讼情况",
    "problems": "存在的问题及改进情况",
    "other": "其他事项",
}
SECTIONS = tuple(TITLES)


def applied(rule: str, facts: Facts) -> list[Finding]:
    return [finding for finding in check(facts, RULES) if finding.rule == rule]


def with_cells(form: str, *cells: Cell) -> Facts:
    given = {cell.key: cell for cell in cells}
    every = (given.get(key, Cell(form, key, "absent")) for key in FORMS[form].columns)
    forms = {table.table: FORMS[form] for table in FORMS[form].tables}
    identities = {table: index_table(FORMS[form], RULES, table) for table in forms}
    return Facts(forms, tuple(every), (), {}, trust=0.9, identities=identities)


def with_sections(*sections: str) -> Facts:
    found_sections = tuple(
        Section(name, TITLES[name], i, i + 1, 1.0) for i, name in enumerate(sections)
    )
    return Facts({}, (), found_sections, {}, trust=0.9)


def printed(form: str, place: str, text: str, confidence: float = 1.0) -> Cell:
    return Cell(form, CellKey(*place.split("/")), "read", Decimal(text), text, confidence)


@pytest.mark.parametrize(
    ("form", "place", "text", "confidence", "verdict"),
    [
        ("2021", "proactive/regulations/issued", "3", 1.0, "holds"),
        ("2021", "proactive/regulations/issued", "-3", 1.0, "broken"),
        ("2021", "proactive/regulations/issued", "3.5", 1.0, "broken"),
        ("2021", "proactive/regulations/issued", "3.5", 0.5, "undecided"),
        ("2021", "proactive/regulations/issued", "3", 0.5, "holds"),
        ("2019", "proactive/licensing/change", "-3", 1.0, "holds"),
        ("2019", "proactive/licensing/change", "-3.5", 1.0, "broken"),
        ("2021", "proactive/fees/fee_amount", "190.457379", 1.0, "holds"),
        ("2021", "proactive/fees/fee_amount", "-1.5", 1.0, "holds"),
    ],
)
def test_counts_are_whole_and_not_negative(
    form: str, place: str, text: str, confidence: float, verdict: str
) -> None:
    facts = with_cells(form, printed(form, place, text, confidence))
    (finding,) = applied("whole_and_not_negative", facts)
    assert (finding.scope, finding.verdict) == ("proactive", verdict)
    assert finding.cells == (() if verdict == "holds" else (CellKey(*place.split("/")),))
    assert finding.cause == ("source" if verdict == "broken" else None)
    assert (finding.left, finding.right, finding.difference) == (None, None, None)


def test_a_trusted_impossible_count_is_named_before_doubted_ones() -> None:
    sure = printed("2021", "requests/received/total", "-1")
    unsure = printed("2021", "requests/handled/total", "0.5", 0.5)
    (finding,) = applied("whole_and_not_negative", with_cells("2021", sure, unsure))
    assert (finding.verdict, finding.cells) == ("broken", (sure.key,))
    assert "“一、本年新收政府信息公开申请数量·总计”为 -1" in finding.message_zh
    assert "(requests/received/total) is -1" in finding.message_en


def test_a_table_without_read_cells_is_not_checked() -> None:
    assert applied("whole_and_not_negative", with_cells("2021")) == []


def test_missing_sections() -> None:
    findings = applied("missing_section", with_sections("overview", "requests"))
    assert [finding.scope for finding in findings] == list(SECTIONS)
    assert [finding.scope for finding in findings if finding.verdict == "holds"] == [
        "overview",
        "requests",
    ]
    assert {finding.verdict for finding in findings} == {"holds", "broken"}
    assert findings[1].message_zh == "“主动公开政府信息情况”部分没有找到。"
    assert findings[1].message_en == "Section “主动公开政府信息情况” (proactive) was not found."


def test_repeated_sections() -> None:
    findings = applied("repeated_section", with_sections("overview", "problems", "problems"))
    assert [(finding.scope, finding.verdict) for finding in findings] == [
        ("overview", "holds"),
        ("problems", "broken"),
    ]
    assert findings[1].message_zh == "“存在的主要问题及改进情况”部分出现 2 次。"


def test_a_heading_that_is_not_sure_accuses_nobody() -> None:
    facts = with_sections("overview", "problems", "problems")
    unsure = replace(facts.sections[-1], confidence=0.1)
    findings = applied("repeated_section", replace(facts, sections=(*facts.sections[:-1], unsure)))
    assert [(f.scope, f.verdict, f.cause) for f in findings][1] == (
        "problems",
        "undecided",
        "reading",
    )


@pytest.mark.parametrize(
    ("title", "verdict"),
    [
        ("五、总体概况", "broken"),
        ("五、基本工作情况", "broken"),
        ("（五）基本情况", "undecided"),  # numbered otherwise than the other headings
        ("基本情况", "undecided"),
        ("五、机构基本情况", "undecided"),  # of another subject
    ],
)
def test_a_numbered_heading_of_one_subject_is_sure(title: str, verdict: str) -> None:
    sections = (
        Section("overview", "一、总体情况", 0, 1, 1.0),
        Section("problems", "四、存在的问题及改进情况", 1, 2, 1.0),
        Section("overview", title, 2, 3, 0.4),
    )
    findings = applied("repeated_section", replace(with_sections(), sections=sections))
    assert [(f.scope, f.verdict) for f in findings] == [
        ("overview", verdict),
        ("problems", "holds"),
    ]


@pytest.mark.parametrize(
    ("section", "titles", "verdict"),
    [
        ("remedies", ("四、行政复议情况", "五、行政诉讼情况"), "holds"),
        ("problems", ("五、存在的问题", "六、下一步打算"), "holds"),
        ("problems", ("五、下一步打算", "六、存在的问题及改进情况"), "broken"),
        ("problems", ("五、存在的问题", "六、薄弱环节"), "broken"),
        ("overview", ("一、工作要点落实情况", "二、总体情况"), "undecided"),
    ],
)
def test_parts_and_unnamed_headings(section: str, titles: tuple[str, ...], verdict: str) -> None:
    """One section under a heading for each part is not repeated; a heading without a word of its
    section accuses nobody."""
    sections = tuple(Section(section, title, i, i + 1, 1.0) for i, title in enumerate(titles))
    facts = replace(with_sections(), sections=sections)
    assert [f.verdict for f in applied("repeated_section", facts)] == [verdict]


def test_a_page_that_was_copied_twice_accuses_nobody() -> None:
    facts = with_sections(*("overview", "requests", "problems", "other") * 2)
    findings = applied("repeated_section", facts)
    assert {(finding.verdict, finding.cause) for finding in findings} == {("undecided", "reading")}


@pytest.mark.parametrize(
    ("text", "verdict", "why"),
    [
        ("三、收到和处理情况", "broken", "the text is whole"),
        ("�、�体情�", "undecided", "a heading has lost characters"),
        ("�" + "情况" * 30, "broken", "the line is too long for a heading"),
        ("�\t12\t�", "broken", "a row of figures is no heading"),
    ],
)
def test_a_section_may_be_in_a_damaged_line(text: str, verdict: str, why: str) -> None:
    facts = replace(with_sections("requests"), text=f"前言\n{text}\n正文")
    findings = {one.scope: one for one in applied("missing_section", facts)}
    assert findings["requests"].verdict == "holds", why
    assert findings["overview"].verdict == verdict, why
    assert ("缺损" in findings["overview"].message_zh) == (verdict == "undecided"), why


@pytest.mark.parametrize(
    ("text", "verdict", "why"),
    [
        ("第六部分　其他需要报告的事项", "undecided", "the title is in a line that is no heading"),
        ("无其他需要报告的事项。", "broken", "a sentence is no heading"),
        ("其他情况", "broken", "the line has other words"),
        ("按照要求，" * 10 + "其他需要报告的事项", "broken", "the line is too long for a heading"),
    ],
)
def test_a_line_with_the_title_of_a_section_accuses_nobody(
    text: str, verdict: str, why: str
) -> None:
    facts = replace(with_sections("requests"), text=f"前言\n{text}\n正文")
    (finding,) = (one for one in applied("missing_section", facts) if one.scope == "other")
    assert (finding.verdict, "含有该标题" in finding.message_zh) == (
        verdict,
        verdict == "undecided",
    ), why


def test_missing_tables() -> None:
    facts = Facts({}, (), (), {"proactive": 1, "requests": 2, "remedies": 0}, trust=0.9)
    findings = applied("missing_table", facts)
    assert [(finding.scope, finding.verdict) for finding in findings] == [
        ("proactive", "holds"),
        ("requests", "holds"),
        ("remedies", "broken"),
    ]
    assert findings[2].message_en.endswith("(remedies) was not found.")


def test_a_table_written_as_sentences_is_not_missing() -> None:
    text = (
        "四、复议和诉讼\n行政复议：维持3件，纠正1件，其他0件，未审结2件，合计6件。诉讼维持1件。\n"
    )
    facts = with_cells("2021")
    section = Section("remedies", "四、复议和诉讼", 0, len(text), 1.0)
    facts = replace(facts, copies=dict.fromkeys(facts.forms, 0), text=text, sections=(section,))
    findings = {finding.scope: finding for finding in applied("missing_table", facts)}
    assert findings["remedies"].verdict == "undecided" and findings["remedies"].cause == "reading"
    assert "可能以文字或自拟的行名列出" in findings["remedies"].message_zh
    assert findings["requests"].verdict == "broken"


def test_a_table_of_words_of_zero_below_unknown_labels_is_not_missing() -> None:
    """A table in an agency's own words, in which nothing happened: 直接打官司 无 无 无 无 无."""
    rows = "向上级申诉\t无\t无\t无\t无\t无\n直接打官司\t无\t无\t无\t无\t无\n"
    text = f"四、复议和诉讼\n\t维持原状\t被改正\t上面没列到的\t还在审\t全部\n{rows}"
    facts = with_cells("2021")
    section = Section("remedies", "四、复议和诉讼", 0, len(text), 1.0)
    facts = replace(facts, copies=dict.fromkeys(facts.forms, 0), text=text, sections=(section,))
    findings = {finding.scope: finding for finding in applied("missing_table", facts)}
    assert findings["remedies"].verdict == "undecided" and findings["remedies"].cause == "reading"
    without = replace(facts, text="四、复议和诉讼\n本年度无行政复议、行政诉讼。\n")
    findings = {finding.scope: finding for finding in applied("missing_table", without)}
    assert findings["remedies"].verdict == "broken"


def test_a_table_without_figures_is_not_missing() -> None:
    text = "规章\n\n行政规范性文件\n\n第二十条第（五）项\n\n行政许可\n\n行政复议\n"
    facts = with_cells("2021")
    facts = replace(facts, copies=dict.fromkeys(facts.forms, 0), text=text)
    findings = applied("missing_table", facts)
    assert {finding.scope: finding.verdict for finding in findings} == {
        "proactive": "undecided",
        "requests": "broken",
        "remedies": "broken",
    }
    assert findings[0].message_zh == "“主动公开政府信息情况”的表格只有行名，没有读到数字。"
