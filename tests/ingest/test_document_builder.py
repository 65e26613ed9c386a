"""A second reading of a page, looked up in the text of the first."""

from __future__ import annotations

import pytest

from gouji.pipeline.ingest.document_builder import DocumentBuilder, RowCell, add_alternative
from gouji.pipeline.records import Box, Document

Cells = list[tuple[str, float, float]]  # text, left and right edge of each cell in points


def draw(*rows: Cells) -> Document:
    """Page 1 with rows 20 points high."""
    builder = DocumentBuilder(page=1)
    for number, row in enumerate(rows):
        top = 100.0 + 20 * number
        boxes: list[Box] = [(left, top, right, top + 20) for _, left, right in row]
        builder.write_row(
            RowCell(text, x, cell_box=box)
            for x, ((text, _, _), box) in enumerate(zip(row, boxes, strict=True))
        )
    return builder.finish("pdf", pages=1)


def spans(document: Document, other: Document) -> list[str | None]:
    """The text of `document` at the place of each fragment of `other`, None without a place."""
    [alternative] = add_alternative(document, other, [1]).alternatives
    assert alternative.pages == (1,)
    return [document.text[f.start : f.end] if f.has_place else None for f in alternative.fragments]


WHOLE: Cells = [("三、新收", 0, 100), ("12", 100, 140), ("7", 140, 180), ("7", 180, 220)]


@pytest.mark.parametrize(
    ("why", "other", "expected"),
    [
        ("the same cells", WHOLE, ["三、新收", "12", "7", "7"]),
        ("boxes of the ink only", [("7", 150, 156), ("7", 190, 196)], ["7", "7"]),
        ("a blank is at its place without text", [("12", 110, 122), ("", 140, 180)], ["12", ""]),
        ("two cells as one are nowhere in one piece", [("127", 110, 170)], [None]),
        ("the same figure at another place", [("12", 145, 175)], [None]),
        ("a figure is never a piece of a figure", [("1", 110, 116)], [None]),
    ],
)
def test_places(why: str, other: Cells, expected: list[str | None]) -> None:
    assert spans(draw(WHOLE), draw(other)) == expected, why


def test_a_piece_of_a_cell_has_its_own_place() -> None:
    document = draw([("三、新收 12 7", 0, 200)])
    pieces = draw([("三、新收", 0, 80), ("12", 90, 110), ("7", 120, 126)])
    assert spans(document, pieces) == ["三、新收", "12", "7"]


def test_figures_that_both_readings_have_twice_are_placed_in_order() -> None:
    document = draw([("7 7", 0, 60)])
    [alternative] = add_alternative(document, draw([("7", 0, 10), ("7", 40, 50)]), [1]).alternatives
    assert [(f.start, f.end) for f in alternative.fragments] == [(0, 1), (2, 3)]


@pytest.mark.parametrize("cells", [[("7", 0, 10)], [("7", 0, 10), ("7", 20, 30), ("7", 40, 50)]])
def test_a_figure_that_a_cell_has_more_or_less_often_is_in_doubt(cells: Cells) -> None:
    assert spans(draw([("7 7", 0, 60)]), draw(cells)) == [None] * len(cells)


def test_a_piece_of_a_fragment_without_a_place_has_none() -> None:
    [alternative] = add_alternative(draw(WHOLE), draw([("规章9", 0, 300)]), [1]).alternatives
    [label, figure] = (alternative.fragments[0].cut(*span) for span in ((0, 2), (2, 3)))
    assert [(f.text, f.has_place) for f in (label, figure)] == [("规章", False), ("9", False)]
