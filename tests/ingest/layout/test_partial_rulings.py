"""Tables that lack some rulings: a frame only, rulings between rows only, a ruling here and there."""

from __future__ import annotations

import pytest

from gouji.pipeline.ingest import ingest
from gouji.pipeline.ingest.layout.geometry import TextBox
from gouji.pipeline.ingest.layout.printed_lines import CellText
from gouji.pipeline.ingest.layout.row_joins import join_ruled_row
from gouji.pipeline.ingest.layout.unruled.rows import block_to_rows
from tests.ingest.pdf.printed import print_pdf, table, texts_of

PEN = "0.5pt solid black"
HEADS = ["项目", "自然人", "企业", "其他", "总计"]
ROWS = [
    ["一、本年新收", "12", "3", "", "15"],
    ["二、上年结转", "4", "", "1", "5"],
    ["三、予以公开", "16", "3", "1", "20"],
    ["四、结转下年", "0", "0", "0", "0"],
]
PARTLY = {
    "frame": f"table {{ border: {PEN} }}",
    "frame and head": f"table, .h td {{ border: {PEN} }}",
    "frame, between rows": f"table {{ border: {PEN} }} td {{ border-bottom: {PEN} }}",
    "frame, between columns": f"table {{ border: {PEN} }} td {{ border-left: {PEN} }}",
    "three lines": f"table {{ border-top: {PEN}; border-bottom: {PEN} }} .h td {{ border-bottom: {PEN} }}",
    "labels and head": f"table, .h td, td:first-child {{ border: {PEN} }}",
    "open sides": f"td {{ border: {PEN} }} td:first-child {{ border-left: none }} "
    "td:last-child { border-right: none }",
}


def read(style: str, rows: list[list[str]]) -> list[list[str]]:
    body = f"<style>td {{ text-align: center; width: 20% }} {style}</style>{table(rows)}"
    return texts_of(
        ingest(print_pdf(body.replace("<tr>", "<tr class=h>", 1), "A4", "none"), "a.pdf")
    )


@pytest.mark.parametrize("name", PARTLY)
def test_rows_keep_their_figures_and_blanks_whichever_rulings_are_missing(name: str) -> None:
    found = read(PARTLY[name], [HEADS, *ROWS])
    assert [row for row in found if len(row) == len(HEADS)][-4:] == ROWS


def test_two_figures_without_a_ruling_between_them_are_two_cells() -> None:
    style = f"td {{ border: {PEN} }} tr:nth-child(3) td:nth-child(2) {{ border-right: none }} "
    style += "tr:nth-child(3) td:nth-child(3) { border-left: none }"
    rows = [HEADS, ROWS[0], ["二、上年结转", "4", "7", "1", "12"], *ROWS[2:]]
    assert read(style, rows) == rows


def test_two_labels_without_a_ruling_between_them_keep_their_figures() -> None:
    style = f"td {{ border: {PEN} }} tr:nth-child(3) td:nth-child(1) {{ border-bottom: none }} "
    style += "tr:nth-child(4) td:nth-child(1) { border-top: none }"
    full = [HEADS, *[[row[0], "1", "2", "3", "6"] for row in ROWS]]
    assert read(style, full) == full


def test_merged_cells_of_a_table_with_all_rulings_are_kept() -> None:
    body = (
        "<table><tr><td rowspan=2>三、本年<br>办理结果</td><td>（一）公开</td><td>1</td><td>2</td></tr>"
        "<tr><td>（二）部分公开</td><td colspan=2>3</td></tr></table>"
    )
    assert texts_of(ingest(print_pdf(body), "a.pdf")) == [
        ["三、本年办理结果", "（一）公开", "1", "2"],
        ["（二）部分公开", "3"],
    ]


def test_a_figure_wrapped_in_a_narrow_cell_with_padding_is_one_figure() -> None:
    """Word leaves 5.4 points free at each side of a cell."""
    narrow = (
        "<style>td { padding: 1pt 5.4pt } td + td { width: 18pt } table { width: auto }</style>"
    )
    rows = [["甲", "975<br>25", "12"], ["乙", "124", "35"]]
    assert texts_of(ingest(print_pdf(narrow + table(rows)), "a.pdf"))[0] == ["甲", "97525", "12"]


def part(*texts: str) -> list[CellText]:
    return [CellText(text, column) for column, text in enumerate(texts)]


def joined(above: list[CellText], below: list[CellText], full: bool = False) -> list[str] | None:
    whole = join_ruled_row(above, below, 2, full)
    return None if whole is None else [cell.text for cell in whole]


def test_a_row_cut_by_the_end_of_a_page_is_joined_if_its_label_or_figures_continue() -> None:
    label, blank = part("(8)属", "0", "1"), part("于行政查询事项", "", "")
    assert joined(label, blank) == ["(8)属于行政查询事项", "0", "1"]
    assert joined(part("(3)危及", "", ""), part("", "3", "1")) == ["(3)危及", "3", "1"]
    assert joined(part("5、其他", "209", "7"), part("类信息", "66", "")) == [
        "5、其他类信息",
        "209 66",
        "7",
    ]


