"""Running text is found whatever its spaces were taken for, and no table's heads are taken for it."""

from __future__ import annotations

from decimal import Decimal

from gouji.models.artefacts import load_models
from gouji.pipeline.claims.figure_context import Passage, find_figures
from gouji.pipeline.claims.list_items import Item
from gouji.pipeline.claims.list_structure import find_depths, find_next
from gouji.pipeline.claims.read_claims import find_prose, read_claims
from gouji.pipeline.ingest.text.plain import ingest_text
from gouji.pipeline.records import Section

MODELS = load_models()
# So many figures on one line are taken for a table that lost its line breaks.
SPACED = (
    "全年公开信息 96 条，其中政策 8 条、动态 8 条、公告 8 条、财政 8 条、人事 8 条、规划 8 条、"
    "统计 8 条、应急 8 条、教育 8 条、卫生 8 条、住房 8 条、其他 8 条。收到申请 7 件，办结 7 件。"
)


def test_a_sentence_with_many_spaced_figures_is_one_piece() -> None:
    document = ingest_text(SPACED.encode(), "text")
    assert len([one for one in document.fragments if one.text]) > 12
    assert [one.text for one in find_prose(document, ())] == [SPACED]
    claims = read_claims(document, (), (), MODELS.claims, MODELS.breakdowns, 2023)
    found = {one.metric: one for one in claims}
    assert found["requests_received"].value == 7
    assert found["breakdown"].parts == (Decimal(8),) * 12
    assert all(SPACED[one.start : one.end] == f"{one.value}" for one in claims)


def test_a_row_of_figures_is_no_running_text() -> None:
    row = "行政许可 " + " ".join("0" for _ in range(14))
    assert not list(find_prose(ingest_text(row.encode(), "text"), ()))


def test_a_heading_does_not_run_on_into_the_line_below_it() -> None:
    text = "四、政府信息公开行政复议、行政诉讼情况\n备注：空白处表示该项为零。\n"
    section = Section("remedies", text.splitlines()[0], 0, len(text), 1.0)
    document = ingest_text(text.encode(), "text")
    claims = read_claims(document, [section], (), MODELS.claims, MODELS.breakdowns, 2023)
    assert not [one for one in claims if one.confidence >= 0.8]


def set_out(text: str) -> tuple[list[int], list[tuple[int, ...]]]:
    """How deep each figure stands, and which may be next in its list."""
    figures = find_figures(Passage(text))
    starts = sorted({one.first for one in figures})
    items = [Item(one, "none", starts.index(one.first)) for one in figures]
    depths = find_depths(text, items)
    return depths, find_next(text, items, depths)


def test_what_stands_deeper_is_not_next() -> None:
    depths, ways = set_out("答复20件:予以公开12件,不予公开6件(其中秘密2件,查询4件),无法提供2件。")
    assert depths == [0, 0, 0, 1, 1, 0]
    assert ways == [(1,), (2,), (5,), (4,), (), ()]


def test_behind_an_inner_list_that_adds_up_the_outer_one_may_go_on() -> None:
    _, ways = set_out("办结20件,予以公开12件,不予公开6件,其中秘密2件,查询4件,无法提供2件。")
    assert ways == [(1,), (2,), (3, 5), (4,), (5,), ()]


def test_behind_a_semicolon_the_outer_list_may_go_on() -> None:
    _, ways = set_out("办结20件,不予公开6件,其中秘密2件,查询3件;无法提供2件。")
    assert ways[1] == (2, 4)


def test_a_word_of_zero_ends_a_list() -> None:
    _, ways = set_out("公开3条、2条,未收到申请,另有4条。")
    assert ways == [(1,), (), (3,), ()]


def test_a_list_ends_with_the_sentence_behind_its_own() -> None:
    _, ways = set_out("公开3条。另有4条。")
    assert ways == [(1,), ()]
    assert set_out("公开3条。收到2件。\n发布4条。")[1] == [(1,), (2,), ()]
