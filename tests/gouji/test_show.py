"""`gouji show`: what a reader sees of one report."""

from __future__ import annotations

import io
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from rich.cells import cell_len
from rich.console import Console
from typer.testing import CliRunner

import gouji
from gouji.cli import app
from gouji.configs import FOLDER
from gouji.inputs.find_report import UnknownReportError, find_report
from gouji.pipeline.forms.form import load_forms
from gouji.pipeline.store.rows import Row
from gouji.terminal.report_view import draw_claims, print_report
from gouji.terminal.table_view import Marks, format_number, lay_out
from gouji.text import printable, shorten
from tests.batch.fake_extractor import FakeExtractor, install

MARKS = Marks(frozenset({"remedies/reconsideration/total"}), trust=0.9)


@pytest.fixture
def out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    install(FakeExtractor(), monkeypatch)
    monkeypatch.chdir(tmp_path)
    Path("in").mkdir()
    for name, text in {"a": "ok 1", "b": "broken 2", "c": "page 3"}.items():
        Path(f"in/{name}.txt").write_text(text)
    gouji.run(["in"], "out")
    return Path("out")


def shown(out: Path, given: str, width: int = 80) -> str:
    console = Console(file=io.StringIO(), width=width, force_terminal=False)
    print_report(out, given, console)
    return console.file.getvalue()  # type: ignore[attr-defined, no-any-return]


def draw(width: int = 80, **cells: Row) -> str:
    """The table of remedies; cells of its first row by column, all others blank."""
    form = load_forms(FOLDER / "forms")["2021"]
    table = form.table("remedies")
    blank = {"status": "blank", "value": None, "raw": "", "suggested": None, "confidence": 1.0}
    stored = {
        str(key): blank | (cells.get(key.column, {}) if key.row == "reconsideration" else {})
        for key, _, _ in table.cells()
    }
    console = Console(file=io.StringIO(), width=width)
    console.print(lay_out(form, table, stored, MARKS))
    return console.file.getvalue()  # type: ignore[attr-defined, no-any-return]


def test_each_status_looks_different() -> None:
    text = draw(
        upheld={"status": "read", "value": 0.0, "confidence": 0.5},
        corrected={"status": "unreadable", "raw": "0/0"},
        other={"status": "absent", "suggested": 3.0, "confidence": 0.1},
        total={"status": "read", "value": 12.0},
    )
    [row] = [line for line in text.splitlines() if "行政复议 " in line and "情况" not in line]
    assert row.split() == ["行政复议", "0?", "“0/0”", "╌(3)", "·", "12!"]


def test_groups_stand_above_their_rows() -> None:
    labels = [line.split()[0] for line in draw().splitlines() if line.strip()]
    assert labels[-3:] == ["行政诉讼", "未经复议直接起诉", "复议后起诉"]


@pytest.mark.parametrize("width", [80, 100, 120])
@pytest.mark.parametrize("form", ["2019", "2021"])
def test_every_number_fits_the_terminal(form: str, width: int) -> None:
    definition = load_forms(FOLDER / "forms")[form]
    number = {"status": "read", "value": 1234.0, "suggested": None, "confidence": 0.5}
    for table in definition.tables:
        cells = {str(key): number for key, _, _ in table.cells()}
        console = Console(file=io.StringIO(), width=width)
        console.print(lay_out(definition, table, cells, MARKS))
        text = console.file.getvalue()  # type: ignore[attr-defined]
        assert text.count("1234") == len(cells)
        assert max(map(cell_len, text.splitlines())) <= width


def test_a_table_that_is_not_there_is_said_so() -> None:
    form = load_forms(FOLDER / "forms")["2021"]
    cell = {"status": "absent", "suggested": None}
    console = Console(file=io.StringIO())
    console.print(lay_out(form, form.table("remedies"), {"x": cell}, MARKS))
    assert "未见此表" in console.file.getvalue()  # type: ignore[attr-defined]


def test_a_report_shows_what_it_is_and_what_is_wrong(out: Path) -> None:
    text = shown(out, "in/b.txt")
    assert "获嘉县[red]人民政府" in text
    assert "✗ 不成立 申请人之和 3 不等于总计 4。" in text
    assert "row_total/received: The applicants add up" in text
    assert "三、申请" in text and "0–4" in text
    assert "3!" in text and "\x1b" not in text


