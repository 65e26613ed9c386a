"""Systems that trying does not settle, as integer programmes (HiGHS)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds as Box
from scipy.optimize import LinearConstraint, milp

from gouji.pipeline.identities.bounds import Bounds, System

_SECONDS = 2.0
# How far one step may take a number. If a cross-footed table leaves a cell two numbers, it leaves
# it two that are 1 apart (its matrix is a network's); the room lets one step move many at once.
_STEP = 100


def solve(system: System, bounds: Bounds) -> list[int] | None:
    """A solution; None if there is none, or none was found in time."""
    targets = [target for _, target in system.equations]
    answer = milp(
        [0] * system.count,
        integrality=[1] * system.count,
        bounds=Box(*bounds),
        constraints=LinearConstraint(_matrix(system), targets, targets),
        options={"time_limit": _SECONDS},
    )
    return _exact(system, answer.x, targets)


def find_still(
    system: System, bounds: Bounds, known: Sequence[int], unsure: Sequence[int]
) -> list[int]:
    """Those of the `unsure` numbers that every solution has as the `known` one; none where it was
    not settled in time."""
    still = list(unsure)
    while still:
        step = _find_step(system, bounds, known, still)
        if step is None:
            return []
        if not any(step[i] for i in still):
            break
        still = [i for i in still if not step[i]]
    return still


def _find_step(
    system: System, bounds: Bounds, known: Sequence[int], wanted: Sequence[int]
) -> list[int] | None:
    """A step from the `known` solution to another that moves many `wanted` numbers; all 0 if none
    can move.

    Columns of the programme: the step of every number, then whether each wanted one goes up,
    then whether it goes down. None if the programme was not settled in time.
    """
    moves = len(wanted)
    down = np.minimum(_STEP, np.subtract(known, bounds[0])).astype(float)
    up = np.minimum(_STEP, np.subtract(bounds[1], known)).astype(float)
    pick = np.eye(system.count)[list(wanted)]
    none, zeros = np.zeros((moves, moves)), np.zeros((len(system.equations), 2 * moves))
    reach_down, reach_up = pick @ down, pick @ up
    stay = np.hstack([_matrix(system), zeros])
    rise = np.hstack([pick, -np.diag(reach_down + 1), none])
    fall = np.hstack([-pick, none, -np.diag(reach_up + 1)])
    answer = milp(
        np.concatenate([np.zeros(system.count), -np.ones(2 * moves)]),
        integrality=[1] * (system.count + 2 * moves),
        bounds=Box(
            np.concatenate([-down, np.zeros(2 * moves)]), np.concatenate([up, np.ones(2 * moves)])
        ),
        constraints=[
            LinearConstraint(stay, 0, 0),
            LinearConstraint(rise, -reach_down, np.inf),
            LinearConstraint(fall, -reach_up, np.inf),
        ],
        options={"time_limit": _SECONDS, "mip_rel_gap": 0.5},
    )
    return _exact(system, answer.x, [0] * len(system.equations)) if answer.success else None


def _matrix(system: System) -> NDArray[np.float64]:
    matrix = np.zeros((len(system.equations), system.count))
    for row, (terms, _) in zip(matrix, system.equations, strict=True):
        for number, factor in terms:
            row[number] = factor
    return matrix


def _exact(
    system: System, x: NDArray[np.float64] | None, targets: Sequence[int]
) -> list[int] | None:
    """The solver's numbers rounded, if they then solve the equations exactly."""
    if x is None:
        return None
    values = [round(number) for number in x.tolist()[: system.count]]
    sums = [sum(n * values[i] for i, n in terms) for terms, _ in system.equations]
    return values if sums == list(targets) else None
