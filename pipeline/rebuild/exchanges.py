"""Which numbers of a solution can be others: seen by exchanges, a little more here for less there.

What this finds to move does move. What it leaves may move in ways too involved for it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]

_PASSES = 8


def find_moving(
    equations: Vector, low: Vector, high: Vector, solution: Vector
) -> NDArray[np.bool_]:
    """Numbers of `solution` that differ in another whole solution within `low` and `high`.

    Each exchange that is possible is made, so that the next ones begin with more room.
    """
    now, moving = solution, np.zeros(len(solution), dtype=bool)
    for _ in range(_PASSES):
        before = moving
        for exchange in _exchanges(equations, np.minimum(now - low, high - now)):
            for then in (now + exchange, now - exchange):
                if ((low <= then) & (then <= high)).all():
                    now, moving = then, moving | (exchange != 0)
                    break
        if moving.all() or (moving == before).all():
            break
    return moving


def _exchanges(equations: Vector, room: Vector) -> Vector:
    """Whole numbers that change nothing in any equation, exchanges × numbers: one for each number
    that can be chosen freely, which those with most room make up for."""
    order = np.argsort(-room, kind="stable")
    reduced, bound = _reduce(equations[:, order])
    free = np.setdiff1d(np.arange(len(room)), bound)
    exchanges = np.zeros((len(free), len(room)))
    exchanges[np.arange(len(free)), order[free]] = 1
    exchanges[:, order[bound]] = -np.rint(reduced[: len(bound), free].T)
    exact = ~(equations @ exchanges.T).any(axis=0)
    return np.asarray(exchanges[exact])


def _reduce(equations: Vector) -> tuple[Vector, list[int]]:
    """The equations solved for as many of the first numbers as they bind, and which these are."""
    rows, bound = equations.copy(), list[int]()
    for column in range(rows.shape[1]):
        at = len(bound)
        if at == len(rows):
            break
        pivot = at + int(np.abs(rows[at:, column]).argmax())
        if abs(rows[pivot, column]) < 0.5:  # 0 but for rounding: factors are whole
            continue
        rows[[at, pivot]] = rows[[pivot, at]]
        rows[at] /= rows[at, column]
        others = np.flatnonzero(rows[:, column])
        others = others[others != at]
        rows[others] -= np.outer(rows[others, column], rows[at])
        bound.append(column)
    return rows, bound
