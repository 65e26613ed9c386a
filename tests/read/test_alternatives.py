"""Two readings of one page: how far they agree, and which cells are taken from which."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gouji.pipeline.read.alternatives import (
    ADDED,
    ALONE,
    CONTRADICTED,
    EMPTY,
    MISSED,
    SAME,
    compare,
    fuse,
    with_drawn_boxes,
)
from gouji.pipeline.records import Box, Cell, CellKey

BOX: Box = (100.0, 200.0, 140.0, 220.0)
INSIDE: Box = (110.0, 205.0, 122.0, 215.0)
FAR: Box = (300.0, 200.0, 340.0, 220.0)
DOUBTED = 0.849
PERSON, COMPANY, TOTAL = (
    CellKey("requests", "received", column) for column in ("person", "company", "total")
)


def cell(
    raw: str | None,
    box: Box | None = BOX,
    key: CellKey = PERSON,
    confidence: float = 0.9,
    start: int | None = 7,
) -> Cell:
    """A cell of page 1; `raw` None is an absent cell, "" a blank one."""
    is_number = bool(raw and raw.isdigit())
    return Cell(
        "2021",
        key,
        "absent" if raw is None else "read" if is_number else "blank",
        Decimal(raw) if raw and is_number else None,
        raw,
        confidence,
        start=start,
        end=None if start is None else start + len(raw or ""),
        page=None if raw is None else 1,
        cell_box=None if raw is None else box,
    )


@pytest.mark.parametrize(
    ("this", "other", "agreement"),
    [
        (cell("12"), cell("12", INSIDE), SAME),
        (cell("12"), cell("12", FAR), CONTRADICTED),
        (cell("12"), cell("7", INSIDE), CONTRADICTED),
        (cell("12"), cell(None), MISSED),
        (cell("12"), cell(""), MISSED),
        (cell(""), cell("12"), ADDED),
        (cell(None), cell("12"), ADDED),
        (cell(""), cell("", FAR), SAME),
        (cell(""), cell(None), EMPTY),
        (cell("/"), cell(""), MISSED),
        (cell(None), cell(None), SAME),
    ],
)
def test_the_agreement_of_two_readings(this: Cell, other: Cell, agreement: float) -> None:
    assert compare([this], [other], pages=(1, 2)) == [agreement]
    assert compare([this], [other], pages=()) == [ALONE]
    assert compare([this], [], pages=(1,)) == [MISSED if this.raw else EMPTY]


def test_a_page_with_one_reading_has_no_agreement() -> None:
    assert compare([cell("12")], [cell("12")], pages=(2,)) == [ALONE]


def test_the_surer_cell_is_taken() -> None:
    sure, unsure = cell("12", start=0, confidence=0.8), cell("7", start=3, confidence=0.7)
    assert fuse([sure], [unsure], DOUBTED) == (sure,)
    assert fuse([unsure], [sure], DOUBTED) == (sure,)


def test_a_cell_whose_text_has_no_place_is_not_taken() -> None:
    unknown = cell("7", key=COMPANY, start=None, confidence=0.9)
    absent = cell(None, key=COMPANY, start=None, confidence=0.2)
    assert fuse([absent], [unknown], DOUBTED) == (absent,)
    [chosen] = fuse([unknown], [absent], DOUBTED)
    assert (chosen.status, chosen.value, chosen.raw) == ("absent", None, None)


def test_a_figure_is_not_lost_to_a_blank_cell() -> None:
    figure = cell("7", key=COMPANY, start=3, confidence=0.84)
    nothing = [cell("", key=COMPANY, start=9, confidence=0.9), cell(None, key=COMPANY, start=None)]
    for surer in nothing:
        (kept,) = fuse([figure], [surer], 0.8)
        assert (kept.raw, kept.confidence) == ("7", 0.8)
    elsewhere = [cell("7", key=PERSON, start=3, confidence=0.95), nothing[0]]
    fused = fuse([cell("", key=PERSON, confidence=0.2), figure], elsewhere, 0.8)
    assert [each.raw for each in fused] == ["7", ""]
    mark = cell("/", key=COMPANY, start=3, confidence=0.3)
    assert fuse([mark], [nothing[0]], 0.8)[0].raw == ""


def test_no_text_serves_two_cells() -> None:
    shifted = [
        cell(None, key=PERSON, start=None, confidence=0.2),
        cell("12", key=COMPANY, start=0, confidence=0.3),
        cell("7", key=TOTAL, start=3, confidence=0.4),
    ]
    right = [cell("12", key=PERSON, start=0), cell("7", key=COMPANY, start=3)]
    fused = fuse(shifted, right, DOUBTED)
    assert [(c.key, c.status, c.raw) for c in fused] == [
        (PERSON, "read", "12"),
        (COMPANY, "read", "7"),
        (TOTAL, "absent", None),
    ]
    assert fused[2].confidence <= 0.5


def test_a_row_from_two_lines_is_doubted() -> None:
    labelled = [
        cell("17", key=PERSON, start=0, confidence=0.97),
        cell("2", key=COMPANY, start=3, confidence=0.95),
    ]
    unlabelled = [
        cell("31", key=PERSON, start=20, confidence=0.9),
        cell("1", key=COMPANY, start=23, confidence=0.96),
    ]
    assert [c.raw for c in fuse(labelled, unlabelled, DOUBTED)] == ["17", "1"]
    assert {c.confidence for c in fuse(labelled, unlabelled, DOUBTED)} == {DOUBTED}


def test_a_row_of_one_reading_is_not_doubted() -> None:
    sure = [cell("17", key=PERSON, confidence=0.97), cell("2", key=COMPANY, start=3)]
    unsure = [c._replace(raw="9", confidence=0.1) for c in sure]
    assert fuse(sure, unsure, DOUBTED) == tuple(sure)


@pytest.mark.parametrize(
    ("raw", "box", "drawn_raw", "drawn_box", "expected"),
    [
        ("12", INSIDE, "12", BOX, BOX),  # the words are inside the drawn cell
        ("", None, "", BOX, BOX),  # words tell of no place of a blank cell
        ("12", INSIDE, "13", BOX, INSIDE),  # another text
        ("12", FAR, "12", BOX, FAR),  # another place
        ("12", INSIDE, "12", None, INSIDE),  # nothing is drawn
    ],
)
def test_a_cell_has_the_box_that_is_drawn_around_its_text(
    raw: str, box: Box | None, drawn_raw: str, drawn_box: Box | None, expected: Box
) -> None:
    [found] = with_drawn_boxes([cell(raw, box)], [cell(drawn_raw, drawn_box)])
    assert found == cell(raw, expected)
    assert with_drawn_boxes([cell(raw, box)], []) == (cell(raw, box),)
