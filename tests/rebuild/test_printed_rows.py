"""Fragments to printed rows, on shapes that published tables have as text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.pipeline.ingest.text.plain import ingest_text
from gouji.pipeline.rebuild.printed_rows import PrintedRow, is_field, is_prose, rows_from_fragments

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "cases" / "printed_rows.json").read_text(encoding="utf-8")
)
FLAGS = ("streamed", "prose", "closed", "numbers_columns")


def rows_of(text: str) -> tuple[PrintedRow, ...]:
    return rows_from_fragments(ingest_text(text.encode(), "text").fragments)


def describe(row: PrintedRow) -> dict[str, Any]:
    labels, fields = [f.text for f in row.labels], [f.text for f in row.fields]
    return {"labels": labels, "fields": fields} | {n: True for n in FLAGS if getattr(row, n)}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_rows(case: dict[str, Any]) -> None:
    assert [describe(row) for row in rows_of(case["text"])] == case["rows"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_every_fragment_keeps_its_place(case: dict[str, Any]) -> None:
    for row in rows_of(case["text"]):
        for fragment in (*row.labels, *row.fields):
            assert case["text"][fragment.start : fragment.end] == fragment.text


lines = st.lists(
    st.sampled_from(
        ["规章", "规章0", "0", "12件", "/", "", "1.属于国家秘密", "收到3件，均已办结。"]
    ),
    min_size=1,
    max_size=6,
)


@given(st.lists(st.tuples(st.sampled_from(["\t", " | ", "\n"]), lines), min_size=1, max_size=5))
def test_nothing_printed_is_lost_or_doubled(parts: list[tuple[str, list[str]]]) -> None:
    text = "\n".join(border.join(words) for border, words in parts)
    rows = rows_of(text)
    places = [(f.start, f.end) for row in rows for f in (*row.labels, *row.fields) if f.text]
    assert len(set(places)) == len(places)
    written = "".join(text[start:end] for start, end in sorted(places))
    assert written == "".join(text.replace("|", "").split())


@pytest.mark.parametrize(
    "text",
    ["本年度没有收取信息处理费。", "一是公开不够及时；二是解读不够", "申" * 65],
)
def test_running_text_is_prose(text: str) -> None:
    assert is_prose(text)


@pytest.mark.parametrize(
    "text",
    [
        "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
        "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
        "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）",
    ],
)
def test_the_longest_labels_are_no_prose(text: str) -> None:
    assert not is_prose(text)


@pytest.mark.parametrize("text", ["", "0", "-", "无", "1,284", "减 12", "2.35 亿元"])
def test_fields_are_told_from_labels(text: str) -> None:
    fragments = ingest_text(f"标签\t{text}\t标签".encode(), "text").fragments
    assert [is_field(fragment) for fragment in fragments] == [False, True, False]
