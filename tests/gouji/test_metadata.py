"""Metadata of users: the report that each line matches, and the lines that are refused."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gouji.inputs.metadata import MatchedMetadata, load_metadata
from gouji.inputs.user_csv import CsvError
from gouji.pipeline.store.datasets import find_parts, rewrite_reports
from gouji.pipeline.store.schemas import SCHEMAS
from gouji.pipeline.store.user_metadata import UserMetadata, merge_metadata
from tests.export.outs import build_report, set_state, write_out


@pytest.fixture
def out(tmp_path: Path) -> Path:
    names = ["2020/报告.html", "2021/报告.html", "all.zip!x/unique.txt", "one.txt"]
    return write_out(tmp_path / "out", {name: build_report() for name in names})


def load(out: Path, *lines: str, encoding: str = "utf-8") -> MatchedMetadata:
    path = out.with_name("meta.csv")
    path.write_bytes("\n".join(lines).encode(encoding))
    return load_metadata(path, out)


@pytest.mark.parametrize(
    ("file", "report"),
    [
        ("2020/报告.html", "2020/报告.html"),
        ("./2021/报告.html", "2021/报告.html"),
        ("unique.txt", "all.zip!x/unique.txt"),
        ("x/unique.txt", "all.zip!x/unique.txt"),
        ("all.zip!x/unique.txt", "all.zip!x/unique.txt"),
        ("one.txt", "one.txt"),
    ],
)
def test_a_file_matches_by_path_end_of_path_or_name(out: Path, file: str, report: str) -> None:
    assert load(out, "file,year", f"{file},2019").by_report == {report: UserMetadata(year=2019)}


def test_every_stated_field_is_used_and_empty_fields_are_ignored(out: Path) -> None:
    metadata = load(
        out,
        "file,agency,region,year,url",
        'one.txt," 云岫区, 教育局 ",331099,2022年,https://x/?a=1',
        "unique.txt,,,,",
    )
    assert metadata.by_report == {
        "one.txt": UserMetadata("https://x/?a=1", "云岫区, 教育局", "331099", 2022),
        "all.zip!x/unique.txt": UserMetadata(),
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_encodings_of_excel_are_read(out: Path, encoding: str) -> None:
    metadata = load(out, "文件,机关,年度", "one.txt,岚坪县,2020", encoding=encoding)
    assert metadata.by_report == {"one.txt": UserMetadata(agency="岚坪县", year=2020)}


def test_unused_columns_and_unmatched_files_are_reported(out: Path) -> None:
    metadata = load(out, "file,标题,regoin", "one.txt,x,1", "nowhere.txt,x,1", "")
    assert metadata.ignored_headers == ("标题", "regoin")
    assert metadata.unmatched_files == ("nowhere.txt",)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["url,year", "x,2020"], ["meta.csv:1", "缺少 file", "no column `file`"]),
        ([], ["meta.csv:1", "缺少 file"]),
        (
            ["file,year", "one.txt,20x0"],
            ["meta.csv:2", "年度应为 2023", "：20x0", "The year must be like"],
        ),
        (["file,year", "one.txt,２０２０"], ["meta.csv:2"]),
        (["file,year", ",2020"], ["meta.csv:2", "未填写文件", "The file is missing"]),
        (
            ["file,year", "报告.html,2020"],
            ["meta.csv:2", "对应 2 份报告", "matches 2 reports", "2020/报告.html, 2021/报告.html"],
        ),
        (
            ["file,year", "one.txt,2020", "./one.txt,2021"],
            ["meta.csv:3", "第 2 行", "year differs from line 2"],
        ),
    ],
)
def test_wrong_or_ambiguous_lines_are_refused(
    out: Path, lines: list[str], words: list[str]
) -> None:
    with pytest.raises(CsvError) as refused:
        load(out, *lines)
    assert all(word in str(refused.value) for word in words)


def test_a_missing_metadata_file_is_refused(out: Path) -> None:
    with pytest.raises(CsvError, match=r"无法打开[\s\S]*cannot be opened"):
        load_metadata(out / "none.csv", out)


def test_two_lines_about_one_report_are_merged(out: Path) -> None:
    metadata = load(out, "file,year,url", "one.txt,2020,", "./one.txt,2020,u")
    assert metadata.by_report == {"one.txt": UserMetadata(url="u", year=2020)}


def test_a_path_means_the_report_that_it_holds_now(out: Path) -> None:
    rewrite_reports(out, {"2020/报告.html": {"sources": ["one.txt"], "state": "changed"}})
    assert load(out, "file,year", "one.txt,2020").by_report.keys() == {"one.txt"}
    set_state(out, "one.txt", "gone")
    with pytest.raises(CsvError):
        load(out, "file,year", "one.txt,2020")


def test_stated_metadata_overrides_what_was_read(out: Path) -> None:
    metadata = load(out, "file,agency,region,year", "one.txt,岚坪县政府,331099,")
    rows = {row["report"]: row for row in merge_metadata(out, metadata.by_report).to_pylist()}
    assert rows["one.txt"]["agency"] == "岚坪县政府"
    assert rows["one.txt"]["agency_id"] == "331099:岚坪县人民政府"
    assert rows["one.txt"]["year"] == 2023, "the year was not stated"
    assert rows["2020/报告.html"]["agency_id"] == "云岫区教育局"


def test_reports_in_one_file_are_distinguished_by_number(out: Path) -> None:
    for path in find_parts(out, "reports"):
        rows = pq.read_table(path).to_pylist()
        rows += [row | {"report": "one.txt#2"} for row in rows if row["report"] == "one.txt"]
        pq.write_table(pa.Table.from_pylist(rows, schema=SCHEMAS["reports"]), path)
    by_report = load(out, "file,year", "one.txt#1,2019", "one.txt#2,2020").by_report
    assert by_report == {"one.txt": UserMetadata(year=2019), "one.txt#2": UserMetadata(year=2020)}
    with pytest.raises(CsvError, match=r"one\.txt#1, one\.txt#2"):
        load(out, "file,year", "one.txt,2019")
