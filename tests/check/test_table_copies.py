"""Tables that are printed twice in one report, with the same figures or with others."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from gouji.pipeline.check.apply_rules import check
from gouji.pipeline.check.report_facts import Facts
from gouji.pipeline.extract import extract
from gouji.pipeline.kit import Kit
from gouji.pipeline.records import Cell, CellKey, Difference, Finding, Report

HERE = Path(__file__).parents[1]
PAGE = (HERE.parent / "data/samples/05-official-layout.html").read_text("utf-8")
CASES = json.loads((HERE / "cases/table_copies.json").read_text("utf-8"))
TABLE = re.findall(r"<table.*?</table>", PAGE, re.DOTALL)[1]


def with_copy(replace: dict[str, str], clear: bool = False) -> str:
    """The page with a second copy of the table of requests in the same section."""
    copy = re.sub(r"<td>[\d,]+</td>", "<td></td>", TABLE) if clear else TABLE
    for text, other in replace.items():
        assert copy.count(text) == 1, text
        copy = copy.replace(text, other)
    return PAGE.replace(TABLE, f"{TABLE}<p>（续）</p>{copy}")


def finding(report: Report) -> Finding | None:
    found = [one for one in report.findings if one.rule == "contradictory_copies"]
    assert len(found) < 2
    return found[0] if found else None


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_copies_of_a_table(case: dict[str, Any], kit: Kit) -> None:
    page = with_copy(case["replace"], case.get("clear", False))
    report = extract(page.encode(), "a.html", kit)
    [table] = [table for table in report.printed_tables if table.table == "requests"]
    expected = {CellKey(*key.split("/")): texts for key, texts in case["cells"].items()}
    assert table.differences == tuple(Difference(k, *texts) for k, texts in expected.items())
    found = finding(report)
    assert (found.verdict if found else None) == case["verdict"]
    if found:
        assert (found.scope, found.cells) == ("requests", tuple(expected))
    cells = {cell.key: cell for cell in report.cells}
    assert all(cells[key].confidence < kit.config.trust for key in expected)
    assert not [one for one in report.findings if one.verdict == "broken"]


def test_the_message_names_both_figures(kit: Kit) -> None:
    page = with_copy({">2,842<": ">2,824<", ">1,280<": "><"})
    found = finding(extract(page.encode(), "a.html", kit))
    assert found
    assert found.message_zh == (
        "“收到和处理政府信息公开申请情况”的表格印有 2 份，有 2 处数字不同"
        "（一、本年新收政府信息公开申请数量·总计分别为 2,842 和 2,824；"
        "三、本年度办理结果·（一）予以公开·总计分别为 1,280 和 空白），请对照原文。"
    )
    assert "总计: 2,842 and 2,824; " in found.message_en
    assert "总计: 1,280 and blank)" in found.message_en


def test_the_message_names_pages_and_not_every_figure(kit: Kit) -> None:
    keys = [key for key in kit.forms["2021"].columns if key.table == "requests"][:6]
    differences = tuple(Difference(key, "3", "8", 2, 5) for key in keys)
    facts = Facts(
        {"requests": kit.forms["2021"]},
        tuple(Cell("2021", key, "absent") for key in kit.forms["2021"].columns),
        (),
        {"requests": 2},
        trust=0.85,
        identities={"requests": kit.identities["2021", "requests"]},
        differences={"requests": differences},
    )
    [found] = [one for one in check(facts, kit.rules) if one.rule == "contradictory_copies"]
    assert found.message_zh.count("分别为 3（第 2 页）和 8（第 5 页）") == 4
    assert found.message_zh.endswith("；…），请对照原文。")
    assert found.message_en.count(": 3 (page 2) and 8 (page 5)") == 4
    assert "6 figures differ" in found.message_en
