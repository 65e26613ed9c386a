"""Numbers of headings and list items: their patterns, and the series that they form."""

from __future__ import annotations

import re

import pytest

from gouji.models.headings import SeriesPosition
from gouji.pipeline.language.numbering import (
    ANY_NUMBER,
    HEADING_NUMBER,
    INLINE_SECTION_NUMBER,
    ITEM_NUMBER,
    LABEL_PREFIX,
    MARKED_NUMBER,
    SECTION_NUMBER,
    find_series_positions,
)


@pytest.mark.parametrize(
    ("pattern", "text", "number"),
    [
        (LABEL_PREFIX, "（二）.重复申请", "（二）."),
        (LABEL_PREFIX, "㈡重复申请", "㈡"),
        (LABEL_PREFIX, "重复申请", None),
        (ANY_NUMBER, "12", "12"),
        (ANY_NUMBER, "（三）", "（三）"),
        (ANY_NUMBER, "三，", "三，"),
        (MARKED_NUMBER, "12", None),
        (MARKED_NUMBER, "12，", "12，"),
        (MARKED_NUMBER, "①", "①"),
        (SECTION_NUMBER, "第一部分", "第一部分"),
        (SECTION_NUMBER, "1、", None),
        (HEADING_NUMBER, "第二章总体情况", "第二章"),
        (HEADING_NUMBER, "（1）总体情况", None),
        (HEADING_NUMBER, "10．总体情况", "10．"),
        (ITEM_NUMBER, "一是加强公开", "一是"),
        (ITEM_NUMBER, "2021、", None),
        (ITEM_NUMBER, "12)", "12)"),
    ],
)
def test_number_at_the_start_of_a_text(
    pattern: re.Pattern[str], text: str, number: str | None
) -> None:
    match = pattern.match(text)
    assert (match and match.group()) == number


def test_section_numbers_inside_a_line_follow_a_space_or_a_stop() -> None:
    text = "一、总体情况。二 、主动公开十一、依申请公开 三.其他"
    assert [match.group() for match in INLINE_SECTION_NUMBER.finditer(text)] == [
        "一、",
        "二 、",
        "三.",
    ]


def test_a_line_continues_the_series_of_its_style() -> None:
    lines = [
        "一、总体情况",
        "（一）主动公开",
        "二、申请",
        "说明",
        "二、其他",
        "四、问题",
        "三、收费",
    ]
    positions = find_series_positions(lines)
    assert [(position.style, position.step) for position in positions] == [
        ("一、", "first"),
        ("（一）", "first"),
        ("一、", "next"),
        ("", ""),
        ("一、", "again"),
        ("一、", "ahead"),
        ("一、", "behind"),
    ]
    assert positions[1] == SeriesPosition("（一）", "first", only=True, outer=False)
    assert positions[2] == SeriesPosition("一、", "next", only=False, outer=True)
