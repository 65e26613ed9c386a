"""Tables without rulings, or with too few, that go on over the ends of pages."""

from __future__ import annotations

from collections.abc import Sequence

from gouji.pipeline.ingest.layout.continuation import copy_blank_columns
from gouji.pipeline.ingest.layout.printed_lines import CellText, PrintedLine, PrintedPage
from gouji.pipeline.ingest.layout.unruled.page_joins import (
    join_row_without_rulings,
    join_unruled_row,
    join_wrapped_figures,
)
from gouji.pipeline.records import Document
from tests.ingest.pdf.printed import read_pdf, table, texts_of

_HEADS = ["项目", "自然人", "商业企业", "科研机构", "总计"]
_LABELS = [f"{n}.不予公开的第{n}种情形" for n in range(1, 31)]
_STYLE = "<style>td { width: 16% } td:first-child { width: 36% }</style>"
_FOOT = '@page { @bottom-center { content: "— " counter(page) " —" } }'


def read(body: str) -> Document:
    return read_pdf(_STYLE + body, "A5 landscape", "none")


def rows_of(document: Document) -> list[list[str]]:
    return [row for row in texts_of(document) if len(row) == len(_HEADS)]


def test_blank_rows_at_the_top_of_a_page_have_the_columns_of_the_page_before() -> None:
    rows = [_HEADS, *([label, "", "", "", ""] for label in _LABELS)]
    document = read(table(rows) + "<p style='margin: 40pt 0'>除上述情况外，没有其他事项。</p>")
    assert document.pages and document.pages > 1
    assert rows_of(document) == rows


def test_page_numbers_and_running_titles_are_no_rows() -> None:
    rows = [_HEADS, *([label, "1", "", "", "1"] for label in _LABELS)]
    title = '@page { @top-center { content: "政府信息公开工作年度报告" } }'
    document = read(f"<style>{title}{_FOOT}</style>{table(rows)}")
    assert document.pages and document.pages > 1
    assert rows_of(document) == rows


def test_a_header_cut_in_two_by_the_end_of_a_page_gives_all_columns() -> None:
    heads = "<tr><td rowspan=2>项目</td><td rowspan=2>自然人</td><td colspan=2>法人</td>"
    heads += "<td rowspan=2>总计</td></tr><tr style='break-before: page'>"
    heads += "<td>商业企业</td><td>科研机构</td></tr>"
    rows = [["一、本年新收", "7", "2", "", "9"], ["二、上年结转", "1", "", "", "1"]]
    body = table(rows).replace("<table>", f"<table>{heads}")
    found = [row[1:] for row in texts_of(read(body)) if row[0].startswith(("一", "二"))]
    assert found == [row[1:] for row in rows]


def test_rows_without_rulings_have_the_columns_of_the_ruled_header_above_them() -> None:
    style = "<style>tr:first-child td { border: 0.5pt solid black }</style>"
    rows = [["一、本年新收", "", "", "3", "3"], ["二、上年结转", "", "", "", ""]]
    found = texts_of(read(style + table([_HEADS, *rows])))
    assert [row[-4:] for row in found[-2:]] == [row[-4:] for row in rows]


def _cells(labels: Sequence[tuple[str, float, float]], *figures: str) -> list[CellText]:
    own = [CellText(text, n, text_box=(x0, 0, x1, 9)) for n, (text, x0, x1) in enumerate(labels)]
    return [*own, *(CellText(text, n, is_value_column=True) for n, text in enumerate(figures))]


def join(upper: list[CellText], lower: list[CellText]) -> list[str] | None:
    whole = join_unruled_row(upper, lower)
    return None if whole is None else [cell.text for cell in whole]


def test_figures_on_the_next_page_are_joined_to_the_others_of_their_row() -> None:
    upper = _cells([("（七）总计", 10, 60)], "561件", "16件", "")
    assert join(upper, _cells([], "", "", "592件")) == ["（七）总计", "561件", "16件", "592件"]
    assert join(upper, _cells([], "5", "", "")) is None


def test_a_label_on_the_next_page_is_joined_to_the_group_label_beside_it() -> None:
    upper = _cells([("（六）其他处理", 10, 60)], "0", "1")
    label = [("1.申请人逾期不补正", 65, 150)]
    assert join(upper, _cells(label, "", "")) == ["（六）其他处理", label[0][0], "0", "1"]
    below = [("（七）总计", 10, 60)]
    assert join(upper, _cells(below, "", "")) is None


