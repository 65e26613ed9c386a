"""Tables with a markup of their own among the lines of a text, and marks around fields."""

from __future__ import annotations

import json
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.pipeline.ingest.text.drawn_tables import read_drawn_table
from gouji.pipeline.ingest.text.marks import find_field
from gouji.pipeline.ingest.text.plain import ingest_text

FOLDER = Path(__file__).parents[2] / "cases"
MARKS: list[dict[str, str]] = json.loads((FOLDER / "text_marks.json").read_text("utf-8"))
DRAWN: list[dict[str, Any]] = json.loads((FOLDER / "drawn_tables.json").read_text("utf-8"))
MARKUP: list[dict[str, Any]] = json.loads((FOLDER / "markup_tables.json").read_text("utf-8"))
TABLE = (
    "<table><tr><td rowspan=2>规章</td><td colspan=2>件数</td></tr>"
    "<tr><td>$38$</td><td>40<sup>1</sup></td></tr></table>"
)


def rows_of(text: str) -> list[list[str]]:
    fragments = ingest_text(text.encode(), "markdown").fragments
    return [[one.text for one in row] for _, row in groupby(fragments, key=lambda one: one.row)]


@pytest.mark.parametrize("case", MARKS, ids=lambda case: case["why"])
def test_marks_around_a_field(case: dict[str, str]) -> None:
    assert case["text"][slice(*find_field(case["text"]))] == case["field"]


@pytest.mark.parametrize("case", DRAWN, ids=lambda case: str(case["why"]))
def test_a_drawn_table(case: dict[str, Any]) -> None:
    rows = read_drawn_table(case["lines"])
    read = [[list(one[:3]) for one in row] for row in rows] if rows else None
    assert read == case["rows"]


@pytest.mark.parametrize("case", MARKUP, ids=lambda case: case["why"])
def test_a_table_with_a_markup(case: dict[str, Any]) -> None:
    assert rows_of(case["text"]) == case["rows"]
    assert rows_of(f"前\n\n{case['text']}\n\n后") == [["前"], *case["rows"], ["后"]]


FIGURES = st.lists(
    st.lists(st.sampled_from(["", "0", "-3", "12,345", "规章"]), min_size=3, max_size=3),
    min_size=2,
    max_size=5,
).filter(lambda rows: all(any(row) for row in rows))


@given(FIGURES)
def test_markups_hold_the_cells_that_were_written(rows: list[list[str]]) -> None:
    latex = "".join(" & ".join(row) + " \\\\\n" for row in rows)
    wiki = "".join("|-\n" + "".join(f"| {cell}\n" for cell in row) for row in rows)
    assert rows_of(f"\\begin{{tabular}}{{ccc}}\n{latex}\\end{{tabular}}") == rows
    assert rows_of(f"{{|\n{wiki}|}}") == rows


@given(st.text(st.sampled_from("\\{}[]|&!-+=%\n 0规multirowcn"), max_size=200))
def test_any_text_within_a_markup_is_read(noise: str) -> None:
    for opening, closing in (("\\begin{tabular}{c}", "\\end{tabular}"), ("{|", "\n|}")):
        fragments = ingest_text(f"甲\n\n{opening}\n{noise}\n{closing}".encode(), "text").fragments
        assert fragments[0].text == "甲"


def test_numbers_of_listed_links_are_no_figures() -> None:
    page = "[1]首页\n新收 732 [2]205 [3]-6\n[4]8 见[2]7\n\nReferences\n\n   1. http://a.cn/\n"
    page += "   2. https://b.cn/c\n   3. /d.html\n"
    fragments = ingest_text(page.encode(), "text").fragments
    assert [one.text for one in fragments][:6] == [
        "首页",
        "新收",
        "732",
        "205",
        "-6",
        "[4]8 见[2]7",
    ]
    assert all(page[one.start : one.end] == one.text for one in fragments)


def test_numbers_in_brackets_without_a_list_are_text() -> None:
    fragments = ingest_text("新收\t732\t[2]205\n注：\n1. 含上年\n".encode(), "text").fragments
    assert [one.text for one in fragments][:3] == ["新收", "732", "[2]205"]


