"""What the identities of a report, taken together, leave for cells that were not read.

Cells that were not read and share an identity form a system of linear equations in whole numbers.
Most systems are settled by narrowing bounds; the rest goes to an integer programme (HiGHS).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from pipeline.records import CellKey
from pipeline.rules import Identity

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vector = NDArray[np.float64]

Bounds = dict[CellKey, tuple[int, int]]

_SWEEPS = 50
_SECONDS = 2.0
# How far one step may take a cell. If a cross-footed table leaves a cell two numbers, it leaves it
# two that are 1 apart (its matrix is a network's); the room lets one step move many cells at once.
_STEP = 100


@dataclass(frozen=True, slots=True)
class _Equation:
    """Σ factor × cell = target over the cells not read; `anchored` if some cell was read."""

    factors: dict[CellKey, int]
    target: Decimal
    anchored: bool


def suggest(
    cells: Mapping[CellKey, Decimal | None],
    identities: Sequence[Identity],
    signed: Collection[CellKey] = (),
) -> dict[CellKey, int]:
    """The one whole number that all identities leave for each cell whose value is None.

    Numbers are ≥ 0, those of `signed` cells any. Cells left with several numbers or none are not
    in the result: a contradiction yields nothing for the cells connected with it.
    """
    unread = {key for key, value in cells.items() if value is None}
    open_ones = [one for one in identities if not unread.isdisjoint(one.cells)]
    equations = [_equation(identity, cells) for identity in open_ones]
    found: dict[CellKey, int] = {}
    for system in _systems([one for one in equations if one.factors]):
        found |= _solve(system, signed)
    return found


def _equation(identity: Identity, cells: Mapping[CellKey, Decimal | None]) -> _Equation:
    factors: Counter[CellKey] = Counter()
    target, anchored = Decimal(0), False
    for sign, side in ((1, identity.left), (-1, identity.right)):
        for key in side:
            value = cells.get(key)
            if value is None:
                factors[key] += sign
            else:
                target, anchored = target - sign * value, True
    return _Equation({key: n for key, n in factors.items() if n}, target, anchored)


def _systems(equations: list[_Equation]) -> list[list[_Equation]]:
    """Equations grouped so that no cell stands in two groups."""
    groups: list[tuple[set[CellKey], list[_Equation]]] = []
    for equation in equations:
        keys, members = set(equation.factors), [equation]
        apart = []
        for group in groups:
            if keys.isdisjoint(group[0]):
                apart.append(group)
            else:
                keys, members = keys | group[0], group[1] + members
        groups = [*apart, (keys, members)]
    return [members for _, members in groups]


def _solve(system: list[_Equation], signed: Collection[CellKey]) -> dict[CellKey, int]:
    anchored = any(one.anchored for one in system)
    if not anchored or any(one.target % 1 for one in system):
        return {}
    keys = dict.fromkeys(key for one in system for key in one.factors)
    # Wider than any number that the printed ones can force.
    far = 4 * (sum(abs(int(one.target)) for one in system) + len(keys))
    bounds = _narrow(system, {key: (-far if key in signed else 0, far) for key in keys})
    if bounds is None:
        return {}
    fixed = {key: low for key, (low, high) in bounds.items() if low == high}
    rest = [left for one in system if (left := _substitute(one, fixed)).factors]
    free = {key: limits for key, limits in bounds.items() if key not in fixed}
    unique = _unique(rest, free) if free else {}
    return fixed | unique if unique is not None else {}


def _substitute(equation: _Equation, fixed: Mapping[CellKey, int]) -> _Equation:
    known = sum(n * fixed[key] for key, n in equation.factors.items() if key in fixed)
    free = {key: n for key, n in equation.factors.items() if key not in fixed}
    return _Equation(free, equation.target - known, equation.anchored)


def _narrow(system: list[_Equation], bounds: Bounds) -> Bounds | None:
    """The bounds that each equation alone allows, over and over; None if a cell has none left."""
    for _ in range(_SWEEPS):
        before = dict(bounds)
        for equation in system:
            bounds |= _narrowed(equation, bounds)
        if any(low > high for low, high in bounds.values()):
            return None
        if bounds == before:
            break
    return bounds


def _narrowed(equation: _Equation, bounds: Bounds) -> Bounds:
    terms = {key: sorted(n * end for end in bounds[key]) for key, n in equation.factors.items()}
    lowest, highest = (sum(ends[i] for ends in terms.values()) for i in (0, 1))
    target, result = int(equation.target), {}
    for key, n in equation.factors.items():
        ends = (target - highest + terms[key][1], target - lowest + terms[key][0])
        least, most = ends if n > 0 else ends[::-1]
        low, high = bounds[key]
        result[key] = max(low, -(-least // n)), min(high, most // n)
    return result


def _unique(system: list[_Equation], bounds: Bounds) -> dict[CellKey, int] | None:
    """The cells that have one value in all solutions; None if there is no solution."""
    solution = _find_solution(system, bounds)
    if solution is None:
        return None
    still = _find_still(system, bounds, solution)
    same = {key: value for key, value in solution.items() if key in still}
    while same:
        step = _find_step(system, bounds, solution, list(same))
        if step is None:
            return {}
        if not any(step[key] for key in same):
            break
        same = {key: value for key, value in same.items() if not step[key]}
    return same


def _find_still(
    system: list[_Equation], bounds: Bounds, solution: dict[CellKey, int]
) -> set[CellKey]:
    """The cells that no simple exchange moves: it spares most of the programmes."""
    import numpy as np

    from pipeline.rebuild.exchanges import find_moving

    low, high = np.array(list(bounds.values()), dtype=float).T
    values = np.array([solution[key] for key in bounds], dtype=float)
    moving = find_moving(_matrix(system, list(bounds)), low, high, values)
    return {key for key, moves in zip(bounds, moving.tolist(), strict=True) if not moves}


def _find_solution(system: list[_Equation], bounds: Bounds) -> dict[CellKey, int] | None:
    from scipy.optimize import Bounds as Box
    from scipy.optimize import LinearConstraint, milp

    matrix, targets = _matrix(system, list(bounds)), [int(one.target) for one in system]
    low, high = zip(*bounds.values(), strict=True)
    answer = milp(
        [0] * len(bounds),
        integrality=[1] * len(bounds),
        bounds=Box(low, high),
        constraints=LinearConstraint(matrix, targets, targets),
        options={"time_limit": _SECONDS},
    )
    return _exact(system, list(bounds), answer.x, targets)


def _find_step(
    system: list[_Equation], bounds: Bounds, solution: dict[CellKey, int], wanted: list[CellKey]
) -> dict[CellKey, int] | None:
    """A step from `solution` to another that moves many `wanted` cells; all 0 if none can move.

    Columns of the programme: the step of every cell, then whether each wanted cell goes up,
    then whether it goes down. None if the programme was not settled in time.
    """
    import numpy as np
    from scipy.optimize import Bounds as Box
    from scipy.optimize import LinearConstraint, milp

    keys, moves = list(bounds), len(wanted)
    down = np.array([min(_STEP, solution[key] - bounds[key][0]) for key in keys], dtype=float)
    up = np.array([min(_STEP, bounds[key][1] - solution[key]) for key in keys], dtype=float)
    pick = np.array([[float(key == one) for key in keys] for one in wanted])
    none, zeros = np.zeros((moves, moves)), np.zeros((len(system), 2 * moves))
    reach_down, reach_up = pick @ down, pick @ up
    stay = np.hstack([_matrix(system, keys), zeros])
    rise = np.hstack([pick, -np.diag(reach_down + 1), none])
    fall = np.hstack([-pick, none, -np.diag(reach_up + 1)])
    answer = milp(
        np.concatenate([np.zeros(len(keys)), -np.ones(2 * moves)]),
        integrality=[1] * (len(keys) + 2 * moves),
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
    return _exact(system, keys, answer.x, [0] * len(system)) if answer.success else None


def _matrix(system: list[_Equation], keys: list[CellKey]) -> Vector:
    import numpy as np

    return np.array([[one.factors.get(key, 0) for key in keys] for one in system], dtype=float)


def _exact(
    system: list[_Equation], keys: list[CellKey], x: Vector | None, targets: list[int]
) -> dict[CellKey, int] | None:
    """The solver's numbers rounded, if they then solve the equations exactly."""
    if x is None:
        return None
    values = {key: round(number) for key, number in zip(keys, x.tolist(), strict=False)}
    sums = [sum(n * values[key] for key, n in one.factors.items()) for one in system]
    return values if sums == targets else None
