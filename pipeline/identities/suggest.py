"""Numbers for unread cells that follow from all identities of a table taken together.

Unread cells that share an identity form a system of linear equations in whole numbers. Nearly all
systems are solved by narrowing bounds and trying values; the others go to an integer programme.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from gouji.pipeline.forms.rules import Identity
from gouji.pipeline.identities.bound_propagation import (
    Bounds,
    System,
    find_determined,
    find_solution,
    narrow,
)
from gouji.pipeline.identities.ledger import Balance, Ledger, Number
from gouji.pipeline.records import CellKey


@dataclass(frozen=True, slots=True)
class _Equation:
    """Σ factor × cell = target over the unread cells of an identity; `has_read`: it has a read cell
    too."""

    factors: dict[CellKey, int]
    target: Number
    has_read: bool


def suggest(ledger: Ledger) -> dict[CellKey, int]:
    """The one whole number that all identities leave for each unread cell.

    Numbers are ≥ 0, those of signed counts any. Cells for which several numbers are left, or none,
    are not in the result; a contradiction leaves none for all cells connected with it.
    """
    equations = [
        _equation(identity, balance, ledger)
        for identity, balance in ledger.balances()
        if balance.has_unread
    ]
    suggested: dict[CellKey, int] = {}
    for connected in _connected([one for one in equations if one.factors]):
        suggested |= _solve(connected, ledger)
    return suggested


def _equation(identity: Identity, balance: Balance, ledger: Ledger) -> _Equation:
    factors: Counter[CellKey] = Counter()
    for sign, keys in ((1, identity.left), (-1, identity.right)):
        for key in keys:
            if key not in ledger.numbers:
                factors[key] += sign
    has_read = any(key in ledger.numbers for key in identity.cells)
    return _Equation({key: n for key, n in factors.items() if n}, -balance.gap, has_read)


def _connected(equations: Sequence[_Equation]) -> list[list[_Equation]]:
    """The equations in groups, so that no cell is in two groups."""
    groups: list[tuple[set[CellKey], list[_Equation]]] = []
    for equation in equations:
        keys, members = set(equation.factors), [equation]
        disjoint = []
        for group in groups:
            if keys.isdisjoint(group[0]):
                disjoint.append(group)
            else:
                keys, members = keys | group[0], group[1] + members
        groups = [*disjoint, (keys, members)]
    return [members for _, members in groups]


def _solve(equations: Sequence[_Equation], ledger: Ledger) -> dict[CellKey, int]:
    """The numbers that are the same in all solutions of connected equations."""
    if not any(one.has_read for one in equations) or any(one.target % 1 for one in equations):
        return {}
    keys = list(dict.fromkeys(key for one in equations for key in one.factors))
    system = _system(equations, keys)
    bounds = _widest_bounds(system, keys, ledger)
    if not narrow(system, bounds, range(len(equations))):
        return {}
    return {keys[i]: number for i, number in _determined(system, bounds).items()}


def _system(equations: Sequence[_Equation], keys: Sequence[CellKey]) -> System:
    index = {key: i for i, key in enumerate(keys)}
    terms = [tuple([(index[key], n) for key, n in one.factors.items()]) for one in equations]
    targets = [int(one.target) for one in equations]
    return System(len(keys), tuple(zip(terms, targets, strict=True)))


def _widest_bounds(system: System, keys: Sequence[CellKey], ledger: Ledger) -> Bounds:
    """Bounds wider than any number that the printed numbers can force."""
    kinds = ledger.index.kinds
    widest = 4 * (sum(abs(target) for _, target in system.equations) + len(keys))
    lowest = [-widest if kinds.get(key) == "signed_count" else 0 for key in keys]
    return lowest, [widest] * len(keys)


def _determined(system: System, bounds: Bounds) -> dict[int, int]:
    """The numbers that are the same in all solutions; none where there is no solution."""
    solution = find_solution(system, bounds)
    if solution is None and not system.is_contradictory():
        from gouji.pipeline.identities.integer_programme import solve

        solution = solve(system, bounds)
    if solution is None:
        return {}
    determined, unsettled = find_determined(system, bounds, solution)
    if unsettled:
        from gouji.pipeline.identities.integer_programme import find_unmoved

        determined += find_unmoved(system, bounds, solution, unsettled)
    return {i: solution[i] for i in determined}
