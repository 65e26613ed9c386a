"""The forms as data, compared with the official cell list."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from gouji.configs import FOLDER
from gouji.pipeline.forms.form import ACROSS, Form, load_forms

OFFICIAL = Path(__file__).parents[3] / "shared" / "spec" / "form_cells.csv"
CELLS = {"2019": 198, "2021": 200}


@pytest.fixture(scope="module")
def forms() -> dict[str, Form]:
    return load_forms(FOLDER / "forms")


def rows_of(form: Form) -> list[dict[str, str]]:
    return [
        {
            "form": form.form,
            "table": key.table,
            "row": key.row,
            "row_label": row.label,
            "column": key.column,
            "column_label": column.label,
            "kind": column.kind,
        }
        for table in form.tables
        for key, column, row in table.cells()
    ]


@pytest.mark.skipif(not OFFICIAL.exists(), reason="the official cell list is missing")
@pytest.mark.parametrize("name", CELLS)
def test_every_cell_is_the_official_one_in_order(forms: dict[str, Form], name: str) -> None:
    with OFFICIAL.open(encoding="utf-8-sig", newline="") as file:
        official = [cell for cell in csv.DictReader(file) if cell["form"] == name]
    ours = rows_of(forms[name])
    assert ours == [{key: cell[key] for key in ours[0]} for cell in official]


@pytest.mark.skipif(not OFFICIAL.exists(), reason="the official cell list is missing")
@pytest.mark.parametrize("name", CELLS)
def test_every_row_has_its_official_group(forms: dict[str, Form], name: str) -> None:
    with OFFICIAL.open(encoding="utf-8-sig", newline="") as file:
        official = [cell for cell in csv.DictReader(file) if cell["form"] == name]
    groups = {(cell["table"], cell["row"]): cell["row_group"] for cell in official}
    for key, row in forms[name].rows.items():
        if row.under:
            assert row.under[-1] == groups[key.table, key.row]


@pytest.mark.parametrize(("name", "count"), CELLS.items())
def test_a_form_has_as_many_cells_as_promised(
    forms: dict[str, Form], name: str, count: int
) -> None:
    assert len(rows_of(forms[name])) == count
    assert len(forms[name].columns) == count, "a cell's key is unique in its form"


def test_forms_come_oldest_first(forms: dict[str, Form]) -> None:
    assert list(forms) == ["2019", "2021"]


@pytest.mark.parametrize("name", CELLS)
def test_the_tables_of_a_form_are_its_three(forms: dict[str, Form], name: str) -> None:
    assert [table.table for table in forms[name].tables] == ["proactive", "requests", "remedies"]


@pytest.mark.parametrize("name", CELLS)
def test_requests_is_seven_columns_wide(forms: dict[str, Form], name: str) -> None:
    widths = {len(row.cells) for row in forms[name].table("requests").layout_rows()}
    assert widths == {7}


@pytest.mark.parametrize("name", CELLS)
def test_remedies_are_printed_side_by_side_or_group_by_group(
    forms: dict[str, Form], name: str
) -> None:
    across, *single = forms[name].table("remedies").layout_rows()
    assert across.key == ACROSS
    assert len(across.cells) == 15
    assert [len(row.cells) for row in single] == [5, 5, 5]
    assert across.cells == tuple(key for row in single for key in row.cells)


def test_only_fees_are_money(forms: dict[str, Form]) -> None:
    money = {
        (name, str(key), column.kind)
        for name, form in forms.items()
        for key, column in form.columns.items()
        if column.kind in ("yuan", "wan_yuan")
    }
    assert ("2021", "proactive/fees/fee_amount", "wan_yuan") in money
    assert {name for name, _, _ in money} == {"2019", "2021"}
    assert all(key.startswith(("proactive/fees", "proactive/procurement")) for _, key, _ in money)
