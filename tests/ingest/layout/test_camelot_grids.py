"""Rulings as programs draw them: double, a box for each cell, none where a label goes on."""

from __future__ import annotations

import pytest

from tests.ingest.pdf.printed import read_pdf, table, texts_of

ROWS = [
    ["信息内容", "本年制发件数", "本年废止件数"],
    ["规章", "12", ""],
    ["行政规范性文件", "0", "7"],
]


@pytest.mark.parametrize(
    "style",
    [
        "td { border: 3pt double black }",
        "td { border: 4.5pt double black }",
        "table { border: 3pt double black; border-collapse: separate; border-spacing: 1.5pt }",
        "table { border: 1pt solid black; border-collapse: separate; border-spacing: 2pt }",
        "table { border-collapse: separate; border-spacing: 0 }",
    ],
)
def test_rulings_too_close_for_a_figure_between_them_are_one_ruling(style: str) -> None:
    assert texts_of(read_pdf(f"<style>{style}</style>{table(ROWS)}")) == ROWS


def test_columns_narrower_than_a_character_are_separate_if_they_have_figures() -> None:
    style = "<style>td { padding: 0; font-size: 6pt } table { width: auto }</style>"
    rows = [["规章", "1", "", "2", "3"], ["文件", "4", "5", "", "6"]]
    narrow = table(rows).replace("<td></td>", "<td><div style='width: 3.5pt'></div></td>")
    assert texts_of(read_pdf(style + narrow)) == rows


def test_a_table_continues_on_the_next_page_though_its_group_label_has_no_ruling_there() -> None:
    """The label of a group is left of all rows of a page, and no ruling runs through it."""
    open_cell = "<td rowspan=3 style='border-top: 0; border-bottom: 0; width: 20mm'>%s</td>"
    widths = "<td style='width: 30mm'>%s</td>" + "<td style='width: 20mm'>%s</td>" * 2
    above = [("1.信访举报", "1", "2"), ("2.重复申请", "3", "4"), ("3.无正当理由", "5", "6")]
    below = [("大量反复申请", "", ""), ("4.要求确认", "7", "8"), ("5.其他", "9", "10")]
    pages = [
        "".join(
            f"<tr>{open_cell % side if not at else ''}{widths % row}</tr>"
            for at, row in enumerate(rows)
        )
        for side, rows in (("不予处理", above), ("", below))
    ]
    first = f"<tr><td style='width: 20mm'>一</td>{widths % ('二', '三', '四')}</tr>"
    body = f"<table>{first}{pages[0]}</table><table style='break-before: page'>{pages[1]}</table>"
    read = texts_of(read_pdf(body, "A5"))
    assert ["3.无正当理由大量反复申请", "5", "6"] in [[one for one in row if one] for row in read]
    assert [row[-2:] for row in read[-2:]] == [["7", "8"], ["9", "10"]]


def test_form_fields_inside_cells_are_no_columns() -> None:
    """A filled-in form prints a box around each figure."""
    style = "margin: -0.2pt auto; width: 12mm; height: 5mm"
    field = f"<table style='{style}'><tr><td>%s</td></tr></table>"
    rows = [ROWS[0], *([row[0], *(field % text for text in row[1:])] for row in ROWS[1:])]
    wide = "<tr><td colspan=3>第二十条第（一）项</td></tr>"
    read = texts_of(read_pdf(table(rows).replace("<table>", f"<table>{wide}", 1)))
    assert read == [["第二十条第（一）项"], *ROWS]
