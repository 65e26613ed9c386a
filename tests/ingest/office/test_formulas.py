"""Formulas of Excel without a stored result, and what Excel shows for them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.formula import ArrayFormula

from gouji.pipeline.ingest import ingest
from gouji.pipeline.ingest.office.excel.formulas.syntax import parse_formula
from tests.ingest.pdf.printed import save, texts_of

CASES = json.loads(
    (Path(__file__).parents[2] / "cases" / "formulas.json").read_text(encoding="utf-8")
)["results"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["formula"])
def test_a_formula_shows_what_excel_shows(case: dict[str, str | None]) -> None:
    book = Workbook()
    book.active.title = "年报"
    book.active.append([1200, 34, case["formula"], "件", "#REF!"])
    book.active.append(["=A1+B1", "=C2", "=B2"])
    data = book.create_sheet("数 据")
    for number in range(1, 5):
        data.append([number, 10 * number])
    data.append(["合计", "=SUM(B1:B4)"])
    data.append([True, " "])
    data.sheet_state = "hidden"
    shown = case["formula"] if case["shown"] is None else case["shown"]
    assert texts_of(ingest(save(book), "a.xlsx"))[0] == ["1200", "34", shown, "件", "#REF!"]


def _read(*rows: Sequence[object], hidden: int = 0) -> list[list[str]]:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    if hidden:
        book.active.row_dimensions[hidden].hidden = True
    return texts_of(ingest(save(book), "a.xlsx"))


def test_subtotals_leave_out_other_subtotals() -> None:
    rows = [
        ["甲", 1, 2],
        ["乙", "=SUBTOTAL(9,B1)", 5],
        ["丙", 4, 5],
        ["总", "=SUBTOTAL(9,B1:B3)", 5],
    ]
    assert [row[1] for row in _read(*rows)] == ["1", "1", "4", "5"]
    rows[1][1] = "=SUBTOTAL(9,B1)+1"
    assert _read(*rows)[3][1] == "=SUBTOTAL(9,B1:B3)"


def test_a_subtotal_with_hidden_rows_is_not_known() -> None:
    rows: list[list[object]] = [["甲", 1, 2], ["乙", 3, 5]]
    rows += [["总", "=SUBTOTAL(9,B1:B2)", "=SUM(C1:C2)"]]
    assert _read(*rows, hidden=2)[-1] == ["总", "=SUBTOTAL(9,B1:B2)", "7"]


def test_cells_that_a_formula_fills_from_elsewhere_are_not_blank() -> None:
    spread = ArrayFormula("B1:B2", "=C1:C2*2")
    rows = [["甲", spread, 3], ["乙", None, 5], ["总", "=SUM(B1:B2)", "=SUM(B4:C4)"], ["丁", 1, 2]]
    assert _read(*rows)[2] == ["总", "=SUM(B1:B2)", "3"]


@pytest.mark.parametrize(
    "formula",
    [
        pytest.param("(" * 5000 + "1" + ")" * 3000, id="too long"),
        pytest.param("(" * 100 + "1" + ")" * 100, id="too many brackets"),
        pytest.param("IF(" * 60 + "1" + ",1)" * 60, id="too many functions"),
        pytest.param('"' + '""' * 3000, id="a text without an end"),
        pytest.param("'" + "''" * 3000, id="a name of a sheet without an end"),
    ],
)
def test_formulas_without_bounds_are_refused(formula: str) -> None:
    assert parse_formula(formula) is None


def test_long_sums_and_deep_formulas_have_a_bound() -> None:
    long_sum = "=" + "+".join(["1"] * 2000)
    deep = "=" + "(1+" * 38 + "A1" + ")" * 38
    assert _read([1, long_sum, deep])[0] == ["1", "2000", "39"]
    rows = [[f"=IF(A{n + 1}>0,IF(A{n + 1}>1,SUM(A{n + 1}),1),1)", "x"] for n in range(1, 400)]
    assert _read(*rows, [1, "x"])[-2] == ["1", "x"]


def test_sums_of_very_many_cells_are_not_calculated() -> None:
    rows: list[Sequence[object]] = [["甲", "=SUM(D1:CU3000)", 1], *([["乙", None, 1]] * 2999)]
    assert _read(*rows)[0][1] == "=SUM(D1:CU3000)"
