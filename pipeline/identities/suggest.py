"""What the identities of a report, taken together, leave for cells that were not read.

Cells that were not read and share an identity form a system of linear equations in whole numbers.
Nearly all are settled by narrowing bounds and trying; the rest goes to an integer programme.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from gouji.pipeline.forms.rules import Identity
from gouji.pipeline.identities.bounds import Bounds, System, find_fixed, find_solution, narrow
from gouji.pipeline.records import CellKey


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


def _solve(equations: list[_Equation], signed: Collection[CellKey]) -> dict[CellKey, int]:
    anchored = any(one.anchored for one in equations)
    if not anchored or any(one.target % 1 for one in equations):
        return {}
    keys = list(dict.fromkeys(key for one in equations for key in one.factors))
    system = _system(equations, keys)
    # Wider than any number that the printed ones can force.
    far = 4 * (sum(abs(target) for _, target in system.equations) + len(keys))
    bounds = [-far if key in signed else 0 for key in keys], [far] * len(keys)
    if not narrow(system, bounds, range(len(equations))):
        return {}
    return {keys[i]: value for i, value in _find_fixed(system, bounds).items()}


def _system(equations: list[_Equation], keys: list[CellKey]) -> System:
    place = {key: i for i, key in enumerate(keys)}
    terms = [tuple([(place[key], n) for key, n in one.factors.items()]) for one in equations]
    targets = [int(one.target) for one in equations]
    return System(len(keys), tuple(zip(terms, targets, strict=True)))


def _find_fixed(system: System, bounds: Bounds) -> dict[int, int]:
    """The numbers that are the same in all solutions; none where there is no solution."""
    known = find_solution(system, bounds)
    if known is None and not system.is_contradictory():
        from gouji.pipeline.identities.integer_programme import solve

        known = solve(system, bounds)
    if known is None:
        return {}
    fixed, unsure = find_fixed(system, bounds, known)
    if unsure:
        from gouji.pipeline.identities.integer_programme import find_still

        fixed += find_still(system, bounds, known, unsure)
    return {i: known[i] for i in fixed}
