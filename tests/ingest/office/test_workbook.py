"""Excel files: the texts that their sheets show."""

from __future__ import annotations

from datetime import date

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Border, Color, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from gouji.pipeline.ingest import ingest
from gouji.pipeline.ingest.office.excel.cell_formats.format_number import format_number
from gouji.pipeline.ingest.office.excel.cell_formats.spell_number import spell_number
from tests.ingest.pdf.printed import rows_of, save, texts_of

BOX = Border(*[Side("thin")] * 4)


def test_merged_and_empty_cells_keep_their_columns() -> None:
    book = Workbook()
    sheet = book.active
    sheet["A1"] = "一、总体情况"
    rows: list[list[str | int | None]] = [["三、", "（一）", None, 1], [None, "a", None, None]]
    for row, texts in enumerate(rows, 3):
        for column, text in enumerate(texts, 1):
            sheet.cell(row, column, text).border = BOX
    sheet.merge_cells("A3:A4")
    sheet.merge_cells("B3:C3")
    assert rows_of(ingest(save(book), "a.xlsx")) == [
        [("一、总体情况", 0)],
        [("三、", 0), ("（一）", 1), ("1", 3)],
        [("a", 1), ("", 2), ("", 3)],
    ]


def test_a_table_without_borders_ends_at_a_line_of_text() -> None:
    book = Workbook()
    for row in (
        ["规章", 0, None, 2],
        ["二、申请"],
        ["a", 1, 2, 3, 4, 5],
        ["b"],
        ["c", 1, None, 3, 4],
    ):
        book.active.append(row)
    assert texts_of(ingest(save(book), "a.xlsx")) == [
        ["规章", "0", "", "2"],
        ["二、申请"],
        ["a", "1", "2", "3", "4", "5"],
        ["b", "", "", "", "", ""],
        ["c", "1", "", "3", "4", ""],
    ]


def test_labels_without_values_and_borders_are_table_rows() -> None:
    book = Workbook()
    rows = [
        ["（一）项"], ["内容", "制发", "废止", "有效"], ["规章"], ["文件"], ["（五）项"],
        ["四、无法提供", "不掌握", 1, 2], [None, "需制作"], [None, "不明确", 3, 4], ["三、申请情况"],
    ]  # fmt: skip
    for row in rows:
        book.active.append(row)
    for merged in ("A1:D1", "A5:D5", "A6:A8"):
        book.active.merge_cells(merged)
    assert texts_of(ingest(save(book), "a.xlsx")) == [
        ["（一）项"], ["内容", "制发", "废止", "有效"], ["规章", "", "", ""], ["文件", "", "", ""], ["（五）项"],
        ["四、无法提供", "不掌握", "1", "2"], ["需制作", "", ""], ["不明确", "3", "4"], ["三、申请情况"],
    ]  # fmt: skip


def test_cells_are_read_in_their_number_formats() -> None:
    book = Workbook()
    shown = [
        ("0.00", 3.14159),
        ("#,##0", 1234567),
        ('0"件"', 12),
        ("yyyy-mm-dd", date(2022, 1, 31)),
    ]
    shown += [("0;-0;;@", 0), ('_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ', 0)]
    for column, (code, value) in enumerate(shown, 2):
        book.active.cell(1, column, value).number_format = code
    book.active["A1"] = "规章"
    (row,) = texts_of(ingest(save(book), "a.xlsx"))
    assert row == ["规章", "3.14", "1,234,567", "12件", "2022-01-31", "", "-"]


@pytest.mark.parametrize(
    ("stored", "code", "shown"),
    [
        ("5.0000000000000001E-2", "General", "0.05"),
        ("12345678901234", "General", "12345678901234"),
        ("0.1", "0", "0"),
        ("2.5", "0", "3"),
        ("-3", "0", "-3"),
        ("-3", "0;(0)", "(3)"),
        ("0", "#,###", ""),
        ("0.125", "0.0%", "12.5%"),
        ("1234", "[$¥-804]#,##0.00", "¥1,234.00"),
        ("12345678", '0.0,"千"', "12345.7千"),
        ("3.456", "0.0#", "3.46"),
        ("2", "000", "002"),
        ("44592", 'yyyy"年"m"月"d"日";@', "2022年1月31日"),
        ("44592.75", "yyyy/m/d h:mm", "2022/1/31 18:00"),
        ("7", "G/通用格式", "7"),
        ("7", "@", "7"),
        ("7", "_(@_)", "7"),
        ("0", "0;-0; ;@", " "),
        ("0", "0;-0;/", "/"),
        ("0", '[=0]"-";0', "-"),
        ("7", '[=0]"-";0', "7"),
        ("7", '[>=100]0;0;"-"', "####"),
        ("-7", '[<0]"负"0;0', "负7"),
        ("7", '[=0]"-"', "####"),
        ("12345", '0!.0,"万"', "1.2万"),
        ("12345", '0\\.0,"万"', "1.2万"),
        ("1234567", "000-0000", "123-4567"),
        ("12345", "0.00E+00", "12345"),
        ("7", 'General"件"', "7件"),
        ("-7", "General;-General", "-7"),
        ("7", ";;;", ""),
        ("7", "Standard", "7"),
        ("1.5", ".00", "1.50"),
        ("-1234", "#,##0_);(#,##0)", "(1,234)"),
        ("1E+400", "0", "1E+400"),
        ("abc", "0", "abc"),
        ("1", "0" * 300, "0" * 254 + "1"),
    ],
)
def test_number_formats(stored: str, code: str, shown: str) -> None:
    assert format_number(stored, code) == shown


