"""`gouji export`: formats, metadata, exit status and console output."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import gouji
from gouji.cli import app
from gouji.export_datasets import find_format
from gouji.pipeline.export.formats import ExportFormat
from gouji.pipeline.export.targets import ExportError
from tests.export.outs import build_out


@pytest.fixture
def out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    build_out(Path("out"))
    return "out"


def call(*words: str) -> Result:
    return CliRunner().invoke(app, ["export", *words])


@pytest.mark.parametrize("suffix", list(ExportFormat))
def test_the_suffix_determines_the_format(out: str, suffix: str) -> None:
    result = call(out, f"d.{suffix.upper()}")
    assert result.exit_code == 0, result.stderr
    assert "已导出" in result.stdout and "cells 598" in result.stdout
    assert Path(f"d.{suffix.upper()}").exists()


def test_the_option_determines_the_format(out: str) -> None:
    assert call(out, "folder", "--format", "csv").exit_code == 0
    assert Path("folder/cells.csv").is_file()


def test_an_unknown_format_is_2(out: str) -> None:
    result = call(out, "d.doc")
    assert result.exit_code == 2
    assert "请用 --format 指明" in result.stderr and "give one by --format" in result.stderr
    assert not Path("d.doc").exists()


def test_a_missing_out_is_2(out: str) -> None:
    result = call("nowhere", "d.csv")
    assert result.exit_code == 2 and "没有 gouji 的数据" in result.stderr


def test_metadata_is_joined_and_unused_parts_are_reported(out: str) -> None:
    Path("meta.csv").write_text("file,year,note\nc.txt,2018,x\nz.txt,2018,x\n", encoding="utf-8")
    result = call(out, "p.jsonl", "--wide", "--metadata", "meta.csv")
    assert result.exit_code == 0
    assert "没有对应报告的文件" in result.stdout and "z.txt" in result.stdout
    assert "未使用的列" in result.stdout and "note" in result.stdout
    rows = [json.loads(line) for line in Path("p.jsonl").read_text().splitlines()]
    assert {row["report"]: row["year"] for row in rows}["in/c.txt"] == 2018


def test_agency_and_year_are_exported_as_stated_and_as_read(out: str) -> None:
    Path("meta.csv").write_text("file,agency,year\na.txt,云岫区教体局,2022\n", encoding="utf-8")
    assert call(out, "d.jsonl", "--metadata", "meta.csv").exit_code == 0
    rows = [json.loads(line) for line in Path("d.jsonl/reports.jsonl").read_text().splitlines()]
    [row] = [row for row in rows if row["report"] == "in/a.txt"]
    assert (row["agency"], row["year"]) == ("云岫区教体局", 2022)
    assert (row["agency_read"], row["year_read"]) == ("云岫区教育局", 2023)


def test_wrong_metadata_is_2_and_nothing_is_written(out: str) -> None:
    Path("meta.csv").write_text("name\n", encoding="utf-8")
    result = call(out, "d.csv", "--metadata", "meta.csv")
    assert result.exit_code == 2 and "缺少 file" in result.stderr
    assert not Path("d.csv").exists()


def test_an_interrupt_is_130_and_leaves_nothing(out: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(_: Path, __: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("gouji.pipeline.export.run.add_panel", interrupt)
    assert call(out, "p.csv", "--wide").exit_code == 130
    assert [path.name for path in Path().iterdir()] == ["out"]


def test_a_cut_text_is_told(out: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gouji.pipeline.export.workbook._MOST_UNITS", 60)
    result = call(out, "d.xlsx")
    assert "已截断" in result.stdout and "were cut" in result.stdout


def test_an_unknown_format_option_is_2_and_the_formats_are_listed(out: str) -> None:
    result = call(out, "d", "--format", "doc")
    assert result.exit_code == 2
    assert all(f"'{format.value}'" in result.stderr for format in ExportFormat)


def test_the_api_returns_the_number_of_rows(out: str) -> None:
    assert gouji.export(out, "p.csv", wide=True, bom=True) == {"panel": 3}
    assert Path("p.csv").read_bytes().startswith(b"\xef\xbb\xbfagency_id,year,")


def test_a_folder_without_a_suffix_has_no_format() -> None:
    with pytest.raises(ExportError):
        find_format(Path("folder.d/xlsx"), None)
