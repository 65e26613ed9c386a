"""Workbooks, as openpyxl reads them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.cell.cell import Cell as ExcelCell
from openpyxl.worksheet.worksheet import Worksheet

from gouji.pipeline.export import workbook, xlsx
from gouji.pipeline.export.official_sheet import SheetCell, explain_cell
from gouji.pipeline.export.targets import ExportError
from gouji.pipeline.export.workbook import fill_sheet, name_sheet, open_workbook
from gouji.pipeline.records import Cell, CellKey, Document
from tests.export.outs import EVIL, build_out, build_report, run_export, write_out

RED, YELLOW = "FFFFC7CE", "FFFFEB9C"


@pytest.fixture(scope="module")
def dest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("xlsx")
    run_export(build_out(folder / "out"), folder / "d.xlsx", "xlsx")
    return folder / "d.xlsx"


def received(sheet: Worksheet) -> list[ExcelCell]:
    """The cells of the row of received applications, without its head."""
    [row] = [r for r in sheet.iter_rows() if r[0].value == "一、本年新收政府信息公开申请数量"]
    return list(row[3:10])


def test_each_dataset_and_each_report_has_a_sheet(dest: Path) -> None:
    book = openpyxl.load_workbook(dest)
    assert book.sheetnames == [
        "reports", "sections", "cells", "claims", "unplaced", "findings",
        "001 云岫区教育局 2020", "002 云岫区教育局 2023", "003 岚坪县人民政府 年度不详",
    ]  # fmt: skip
    head, *rows = book["reports"].iter_rows(values_only=True)
    assert [dict(zip(head, row, strict=True))["sheet"] for row in rows] == [
        *book.sheetnames[6:], None,
    ]  # fmt: skip


def test_the_official_table_shows_the_printed_values(dest: Path) -> None:
    sheet = openpyxl.load_workbook(dest)["002 云岫区教育局 2023"]
    assert [cell.value for cell in received(sheet)] == [0, None, "/", "╌", EVIL, 7, 12]
    assert sheet["A1"].value == "云岫区教育局 2023"
    assert sheet["A2"].value == "in/a.txt"
    [fees] = [row for row in sheet.iter_rows() if row[0].value == "行政事业性收费"]
    assert fees[3].value == 190.457379


def test_the_legend_explains_every_sign(dest: Path) -> None:
    sheet = openpyxl.load_workbook(dest)["002 云岫区教育局 2023"]
    legend = [sheet.cell(row, 1) for row in range(3, 8)]
    for cell, words in zip(legend, ("照录原文", "╌ 缺失", "存疑", "不成立", "批注"), strict=True):
        assert words in str(cell.value)
    assert [cell.fill.fgColor.rgb for cell in legend[2:4]] == [YELLOW, RED]


def test_broken_and_doubtful_cells_are_coloured_and_commented(dest: Path) -> None:
    sheet = openpyxl.load_workbook(dest)["002 云岫区教育局 2023"]
    zero, _, _, absent, unreadable, doubtful, broken = received(sheet)
    assert zero.fill.fill_type is None and zero.comment is None
    assert doubtful.fill.fgColor.rgb == YELLOW
    assert broken.fill.fgColor.rgb == RED
    texts = [
        cell.comment.text if cell.comment else "" for cell in (absent, unreadable, doubtful, broken)
    ]
    assert "推得 3" in texts[0] and "leave 3" in texts[0]
    assert "无法辨读" in texts[1]
    assert "可信度 0.30，低于 0.8" in texts[2] and "is below 0.8" in texts[2]
    assert "各项之和 7" in texts[3] and "adds up to 7" in texts[3]


def test_heads_are_merged_as_in_the_form(dest: Path) -> None:
    sheet = openpyxl.load_workbook(dest)["002 云岫区教育局 2023"]
    merged = {sheet.cell(r.min_row, r.min_col).value: r.size for r in sheet.merged_cells.ranges}
    assert merged["三、本年度办理结果"] == {"columns": 1, "rows": 22}
    assert merged["法人或其他组织"] == {"columns": 5, "rows": 1}
    assert merged["行政诉讼"] == {"columns": 10, "rows": 1}


def test_the_row_of_a_long_head_is_higher(dest: Path) -> None:
    sheet = openpyxl.load_workbook(dest)["002 云岫区教育局 2023"]
    heights = {
        cell.value: sheet.row_dimensions[cell.row].height
        for row in sheet.iter_rows()
        for cell in row
    }
    assert heights["（二）部分公开（区分处理的，只计这一情形，不计其他情形）"] == 30
    assert heights["法律服务机构"] == 30
    assert heights["一、本年新收政府信息公开申请数量"] in (None, 15)


def test_a_report_in_two_forms_has_each_table_in_its_own(tmp_path: Path) -> None:
    new, old = build_report(), build_report(form="2019")
    cells = tuple(c for c in new.cells if c.key.table != "proactive")
    cells += tuple(c for c in old.cells if c.key.table == "proactive")
    out = write_out(tmp_path / "out", {"in/a.txt": build_report(cells=cells)})
    run_export(out, tmp_path / "d.xlsx", "xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "d.xlsx").worksheets[6]
    words = [cell.value for row in sheet.iter_rows() for cell in row]
    assert "采购总金额" in words and "6.属于四类过程性信息" in words
    titles = ["主动公开政府信息情况", "收到和处理政府信息公开申请情况"]
    assert [word for word in words if word in titles] == titles


def test_no_cell_is_a_formula_and_text_keeps_its_mark(dest: Path) -> None:
    with ZipFile(dest) as archive:
        for name in archive.namelist():
            tree = ElementTree.fromstring(archive.read(name)) if name.endswith("xml") else None
            assert tree is None or not list(tree.iter("{*}f")), name
            assert "externalLink" not in name
    book = openpyxl.load_workbook(dest)
    marked = [c for s in book for row in s.iter_rows() for c in row if c.value == EVIL]
    assert len(marked) == 6  # In `cells` and on the sheets of three reports.
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in marked)


@pytest.mark.parametrize("count", [200, 201])
def test_beyond_200_reports_there_is_a_folder_of_workbooks(tmp_path: Path, count: int) -> None:
    cell = Cell("2021", CellKey("requests", "received", "total"), "read", Decimal(5), "5", 0.9)
    outcomes = {f"in/{n:03d}.txt": build_report(cells=(cell,)) for n in range(count)}
    run_export(write_out(tmp_path / "out", outcomes), tmp_path / "d.xlsx", "xlsx")
    if count == 200:
        books = [tmp_path / "d.xlsx"]
    else:
        books = sorted((tmp_path / "d.xlsx").glob("*.xlsx"))
        assert [path.name for path in books] == ["001.xlsx", "002.xlsx"]
    shown = []
    for path in books:
        book = openpyxl.load_workbook(path, read_only=True)
        shown += [row[0] for row in book["cells"].iter_rows(min_row=2, values_only=True)]
        assert len(book.sheetnames) == 6 + book["reports"].max_row - 1
    assert shown == list(outcomes)


def test_rows_beyond_the_limit_of_excel_go_to_more_workbooks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx, "MOST_ROWS", 401)
    out = build_out(tmp_path / "out")
    run_export(out, tmp_path / "d.xlsx", "xlsx")
    counts = [
        openpyxl.load_workbook(path)["cells"].max_row - 1
        for path in sorted((tmp_path / "d.xlsx").glob("*.xlsx"))
    ]
    assert counts == [398, 200]
    monkeypatch.setattr(xlsx, "MOST_ROWS", 4)
    run_export(out, tmp_path / "p.xlsx", "xlsx", wide=True)
    sizes = [len(list(openpyxl.load_workbook(p)["panel"])) for p in (tmp_path / "p.xlsx").iterdir()
             if p.suffix == ".xlsx"]  # fmt: skip
    assert sorted(sizes) == [3, 4]
    monkeypatch.setattr(xlsx, "MOST_ROWS", 200)
    with pytest.raises(ExportError, match=r"超过 Excel 上限[\s\S]*more rows than a sheet"):
        run_export(out, tmp_path / "e.xlsx", "xlsx")


def test_a_text_longer_than_a_cell_is_cut_and_counted(tmp_path: Path) -> None:
    long = build_report(document=Document("😀" * 20_000, "text", ()))
    out = write_out(tmp_path / "out", {"in/a.txt": long})
    assert run_export(out, tmp_path / "d.xlsx", "xlsx").cut == 1
    head, row = openpyxl.load_workbook(tmp_path / "d.xlsx")["reports"].iter_rows(values_only=True)
    text = dict(zip(head, row, strict=True))["text"]
    assert isinstance(text, str) and text.endswith("cut at Excel's limit〕")
    assert 32_000 < len(text.encode("utf-16-le")) // 2 <= 32_767


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_written_in_full(number: float) -> None:
    assert float(format(workbook._ExactNumber(number), ".16G")) == number


def test_numbers_keep_all_digits(tmp_path: Path) -> None:
    numbers = (0.1 + 0.2, 1 / 3, 123456789.12345679, -4.0, 0.0, 1e22, 5e-324)
    with open_workbook(tmp_path / "n.xlsx") as book:
        fill_sheet(book, "n", [["n"]], [[number] for number in numbers])
    rows = openpyxl.load_workbook(tmp_path / "n.xlsx")["n"].iter_rows(min_row=2, values_only=True)
    assert [row[0] for row in rows] == list(numbers)


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("a/b[c]:*?\\d 2021", "001 a_b_c_____d 2021"),
        ("岚" * 40, "001 " + "岚" * 27),
        ("😀" * 20, "001 " + "😀" * 13),
        ("某县人民政府'", "001 某县人民政府"),
        ("\x00", "001 _"),
    ],
)
def test_sheets_have_names_that_excel_takes(title: str, name: str) -> None:
    assert name_sheet(1, title) == name


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("a\x00b\x1b\ufffe", "a_x0000_b_x001B__xFFFE_"),  # As Excel spells them in XML.
        ("_x0041_", "_x005F_x0041_"),
        ("<r><t>x</t></r>", "<r><t>x</t></r>"),
        ("<r>&<x></r>", "<r>&<x></r>"),
        ("<r>", "<r>"),
        (" two \n lines\t", " two \n lines\t"),
        ("https://x/", "https://x/"),
        ("{=1}", "{=1}"),
    ],
)
def test_text_of_any_kind_is_text(tmp_path: Path, text: str, read: str) -> None:
    with open_workbook(tmp_path / "t.xlsx") as book:
        fill_sheet(book, "t", [["text"]], [[text]])
    [row] = openpyxl.load_workbook(tmp_path / "t.xlsx")["t"].iter_rows(min_row=2)
    assert (row[0].value, row[0].data_type, row[0].hyperlink) == (read, "s", None)


@given(st.text(min_size=1, max_size=8))
def test_any_text_leaves_a_readable_workbook(text: str) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "t.xlsx"
        with open_workbook(path) as book:
            fill_sheet(book, name_sheet(1, text), [["text"]], [[text]])
        [sheet] = openpyxl.load_workbook(path)
        assert isinstance(sheet["A2"].value, str)


def test_a_trusted_cell_has_no_comment() -> None:
    assert explain_cell(SheetCell("read", 1.0, "1", 0.9, None), 0.8) is None
    assert explain_cell(None, 0.8) is None
