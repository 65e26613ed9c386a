"""What exchanges find to move has another whole solution; tried against all of them."""

from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.rebuild.exchanges import find_moving

SYSTEMS = st.lists(
    st.lists(st.sampled_from([-1, 0, 1]), min_size=4, max_size=4), min_size=1, max_size=3
)
SOLUTIONS = st.lists(st.integers(0, 2), min_size=4, max_size=4)


@given(SYSTEMS, SOLUTIONS)
def test_only_what_has_another_solution_moves(rows: list[list[int]], known: list[int]) -> None:
    equations, solution = np.array(rows, dtype=float), np.array(known, dtype=float)
    every = np.array(list(product(range(3), repeat=4)), dtype=float)
    others = every[((every - solution) @ equations.T == 0).all(axis=1)]
    moving = find_moving(equations, np.zeros(4), np.full(4, 2.0), solution)
    assert not (moving & ~(others != solution).any(axis=0)).any()


def test_a_lost_row_and_column_of_a_table_move_together() -> None:
    # a + b = 3, c + d = 3, a + c = 3, b + d = 3
    sums = np.array([[1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0], [0, 1, 0, 1]], dtype=float)
    low, high, solution = np.zeros(4), np.full(4, 9.0), np.array([3.0, 0, 0, 3])
    assert find_moving(sums, low, high, solution).all()
    assert not find_moving(sums[:, :2], low[:2], high[:2], np.array([0.0, 3])).any()
