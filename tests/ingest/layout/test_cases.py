"""Words and rulings to rows, by the cases in tests/cases/layout.

A line of a case is [top, [left, text], …]; its characters are 10 points high and wide, digits 5 wide.
Horizontal rulings are [y, x0, x1], vertical ones [x, y0, y1].
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gouji.pipeline.ingest.layout.page import Page, Ruling, Word
from gouji.pipeline.ingest.layout.read_pages import read_pages

FOLDER = Path(__file__).parents[2] / "cases" / "layout"
CASES = [
    pytest.param(case, id=f"{path.stem}: {case['why']}")
    for path in sorted(FOLDER.glob("*.json"))
    for case in json.loads(path.read_text("utf-8"))
]


def widths(text: str) -> list[float]:
    return [5.0 if char.isascii() else 10.0 for char in text]


def characters(case: dict[str, Any]) -> Iterator[Word]:
    """The words of a text layer: one for each character."""
    for top, *texts in case["lines"]:
        for left, text in texts:
            x = float(left)
            for char, width in zip(text, widths(text), strict=True):
                yield Word(char, (x, top, x + width, top + 10), 10.0)
                x += width


def recognised(case: dict[str, Any]) -> Iterator[Word]:
    """The words that OCR finds: one for each text."""
    for top, *texts in case["lines"]:
        for left, text in texts:
            box = (left, top, left + sum(widths(text)), top + 10)
            yield Word(text, box, 10.0, source="ocr", score=0.9)


@pytest.mark.parametrize("make_words", [characters, recognised])
@pytest.mark.parametrize("case", CASES)
def test_words_and_rulings_are_read_as_rows(case: dict[str, Any], make_words: Any) -> None:
    horizontal = tuple(Ruling(x0, y, x1, y) for y, x0, x1 in case.get("horizontal", ()))
    vertical = tuple(Ruling(x, y0, x, y1) for x, y0, y1 in case.get("vertical", ()))
    page = Page(1, 800, 200, 0, tuple(make_words(case)), horizontal, vertical)
    by_rulings = read_pages([page]).by_rulings
    assert [[cell.text for cell in line.cells] for line in by_rulings[0].lines] == case["rows"]