def test_a_failed_report_says_why(out: Path) -> None:
    text = shown(out, "in/c.txt")
    assert "没有找到年度报告" in text and "No section or table" in text


def test_a_report_goes_by_id_prefix_path_and_end_of_path(out: Path) -> None:
    ids = {row["source"]: row["report"] for row in pq.read_table(out / "reports").to_pylist()}
    for given in (ids["in/a.txt"], ids["in/a.txt"][:12], "./in/a.txt", "a.txt"):
        assert ids["in/a.txt"] in shown(out, given)


@pytest.mark.parametrize(
    ("given", "words"),
    [("nothing", ["没有这份报告", "no such report"]), ("x.txt", ["没有这份报告"])],
)
def test_an_unknown_report_is_2(out: Path, given: str, words: list[str]) -> None:
    result = CliRunner().invoke(app, ["show", str(out), given])
    assert result.exit_code == 2
    assert all(word in result.stderr for word in words)


def test_an_ambiguous_report_is_2_and_lists_what_it_can_mean(out: Path) -> None:
    Path("in/sub").mkdir()
    Path("in/sub/a.txt").write_text("ok 9")
    gouji.run(["in"], "out")
    result = CliRunner().invoke(app, ["show", str(out), "a.txt"])
    assert result.exit_code == 2
    assert "in/a.txt" in result.stderr and "in/sub/a.txt" in result.stderr
    assert "2 份" in result.stderr and "2 reports" in result.stderr


def test_a_path_means_what_it_holds_now(out: Path) -> None:
    Path("in/a.txt").write_text("ok new")
    gouji.run(["in"], "out")
    assert "现行 current" in shown(out, "in/a.txt")


def test_no_out_is_2(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["show", str(tmp_path), "a"])
    assert result.exit_code == 2 and "没有 gouji 的数据" in result.stderr


@pytest.mark.parametrize(
    ("value", "text"), [(12.0, "12"), (0.0, "0"), (-3.0, "-3"), (190.457379, "190.457379")]
)
def test_numbers_are_printed_whole(value: float, text: str) -> None:
    assert format_number(value) == text


def test_text_of_reports_cannot_steer_the_terminal() -> None:
    assert printable("a\x1b[31m\u202eb\n c") == "a\ufffd[31m\ufffdb c"


def test_shortening_counts_columns() -> None:
    assert shorten("规范性文件", 10) == "规范性文件"
    assert shorten("规范性文件", 9) == "规范性文…"


def test_claims_say_what_they_claim_and_where() -> None:
    own: Row = {"unit": "件", "about": "self", "period": "year", "approximate": False, "parts": []}
    claims = [
        own | {"metric": "requests_received", "value": 80.0, "period": "last_year", "confidence": 0.97, "text": "2022年收到80件，2023年收到95件。"},
        own | {"metric": "requests_by_channel:网络", "value": 3.0, "confidence": 1.0, "text": "其中网络申请3件。"},
        own | {"metric": "breakdown", "value": 1460.0, "unit": "条", "parts": [60.0, 1420.0], "approximate": True, "about": "part", "confidence": 0.5, "text": "共1460条\x1b[31m"},
    ]  # fmt: skip
    console = Console(file=io.StringIO(), width=120)
    console.print(draw_claims(claims))
    text = console.file.getvalue()  # type: ignore[attr-defined]
    assert "新收申请" in text and "80件" in text and "上年 last year" in text and "0.97" in text
    assert "申请渠道 网络" in text and "requests_by_channel:网络" in text
    assert "≈1460条" in text and "= 60 + 1420" in text and "一部分 part" in text
    assert "\x1b[31m" not in text


def test_of_several_reports_in_a_file_the_first_is_shown_unless_numbered(out: Path) -> None:
    Path("in/many.txt").write_text("many 4\nok 5")
    gouji.run(["in"], "out")
    [id] = [one for one in reports(out) if one.endswith("#2")]
    assert "1/2  in/many.txt#2" in shown(out, "many.txt")
    for given in ("in/many.txt#2", "many.txt#2", id, id[:9] + "#2"):
        text = shown(out, given, 120)
        assert id in text and "2/2" in text
    assert "in this file" not in shown(out, "a.txt")
    with pytest.raises(UnknownReportError):
        find_report(out, "many.txt#3")


def reports(out: Path) -> list[str]:
    ids: list[str] = pq.read_table(out / "reports")["report"].to_pylist()
    return ids
