"""`gouji check OUT`: what a user sees, and what a script gets."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner, Result

import gouji
from gouji.cli import app
from gouji.inputs.agencies import load_agencies, load_hierarchy
from gouji.inputs.user_csv import CsvError
from tests.recheck.panels import change_values, draw_panel, write_panel


def call(*words: str | Path) -> Result:
    return CliRunner().invoke(app, ["check", *map(str, words)], env={"COLUMNS": "200"})


@pytest.fixture
def out(tmp_path: Path) -> Path:
    panel = draw_panel(Random(4), 3)
    place = "proactive/normative_documents/in_force"
    change_values(panel["0"][4], {place: panel["0"][4].values[place] + 5})
    return write_panel(tmp_path / "out", panel)


def test_the_summary_tells_what_is_broken_and_who_was_joined(out: Path) -> None:
    result = call(out)
    assert result.exit_code == 0, result.output
    shown = result.stdout.replace("\n", "")
    assert "上年现行有效加本年制发减本年废止等于现行有效 cross_year_in_force" in result.stdout
    assert "行政规范性文件（上年现行有效" in shown and "相差 -5" in shown
    assert "they differ by -5" in shown
    assert "3 个机关，其中 1 个名称并入其他名称" in result.stdout
    assert "3 agencies, 1 names joined to others" in result.stdout
    listing = (out / "agencies.csv").read_text("utf-8-sig")
    assert "安阳县人民政府,安阳县人民政府办公室,2019 2020,政府与其办公室" in listing


def test_broken_rules_fail_only_where_asked_for(out: Path) -> None:
    assert call(out, "--quiet").exit_code == 0
    assert call(out, "--quiet").stdout == ""
    assert call(out, "--quiet", "--fail-on", "broken").exit_code == 3


def test_json_for_programs(out: Path) -> None:
    told = json.loads(call(out, "--json").stdout)
    assert told["findings"]["cross_year_in_force"]["broken"] == 1
    assert (told["agencies"], told["names_joined"], told["not_found"]) == (3, 1, [])


def test_the_listing_corrected_is_what_counts(out: Path) -> None:
    call(out, "--quiet")
    listing = out / "agencies.csv"
    text = listing.read_text("utf-8-sig")
    apart = text.replace("安阳县人民政府,安阳县人民政府办公室", "安阳县人民政府,安阳县人民政府")
    own = out.parent / "own.csv"
    own.write_text(apart, "utf-8-sig")
    told = json.loads(call(out, "--json", "--agencies", own).stdout)
    assert (told["agencies"], told["names_joined"]) == (4, 0)
    assert "指定 given" in listing.read_text("utf-8-sig")


def test_a_hierarchy_is_added_up_and_unknown_names_are_told(out: Path, tmp_path: Path) -> None:
    file = tmp_path / "tree.csv"
    file.write_text(
        "上级,下级\n安阳县人民政府,安阳县教育局\n安阳县人民政府,安阳县气象局\n", "gb18030"
    )
    result = call(out, "--hierarchy", file)
    assert result.exit_code == 0, result.output
    assert "没有对应的报告 no report of: 安阳县气象局" in result.stdout
    findings = pq.read_table(out / "findings").to_pylist()
    summed = [one for one in findings if one["rule"] == "hierarchy_sum"]
    assert {one["verdict"] for one in summed} >= {"undecided"}
    assert {one["report"][-4:] for one in summed} == {"2019", "2020", "2021", "2022", "2023"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["{folder}"], ["请给出一份报告", "holds no data of gouji"]),
        (["{file}", "--agencies", "{file}"], ["只用于结果文件夹", "for a folder of datasets"]),
        (["{out}", "--agencies", "{none}"], ["无法打开", "cannot be opened"]),
        (["{out}", "--hierarchy", "{file}"], ["缺少 parent", "no column `parent`"]),
    ],
)
def test_a_wrong_call_is_2_and_changes_nothing(
    out: Path, tmp_path: Path, words: list[str], said: list[str]
) -> None:
    places = {name: tmp_path / name for name in ("folder", "file", "none")} | {"out": out}
    places["folder"].mkdir()
    places["file"].write_text("a,b\n1,2\n")
    before = pq.read_table(out / "findings").num_rows
    result = call(*(word.format(**places) for word in words))
    assert result.exit_code == 2
    assert all(one in result.stderr for one in said)
    assert pq.read_table(out / "findings").num_rows == before


def test_what_a_file_says_of_names(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("名称,合并为\n岚坪县政府,岚坪县人民政府办公室\n岚坪县教育局,\n", "utf-8")
    assert load_agencies(file) == {
        "岚坪县人民政府": "岚坪县人民政府办公室",
        "岚坪县人民政府办公室": "岚坪县人民政府办公室",
    }
    file.write_text("name,agency\n甲局,乙局\n甲局,丙局\n", "utf-8")
    with pytest.raises(CsvError, match=r"a\.csv:3"):
        load_agencies(file)


@pytest.mark.parametrize("line", ["甲县,", ",甲局", "甲县,甲县"])
def test_a_hierarchy_names_both_and_they_differ(tmp_path: Path, line: str) -> None:
    file = tmp_path / "h.csv"
    file.write_text(f"parent,child\n{line}\n", "utf-8")
    with pytest.raises(CsvError, match=r"h\.csv:2"):
        load_hierarchy(file)


def test_from_python(out: Path) -> None:
    found = gouji.check(out)
    assert found["cross_year_in_force"]["broken"] == 1
    assert found["duplicate_report"] == {"holds": 15}


def test_a_hint_that_nothing_is_known_about_is_not_shown(tmp_path: Path) -> None:
    out = write_panel(tmp_path / "out", draw_panel(Random(4), 1, range(2022, 2024)))
    gouji.check(out)
    report = pq.read_table(out / "reports")["report"].to_pylist()[0]
    shown = CliRunner().invoke(app, ["show", str(out), report], env={"COLUMNS": "120"}).stdout
    assert "yearly_outlier" not in shown and "missing_section" in shown
