"""The value of a field is the printed number, no more and no less."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.pipeline.language.numerals import looks_like_value, parse_cell

CASES: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "cases" / "numerals.json").read_text(encoding="utf-8")
)
FULL_WIDTH = str.maketrans("0123456789,.+-", "０１２３４５６７８９，．＋－")
FINANCIAL = str.maketrans("零一二三四五六七八九十百千", "〇壹贰叁肆伍陆柒捌玖拾佰仟")

counts = st.integers(0, 10**12)
amounts = st.decimals(0, 10**9, places=4)


@pytest.mark.parametrize("case", CASES["parse"], ids=lambda case: f"{case['raw']!r}: {case['why']}")
def test_cell(case: dict[str, str]) -> None:
    value = Decimal(case["value"]) if "value" in case else None
    kind: Any = case.get("kind", "count")
    assert parse_cell(case["raw"], kind, case.get("header", "")) == (case["status"], value)


@pytest.mark.parametrize("text", CASES["value"])
def test_values_look_like_values(text: str) -> None:
    assert looks_like_value(text)


@pytest.mark.parametrize("text", CASES["label"])
def test_labels_do_not_look_like_values(text: str) -> None:
    assert not looks_like_value(text)


@given(
    counts, st.sampled_from(["", "件", " 条", "项", "次", "个", "份", "起", "宗", "篇", "期", "部"])
)
def test_counts_in_every_spelling(count: int, unit: str) -> None:
    for digits in (str(count), f"{count:,}"):
        for text in (digits + unit, f" +{digits}{unit}\n", (digits + unit).translate(FULL_WIDTH)):
            assert parse_cell(text, "count") == ("read", Decimal(count))
            assert looks_like_value(text)


@given(st.integers(1, 10**12), st.sampled_from(["减", "减少", "减 ", "-", "－", "−", "↓", "負"]))
def test_decreases(count: int, sign: str) -> None:
    assert parse_cell(f"{sign}{count}", "signed_count") == ("read", Decimal(-count))


@given(amounts, st.sampled_from([("元", 0), ("千元", 3), ("万元", 4), ("万", 4), ("亿元", 8)]))
def test_money_is_exact_in_every_unit(amount: Decimal, unit: tuple[str, int]) -> None:
    text, power = f"{amount:,f}{unit[0]}", unit[1]
    assert parse_cell(text, "yuan") == ("read", amount.scaleb(power))
    assert parse_cell(text, "wan_yuan") == ("read", amount.scaleb(power - 4))


@given(st.integers(11, 10**12 - 1))
def test_chinese_numerals(count: int) -> None:
    numeral = spell(count)
    assert parse_cell(numeral, "count") == ("read", Decimal(count))
    assert parse_cell(numeral.translate(FINANCIAL) + "件", "count") == ("read", Decimal(count))
    assert looks_like_value(numeral)


@given(st.text(max_size=30))
def test_only_a_read_field_has_a_value(text: str) -> None:
    status, value = parse_cell(text, "signed_count")
    assert (status == "read") == (value is not None)
    if status == "blank":
        assert not any(char.isalnum() and char != "ー" for char in text)


@pytest.mark.parametrize(
    "text", ["万" * 5000, "1," * 5000, "十" * 5000, "-" * 5000 + "1", "0" * 9999]
)
def test_very_long_fields_are_unreadable(text: str) -> None:
    assert parse_cell(text, "count") == ("unreadable", None)
    assert not looks_like_value(text)


def spell(count: int) -> str:
    """Chinese numerals, written digit by digit with their powers of ten."""
    groups = []
    for mark, size in (("亿", 10**8), ("万", 10**4), ("", 1)):
        four = count // size % 10**4
        places = [
            (four // 10**k % 10, mark_k) for k, mark_k in ((3, "千"), (2, "百"), (1, "十"), (0, ""))
        ]
        text = "".join("零一二三四五六七八九"[d] + m if d else "零" for d, m in places)
        groups.append(text.rstrip("零") + mark if four else "零")
    text = "".join(groups)
    while "零零" in text:
        text = text.replace("零零", "零")
    text = text.strip("零")
    return text.removeprefix("一") if text.startswith("一十") else text
