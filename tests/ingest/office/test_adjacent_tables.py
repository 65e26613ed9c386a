"""Sheets with tables side by side, with separating columns, and with hidden cells."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Border, Side

from gouji.pipeline.ingest import ingest
from tests.hostile.packages import with_parts, workbook
from tests.ingest.pdf.printed import rows_of, save, texts_of

Value = str | float | None
Rows = Sequence[Sequence[Value]]

LEFT: Rows = [["内容", "制发", "废止"], ["规章", 1, None], ["文件", 2, 0], ["另一项", 3, None]]
RIGHT: Rows = [["项目", "件数", "金额"], ["许可", None, 3], ["处罚", 4, None], ["收费", None, 5]]
BOX = Border(*[Side("thin")] * 4)


def book(rows: Rows, column: int = 1, row: int = 1, *, box: bool = False) -> Workbook:
    built = Workbook()
    for row_number, texts in enumerate(rows, row):
        for column_number, text in enumerate(texts, column):
            cell = built.active.cell(row_number, column_number, text)
            if box and text != "-":
                cell.border = BOX
    return built


def read(built: Workbook) -> list[list[str]]:
    return texts_of(ingest(save(built), "a.xlsx"))


def as_texts(rows: Rows) -> list[list[str]]:
    return [["" if value is None else str(value) for value in row] for row in rows]


def test_tables_side_by_side_are_read_one_after_the_other() -> None:
    both = [[*a, None, *b] for a, b in zip(LEFT, RIGHT, strict=True)]
    for column, row in ((1, 1), (4, 9)):
        texts = read(book([["年度报告"], *both], column, row))
        assert texts == [["年度报告"], *as_texts(LEFT), *as_texts(RIGHT)]


def test_figures_behind_an_empty_column_are_no_table_of_their_own() -> None:
    rows: list[list[Value]] = [
        ["内容", "制发", "废止", None, "有效", "计", "备"],
        ["规章", 1, None, None, 7, 8, None],
    ]
    rows += [["文件", 2, 0, None, 31, 33, None], ["另一项", None, 1, None, 3, 4, 5]]
    assert read(book(rows)) == [
        [text for x, text in enumerate(row) if x != 3] for row in as_texts(rows)
    ]


def test_empty_columns_without_a_header_are_dropped() -> None:
    rows: Rows = [
        ["内容", None, "制发", None, "废止", None, "有效"],
        ["规章", None, 1, None, None, None, 7],
    ]
    for box in (False, True):
        assert read(book(rows, box=box)) == [
            ["内容", "制发", "废止", "有效"],
            ["规章", "1", "", "7"],
        ]
    assert read(book([["规章", 1, None, 7], ["文件", 2, None, 9]])) == [
        ["规章", "1", "", "7"],
        ["文件", "2", "", "9"],
    ]


def test_a_merged_cell_with_a_hidden_first_cell_keeps_its_text() -> None:
    built = book([["甲", None, 1, 2], ["乙", "a", 3, 4], [None, "b", 5, 6]], box=True)
    built.active.merge_cells("A1:B1")
    built.active.merge_cells("A2:A3")
    built.active.row_dimensions[2].hidden = True
    assert rows_of(ingest(save(built), "a.xlsx")) == [
        [("甲", 0), ("1", 2), ("2", 3)],
        [("乙", 0), ("b", 1), ("5", 2), ("6", 3)],
    ]
    built.active.column_dimensions["A"].hidden = True
    assert texts_of(ingest(save(built), "a.xlsx")) == [["甲", "1", "2"], ["b", "5", "6"]]


def test_rows_and_columns_of_size_zero_are_hidden() -> None:
    cells = "<c t='inlineStr'><is><t>{}</t></is></c><c><v>9</v></c><c><v>{}</v></c>"
    rows = [f"<row>{cells.format('规章', 1)}</row>", f"<row ht='0'>{cells.format('隐', 2)}</row>"]
    columns = "<cols><col min='2' max='2' width='0'/></cols>"
    sheet = f"<worksheet>{columns}<sheetData>{''.join(rows)}</sheetData></worksheet>"
    built = with_parts(workbook(""), {"xl/worksheets/a.xml": sheet})
    assert texts_of(ingest(built, "a.xlsx")) == [["规章", "1"]]


def test_zeros_are_blank_in_a_sheet_that_hides_them() -> None:
    built = book([["规章", 0, 1], ["文件", "0", 0.0]], box=True)
    built.active.sheet_view.showZeros = False
    assert read(built) == [["规章", "", "1"], ["文件", "0", ""]]


def test_truth_values_and_texts_in_their_formats() -> None:
    built = book([["规章", True, "5", "6", 7]], box=True)
    for name, code in (("C1", ";;;"), ("D1", '"共"@"件"'), ("E1", "@")):
        built.active[name].number_format = code
    assert read(built) == [["规章", "TRUE", "", "共6件", "7"]]