def test_whole_rows_on_both_sides_of_a_page_end_are_not_joined() -> None:
    assert joined(part("(8)属", "0", "1"), part("(9)其他", "", "")) is None
    assert joined(part("行政许可", "0", "1"), part("行政处罚", "", "")) is None
    assert joined(part("(8)其他", "0", "0"), part("其他处理", "0", "0")) is None
    assert joined(part("行政许可", "0", "1"), part("事项", "", ""), full=True) is not None


def rows_of(*lines: tuple[str, str, float]) -> list[list[str]]:
    """The rows that lines with a label, a figure and a top form; the line spacing is 12 points."""
    fields = [
        [
            TextBox(text, (x, y, x + 6.0 * len(text), y + 10), text.isdigit())
            for text, x in row
            if text
        ]
        for row, y in ((((label, 0.0), (figure, 90.0)), y) for label, figure, y in lines)
    ]
    rows = [line for line in fields if line[-1].is_value and len(line) > 1]
    others = [line for line in fields if line not in rows]
    printed = block_to_rows([(90.0, 110.0)], rows, others, 12.0)
    return [[cell.text for cell in line.cells] for line in printed if line.kind != "text"]


def test_a_wrapped_figure_is_no_row_of_its_own() -> None:
    lines = (("一、新收", "975", 0.0), ("", "25", 12.0), ("二、结转", "124", 40.0))
    assert rows_of(*lines) == [["一、新收", "975 25"], ["二、结转", "124"]]


def test_rows_as_close_as_lines_of_text_are_rows() -> None:
    lines = (("一、新收", "975", 0.0), ("二、结转", "25", 12.0), ("三、其他", "4", 24.0))
    assert rows_of(*lines) == [["一、新收", "975"], ["二、结转", "25"], ["三、其他", "4"]]


def test_a_label_of_many_short_lines_makes_a_ruled_table_no_frame() -> None:
    label = "五、要求行政<br>机关确认或<br>重新出具已<br>获取信息"
    rows = [HEADS, *ROWS[:2], ["LABEL", "2", "0", "", "2"], *ROWS[2:]]
    style = f"td {{ border: {PEN}; width: 20%; text-align: left }} td:first-child {{ width: 45% }}"
    body = f"<style>{style}</style>{table(rows).replace('LABEL', label)}"
    document = ingest(print_pdf(body, "A4", "none"), "a.pdf")
    assert [a.pages for a in document.alternatives] == [(1,)]
    rows[3][0] = label.replace("<br>", "")
    assert texts_of(document) == rows


def test_a_table_that_lacks_many_rulings_is_read_by_the_places_of_its_texts() -> None:
    """Every other row lacks rulings between columns, and two labels lack the one between them."""
    style = f"td {{ border: {PEN} }} tr:nth-child(even) td + td {{ border-right: none }} "
    style += "tr:nth-child(even) td + td + td { border-left: none } "
    style += "tr:nth-child(4) td:first-child { border-bottom: none } "
    style += f"table {{ border: {PEN} }} tr:nth-child(5) td:first-child {{ border-top: none }}"
    assert read(style, [HEADS, *ROWS]) == [HEADS, *ROWS]


def test_a_wide_blank_under_several_heads_is_a_blank_under_each() -> None:
    """Labels and heads have all rulings, blank rows have horizontal ones only."""
    rows = [HEADS, *[[row[0], "", "", "", ""] for row in ROWS]]
    style = f"table, .h td, td:first-child {{ border: {PEN} }} td {{ border-bottom: {PEN} }}"
    assert read(style, rows) == rows


def test_a_list_of_numbered_labels_in_one_cell_is_a_frame() -> None:
    labels = [f"{n}.属于行政机关不予公开的第{n}种情形" for n in range(1, 6)]
    rows = [HEADS, *[[label, "", "", "", ""] for label in labels]]
    style = f"td {{ width: 15% }} td:first-child {{ width: 40% }} table, .h td {{ border: {PEN} }} "
    style += f"td {{ border-left: {PEN}; border-right: {PEN} }}"
    assert read(style, rows) == rows


def test_the_number_of_a_label_alone_on_its_line_is_no_figure() -> None:
    """In a column as narrow as one character, 2．重复申请 has one character a line."""
    label = "<br>".join("2．重复申请")
    rows = [HEADS, ["三、不予公开", "1", "", "", "1"], ["LABEL", "2", "0", "", "2"]]
    rows += [["总计", "3", "0", "", "3"], ["结转", "3", "0", "", "3"], ["其他", "3", "0", "", "3"]]
    body = table([["办理", *row] for row in rows]).replace("LABEL", label)
    for name in ("总计", "结转", "其他"):
        body = body.replace(f"<td>办理</td><td>{name}</td>", f"<td colspan=2>{name}</td>")
    document = ingest(print_pdf(f"<style>td {{ width: 16% }}</style>{body}"), "a.pdf")
    assert [a.pages for a in document.alternatives] == [(1,)]
    figures = [row[-4:] for row in texts_of(document)]
    assert figures == [row[1:] for row in rows]