def test_a_text_without_a_number_continues_a_label_on_the_page_before() -> None:
    upper = _cells([("2.逾期未", 65, 150)], "0", "1")
    assert join(upper, _cells([("缴纳费用", 65, 150)], "", "")) == ["2.逾期未缴纳费用", "0", "1"]
    assert join(upper, _cells([("3.其他", 65, 150)], "", "")) is None


def _place(cell: CellText) -> CellText:
    """A figure with its box: columns are 30 points wide, digits 5."""
    if not (cell.is_value_column and cell.text):
        return cell
    left = 100 + 30 * cell.column
    return cell._replace(text_box=(left, 0, left + 5 * len(cell.text), 9))


def _join_figures(upper: list[CellText], lower: list[CellText]) -> list[list[str]]:
    pages = [
        PrintedPage(number, (PrintedLine(top, tuple(map(_place, cells)), "unruled row"),))
        for number, top, cells in ((1, 700.0, upper), (2, 50.0, lower))
    ]
    joined = join_wrapped_figures(*pages)
    return [[cell.text for cell in line.cells] for page in joined for line in page.lines]


def test_figures_that_continue_on_the_next_page_are_whole() -> None:
    label = ("（七）总计", 10, 60)
    upper, lower = _cells([label], "197", "12", "209"), _cells([], "1", "", "3")
    assert _join_figures(upper, lower) == [["（七）总计", "1971", "12", "2093"]]


def test_a_single_figure_at_the_top_of_the_next_page_makes_the_one_above_it_unreadable() -> None:
    upper, lower = _cells([("（七）总计", 10, 60)], "197", "12", "209"), _cells([], "1", "", "")
    assert _join_figures(upper, lower) == [["（七）总计", "197 1", "12", "209"]]
    narrow = [cell._replace(wraps=cell.is_value_column) for cell in upper]
    assert _join_figures(narrow, lower) == [["（七）总计", "1971", "12", "209"]]


def test_a_row_with_a_label_on_the_next_page_is_a_row_of_its_own() -> None:
    upper = _cells([("1.行政许可", 10, 60)], "270", "549")
    lower = _cells([("其他服务", 10, 50)], "229", "829")
    assert len(_join_figures(upper, lower)) == 2


def _ruled_page(cells: list[CellText]) -> PrintedPage:
    return PrintedPage(3, (PrintedLine(700.0, tuple(cells), "ruled row", 0),))


def _unruled_page(*texts: str) -> PrintedPage:
    box = (0.0, 40.0, 10.0, 50.0)
    cells = (CellText(text, n, is_value_column=True, text_box=box) for n, text in enumerate(texts))
    return PrintedPage(4, (PrintedLine(40.0, tuple(cells), "unruled row"),))


def test_the_second_half_of_a_ruled_row_may_have_a_ruling_at_its_foot_only() -> None:
    box = (0.0, 0.0, 10.0, 10.0)
    upper = [CellText(text, n, cell_box=box) for n, text in enumerate(("20次", "", "5次"))]
    above, below = join_row_without_rulings(_ruled_page(upper), _unruled_page("", "25次", ""))
    cells = above.lines[0].cells
    assert [(cell.text, cell.page) for cell in cells] == [
        ("20次", None),
        ("25次", 4),
        ("5次", None),
    ]
    assert [cell.box for cell in cells] == [box, (0.0, 40.0, 10.0, 50.0), box]
    assert not below.lines


def test_two_rows_with_a_figure_in_the_same_column_are_not_joined() -> None:
    pages = _ruled_page([CellText("20次", 0), CellText("3次", 1)]), _unruled_page("1次", "")
    assert join_row_without_rulings(*pages) == pages


def test_a_row_that_other_rows_cover_gets_no_columns() -> None:
    """A stray ruling beside a table makes a row in which no cell begins."""
    above = PrintedLine(0, (CellText("甲"), CellText("", 1), CellText("", 2)), "ruled row", 0)
    below = PrintedLine(0, (CellText("乙"), CellText("", 1, 2)), "ruled row", 1)
    covered = PrintedLine(9, (), "ruled row", 1)
    pages = PrintedPage(1, (above,)), PrintedPage(2, (below, covered))
    _, page = copy_blank_columns(pages, 0, 1)
    assert [[cell.text for cell in line.cells] for line in page.lines] == [["乙", "", ""], []]
