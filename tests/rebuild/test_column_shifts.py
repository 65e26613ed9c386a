"""Columns that might as well be others: all rows moved at once, and what that says of each."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.pipeline.rebuild.column_placement import Candidates, Columns, Placement
from gouji.pipeline.rebuild.column_shifts import column_shares, find_shifts


def candidates(*ways: Columns, fields: int) -> Candidates:
    return Candidates(tuple(Placement(way, -1.0) for way in ways), (True,) * fields)


NOW: Columns = (0, 1, None, 2)
OTHERS: list[Columns] = [(0, None, 1, 2), (None, 0, 1, 2)]


def test_all_rows_move_together() -> None:
    rows = [candidates(NOW, *OTHERS, fields=3), candidates(NOW, OTHERS[0], fields=3)]
    assert find_shifts({0: NOW, 1: NOW}, rows) == [{0: OTHERS[0], 1: OTHERS[0]}]


def test_a_whole_row_holds_the_columns_of_all_others() -> None:
    whole: Columns = (0, 1, 2, 3)
    rows = [candidates(NOW, *OTHERS, fields=3), candidates(whole, fields=4)]
    assert find_shifts({0: NOW, 1: whole}, rows) == []


def test_nothing_printed_nothing_moves() -> None:
    way: Columns = (None, None, None)
    assert find_shifts({0: way}, [candidates(way, fields=0)]) == []


@pytest.mark.parametrize(("weight", "share"), [(1.0, 0.5), (0.0, 1.0), (3.0, 0.25)])
def test_what_moves_is_as_certain_as_the_way_it_stands(weight: float, share: float) -> None:
    found = column_shares({4: NOW}, [{4: OTHERS[0]}], [weight])
    assert found == {4: pytest.approx([1.0, share, share, 1.0])}


@given(
    st.integers(2, 7).flatmap(
        lambda width: st.tuples(st.just(width), st.sets(st.integers(0, width - 1), min_size=1))
    )
)
def test_a_move_keeps_every_number_and_their_order(known: tuple[int, set[int]]) -> None:
    width, used = known
    way = tuple(sorted(used).index(c) if c in used else None for c in range(width))
    every = [
        tuple(sorted(own).index(c) if c in own else None for c in range(width))
        for own in map(set, _subsets(width, len(used)))
    ]
    moves = find_shifts({0: way}, [candidates(*every, fields=len(used))])
    assert all([n for n in move[0] if n is not None] == [*range(len(used))] for move in moves)
    assert len(moves) in (0, len(every) - 1)


def _subsets(width: int, size: int) -> list[tuple[int, ...]]:
    from itertools import combinations

    return [*combinations(range(width), size)]
