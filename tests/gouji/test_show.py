"""`gouji show`: one report in the terminal."""

from __future__ import annotations

import io
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from rich.cells import cell_len
from rich.console import Console, RenderableType
from typer.testing import CliRunner

import gouji
from gouji.cli import app
from gouji.configs import FOLDER
from gouji.inputs.find_report import UnknownReportError, find_report
from gouji.pipeline.forms.form import load_forms
from gouji.pipeline.records import Cell, CellKey, Claim, Status
from gouji.terminal.cell_signs import Marks, draw_legend, format_number
from gouji.terminal.report_view import draw_claims, print_report
from gouji.terminal.table_view import TableView
from gouji.text import printable, shorten
from tests.batch.fake_extractor import FakeExtractor, install

MARKS = Marks(frozenset({CellKey("remedies", "reconsideration", "total")}), trust=0.9)
FORMS = load_forms(FOLDER / "forms")


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


def printed(content: RenderableType, width: int = 80) -> str:
    console = Console(file=io.StringIO(), width=width)
    console.print(content)
    return console.file.getvalue()  # type: ignore[attr-defined, no-any-return]


def draw(width: int = 80, **cells: Cell) -> str:
    """The table of remedies; cells of its first row by column, all others blank."""
    table = FORMS["2021"].table("remedies")
    stored = {
        key: cells.get(key.column, cell())._replace(key=key)
        if key.row == "reconsideration"
        else cell()._replace(key=key)
        for key, _, _ in table.cells()
    }
    return printed(TableView(FORMS["2021"], table, stored, MARKS), width)


def cell(status: Status = "blank", value: str | None = None, raw: str = "", **more: Any) -> Cell:
    """A cell whose key is set later."""
    number = None if value is None else Decimal(value)
    return Cell("2021", CellKey("", "", ""), status, number, raw, **more)


def test_each_status_looks_different() -> None:
    text = draw(
        upheld=cell("read", "0", confidence=0.5),
        corrected=cell("unreadable", raw="0/0"),
        other=cell("absent", suggested=3, confidence=0.1),
        total=cell("read", "12"),
    )
    [row] = [line for line in text.splitlines() if "行政复议 " in line and "情况" not in line]
    assert row.split() == ["行政复议", "0?", "“0/0”", "╌(3)", "·", "12!"]


def test_a_slash_is_shown_as_printed() -> None:
    text = draw(upheld=cell("blank", raw="/"), corrected=cell("blank", raw="—"))
    [row] = [line for line in text.splitlines() if "行政复议 " in line and "情况" not in line]
    assert row.split() == ["行政复议", "/", "—", "·", "·", "·!"]


def test_the_legend_explains_every_sign() -> None:
    legend = printed(draw_legend(MARKS))
    for words in ("· 空白", "/ - 照录原文", "╌ 缺失", "“…” 无法辨读", "(3) 由勾稽关系推得", "12? 存疑",
                  "低于 0.9", "12! 所在勾稽关系或规则不成立"):  # fmt: skip
        assert words in legend
    assert max(map(cell_len, legend.splitlines())) < 80


def test_groups_are_above_their_rows() -> None:
    labels = [line.split()[0] for line in draw().splitlines() if line.strip()]
    assert labels[-3:] == ["行政诉讼", "未经复议直接起诉", "复议后起诉"]


@pytest.mark.parametrize("width", [60, 80, 100, 120])
@pytest.mark.parametrize("form", ["2019", "2021"])
def test_every_number_fits_the_terminal(form: str, width: int) -> None:
    for table in FORMS[form].tables:
        cells = {key: cell("read", "1234", confidence=0.5) for key, _, _ in table.cells()}
        text = printed(TableView(FORMS[form], table, cells, MARKS), width)
        assert text.count("1234?") == len(cells)
        assert max(map(cell_len, text.splitlines())) <= width


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("form", ["2019", "2021"])
def test_every_head_of_the_form_is_shown(form: str, width: int) -> None:
    for table in FORMS[form].tables:
        cells = {key: cell("read", "0") for key, _, _ in table.cells()}
        letters = Counter(printed(TableView(FORMS[form], table, cells, MARKS), width))
        for block in table.blocks:
            labels = {label for row in block.rows for label in (*row.under, row.label)}
            labels |= {label for head in block.columns for label in (*head.under, head.label)}
            assert Counter("".join({*labels, block.group, block.corner})) <= letters


