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
