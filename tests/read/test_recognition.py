"""The doubt that OCR leaves on cells and claims."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from gouji.pipeline.read.recognition import doubt_claims, doubt_recognised
from gouji.pipeline.records import Cell, CellKey, Claim, Fragment, Placed, Table

# The confidence of a cell that something contradicts.
DOUBTED = 0.8
TEXT = "全年收到申请4件。"
KEY = CellKey("requests", "received", "total")


def fragment(text: str, score: float, row: int = 3, source: str = "ocr") -> Fragment:
    return Fragment(0, len(text), text, row, 0, page=1, source=source, score=score)  # type: ignore[arg-type]


def doubt(figure: Fragment | None, *others: Fragment, confidence: float = 0.99) -> float:
    cell = Cell("2021", KEY, "read", Decimal(4), "4", confidence)
    table = Table("requests", "2021", (Placed(KEY, figure),))
    fragments = [*others, *([figure] if figure else [])]
    [cell] = doubt_recognised([cell], [table], fragments, DOUBTED)
    return cell.confidence


@pytest.mark.parametrize(
    ("why", "score", "expected"),
    [
        ("read twice alike, surely", 0.98, 0.99),
        ("read twice alike, hardly", 0.8, 0.8),
        ("read differently", 0.5, 0.5),
    ],
)
def test_a_cell_is_no_surer_than_its_text(why: str, score: float, expected: float) -> None:
    assert doubt(fragment("4", score)) == expected, why


def test_a_low_confidence_is_not_raised() -> None:
    assert doubt(fragment("4", 0.7), confidence=0.3) == 0.3


def test_a_text_layer_is_not_doubted() -> None:
    assert doubt(fragment("4", 0.1, source="text")) == 0.99
    assert doubt(None) == 0.99


def test_a_guessed_label_makes_its_row_doubtful() -> None:
    assert doubt(fragment("4", 0.99), fragment("予以公开", 0.3)) == DOUBTED
    assert doubt(fragment("4", 0.99), fragment("予以公开", 0.95)) == 0.99
    assert doubt(fragment("4", 0.99), fragment("予以公开", 0.3, row=4)) == 0.99
    assert doubt(fragment("4", 0.99), fragment("7", 0.3)) == 0.99, "another figure is no label"


def test_a_claim_is_no_surer_than_the_digits_of_its_line() -> None:
    claim = Claim("requests_received", Decimal(4), 6, 7, "收到4件", confidence=0.95)
    line = Fragment(0, 10, "全年收到申请4件。", 0, 0, source="ocr", score=0.6)
    assert doubt_claims([claim], [line], TEXT)[0].confidence == 0.6
    assert doubt_claims([claim], [line._replace(score=0.97)], TEXT)[0].confidence == 0.95
    assert doubt_claims([claim], [line._replace(source="text")], TEXT)[0].confidence == 0.95
    assert doubt_claims([claim], [line._replace(start=20, end=30)], TEXT)[0].confidence == 0.95


def test_a_figure_behind_a_lost_character_may_lack_a_digit() -> None:
    claim = Claim("requests_received", Decimal(4), 6, 7, "收到4件", confidence=0.95)
    assert doubt_claims([claim], [], TEXT)[0].confidence == 0.95
    assert doubt_claims([claim], [], "全年收到申\ufffd4件。")[0].confidence == 0.5
    assert doubt_claims([replace(claim, start=0)], [], "4件\ufffd")[0].confidence == 0.95
