"""Web pages: lines, table rows with grid columns, hidden content."""

from __future__ import annotations

from itertools import groupby

from hypothesis import given
from hypothesis import strategies as st

from gouji.pipeline.ingest.web.html import ingest_html


def lines_of(page: str) -> list[list[tuple[str, int]]]:
    fragments = ingest_html(page.encode(), "html").fragments
    return [[(f.text, f.column) for f in row] for _, row in groupby(fragments, key=lambda f: f.row)]


def test_spans_shift_cells_to_their_grid_column() -> None:
    page = """<table><tr><td rowspan=2>三、</td><td colspan="2">（一）</td><td>1</td></tr>
    <tr><td>a</td><td></td><td>2</td></tr><tr><td colspan=3>四</td><td>3</td></tr></table>"""
    assert lines_of(page) == [
        [("三、", 0), ("（一）", 1), ("1", 3)],
        [("a", 1), ("", 2), ("2", 3)],
        [("四", 0), ("3", 3)],
    ]


def test_the_content_of_a_layout_table_is_read() -> None:
    page = """<table><tr><td><div>导航</div></td><td><p>一、总体情况</p>
    <table><tr><td>规章</td><td>0</td><td>1</td></tr></table></td></tr></table>"""
    row = [("规章", 0), ("0", 1), ("1", 2)]
    assert lines_of(page) == [[("导航", 0)], [("一、总体情况", 0)], row]


def test_hidden_content_is_not_read() -> None:
    page = """<p style="display: none">9</p><script>var a = "8"</script><p hidden>7</p>
    <table><tr><td>规章</td><td>0</td><td>1<style>td{}</style></td></tr></table><p>尾</p>"""
    assert lines_of(page) == [[("规章", 0), ("0", 1), ("1", 2)], [("尾", 0)]]


def test_figures_in_word_markup_are_read() -> None:
    page = """<table><tr><td><p class=MsoNormal><span lang=EN-US>1<o:p></o:p></span></p></td>
    <td><p><b>2</b><o:p>&nbsp;</o:p></p></td><td><span>减</span><span> 3</span></td></tr></table>"""
    assert lines_of(page) == [[("1", 0), ("2", 1), ("减 3", 2)]]


def test_line_breaks_in_deeply_nested_blocks() -> None:
    page = "<div>" * 1500 + "一、总体情况<br>二、主动公开" + "</div>" * 1500
    assert lines_of(page) == [[("一、总体情况", 0)], [("二、主动公开", 0)]]


def test_a_span_is_at_most_60_columns() -> None:
    page = "<table><tr><td colspan=1000000>a</td><td>1</td><td>2</td></tr></table>"
    assert [column for _, column in lines_of(page)[0]] == [0, 60, 61]


@given(st.lists(st.lists(st.sampled_from(["", "0", "12", "规章", "/"]), min_size=3, max_size=6)))
def test_offsets_give_the_texts_of_fragments(rows: list[list[str]]) -> None:
    cells = ["".join(f"<td> {text} </td>" for text in row) for row in rows]
    page = "<p>x</p><table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table><p>y</p>"
    document = ingest_html(page.encode(), "html")
    assert all(document.text[f.start : f.end] == f.text for f in document.fragments)
    assert [f.text for f in document.fragments][1:-1] == [text for row in rows for text in row]
