"""The boxes of cells, and page numbers and running titles, as the layout gives them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gouji.pipeline.ingest.layout.page import Page, Ruling, Word
from gouji.pipeline.ingest.layout.printed_lines import CellText
from gouji.pipeline.ingest.layout.read_pages import read_pages
from gouji.pipeline.ingest.pdf.pdfium import open_pdf, read_page
from tests.ingest.pdf.printed import print_pdf, table

ROWS = [["信息内容", "制发件数", "废止件数"], ["规章", "12", ""], ["规范性文件", "345", "0"]]


def read(data: bytes) -> list[Page]:
    with open_pdf(data) as document:
        return [read_page(document, index) for index in range(len(document))]


def cells_of(pages: list[Page]) -> dict[str, CellText]:
    by_rulings = read_pages(pages).by_rulings
    return {cell.text: cell for page in by_rulings for line in page.lines for cell in line.cells}


def test_a_ruled_cell_has_the_box_that_is_drawn_and_that_of_its_characters() -> None:
    cells = cells_of(read(print_pdf(table(ROWS))))
    drawn, ink = cells["345"].cell_box, cells["345"].text_box
    assert drawn and ink
    assert drawn[0] < ink[0] < ink[2] < drawn[2] and drawn[1] < ink[1] < ink[3] < drawn[3]
    blank = cells[""]
    assert blank.cell_box and (blank.text_box, blank.blank_box) == (None, None)
    assert blank.box == blank.cell_box


def test_a_cell_without_rulings_has_the_box_of_its_characters_or_the_place_of_a_blank() -> None:
    cells = cells_of(read(print_pdf(table(ROWS), border="none")))
    figure, blank = cells["345"], cells[""]
    assert figure.cell_box is None and figure.box == figure.text_box
    assert (blank.cell_box, blank.text_box) == (None, None)
    assert blank.blank_box and cells["0"].text_box
    assert blank.blank_box[0] < cells["0"].text_box[2]  # in the column of the figure below


def test_page_numbers_and_running_titles_are_furniture() -> None:
    style = '<style>@page { @top-center { content: "某局工作报告" } @bottom-center { content: "— " counter(page) " —" } }</style>'
    prose = "<p>本机关按时办结全部申请。</p><p style='page-break-before: always'>没有收费。</p>"
    by_rulings = read_pages(read(print_pdf(style + prose))).by_rulings
    lines = [
        [(line.cells[0].text, line.is_furniture) for line in page.lines] for page in by_rulings
    ]
    assert lines[0] == [
        ("某局工作报告", False),  # not known as a running title before the second page
        ("本机关按时办结全部申请。", False),
        ("— 1 —", True),
    ]
    assert lines[1] == [("某局工作报告", True), ("没有收费。", False), ("— 2 —", True)]


def recognised(text: str, x: float, y: float) -> Word:
    """A word as OCR gives it: all its characters in one box."""
    return Word(text, (x, y, x + 10 * len(text), y + 10), 10.0, source="ocr", score=0.9)


def scanned(with_rulings: bool) -> Page:
    words = tuple(
        recognised(text, 12 + 100 * column, 15 + 20 * row)
        for row, texts in enumerate(ROWS)
        for column, text in enumerate(texts)
        if text
    )
    levels = [Ruling(10, y, 310, y) for y in (10, 30, 50, 70)] if with_rulings else []
    edges = [Ruling(x, 10, x, 70) for x in (10, 110, 210, 310)] if with_rulings else []
    return Page(1, 320, 100, 0, words, tuple(levels), tuple(edges), source="ocr")


@pytest.mark.parametrize("with_rulings", [True, False])
def test_words_of_several_characters_give_the_same_rows(with_rulings: bool) -> None:
    by_rulings, by_words, *_ = read_pages([scanned(with_rulings)])
    for pages in (by_rulings, by_words):
        assert [[cell.text for cell in line.cells] for line in pages[0].lines] == ROWS


@pytest.mark.parametrize(
    ("turn", "shown"),
    [
        (0, (10, 20, 30, 40)),
        (1, (20, 170, 40, 190)),
        (2, (70, 160, 90, 180)),
        (3, (60, 10, 80, 30)),
    ],
)
def test_a_box_in_reading_space_leads_back_to_the_page(
    turn: int, shown: tuple[float, float, float, float]
) -> None:
    page = Page(1, 100, 200, turn, (), (), ())
    assert page.to_page_space((10, 20, 30, 40)) == shown


def test_a_recognised_cell_has_the_least_score_of_its_words() -> None:
    (page,) = read(print_pdf(table(ROWS)))
    scores = {"3": 0.98, "4": 0.71, "5": 0.93}
    words = tuple(
        word._replace(source="ocr", score=scores.get(word.text, 0.99)) for word in page.words
    )
    cells = cells_of([replace(page, words=words, source="ocr")])
    assert (cells["345"].source, cells["345"].score) == ("ocr", 0.71)
    assert (cells["12"].source, cells["12"].score) == ("ocr", 0.99)
    assert (cells[""].source, cells[""].score) == ("text", 1.0)
    assert {(cell.source, cell.score) for cell in cells_of([page]).values()} == {("text", 1.0)}
