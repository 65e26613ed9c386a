"""The panel: one row for each agency and year, a value and a status for each cell."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pandas as pd
import pytest

from gouji.pipeline.export.panel import LABELS, label_cells, label_columns
from gouji.pipeline.records import Cell, CellKey
from gouji.pipeline.store.user_metadata import UserMetadata
from tests.export.outs import EVIL, FORMS, build_out, build_report, run_export, set_state, write_out

ROW = "requests/received/"
STATUSES = {
    "natural_person": (0.0, "read"),
    "company": (None, "blank"),
    "research": (None, "blank:/"),
    "public_interest": (None, "absent"),
    "legal_service": (None, f"unreadable:{EVIL}"),
    "other_org": (7.0, "read?"),
    "total": (12.0, "read"),
}


def panel(out: Path, **known: UserMetadata) -> list[dict[str, Any]]:
    dest = out.with_name("panel.jsonl")
    run_export(out, dest, "jsonl", {f"in/{k}.txt": v for k, v in known.items()}, wide=True)
    return [json.loads(line) for line in dest.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return build_out(tmp_path / "out")


def test_there_is_a_row_for_each_agency_and_year(out: Path) -> None:
    rows = panel(out)
    assert [(row["agency_id"], row["year"], row["form"]) for row in rows] == [
        ("云岫区教育局", 2020, "2019"),
        ("云岫区教育局", 2023, "2021"),
        ("岚坪县人民政府", None, "2021"),
    ]
    assert {(row["reports"], row["broken"]) for row in rows} == {(1, 1)}


def test_there_is_a_column_for_every_cell_of_both_forms(out: Path) -> None:
    [row, *_] = panel(out)
    keys = {str(key) for form in FORMS.values() for key in form.columns}
    values = row.keys() - LABELS.keys() - {f"{key}:status" for key in keys}
    assert values == keys


def test_blank_zero_slash_absent_and_doubtful_are_different(out: Path) -> None:
    row = panel(out)[1]
    assert {k: (row[ROW + k], row[f"{ROW}{k}:status"]) for k in STATUSES} == STATUSES


def test_a_cell_of_another_form_is_null(out: Path) -> None:
    old, new, _ = panel(out)
    key = "proactive/procurement/amount"
    assert (old[key], old[f"{key}:status"]) == (1.0, "read")
    assert (new[key], new[f"{key}:status"]) == (None, None)


def test_of_two_reports_of_one_year_the_better_read_one_is_chosen(tmp_path: Path) -> None:
    worse = build_report()
    cells = tuple(
        Cell(c.form, c.key, "absent") if c.key.table == "requests" else c for c in worse.cells
    )
    reports = {"in/a.txt": build_report(cells=cells), "in/b.txt": build_report()}
    [row] = panel(write_out(tmp_path / "out", reports))
    assert (row["report"], row["reports"]) == ("in/b.txt", 2)


def test_reports_without_agency_are_not_joined(tmp_path: Path) -> None:
    reports = {"in/a.txt": build_report(None), "in/b.txt": build_report(None)}
    rows = panel(write_out(tmp_path / "out", reports))
    assert [(row["report"], row["reports"]) for row in rows] == [("in/a.txt", 1), ("in/b.txt", 1)]


@pytest.mark.parametrize("state", ["changed", "gone"])
def test_a_report_whose_source_changed_is_left_out(out: Path, state: str) -> None:
    set_state(out, "in/a.txt", state)
    assert [row["report"] for row in panel(out)] == ["in/b.txt", "in/c.txt"]


def test_metadata_of_the_user_replaces_what_was_read(out: Path) -> None:
    rows = panel(out, c=UserMetadata(agency="岚坪县政府", year=2019, region="331099", url="u"))
    [row] = [row for row in rows if row["report"] == "in/c.txt"]
    assert (row["agency_id"], row["agency"]) == ("331099:岚坪县人民政府", "岚坪县政府")
    assert (row["year"], row["region"], row["url"]) == (2019, "331099", "u")


def test_excel_has_the_labels_as_a_second_header(out: Path, tmp_path: Path) -> None:
    run_export(out, tmp_path / "p.xlsx", "xlsx", wide=True)
    sheet = openpyxl.load_workbook(tmp_path / "p.xlsx")["panel"]
    keys, labels, *rows = sheet.iter_rows(values_only=True)
    label_of = dict(zip(keys, labels, strict=True))
    assert label_of["agency_id"] == "机关编号"
    assert label_of["requests/refused.state_secret/company"] == (
        "收到和处理政府信息公开申请情况 / 三、本年度办理结果 / （三）不予公开 / 1.属于国家秘密"
        " / 法人或其他组织 / 商业企业"
    )
    row = dict(zip(keys, rows[1], strict=True))
    assert {k: (row[ROW + k], row[f"{ROW}{k}:status"]) for k in STATUSES} == STATUSES


def test_duckdb_has_the_labels_as_comments(out: Path, tmp_path: Path) -> None:
    run_export(out, tmp_path / "p.duckdb", "duckdb", wide=True)
    with duckdb.connect(str(tmp_path / "p.duckdb"), read_only=True) as database:
        comments = dict(
            database.execute("select column_name, comment from duckdb_columns()").fetchall()
        )
    assert comments["remedies/reconsideration/upheld"] == (
        "政府信息公开行政复议、行政诉讼情况 / 行政复议 / 结果维持"
    )


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_the_panel_is_one_file(out: Path, tmp_path: Path, suffix: str) -> None:
    dest = tmp_path / f"p.{suffix}"
    run_export(out, dest, suffix, wide=True)
    read = pd.read_csv if suffix == "csv" else pd.read_parquet
    table = read(dest)
    assert table[f"{ROW}total"].tolist() == [12.0, 12.0, 12.0]
    assert table["proactive/fees/fee_amount"].dropna().tolist() == [190.457379] * 2


def test_every_column_has_a_label_of_its_own() -> None:
    labels = label_columns(FORMS)
    assert len(labels) == len(set(labels.values()))
    assert CellKey("requests", "received", "total") in label_cells(FORMS)
    assert Decimal(len(labels)) == len(LABELS) + 2 * len(label_cells(FORMS))
