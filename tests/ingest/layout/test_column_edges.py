"""Tables with horizontal rulings only, drawn cell by cell."""

from __future__ import annotations

from gouji.pipeline.ingest import ingest
from gouji.pipeline.ingest.layout.page import Ruling
from gouji.pipeline.ingest.layout.ruled.column_edges import infer_column_edges
from tests.ingest.pdf.printed import print_pdf, rows_of, table, texts_of

_BETWEEN = "none; border-bottom: 0.5pt solid black"


def test_cells_end_where_the_rulings_below_them_end() -> None:
    rows = [["信息内容", "制发", "废止", "有效"], ["规章", "——", "——", "12"], ["文件", "", "3", ""]]
    document = ingest(print_pdf(table(rows), border=_BETWEEN), "a.pdf")
    assert rows_of(document)[1:] == [
        [("规章", 0), ("——", 1), ("——", 2), ("12", 3)],
        [("文件", 0), ("", 1), ("3", 2), ("", 3)],
    ]


def test_a_label_of_several_lines_between_two_rulings_is_one_cell() -> None:
    rows = [["七<br>、<br>总<br>计", "10", "4"], ["四、结转", "0", ""]]
    document = ingest(
        print_pdf("<p>表</p>" + table([["一", "1", "2"], *rows]), border=_BETWEEN), "a.pdf"
    )
    assert texts_of(document)[-2:] == [["七、总计", "10", "4"], ["四、结转", "0", ""]]


def test_a_text_over_several_columns_is_not_cut() -> None:
    wide = "<tr><td colspan=2>一、本年新收政府信息公开申请数量</td><td>7</td></tr>"
    narrow = "<tr><td>三、本年度办理结果</td><td>（一）予以公开</td><td>3</td></tr>"
    body = f"<table><tr><td>甲</td><td>乙</td><td>丙</td></tr>{narrow * 2}{wide}</table>"
    document = ingest(print_pdf(body, border=_BETWEEN), "a.pdf")
    assert texts_of(document)[-1] == ["一、本年新收政府信息公开申请数量", "7"]


def test_tables_with_different_columns_are_separate_and_uncut_rulings_show_no_column() -> None:
    one = [Ruling(x0, y, x1, y) for x0, x1 in ((0, 50), (50, 90)) for y in (10.0, 30.0)]
    other = [Ruling(x0, y, x1, y) for x0, x1 in ((0, 30), (30, 90)) for y in (80.0, 99.0)]
    edges = infer_column_edges([*one, *other], [])
    assert {(top, bottom) for _, top, _, bottom in edges} == {(10.0, 30.0), (80.0, 99.0)}
    assert infer_column_edges([Ruling(0, y, 90, y) for y in (10.0, 30.0, 50.0)], []) == []
