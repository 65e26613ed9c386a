"""Systems of equations that trying leaves unsettled, as integer programmes (HiGHS, from SciPy)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds as SolverBounds
from scipy.optimize import LinearConstraint, milp

from gouji.pipeline.identities.bound_propagation import Bounds, System

# Time, in seconds, after which one programme is given up.
_TIME_LIMIT = 2.0
# The most that one step changes a number. If a cross-footed table leaves a cell two numbers, it
# leaves it two numbers that are 1 apart (its matrix is that of a network); the room lets one step
# change many numbers at once.
_LARGEST_STEP = 100
# Relative gap to the optimum at which a step is good enough: any step that moves a number will do.
_STEP_GAP = 0.5


def solve(system: System, bounds: Bounds) -> list[int] | None:
    """A solution; None if there is none, or none was found within the time limit."""
    targets = [target for _, target in system.equations]
    result = milp(
        [0] * system.count,
        integrality=[1] * system.count,
        bounds=SolverBounds(*bounds),
        constraints=LinearConstraint(_matrix(system), targets, targets),
        options={"time_limit": _TIME_LIMIT},
    )
    if result.x is None:
        return None
    numbers = [round(number) for number in result.x.tolist()]
    return numbers if system.is_solved_by(numbers) else None


def find_unmoved(
    system: System, bounds: Bounds, solution: Sequence[int], unsettled: Sequence[int]
) -> list[int]:
    """The `unsettled` numbers that every solution has as this one; none of them where that was not
    settled within the time limit."""
    unmoved = list(unsettled)
    while unmoved:
        step = _find_step(system, bounds, solution, unmoved)
        if step is None:
            return []
        if not any(step[i] for i in unmoved):
            break
        unmoved = [i for i in unmoved if not step[i]]
    return unmoved


def _find_step(
    system: System, bounds: Bounds, solution: Sequence[int], moved: Sequence[int]
) -> list[int] | None:
    """The difference to another solution that changes many of the `moved` numbers; all 0 if none
    can change.

    Variables of the programme: the change of every number; then for each of the `moved` ones
    whether it goes up; then whether it goes down. None if the programme was not settled in time.
    """
    count = len(moved)
    down = np.minimum(_LARGEST_STEP, np.subtract(solution, bounds[0])).astype(float)
    up = np.minimum(_LARGEST_STEP, np.subtract(bounds[1], solution)).astype(float)
    pick = np.eye(system.count)[list(moved)]
    none, zeros = np.zeros((count, count)), np.zeros((len(system.equations), 2 * count))
    reach_down, reach_up = pick @ down, pick @ up
    stay = np.hstack([_matrix(system), zeros])
    rise = np.hstack([pick, -np.diag(reach_down + 1), none])
    fall = np.hstack([-pick, none, -np.diag(reach_up + 1)])
    result = milp(
        np.concatenate([np.zeros(system.count), -np.ones(2 * count)]),
        integrality=[1] * (system.count + 2 * count),
        bounds=SolverBounds(
            np.concatenate([-down, np.zeros(2 * count)]), np.concatenate([up, np.ones(2 * count)])
        ),
        constraints=[
            LinearConstraint(stay, 0, 0),
            LinearConstraint(rise, -reach_down, np.inf),
            LinearConstraint(fall, -reach_up, np.inf),
        ],
        options={"time_limit": _TIME_LIMIT, "mip_rel_gap": _STEP_GAP},
    )
    if not result.success:
        return None
    step = [round(change) for change in result.x.tolist()[: system.count]]
    other = [number + change for number, change in zip(solution, step, strict=True)]
    return step if system.is_solved_by(other) else None


def _matrix(system: System) -> NDArray[np.float64]:
    """The factors, equations × numbers."""
    matrix = np.zeros((len(system.equations), system.count))
    for row, (terms, _) in zip(matrix, system.equations, strict=True):
        for number, factor in terms:
            row[number] = factor
    return matrix
