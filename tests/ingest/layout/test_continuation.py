"""Tables without rules, or with too few, that go on over the ends of pages."""

from __future__ import annotations

from gouji.pipeline.ingest.document_builder import Slot
from gouji.pipeline.ingest.layout.continuation import UNRULED, Part, _join_unruled, _mend_ruled
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


def test_the_number_of_a_page_and_a_title_that_comes_again_are_no_rows() -> None:
    rows = [_HEADS, *([label, "1", "", "", "1"] for label in _LABELS)]
    title = '@page { @top-center { content: "政府信息公开工作年度报告" } }'
    document = read(f"<style>{title}{_FOOT}</style>{table(rows)}")
    assert document.pages and document.pages > 1
    assert rows_of(document) == rows


def test_a_header_that_the_end_of_a_page_cut_in_two_names_all_columns() -> None:
    heads = "<tr><td rowspan=2>项目</td><td rowspan=2>自然人</td><td colspan=2>法人</td>"
    heads += "<td rowspan=2>总计</td></tr><tr style='break-before: page'>"
    heads += "<td>商业企业</td><td>科研机构</td></tr>"
    rows = [["一、本年新收", "7", "2", "", "9"], ["二、上年结转", "1", "", "", "1"]]
    body = table(rows).replace("<table>", f"<table>{heads}")
    found = [row[1:] for row in texts_of(read(body)) if row[0].startswith(("一", "二"))]
    assert found == [row[1:] for row in rows]


def test_columns_are_those_of_ruled_heads_above_rows_without_rules() -> None:
    style = "<style>tr:first-child td { border: 0.5pt solid black }</style>"
    rows = [["一、本年新收", "", "", "3", "3"], ["二、上年结转", "", "", "", ""]]
    found = texts_of(read(style + table([_HEADS, *rows])))
    assert [row[-4:] for row in found[-2:]] == [row[-4:] for row in rows]


def _slots(labels: list[tuple[str, float, float]], *figures: str) -> list[Slot]:
    own = [Slot(text, n, 1, (x0, 0, x1, 9)) for n, (text, x0, x1) in enumerate(labels)]
    return [*own, *(Slot(text, 10 + n) for n, text in enumerate(figures))]


def join(upper: list[Slot], lower: list[Slot]) -> list[str] | None:
    found = _join_unruled(upper, lower)
    return None if found is None else [slot.text for slot in found]


def test_figures_parted_from_others_of_their_row_are_put_beside_them() -> None:
    upper = _slots([("（七）总计", 10, 60)], "561件", "16件", "")
    assert join(upper, _slots([], "", "", "592件")) == ["（七）总计", "561件", "16件", "592件"]
    assert join(upper, _slots([], "5", "", "")) is None


def test_a_label_parted_from_its_figures_is_joined_to_the_group_beside_it() -> None:
    upper = _slots([("（六）其他处理", 10, 60)], "0", "1")
    label = [("1.申请人逾期不补正", 65, 150)]
    assert join(upper, _slots(label, "", "")) == ["（六）其他处理", label[0][0], "0", "1"]
    below = [("（七）总计", 10, 60)]
    assert join(upper, _slots(below, "", "")) is None


def test_a_label_goes_on_over_the_page_where_it_has_no_number() -> None:
    upper = _slots([("2.逾期未", 65, 150)], "0", "1")
    assert join(upper, _slots([("缴纳费用", 65, 150)], "", "")) == ["2.逾期未缴纳费用", "0", "1"]
    assert join(upper, _slots([("3.其他", 65, 150)], "", "")) is None


def test_a_row_whose_second_half_has_no_rules_but_its_foot_is_one_row() -> None:
    box = (0.0, 0.0, 10.0, 10.0)
    upper = [Slot("20次", 0, 1, box), Slot("", 1, 1, box), Slot("5次", 2, 1, box)]
    lower = [Slot("", 10, 1, box), Slot("25次", 11, 1, box), Slot("", 12, 1, box)]
    pages = [(3, [Part(700.0, upper, 0)]), (4, [Part(40.0, lower, UNRULED)])]
    above, below = [parts for _, parts in pages]
    _mend_ruled(above, below, 4)
    assert [(slot.text, slot.page) for slot in above[0].slots] == [
        ("20次", None),
        ("25次", 4),
        ("5次", None),
    ]
    assert not below


def test_two_rows_that_both_hold_a_figure_in_one_column_stay_two() -> None:
    upper = [Slot("20次", 0), Slot("3次", 1)]
    above = [Part(700.0, upper, 0)]
    below = [Part(40.0, [Slot("1次", 10), Slot("", 11)], UNRULED)]
    _mend_ruled(above, below, 4)
    assert above[0].slots == upper and len(below) == 1
