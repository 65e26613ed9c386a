"""Digits that are in the text layer of a PDF and not on its picture."""

from __future__ import annotations

import pikepdf
import pytest

from gouji.pipeline.ingest.pdf.pdfium import open_pdf, read_page
from tests.ingest.pdf.printed import print_pdf, read_pdf, table, texts_of
from tests.ingest.pdf.test_visibility import HEAD, OLD, ROWS, over, saved, texts

# Ways to write a figure beside "12" that is not seen, or is.
UNSEEN = {
    "under a circle": "<i style='position: relative'>7<b style='position: absolute; inset: -2pt;"
    " background: white; border-radius: 50%'></b></i>",
    "tiny": "<span style='font-size: 0.3pt'>7</span>",
}
SEEN = {
    "white on a dark gradient": "<b style='color: white; background: linear-gradient(#036, #069)'>7</b>",
    "faint": "<span style='color: #ddd'>7</span>",
    "small": "<span style='font-size: 4pt'>7</span>",
    "a stem": "1",
}


def _with(figure: str) -> list[list[str]]:
    return [HEAD, ["规章", figure, "3"], *ROWS[2:]]


@pytest.mark.parametrize("name", UNSEEN)
def test_a_digit_that_is_not_drawn_is_not_read(name: str) -> None:
    assert texts_of(read_pdf(table(_with(f"12{UNSEEN[name]}")))) == _with("12")


@pytest.mark.parametrize("name", SEEN)
def test_a_digit_that_is_drawn_is_read(name: str) -> None:
    shown = "121" if name == "a stem" else "7"
    figure = f"12{SEEN[name]}" if name == "a stem" else SEEN[name]
    assert texts_of(read_pdf(table(_with(figure)))) == _with(shown)


def test_a_page_of_which_no_digit_is_drawn_keeps_its_text() -> None:
    """Of a scan that lost its picture the text layer is all that there is."""
    with_text = over(print_pdf("<p></p>"), print_pdf(table(ROWS)), b"3 Tr")
    assert texts(with_text) == ROWS
    assert texts(over(print_pdf(table(ROWS)), print_pdf(table(OLD)), b"3 Tr")) == ROWS


def test_digits_outside_of_a_clip_that_is_no_rectangle_are_not_read() -> None:
    lower = print_pdf("<div style='height: 60mm'></div>" + table(ROWS))
    read = texts(over(lower, print_pdf(table(OLD)), b"0 0 m 600 842 l 600 0 l h W n"))
    figures = [text for row in read for text in row if text.isdigit()]
    assert figures == ["12", "7", "345", "0"]


@pytest.mark.parametrize(
    ("hidden", "is_doubted"), [(b"60", True), (b"16", True), (b"79", False), (b"", False)]
)
def test_a_figure_that_lost_a_digit_to_a_hidden_one_is_doubted(
    hidden: bytes, is_doubted: bool
) -> None:
    """pdfium takes the first 6 of 66 for that of a clipped 60 at the same place."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(400, 400))
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    page.add_resource(font, pikepdf.Name.Font, pikepdf.Name.F1)
    text = b"BT /F1 9 Tf 100 300 Td (%s) Tj ET"
    clipped = b"q 0 0 1 1 re W n " + text % hidden + b" Q " if hidden else b""
    page.Contents = pdf.make_stream(clipped + text % b"66")
    with open_pdf(saved(pdf)) as document:
        read = read_page(document, 0)
    assert bool(read.doubted) is is_doubted
    assert is_doubted or [word.text for word in read.words] == ["6", "6"]
