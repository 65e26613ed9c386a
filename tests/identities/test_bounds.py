"""What narrowing and trying say of a system, and integer programmes too, against all solutions."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from gouji.pipeline.identities.bounds import System, find_fixed, find_solution, narrow
from gouji.pipeline.identities.integer_programme import find_still, solve

COUNT, HIGHEST = 4, 3
FACTORS = st.lists(st.sampled_from([-2, -1, 0, 0, 1, 1]), min_size=COUNT, max_size=COUNT)
EQUATIONS = st.lists(st.tuples(FACTORS, st.integers(-2, 5)), min_size=1, max_size=4)


def system(equations: list[tuple[list[int], int]]) -> System:
    return System(
        COUNT,
        [
            (tuple((i, factor) for i, factor in enumerate(factors) if factor), target)
            for factors, target in equations
        ],
    )


def bounds() -> tuple[list[int], list[int]]:
    return [0] * COUNT, [HIGHEST] * COUNT


def every_solution(of: System) -> list[tuple[int, ...]]:
    return [one for one in product(range(HIGHEST + 1), repeat=COUNT) if of.is_solved_by(one)]


@given(EQUATIONS)
def test_no_solution_is_narrowed_away(equations: list[tuple[list[int], int]]) -> None:
    here, (low, high) = system(equations), bounds()
    possible = narrow(here, (low, high), range(len(equations)))
    solutions = every_solution(here)
    assert possible or not solutions
    for one in solutions:
        assert all(a <= n <= b for a, n, b in zip(low, one, high, strict=True))


@given(EQUATIONS)
def test_what_is_fixed_is_the_same_in_all_solutions(equations: list[tuple[list[int], int]]) -> None:
    here, within = system(equations), bounds()
    solutions = every_solution(here)
    if not narrow(here, within, range(len(equations))):
        return
    known = find_solution(here, within)
    if known is None:
        assert solve(here, within) is None or solutions
        return
    assert tuple(known) in solutions
    same = {i for i in range(COUNT) if len({one[i] for one in solutions}) == 1}
    fixed, unsure = find_fixed(here, within, known)
    assert set(fixed) <= same <= {*fixed, *unsure}
    assert {*fixed, *find_still(here, within, known, unsure)} == same
    # the programmes alone come to the same
    assert set(find_still(here, within, known, range(COUNT))) == same


@given(EQUATIONS)
def test_equations_that_contradict_have_no_solution(equations: list[tuple[list[int], int]]) -> None:
    here = system(equations)
    assert not (here.is_contradictory() and every_solution(here))
    if not every_solution(here):
        assert solve(here, bounds()) is None


def test_contradictions_need_no_bounds() -> None:
    # a + b = 3, c + d = 3, a + c = 3, b + d = 4
    sums = [([1, 1, 0, 0], 3), ([0, 0, 1, 1], 3), ([1, 0, 1, 0], 3), ([0, 1, 0, 1], 4)]
    assert system(sums).is_contradictory()
    assert not system(sums[:3]).is_contradictory()
