"""The official layout: every head and every cell of a form has its field, none overlap."""

from __future__ import annotations

import pytest

from gouji.pipeline.forms.official_layout import Field, Layout, count_heads, lay_out
from tests.export.outs import FORMS

TABLES = [(form, table) for form in FORMS.values() for table in form.tables]


def places(field: Field) -> set[tuple[int, int]]:
    rows, columns = range(field.top, field.bottom + 1), range(field.left, field.right + 1)
    return {(row, column) for row in rows for column in columns}


def named(layout: Layout, text: str) -> list[tuple[int, int, int, int]]:
    return [(f.top, f.left, f.bottom, f.right) for f in layout.fields if f.text == text]


@pytest.mark.parametrize(("form", "table"), TABLES)
def test_every_cell_has_a_field_and_no_two_overlap(form, table) -> None:  # type: ignore[no-untyped-def]
    layout = lay_out(table, count_heads(form))
    keys = [field.key for field in layout.fields if field.key]
    assert sorted(keys) == sorted(key for key, _, _ in table.cells())
    taken = [place for field in layout.fields for place in places(field)]
    assert len(taken) == len(set(taken))
    assert max(row for row, _ in taken) == layout.height - 1


def test_requests_as_printed() -> None:
    layout = lay_out(FORMS["2021"].table("requests"), 3)
    assert named(layout, "申请人情况") == [(0, 3, 0, 9)]
    assert named(layout, "法人或其他组织") == [(1, 4, 1, 8)]
    assert named(layout, "自然人") == [(1, 3, 2, 3)]
    assert named(layout, "总计") == [(1, 9, 2, 9)]
    assert named(layout, "一、本年新收政府信息公开申请数量") == [(3, 0, 3, 2)]
    assert named(layout, "三、本年度办理结果") == [(5, 0, 26, 0)]
    assert named(layout, "（一）予以公开") == [(5, 1, 5, 2)]
    assert named(layout, "（三）不予公开") == [(7, 1, 14, 1)]
    assert named(layout, "1.属于国家秘密") == [(7, 2, 7, 2)]


def test_remedies_stand_side_by_side() -> None:
    layout = lay_out(FORMS["2021"].table("remedies"), 3)
    assert named(layout, "行政复议") == [(0, 3, 0, 7)]
    assert named(layout, "行政诉讼") == [(0, 8, 0, 17)]
    assert named(layout, "复议后起诉") == [(1, 13, 1, 17)]
    assert [f[:2] for f in named(layout, "总计")] == [(1, 7), (2, 12), (2, 17)]


def test_a_block_runs_over_the_whole_width() -> None:
    layout = lay_out(FORMS["2021"].table("proactive"), 3)
    assert named(layout, "第二十条第（一）项") == [(0, 0, 0, 5)]
    assert named(layout, "现行有效件数") == [(1, 5, 1, 5)]
    assert named(layout, "本年收费金额（单位：万元）") == [(12, 3, 12, 5)]
