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
)
from gouji.pipeline.records import Box, Cell, CellKey, Document, Fragment

BOX: Box = (100.0, 200.0, 140.0, 220.0)
FAR: Box = (300.0, 200.0, 340.0, 220.0)
KEYS = [CellKey("requests", "received", column) for column in ("person", "company", "total")]


def cell(raw: str | None, box: Box | None = BOX, key: CellKey = KEYS[0], p: float = 0.9) -> Cell:
    status = "absent" if raw is None else "read" if raw.isdigit() else "blank"
    value = Decimal(raw) if raw and raw.isdigit() else None
    box = None if raw is None else box
    return Cell("2021", key, status, value, raw, p, page=box and 1, box=box, start=7, end=9)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "other", "stands"),
    [
        (cell("12"), cell("12", (110.0, 205.0, 122.0, 215.0)), SAME),
        (cell("12"), cell("12", FAR), CONTRADICTED),
        (cell("12"), cell("7", (110.0, 205.0, 122.0, 215.0)), CONTRADICTED),
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
def test_how_a_cell_stands_to_the_other_reading(one: Cell, other: Cell, stands: float) -> None:
    assert compare([one], [other], pages=(1, 2)) == [stands]
    assert compare([one], [other], pages=()) == [ALONE]
    assert compare([one], [], pages=(1,)) == [MISSED if one.raw else EMPTY]


def test_a_page_that_was_read_once_has_no_rival() -> None:
    assert compare([cell("12")], [cell("12")], pages=(2,)) == [ALONE]


def row(*texts: str) -> Document:
    """A line with a fragment for each text, side by side in boxes of 40 points."""
    fragments, text = [], ""
    for x, one in enumerate(texts):
        box = (100.0 + 40 * x, 200.0, 140.0 + 40 * x, 220.0)
        fragments.append(Fragment(len(text), len(text) + len(one), one, 0, x, 1, True, 1, box))
        text += one + "\t"
    return Document(text, "pdf", tuple(fragments))


def at(document: Document, x: int, key: CellKey, p: float) -> Cell:
    """What stands in the x-th fragment, at a cell."""
    one = document.fragments[x]
    return cell(one.text, one.cell_box, key, p)._replace(start=one.start, end=one.end)


def test_the_surer_cell_is_taken_and_found_in_the_text() -> None:
    document = row("12", "7")
    strange = cell("7", (150.0, 205.0, 156.0, 215.0), KEYS[1], 0.9)._replace(start=400, end=401)
    fused = fuse(
        document, [at(document, 0, KEYS[0], 0.8), cell(None, key=KEYS[1], p=0.2)], [strange]
    )
    assert [one.raw for one in fused] == ["12", "7"]
    assert document.text[fused[1].start : fused[1].end] == "7"
    assert fused[1].confidence == 0.9


def test_a_cell_that_is_less_sure_is_not_taken() -> None:
    document = row("12", "7")
    own = at(document, 0, KEYS[0], 0.8)
    assert fuse(document, [own], [at(document, 1, KEYS[0], 0.7)]) == (own,)


def test_no_print_serves_two_cells() -> None:
    document = row("12", "7")
    slid = [at(document, 0, KEYS[1], 0.3), at(document, 1, KEYS[2], 0.4)]
    cells = [cell(None, key=KEYS[0], p=0.2), *slid]
    right = [at(document, 0, KEYS[0], 0.9), at(document, 1, KEYS[1], 0.9)]
    fused = fuse(document, cells, right)
    assert [(one.status, one.raw) for one in fused] == [
        ("read", "12"),
        ("read", "7"),
        ("absent", None),
    ]
    assert fused[2].confidence <= 0.5


@pytest.mark.parametrize(
    ("text", "why"),
    [("7 7", "it stands there twice"), ("17", "it is part of a number"), ("12", "it is not there")],
)
def test_what_is_not_found_in_the_text_is_left(text: str, why: str) -> None:
    document = row(text)
    own = cell(None, p=0.1)
    assert fuse(document, [own], [cell("7", p=0.9)]) == (own,), why
