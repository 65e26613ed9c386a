"""Figures that a ruling strikes out, and figures that merely have a ruling near them."""

from __future__ import annotations

import pytest

from gouji.pipeline.ingest import ingest
from gouji.pipeline.records import Document, Fragment
from tests.ingest.pdf.printed import print_pdf, read_pdf, table, texts_of
from tests.ingest.pdf.test_visibility import over

HEAD = ["信息内容", "本年制发件数", "本年废止件数"]


def print_figure(figure: str, border: str = "0.5pt solid black") -> Document:
    rows = [HEAD, ["规章", figure, "7"], ["行政规范性文件", "345", "0"]]
    return read_pdf(table(rows), border=border)


def figure_of(document: Document) -> Fragment | None:
    """The fragment in the cell of the figure."""
    found = [one for one in document.fragments if one.row == 1 and one.column == 1]
    return found[0] if found else None


@pytest.mark.parametrize("border", ["0.5pt solid black", "0"], ids=["ruled", "without rulings"])
@pytest.mark.parametrize(
    ("printed", "seen", "sure"),
    [
        pytest.param("<s>38</s>25", "25", False, id="corrected beside it"),
        pytest.param("25<del>38</del>", "25", False, id="corrected before it"),
        pytest.param("<s style='text-decoration-thickness: 2pt'>38</s>25", "25", False, id="thick"),
        pytest.param("<s style='text-decoration-style: double'>38</s>25", "25", False, id="double"),
        pytest.param("<u>3825</u>", "3825", True, id="underline is none"),
        pytest.param(
            "<span style='border: 0.5pt solid'>3825</span>", "3825", True, id="box is none"
        ),
        pytest.param(
            "<span style='text-decoration: overline'>3825</span>",
            "3825",
            True,
            id="overline is none",
        ),
        pytest.param(
            "<span style='border-bottom: 1pt solid; line-height: 1'>3825</span>",
            "3825",
            True,
            id="form line is none",
        ),
    ],
)
def test_a_struck_out_figure_is_not_read(printed: str, seen: str, sure: bool, border: str) -> None:
    """The correction beside it is read, and in a ruled cell it is not sure."""
    read = figure_of(print_figure(printed, border))
    assert read
    assert read.text == seen
    assert read.score == 1.0 if sure else read.score >= 0.5
    assert sure or border == "0" or read.score < 0.85


def test_a_cell_whose_only_figure_is_struck_out_is_not_sure() -> None:
    read = figure_of(print_figure("<s>38</s>"))
    assert read
    assert read.text == ""
    assert read.score < 0.85


def test_what_is_left_on_both_sides_of_a_strike_is_no_sure_number() -> None:
    read = figure_of(print_figure("1<s>38</s>5"))
    assert read
    assert read.score < 0.85


def test_figures_crossed_by_a_ruling_of_the_table_are_read_and_not_sure() -> None:
    """A ruling that runs on is no strike: the row is too low for its text."""
    tight = "<div style='position: relative; top: -7pt'>345</div>"
    data = print_pdf(table([HEAD, ["规章", "12", "7"], ["行政规范性文件", tight, "0"]]))
    fragments = [one for one in ingest(data, "a.pdf").fragments if "345" in one.text]
    assert fragments
    assert all(one.score < 0.85 for one in fragments)


def test_rulings_of_a_tight_table_strike_out_nothing() -> None:
    style = "<style>td { padding: 0 !important; line-height: 1 }</style>"
    rows = [HEAD, ["规章", "12", "7"], ["行政规范性文件", "345", "0"]]
    read = read_pdf(style + table(rows))
    assert texts_of(read) == rows
    assert {one.score for one in read.fragments} == {1.0}


def test_a_line_drawn_later_strikes_out_too() -> None:
    plain = print_pdf("<div style='position: absolute; top: 20mm; left: 20mm'>件数38件</div>共12页")
    line = "<div style='position: absolute; top: %s; left: 18mm; width: 19mm; height: 1pt;"
    strike = print_pdf(line % "calc(20mm + 6.5pt)" + " background: black'></div>")
    below = print_pdf(line % "calc(20mm + 13pt)" + " background: black'></div>")
    assert not any("38" in one.text for one in ingest(over(plain, strike, b""), "a.pdf").fragments)
    assert any("38" in one.text for one in ingest(over(plain, below, b""), "a.pdf").fragments)
