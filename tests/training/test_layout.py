"""The tables of the corpus: the official layout, varied as agencies vary it."""

from __future__ import annotations

from random import Random

import pytest

from gouji.configs import FOLDER
from gouji.pipeline.forms import official_layout
from gouji.pipeline.forms.form import TableForm, load_forms
from gouji.training.corpus.reports.grid import Grid
from gouji.training.corpus.reports.layout import Style, lay_out

FORMS = load_forms(FOLDER / "forms")
TABLES = [table for form in FORMS.values() for table in form.tables]
PLAIN = Style(restyle=str, unit="", total_apart=False, stacked=False)


def draw(table: TableForm, style: Style = PLAIN) -> Grid:
    texts = {key: str(number) for number, (key, _, _) in enumerate(table.cells())}
    return lay_out(Random(1), table, texts, style)


@pytest.mark.parametrize("table", TABLES)
def test_a_table_has_the_fields_of_the_official_layout(table: TableForm) -> None:
    grid = draw(table)
    layout = official_layout.lay_out(table)
    assert (len(grid.rows), grid.width, grid.labels) == (
        layout.height,
        layout.width,
        layout.head_columns,
    )
    for field in layout.fields:
        boxes = [grid.rows[row][column] for row, column in field.positions]
        assert all(box is boxes[0] for box in boxes)
        assert boxes[0].key == field.key
    assert len({id(box) for row in grid.rows for box in row}) == len(layout.fields)


def test_the_total_can_be_beside_the_head_of_the_applicants() -> None:
    head = draw(FORMS["2021"].table("requests"), Style(str, "", True, False)).rows[:3]
    assert [box.text for box in head[0][3:]] == ["申请人情况"] * 6 + ["总计"]
    assert head[0][9] is head[2][9]
    assert [box.text for box in head[1][3:5]] == ["自然人", "法人或其他组织"]


def test_the_groups_of_remedies_can_be_rows() -> None:
    grid = draw(FORMS["2021"].table("remedies"), Style(str, "", False, True))
    assert [box.text for box in grid.rows[0][:3]] == ["类别", "类别", "结果维持"]
    assert [[box.text for box in row[:2]] for row in grid.rows[1:]] == [
        ["行政复议", "行政复议"],
        ["行政诉讼", "未经复议直接起诉"],
        ["行政诉讼", "复议后起诉"],
    ]
    assert grid.rows[2][0] is grid.rows[3][0]


def test_every_label_is_retyped() -> None:
    for table in TABLES:
        grid = draw(table, Style(lambda label: f"[{label}]", "", False, False))
        labels = {box.text for row in grid.rows for box in row if not box.key}
        assert all(label.startswith("[") and label.endswith("]") for label in labels)
