"""Running text is found in spite of its spaces, and table headers are not taken for it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gouji.models.artefacts import load_models
from gouji.pipeline.claims.figure_context import Passage, find_figures
from gouji.pipeline.claims.list_items import Item
from gouji.pipeline.claims.list_structure import (
    find_depths,
    find_successors,
    read_list_context,
)
from gouji.pipeline.claims.read_claims import find_prose, read_claims
from gouji.pipeline.ingest.text.plain import ingest_text
from gouji.pipeline.records import Section

MODELS = load_models()
# A line with so many figures could be a table that lost its line breaks.
SPACED = (
    "全年公开信息 96 条，其中政策 8 条、动态 8 条、公告 8 条、财政 8 条、人事 8 条、规划 8 条、"
    "统计 8 条、应急 8 条、教育 8 条、卫生 8 条、住房 8 条、其他 8 条。收到申请 7 件，办结 7 件。"
)


def test_a_sentence_with_many_spaced_figures_is_one_line_of_prose() -> None:
    document = ingest_text(SPACED.encode(), "text")
    assert len([fragment for fragment in document.fragments if fragment.text]) > 12
    assert [line.text for line in find_prose(document, ())] == [SPACED]
    claims = read_claims(document, (), (), MODELS.claims, MODELS.breakdowns, 2023)
    by_metric = {claim.metric: claim for claim in claims}
    assert by_metric["requests_received"].value == 7
    assert by_metric["breakdown"].parts == (Decimal(8),) * 12
    assert all(SPACED[claim.start : claim.end] == f"{claim.value}" for claim in claims)


def test_a_row_of_figures_is_no_prose() -> None:
    row = "行政许可 " + " ".join("0" for _ in range(14))
    assert not list(find_prose(ingest_text(row.encode(), "text"), ()))


def test_a_heading_is_not_joined_with_the_line_below_it() -> None:
    text = "四、政府信息公开行政复议、行政诉讼情况\n备注：空白处表示该项为零。\n"
    section = Section("remedies", text.splitlines()[0], 0, len(text), 1.0)
    document = ingest_text(text.encode(), "text")
    claims = read_claims(document, [section], (), MODELS.claims, MODELS.breakdowns, 2023)
    assert not [claim for claim in claims if claim.confidence >= 0.8]


@pytest.mark.parametrize("joint", ["和", "以及", "及", "、"])
def test_a_word_that_joins_the_last_part_is_a_mark_of_the_list(joint: str) -> None:
    text = f"办结9件,公开4件、部分公开3件{joint}不予公开2件。"
    items = [Item(figure, "none", 0) for figure in find_figures(Passage(text))]
    members = read_list_context(text, items).members
    assert [member.begin for member in members] == ["", ",", "、", "、"]


def read_lists(text: str) -> tuple[list[int], list[tuple[int, ...]]]:
    """The open brackets at each figure, and the figures that may come next in its list."""
    figures = find_figures(Passage(text))
    starts = sorted({figure.sentence_start for figure in figures})
    items = [Item(figure, "none", starts.index(figure.sentence_start)) for figure in figures]
    depths = find_depths(text, items)
    return depths, find_successors(text, items, depths)


def test_a_figure_in_deeper_brackets_is_no_successor() -> None:
    depths, successors = read_lists(
        "答复20件:予以公开12件,不予公开6件(其中秘密2件,查询4件),无法提供2件。"
    )
    assert depths == [0, 0, 0, 1, 1, 0]
    assert successors == [(1,), (2,), (5,), (4,), (), ()]


def test_the_outer_list_may_continue_behind_an_inner_one_that_adds_up() -> None:
    _, successors = read_lists(
        "办结20件,予以公开12件,不予公开6件,其中秘密2件,查询4件,无法提供2件。"
    )
    assert successors == [(1,), (2,), (3, 5), (4,), (5,), ()]


def test_the_outer_list_may_continue_behind_a_semicolon() -> None:
    _, successors = read_lists("办结20件,不予公开6件,其中秘密2件,查询3件;无法提供2件。")
    assert successors[1] == (2, 4)


def test_behind_a_difference_the_list_may_go_on() -> None:
    _, successors = read_lists("公开20条,其中动态6条,较上年减少3条;公示9条,公告5条。")
    assert successors[1] == (2, 3)
    assert successors[3] == (4,)


def test_a_word_of_zero_ends_a_list() -> None:
    _, successors = read_lists("公开3条、2条,未收到申请,另有4条。")
    assert successors == [(1,), (), (3,), ()]


def test_a_list_ends_with_the_sentence_after_its_first() -> None:
    _, successors = read_lists("公开3条。另有4条。")
    assert successors == [(1,), ()]
    assert read_lists("公开3条。收到2件。\n发布4条。")[1] == [(1,), (2,), ()]
