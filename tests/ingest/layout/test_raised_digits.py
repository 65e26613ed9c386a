"""Raised digits behind a figure are marks of notes, whatever the order of the file."""

from __future__ import annotations

import pytest

from gouji.pipeline.ingest.layout.page import Word
from gouji.pipeline.ingest.layout.raised_digits import attach_raised
from tests.ingest.pdf.printed import read_pdf, texts_of


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("49<sup>1</sup>", "49¹"),
        ("49<sup>12</sup>", "49¹²"),
        ("49<span style='font-size: 7pt; position: relative; top: -2pt'>3</span>", "49³"),
        ("0<sup>1</sup>", "0¹"),
        ("10<sup>4</sup>", "10⁴"),
        ("1234", "1234"),
        ("10<sup>[3]</sup>", "10[³]"),
        ("10<sup>*</sup>", "10*"),
        ("<sup>*</sup>10", "10"),
        ("<sup>*</sup> 10", "*10"),
        ("10[3]", "10[3]"),
        ("*10", "*10"),
        ("<sup>*</sup>", "*"),
        ("<sup>*</sup>共", "*共"),
    ],
)
def test_raised_digits_are_superscripts(cell: str, text: str) -> None:
    body = f"<table><tr><td>行政许可</td><td>{cell}</td><td>7</td></tr></table>"
    assert texts_of(read_pdf(body)) == [["行政许可", text, "7"]]


def digit(text: str, x: float, bottom: float, height: float) -> Word:
    return Word(text, (x, bottom - height, x + height / 2, bottom), height / 2)


@pytest.mark.parametrize(
    ("why", "word"),
    [
        ("small, on the base line", digit("2", 5, 20, 6)),
        ("raised, of full size", digit("2", 5, 17, 10)),
        ("raised in the next column", digit("2", 12, 16, 6)),
        ("raised above the line", digit("2", 5, 9, 6)),
    ],
)
def test_other_digits_stay(why: str, word: Word) -> None:
    small = digit("3", 90, 80, 5)
    words = attach_raised([digit("1", 0, 20, 10), word, small])
    assert sorted(w.text for w in words) == ["1", "2", "3"], why
