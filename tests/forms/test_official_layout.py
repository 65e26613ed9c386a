"""The official layout: every head and every cell of a form has its field, and no two overlap."""

from __future__ import annotations

import pytest

from gouji.configs import FOLDER
from gouji.pipeline.forms.form import Column, Form, Row, TableForm, load_forms
from gouji.pipeline.forms.official_layout import (
    Layout,
    Role,
    count_head_columns,
    lay_out,
    stack,
)

FORMS = load_forms(FOLDER / "forms")
TABLES = [
    (form, table if is_printed else stack(table))
    for form in FORMS.values()
    for table in form.tables
    for is_printed in (True, False)
]


def find_places(layout: Layout, text: str, role: Role = "column_head") -> list[list[int]]:
    """The first row and column and the last row and column of the heads with a label."""
    return [
        [field.top, field.left, field.bottom, field.right]
        for field in layout.fields
        if field.text == text and field.role == role
    ]


@pytest.mark.parametrize(("form", "table"), TABLES)
@pytest.mark.parametrize("head_columns", [None, 5])
def test_every_cell_has_a_field_and_no_two_overlap(
    form: Form, table: TableForm, head_columns: int | None
) -> None:
    layout = lay_out(table, head_columns)
    keys = [field.key for field in layout.fields if field.role == "cell"]
    assert keys == [key for key, _, _ in table.cells()]
    taken = [position for field in layout.fields for position in field.positions]
    assert len(taken) == len(set(taken))
    assert {row for row, _ in taken} == set(range(layout.height))
    assert max(column for _, column in taken) == layout.width - 1


@pytest.mark.parametrize(("form", "table"), TABLES)
def test_the_fields_fill_the_whole_table(form: Form, table: TableForm) -> None:
    layout = lay_out(table)
    taken = {position for field in layout.fields for position in field.positions}
    assert len(taken) == layout.height * layout.width


@pytest.mark.parametrize(("form", "table"), TABLES)
def test_every_label_of_the_form_is_a_head(form: Form, table: TableForm) -> None:
    printed = {field.text for field in lay_out(table).fields if field.role != "cell"}
    for block in table.blocks:
        heads: list[Column | Row] = [*block.columns, *block.rows]
        labels = {label for head in heads for label in (*head.under, head.label)}
        assert labels | {block.group, block.corner} <= printed | {""}


@pytest.mark.parametrize(("form", "rows"), [("2019", 20), ("2021", 22)])
def test_heads_of_requests(form: str, rows: int) -> None:
    layout = lay_out(FORMS[form].table("requests"))
    corner = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
    assert layout.head_columns == 3
    assert find_places(layout, corner, "corner") == [[0, 0, 2, 2]]
    assert find_places(layout, "申请人情况") == [[0, 3, 0, 9]]
    assert find_places(layout, "法人或其他组织") == [[1, 4, 1, 8]]
    assert find_places(layout, "自然人") == [[1, 3, 2, 3]]
    assert find_places(layout, "商业企业") == [[2, 4, 2, 4]]
    assert find_places(layout, "总计") == [[1, 9, 2, 9]]
    row_heads = [
        find_places(layout, text, "row_head")
        for text in ("一、本年新收政府信息公开申请数量", "三、本年度办理结果", "（一）予以公开")
    ]
    assert row_heads == [[[3, 0, 3, 2]], [[5, 0, 4 + rows, 0]], [[5, 1, 5, 2]]]
    assert find_places(layout, "（三）不予公开", "row_head") == [[7, 1, 14, 1]]
    assert find_places(layout, "1.属于国家秘密", "row_head") == [[7, 2, 7, 2]]
    last = 5 + rows
    assert find_places(layout, "四、结转下年度继续办理", "row_head") == [[last, 0, last, 2]]


def test_groups_of_remedies_are_side_by_side() -> None:
    layout = lay_out(FORMS["2021"].table("remedies"))
    assert (layout.head_columns, layout.width, layout.height) == (0, 15, 4)
    assert find_places(layout, "行政复议") == [[0, 0, 0, 4]]
    assert find_places(layout, "行政诉讼") == [[0, 5, 0, 14]]
    assert find_places(layout, "未经复议直接起诉") == [[1, 5, 1, 9]]
    assert find_places(layout, "复议后起诉") == [[1, 10, 1, 14]]
    assert find_places(layout, "总计") == [[1, 4, 2, 4], [2, 9, 2, 9], [2, 14, 2, 14]]


def test_groups_of_remedies_become_rows_where_they_are_stacked() -> None:
    layout = lay_out(stack(FORMS["2021"].table("remedies")))
    assert (layout.head_columns, layout.width, layout.height) == (2, 7, 4)
    assert find_places(layout, "行政复议", "row_head") == [[1, 0, 1, 1]]
    assert find_places(layout, "行政诉讼", "row_head") == [[2, 0, 3, 0]]
    assert find_places(layout, "复议后起诉", "row_head") == [[3, 1, 3, 1]]


def test_a_banner_covers_the_whole_width_of_its_block() -> None:
    layout = lay_out(FORMS["2021"].table("proactive"), 3)
    assert find_places(layout, "第二十条第（一）项", "banner") == [[0, 0, 0, 5]]
    assert find_places(layout, "现行有效件数") == [[1, 5, 1, 5]]
    assert find_places(layout, "本年收费金额（单位：万元）") == [[12, 3, 12, 5]]


def test_the_last_head_of_a_short_block_is_the_wide_one() -> None:
    layout = lay_out(FORMS["2019"].table("proactive"))
    assert find_places(layout, "采购项目数量") == [[16, 1, 16, 1]]
    assert find_places(layout, "采购总金额") == [[16, 2, 16, 3]]


def test_more_head_columns_widen_the_heads_of_rows() -> None:
    table = FORMS["2021"].table("proactive")
    assert count_head_columns(table) == 1
    assert find_places(lay_out(table, 3), "规章", "row_head") == [[2, 0, 2, 2]]
    assert find_places(lay_out(table, 3), "信息内容", "corner")[0] == [1, 0, 1, 2]
