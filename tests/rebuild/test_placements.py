"""Shifts of the columns of all rows at once, and the certainty of columns after them."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.pipeline.extract import extract
from gouji.pipeline.kit import Kit
from gouji.pipeline.rebuild.columns.placements import (
    Candidates,
    Columns,
    Placement,
    column_shares,
    find_shifts,
)

SAMPLES = Path(__file__).parents[2] / "data/samples"


def candidates(*ways: Columns, fields: int) -> Candidates:
    return Candidates(tuple(Placement(way, -1.0) for way in ways), (True,) * fields)


NOW: Columns = (0, 1, None, 2)
OTHERS: list[Columns] = [(0, None, 1, 2), (None, 0, 1, 2)]


def test_all_rows_are_shifted_together() -> None:
    rows = [candidates(NOW, *OTHERS, fields=3), candidates(NOW, OTHERS[0], fields=3)]
    assert find_shifts({0: NOW, 1: NOW}, rows) == [{0: OTHERS[0], 1: OTHERS[0]}]


def test_a_full_row_fixes_the_columns_of_all_rows() -> None:
    whole: Columns = (0, 1, 2, 3)
    rows = [candidates(NOW, *OTHERS, fields=3), candidates(whole, fields=4)]
    assert find_shifts({0: NOW, 1: whole}, rows) == []


def test_rows_without_numbers_are_not_shifted() -> None:
    way: Columns = (None, None, None)
    assert find_shifts({0: way}, [candidates(way, fields=0)]) == []


@pytest.mark.parametrize(("weight", "share"), [(1.0, 0.5), (0.0, 1.0), (3.0, 0.25)])
def test_a_column_is_as_certain_as_the_placements_that_keep_it(weight: float, share: float) -> None:
    found = column_shares({4: NOW}, [{4: OTHERS[0]}], [weight])
    assert found == {4: pytest.approx([1.0, share, share, 1.0])}


@given(
    st.integers(2, 7).flatmap(
        lambda width: st.tuples(st.just(width), st.sets(st.integers(0, width - 1), min_size=1))
    )
)
def test_a_shift_keeps_every_number_and_their_order(columns: tuple[int, set[int]]) -> None:
    width, used = columns
    way = tuple(sorted(used).index(c) if c in used else None for c in range(width))
    every = [
        tuple(sorted(chosen).index(c) if c in chosen else None for c in range(width))
        for chosen in map(set, combinations(range(width), len(used)))
    ]
    shifts = find_shifts({0: way}, [candidates(*every, fields=len(used))])
    assert all([n for n in shift[0] if n is not None] == [*range(len(used))] for shift in shifts)
    assert len(shifts) in (0, len(every) - 1)


# The row of 行政强制 as printed, and the printed text in each of its columns.
SIGNED_ROWS = [
    ("行政强制\t37\t减2\t58", ("37", "减2", "58")),
    ("行政强制\t37\t-2\t58", ("37", "-2", "58")),
    ("行政强制\t-2\t58", (None, "-2", "58")),
    # A negative number in the column of a count is read where it is printed.
    ("行政强制\t-37\t-2\t58", ("-37", "-2", "58")),
]


@pytest.mark.parametrize(("row", "texts"), SIGNED_ROWS, ids=[row for row, _ in SIGNED_ROWS])
def test_a_negative_number_is_in_a_column_of_changes(
    row: str, texts: tuple[str | None, ...], kit: Kit
) -> None:
    text = (SAMPLES / "02-tabs-page-break.txt").read_text("utf-8")
    assert SIGNED_ROWS[0][0] in text
    report = extract(text.replace(SIGNED_ROWS[0][0], row).encode(), "report.txt", kit)
    cells = [cell for cell in report.cells if cell.key.row == "coercion"]
    assert tuple(cell.raw for cell in cells) == texts
    broken = {f.rule for f in report.findings if f.verdict == "broken" and f.scope == "proactive"}
    assert broken == ({"whole_and_not_negative"} if texts[0] == "-37" else set())
