"""Columns in another order than in the form, or not printed, in every text medium."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gouji.pipeline.extract import extract
from gouji.pipeline.kit import Kit
from gouji.pipeline.records import CellKey, Report
from tests.ingest.pdf.printed import print_pdf
from tests.rebuild.printed_tables import SUFFIX, print_report

CASES = json.loads((Path(__file__).parents[1] / "cases/column_orders.json").read_text("utf-8"))
COLUMNS = "natural_person company research public_interest legal_service other_org total".split()
# The figures of some rows of `requests`, in the order of the form.
FIGURES = {
    "received": ("一、本年新收政府信息公开申请数量", (13, 5, 1, 0, 3, 2, 24)),
    "carried_in": ("二、上年结转政府信息公开申请数量", (1, 1, 0, 0, 0, 0, 2)),
    "granted": ("（一）予以公开", (4, 3, 0, 0, 2, 1, 10)),
    "partly_granted": ("（二）部分公开", (1, 0, 0, 0, 1, 0, 2)),
    "refused.third_party": ("4.保护第三方合法权益", (0, 2, 0, 0, 0, 0, 2)),
    "unavailable.not_held": ("1.本机关不掌握相关政府信息", (5, 1, 1, 0, 0, 0, 7)),
    "not_processed.petition": ("1.信访举报投诉类申请", (2, 0, 0, 0, 0, 0, 2)),
    "handled": ("（七）总计", (12, 6, 1, 0, 3, 1, 23)),
    "carried_out": ("四、结转下年度继续办理", (2, 0, 0, 0, 0, 1, 3)),
}
GROUPS = {
    "行政复议": ("reconsideration", (4, 1, 1, 0, 6)),
    "未经复议直接起诉": ("litigation_direct", (2, 0, 0, 1, 3)),
    "复议后起诉": ("litigation_after_reconsideration", (1, 0, 0, 0, 1)),
}
RESULTS = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
WITH_MEDIUM = [(case, medium) for case in CASES for medium in case["media"]]


def read_applications(case: dict[str, Any], medium: str, kit: Kit) -> Report:
    columns = case["columns"].split()
    rows = [["项目" if n == 0 else "", *heads] for n, heads in enumerate(case["heads"])]
    for label, figures in FIGURES.values():
        by_column = dict(zip(COLUMNS, map(str, figures), strict=True))
        rows.append([label, *(by_column[column] for column in columns)])
    data = print_report("requests", rows, medium)
    return extract(data, f"a.{SUFFIX[medium]}", kit)


@pytest.mark.parametrize(
    ("case", "medium"), WITH_MEDIUM, ids=[f"{case['why']}, {m}" for case, m in WITH_MEDIUM]
)
def test_figures_are_in_the_columns_of_their_heads(
    case: dict[str, Any], medium: str, kit: Kit
) -> None:
    report = read_applications(case, medium, kit)
    cells = {cell.key: cell for cell in report.cells}
    for row, (_, figures) in FIGURES.items():
        for column, figure in zip(COLUMNS, figures, strict=True):
            cell = cells[CellKey("requests", row, column)]
            expected = figure if column in case["columns"].split() else None
            is_right = cell.value == expected
            assert is_right or cell.confidence < kit.config.trust, (cell, figure)
            assert is_right or case["state"] == "doubted", (cell, figure)
    assert not [f for f in report.findings if f.verdict == "broken" and f.rule == "row_total"]


@pytest.mark.parametrize("medium", ["html", "md", "tab", "bar", "lines"])
@pytest.mark.parametrize(
    "order",
    [
        ["行政复议", "未经复议直接起诉", "复议后起诉"],
        ["未经复议直接起诉", "复议后起诉", "行政复议"],
        ["行政复议", "复议后起诉", "未经复议直接起诉"],
    ],
    ids=" ".join,
)
def test_figures_are_in_the_groups_of_their_labels(order: list[str], medium: str, kit: Kit) -> None:
    above = dict.fromkeys("行政诉讼" if "起诉" in label else label for label in order)
    widths = {"行政诉讼": 2 * len(RESULTS), "行政复议": len(RESULTS)}
    rows = [
        [text for label in above for text in [label, *[""] * (widths[label] - 1)]],
        [text for label in order for text in [label * ("起诉" in label), *[""] * 4]],
        RESULTS * len(order),
        [str(figure) for label in order for figure in GROUPS[label][1]],
    ]
    report = extract(print_report("remedies", rows, medium), f"a.{SUFFIX[medium]}", kit)
    cells = {cell.key: cell for cell in report.cells}
    for row, figures in GROUPS.values():
        read = [cells[CellKey("remedies", row, column)] for column in COLUMNS_OF_REMEDIES]
        is_right = [cell.value for cell in read] == list(figures)
        # 行政诉讼 in the line above 行政复议 may be right of it.
        is_vague = medium == "lines" and order[-1] == "行政复议"
        is_doubted = all(cell.confidence < kit.config.trust for cell in read)
        assert is_doubted if is_vague else is_right


@pytest.mark.parametrize("border", ["border: solid", "border: 0", "border-bottom: solid"])
def test_a_label_in_the_middle_of_two_lines_is_where_it_is_printed(border: str, kit: Kit) -> None:
    """行政复议 beside two lines of labels is below 行政诉讼, and left of it."""
    style = f"td {{ {border}; font-size: 8pt; height: 30pt; width: 40pt; text-align: center }}"
    heads = (
        "<tr><td rowspan=2 colspan=5>行政复议<td colspan=10>行政诉讼"
        "<tr><td colspan=5>未经复议直接起诉<td colspan=5>复议后起诉"
    )
    figures = [figure for _, group in GROUPS.values() for figure in group]
    rows = "".join(
        f"<tr>{''.join(f'<td>{text}' for text in row)}" for row in (RESULTS * 3, figures)
    )
    title = (
        "<h1>某市2021年政府信息公开工作年度报告</h1><h2>四、政府信息公开行政复议、行政诉讼情况</h2>"
    )
    sheet = "@page { size: A4 landscape } table { border-collapse: collapse }"
    page = print_pdf(f"<style>{sheet} {style}</style>{title}<table>{heads}{rows}</table>")
    cells = {cell.key: cell for cell in extract(page, "a.pdf", kit).cells}
    for row, group in GROUPS.values():
        read = [cells[CellKey("remedies", row, column)] for column in COLUMNS_OF_REMEDIES]
        assert [cell.value for cell in read] == list(group)


COLUMNS_OF_REMEDIES = ["upheld", "corrected", "other", "pending", "total"]


@pytest.mark.parametrize("medium", ["md", "tab", "bar"])
def test_totals_of_merged_cells_are_not_figures_of_the_first_column(medium: str, kit: Kit) -> None:
    heads = [["项目", "自然人", "法人或其他组织", "", "", "", "", "总计"]]
    rows = [[label, str(figures[-1]), *[""] * 6] for label, figures in FIGURES.values()]
    report = extract(print_report("requests", heads + rows, medium), f"a.{SUFFIX[medium]}", kit)
    cells = {cell.key: cell for cell in report.cells}
    for row, (_, figures) in FIGURES.items():
        for column in COLUMNS:
            cell = cells[CellKey("requests", row, column)]
            is_total = column == "total" and cell.value == figures[-1]
            assert is_total or cell.confidence < kit.config.trust, cell