def test_row_and_column_numbers_of_pandas_are_no_figures() -> None:
    frame = "       0   1   2\n0   维持  纠正  总计\n1     3   0   3\n\n0   5\n"
    fragments = ingest_text(f"四、情况\n\n{frame}".encode(), "text").fragments
    texts = [one.text for one in fragments]
    assert texts == ["四、情况", "维持", "纠正", "总计", "3", "0", "3", "0", "5"]


def test_row_numbers_of_pandas_in_markdown_are_no_figures() -> None:
    frame = "|    |   维持 |   总计 |\n|---:|-------:|-------:|\n|  0 |      3 |      5 |\n"
    assert rows_of(frame)[-1] == ["", "3", "5"]
    assert rows_of(frame.replace("|  0 |", "|  7 |"))[-1] == ["7", "3", "5"]
    assert rows_of(frame.replace("|    |", "| 年 |"))[-1] == ["0", "3", "5"]


@pytest.mark.parametrize(
    ("table", "why"),
    [
        ("     1   2   3\n0   4   5   6\n", "columns are counted from 1 in a printed form"),
        ("     0   1   3\n0   4   5   6\n", "a row of figures"),
        ("     0   1   2\n甲   4   5   6\n", "no row number below"),
    ],
)
def test_other_rows_of_numbers_are_figures(table: str, why: str) -> None:
    fragments = ingest_text(table.encode(), "text").fragments
    assert [one.text for one in fragments] == table.split(), why


STACKED: list[dict[str, Any]] = json.loads((FOLDER / "stacked_rows.json").read_text("utf-8"))


@pytest.mark.parametrize("case", STACKED, ids=lambda case: case["why"])
def test_rows_that_stand_as_lines_in_one_row(case: dict[str, Any]) -> None:
    text = "\n".join(case["lines"])
    assert rows_of(text) == case["rows"]
    fragments = ingest_text(text.encode(), "markdown").fragments
    assert all(text[one.start : one.end] == one.text for one in fragments)
    assert [one.row for one in fragments] == sorted(one.row for one in fragments)


def test_an_html_table_among_lines_is_read_as_on_a_web_page() -> None:
    text = f"## 二、情况\n\n{TABLE}\n\n| 许可 | **7** |\n|---|---|\n\n尾"
    assert rows_of(text) == [
        ["## 二、情况"],
        ["规章", "件数"],
        ["38", "40¹"],
        ["许可", "7"],
        ["尾"],
    ]


@pytest.mark.parametrize("around", ["{}", "<html><body>{}</body></html>", "<div>\n{}\n</div>"])
def test_tags_around_a_table_are_no_text(around: str) -> None:
    assert rows_of("前\n\n" + around.format(TABLE) + "\n\n后")[0] == ["前"]
    assert rows_of("前\n\n" + around.format(TABLE) + "\n\n后")[-1] == ["后"]


def test_a_table_that_is_not_closed_is_read() -> None:
    assert rows_of("前\n" + TABLE.removesuffix("</td></tr></table>"))[1:] == [
        ["规章", "件数"],
        ["38", "40¹"],
    ]


def test_the_word_table_in_prose_is_prose() -> None:
    assert rows_of("用 <table 标记") == [["用 <table 标记"]]


def test_a_drawn_table_among_lines_is_read_with_its_spans() -> None:
    text = "\n".join(["二、情况", *DRAWN[1]["lines"], "三、尾"])
    assert rows_of(text)[0] == ["二、情况"]
    assert rows_of(text)[2] == ["自然人", "法人"]
    assert rows_of(text)[-1] == ["三、尾"]


@given(
    st.lists(st.sampled_from([TABLE, *DRAWN[0]["lines"], "规章 **2**", "|a|`3`|", ""]), max_size=12)
)
def test_offsets_give_the_texts_of_fragments(lines: list[str]) -> None:
    document = ingest_text("\n".join(lines).encode() + b"\n", "markdown")
    assert all(document.text[one.start : one.end] == one.text for one in document.fragments)
    rows = [one.row for one in document.fragments]
    assert rows == sorted(rows)


@given(st.text(alphabet="*_`$35 ~<b>/&;[](){}\\", max_size=30))
def test_a_field_is_a_piece_of_its_text(text: str) -> None:
    start, end = find_field(text)
    assert 0 <= start <= end <= len(text)
