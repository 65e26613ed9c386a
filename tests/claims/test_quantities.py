"""Quantities in running text are one figure each in every spelling."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gouji.pipeline.claims.quantities import find_quantities
from gouji.pipeline.language.normalise import fold


def quantities_of(text: str) -> list[tuple[str, Decimal, str]]:
    return [(text[q.start : q.end], q.value, q.kind) for q in find_quantities(fold(text))]


@pytest.mark.parametrize(
    ("text", "figure", "value"),
    [
        ("共1,234件", "1,234", 1234),
        ("共１，２３４件", "１，２３４", 1234),
        ("共12件", "12", 12),
        ("共十二件", "十二", 12),
        ("共一千二百三十四条", "一千二百三十四", 1234),
        ("共两件", "两", 2),
        ("共1.2万条", "1.2万", 12000),
        ("共20余万条", "20余万", 200000),
        ("共2159 条", "2159", 2159),
        ("共3亿条", "3亿", 300000000),
    ],
)
def test_every_spelling_is_one_figure(text: str, figure: str, value: int) -> None:
    assert quantities_of(text) == [(figure, Decimal(value), "count")]


@pytest.mark.parametrize(
    "text",
    [
        "约300条",
        "近300条",
        "300余条",
        "300多条",
        "300条左右",
        "300条以上",
        "3至5件",
        "超过300条",
        "1万余条",
    ],
)
def test_approximations(text: str) -> None:
    [quantity] = find_quantities(fold(text))
    assert quantity.approximate


def test_the_value_of_a_range_is_its_lower_end() -> None:
    [quantity] = find_quantities("收到20至30件")
    assert (quantity.value, quantity.approximate, quantity.unit) == (Decimal(20), True, "件")


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("2023年12月31日", ["date", "date", "date"]),
        ("第五十条", ["ordinal"]),
        ("答复率100%", ["percent"]),
        ("百分之九十五", ["percent"]),
        ("12345热线", ["code"]),
        ("12345平台24件", ["code", "count"]),
        ("培训200人次", ["measure"]),
        ("收取3.5万元", ["measure"]),
        ("1.收到3件", ["code", "count"]),
        ("三审三校、五公开、一是", []),
        ("http://www.a.gov.cn/col1229", ["code"]),
        ("邮编0577", ["code"]),
        ("表3 行政复议情况", ["ordinal"]),
        ("附件 2 统计表", ["ordinal"]),
        ("报送报表3件", ["count"]),
        ("图解3篇", ["count"]),
        ("栏目4-1 诉讼情况", ["code"]),
        ("收到3-5件", ["count"]),
        ("新收申请数量122---115", ["code", "code"]),
        ("予以公开3—— ——30", ["code", "count"]),
        ("收到申请15件——均已答复", ["count"]),
        ("### **4.被申请行政复议情况**", ["code"]),
        ("> 2、依申请公开", ["code"]),
    ],
)
def test_kinds(text: str, kinds: list[str]) -> None:
    assert [kind for _, _, kind in quantities_of(text)] == kinds


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("未收到申请", "未收到"),
        ("没有收到申请", "没有收到"),
        ("未接收受理过申请", "未接收受理过"),
        ("无依申请公开件", "无"),
        ("未发生行政复议", "未发生"),
        ("不存在行政诉讼", "不存在"),
        ("无上年结转", "无"),
        ("无因政府信息公开被申请行政复议", "无"),
        ("申请数为零。", "零"),
    ],
)
def test_words_of_zero(text: str, word: str) -> None:
    assert quantities_of(text) == [(word, Decimal(0), "zero")]


@pytest.mark.parametrize("text", ["无超期情况", "全无遗漏", "毫无保留", "未按时公开", "不予公开"])
def test_negations_without_a_number(text: str) -> None:
    assert quantities_of(text) == []


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("全年无一例依申请公开", "无"),
        ("没有一件申请", "没有"),
        ("未收到一件申请", "未收到"),
        ("未接到一宗公开申请", "未接到"),
    ],
)
def test_not_one_is_zero_not_one(text: str, word: str) -> None:
    assert quantities_of(text) == [(word, Decimal(0), "zero")]


@pytest.mark.parametrize("text", ["告知其他途径3起,不存在9起。", "不涉及 4 件，其他2件。"])
def test_a_result_with_a_figure_is_no_word_of_zero(text: str) -> None:
    assert [quantity.kind for quantity in find_quantities(fold(text))] == ["count", "count"]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("受理邮编：674100", ["code"]),
        ("办公电话为5123307", ["code"]),
        ("邮政编码 674100，传真5123307", ["code", "code"]),
        ("热线12件，电话3个", ["count", "count"]),
    ],
)
def test_a_number_behind_a_word_of_contact_is_a_code(text: str, kinds: list[str]) -> None:
    assert [kind for *_, kind in quantities_of(text)] == kinds


@pytest.mark.parametrize(
    ("text", "is_zero"),
    [("无人到我中心提出申请", True), ("无人值守服务", False), ("全年无人申请", True)],
)
def test_nobody_is_zero_only_where_somebody_may_apply(text: str, is_zero: bool) -> None:
    assert any(kind == "zero" for *_, kind in quantities_of(text)) is is_zero