def test_the_head_of_requests_is_that_of_the_form() -> None:
    table = FORMS["2021"].table("requests")
    cells = {key: cell("read", "0") for key, _, _ in table.cells()}
    text = printed(TableView(FORMS["2021"], table, cells, MARKS), 100)
    lines = [line.rstrip() for line in text.splitlines()]
    assert lines[:10] == [
        "收到和处理政府信息公开申请情况  2021 年格式 · requests",
        "                                                  ───────────────── 申请人情况 ─────────────────",
        "                                                          ──────── 法人或其他组织 ────────",
        "（本列数据的勾稽关系为：第一项加第二项之和，等于          商业  科研  社会公  法律服",
        "第三项加第四项之和）                              自然人  企业  机构  益组织  务机构  其他  总计",
        "一、本年新收政府信息公开申请数量                       0     0     0       0       0     0     0",
        "二、上年结转政府信息公开申请数量                       0     0     0       0       0     0     0",
        "三、本年度办理结果",
        "  （一）予以公开                                       0     0     0       0       0     0     0",
        "  （二）部分公开（区分处理的，只计这一情形，不计       0     0     0       0       0     0     0",
    ]  # fmt: skip


def test_an_absent_table_is_named_as_not_found() -> None:
    table = FORMS["2021"].table("remedies")
    cells = {key: Cell("2021", key, "absent") for key, _, _ in table.cells()}
    assert "未见此表" in printed(TableView(FORMS["2021"], table, cells, MARKS))


def test_a_report_shows_its_identity_and_its_findings(out: Path) -> None:
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


def test_a_path_means_its_current_content(out: Path) -> None:
    Path("in/a.txt").write_text("ok new")
    gouji.run(["in"], "out")
    assert "现行 current" in shown(out, "in/a.txt")


def test_no_out_is_2(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["show", str(tmp_path), "a"])
    assert result.exit_code == 2 and "没有 gouji 的数据" in result.stderr


@pytest.mark.parametrize(
    ("value", "text"),
    [("12", "12"), ("0", "0"), ("-3", "-3"), ("190.457379", "190.457379"), ("1E+2", "100"),
     ("1.80", "1.8"), ("0.0000001", "0.0000001")],
)  # fmt: skip
def test_numbers_are_printed_with_all_digits(value: str, text: str) -> None:
    assert format_number(Decimal(value)) == text


def test_text_of_reports_cannot_control_the_terminal() -> None:
    assert printable("a\x1b[31m\u202eb\n c") == "a\ufffd[31m\ufffdb c"


def test_shortening_counts_columns() -> None:
    assert shorten("规范性文件", 10) == "规范性文件"
    assert shorten("规范性文件", 9) == "规范性文…"


def test_claims_show_metric_value_scope_and_signs() -> None:
    claims = [
        Claim("requests_received", Decimal(80), 0, 2, "2022年收到80件，2023年收到95件。", "件", period="last_year", confidence=0.97),
        Claim("requests_by_channel:网络", Decimal(3), 0, 1, "其中网络申请3件。", "件"),
        Claim("breakdown", Decimal(1460), 0, 4, "共1460条\x1b[31m", "条", "part", approximate=True, parts=(Decimal(60), Decimal(1420)), confidence=0.5),
    ]  # fmt: skip
    text = printed(draw_claims(claims), 120)
    assert "新收申请" in text and "80件" in text and "上年 last year" in text and "0.97" in text
    assert "申请渠道 网络" in text and "requests_by_channel:网络" in text
    assert "≈1460条" in text and "= 60 + 1420" in text and "一部分 part" in text
    assert "≈ 约数 approximate" in text and "= 各分项 the parts of a total" in text
    assert "\x1b[31m" not in text


def test_of_several_reports_in_a_file_the_first_is_shown_unless_numbered(out: Path) -> None:
    Path("in/many.txt").write_text("many 4\nok 5")
    gouji.run(["in"], "out")
    [id] = [report for report in reports(out) if report.endswith("#2")]
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