@pytest.mark.parametrize(
    ("stored", "code", "spelt"),
    [
        pytest.param("41", "000", "41", id="filled up with zeros"),
        pytest.param("0", "000", "0", id="a zero filled up"),
        pytest.param("-41", "000", "-41", id="negative and filled up"),
        pytest.param("7.5", "00.00", "7.50", id="with places"),
        pytest.param("7", '000"件"', "7件", id="with a unit"),
        pytest.param("7", "0.00", "7.00", id="not filled up"),
        pytest.param("0.5", "0.0", "0.5", id="a zero before the point"),
        pytest.param("5000", '0!.0,"万"', "0.5万", id="a zero before a point by hand"),
        pytest.param("41", "000-0000", "000-0041", id="a number in parts"),
        pytest.param("571123456", "0000000000", "0571123456", id="a telephone number"),
        pytest.param("41000", "000,", "041", id="thousands"),
        pytest.param("44565", "mm", "01", id="a month"),
        pytest.param("041", "@", "41", id="stored with a zero"),
        pytest.param("0x", "000", "0x", id="no number"),
        pytest.param("-21", "#,##0_);(#,##0)", "-21", id="negative in brackets"),
        pytest.param("-1234.5", "#,##0.0_);[Red](#,##0.0)", "-1,234.5", id="brackets and places"),
        pytest.param("21", "(0)", "(21)", id="positive in brackets"),
        pytest.param("-21", "0;(0件)", "(21件)", id="brackets with a unit"),
        pytest.param("-21000", "0;(0,)", "(21)", id="thousands in brackets"),
    ],
)
def test_numbers_that_a_format_fills_up_or_puts_into_brackets(
    stored: str, code: str, spelt: str
) -> None:
    assert spell_number(stored, code) == spelt


LOOKS: dict[str, tuple[object, Font | None, PatternFill | None, str]] = {
    "white": (7, Font(color="FFFFFF"), None, ""),
    "white by its theme": (7, Font(color=Color(theme=0)), None, ""),
    "white by its index": (7, Font(color=Color(indexed=9)), None, ""),
    "grey by its theme": (7, Font(color=Color(theme=0, tint=-0.5)), None, "7"),
    "white on dark": (7, Font(color="FFFFFF"), PatternFill("solid", "1F4E79"), "7"),
    "dark on the same": (7, Font(color="1F4E79"), PatternFill("solid", "1F4E79"), ""),
    "white on a pattern": (7, Font(color="FFFFFF"), PatternFill("darkGrid", "000000"), "7"),
    "pale": (7, Font(color="BFBFBF"), None, "7"),
    "struck out": (43, Font(strike=True), None, "4\u03363\u0336"),
    "tiny": (7, Font(size=1), None, ""),
    "underlined": (7, Font(underline="single"), None, "7"),
    "raised as a whole": (7, Font(vertAlign="superscript"), None, "7"),
    "struck run": (CellRichText(TextBlock(InlineFont(strike=True), "8"), "30"), None, None, "30"),
    "struck run behind": (CellRichText("30", TextBlock(InlineFont(strike=True), "8")), None, None, "30"),
    "struck runs alone": (
        CellRichText(TextBlock(InlineFont(strike=True), "8")), None, None, "8\u0336",
    ),
    "run that is not struck": (
        CellRichText(TextBlock(InlineFont(strike=False), "8"), "30"), None, None, "830",
    ),
    "raised run": (
        CellRichText("53", TextBlock(InlineFont(vertAlign="superscript"), "1")), None, None, "53¹",
    ),
    "raised word": (
        CellRichText("53", TextBlock(InlineFont(vertAlign="superscript"), "注1")), None, None, "53注¹",
    ),
    "white run": (CellRichText("53", TextBlock(InlineFont(color="FFFFFF"), "1")), None, None, "53"),
    "white run on dark": (
        CellRichText(TextBlock(InlineFont(color="FFFFFF"), "53"), "1"), None,
        PatternFill("solid", "1F4E79"), "531",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LOOKS)
def test_what_a_cell_shows(name: str) -> None:
    value, font, fill, shown = LOOKS[name]
    book = Workbook()
    book.active.append(["规章", value, 3])
    book.active["B1"].font = font or Font()
    book.active["B1"].fill = fill or PatternFill()
    assert texts_of(ingest(save(book), "a.xlsx")) == [["规章", shown, "3"]]


def test_hidden_sheets_rows_and_columns_are_not_read() -> None:
    book = Workbook()
    book.active.append(["规章", 1, 2, 3])
    book.active.append(["隐", 4, 5, 6])
    book.active.column_dimensions["C"].hidden = True
    book.active.row_dimensions[2].hidden = True
    book.create_sheet("b").append(["许可", 7])
    book.create_sheet("c").append(["隐", 8])
    book["c"].sheet_state = "hidden"
    assert texts_of(ingest(save(book), "a.xlsx")) == [["规章", "1", "3"], ["许可", "7"]]


def test_results_have_the_number_format_of_their_cell_and_long_chains_have_no_result() -> None:
    book = Workbook()
    book.active.append([1200.5, "=A1+A1"])
    book.active["B1"].number_format = "#,##0.00"
    assert texts_of(ingest(save(book), "a.xlsx")) == [["1200.5", "2,401.00"]]
    book = Workbook()
    book.active.append([*(f"={get_column_letter(n + 1)}1" for n in range(1, 100)), 1])
    texts = texts_of(ingest(save(book), "a.xlsx"))[0]
    assert texts[0] == "=B1" and texts[60] == "1"
