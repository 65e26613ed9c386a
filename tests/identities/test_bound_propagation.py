"""Narrowing, trying and integer programmes against all solutions of small systems."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from gouji.pipeline.identities.bound_propagation import (
    System,
    find_determined,
    find_solution,
    narrow,
)
from gouji.pipeline.identities.integer_programme import find_unmoved, solve

COUNT, HIGHEST = 4, 3
FACTORS = st.lists(st.sampled_from([-2, -1, 0, 0, 1, 1]), min_size=COUNT, max_size=COUNT)
EQUATIONS = st.lists(st.tuples(FACTORS, st.integers(-2, 5)), min_size=1, max_size=4)


def system_of(equations: list[tuple[list[int], int]]) -> System:
    return System(
        COUNT,
        [
            (tuple((i, factor) for i, factor in enumerate(factors) if factor), target)
            for factors, target in equations
        ],
    )


def bounds() -> tuple[list[int], list[int]]:
    return [0] * COUNT, [HIGHEST] * COUNT


def every_solution(system: System) -> list[tuple[int, ...]]:
    numbers = product(range(HIGHEST + 1), repeat=COUNT)
    return [solution for solution in numbers if system.is_solved_by(solution)]


@given(EQUATIONS)
def test_narrowing_keeps_every_solution(equations: list[tuple[list[int], int]]) -> None:
    system, (low, high) = system_of(equations), bounds()
    is_possible = narrow(system, (low, high), range(len(equations)))
    solutions = every_solution(system)
    assert is_possible or not solutions
    for solution in solutions:
        assert all(a <= n <= b for a, n, b in zip(low, solution, high, strict=True))


@given(EQUATIONS)
def test_determined_numbers_are_the_same_in_all_solutions(
    equations: list[tuple[list[int], int]],
) -> None:
    system, within = system_of(equations), bounds()
    solutions = every_solution(system)
    if not narrow(system, within, range(len(equations))):
        return
    solution = find_solution(system, within)
    if solution is None:
        assert solve(system, within) is None or solutions
        return
    assert tuple(solution) in solutions
    same = {i for i in range(COUNT) if len({one[i] for one in solutions}) == 1}
    determined, unsettled = find_determined(system, within, solution)
    assert set(determined) <= same <= {*determined, *unsettled}
    assert {*determined, *find_unmoved(system, within, solution, unsettled)} == same
    # The integer programmes alone give the same numbers.
    assert set(find_unmoved(system, within, solution, range(COUNT))) == same


@given(EQUATIONS)
def test_contradictory_equations_have_no_solution(equations: list[tuple[list[int], int]]) -> None:
    system = system_of(equations)
    assert not (system.is_contradictory() and every_solution(system))
    if not every_solution(system):
        assert solve(system, bounds()) is None


def test_contradictions_need_no_bounds() -> None:
    # a + b = 3, c + d = 3, a + c = 3, b + d = 4
    sums = [([1, 1, 0, 0], 3), ([0, 0, 1, 1], 3), ([1, 0, 1, 0], 3), ([0, 1, 0, 1], 4)]
    assert system_of(sums).is_contradictory()
    assert not system_of(sums[:3]).is_contradictory()
