"""Systems of linear equations over bounded whole numbers: narrowing bounds, trying values.

The numbers of a system have indexes. Bounds are two lists: the lowest and the highest value of
each number. Solutions found by trying are exact; where trying finds none, an integer programme
may.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

Bounds = tuple[list[int], list[int]]
Equation = tuple[tuple[tuple[int, int], ...], int]

# The most equations that one call of `narrow` looks at: bounds may creep by 1 at each look.
_MOST_LOOKS = 5000


@dataclass(frozen=True)
class System:
    """Σ factor × number = target: for each equation its (index, factor) pairs and its target.

    `count` is how many numbers the system has.
    """

    count: int
    equations: Sequence[Equation]

    @cached_property
    def equations_of(self) -> list[list[int]]:
        """For each number the indexes of the equations that it is in."""
        equations_of: list[list[int]] = [[] for _ in range(self.count)]
        for i, (terms, _) in enumerate(self.equations):
            for number, _ in terms:
                equations_of[number].append(i)
        return equations_of

    def is_solved_by(self, numbers: Sequence[int]) -> bool:
        """Whether these numbers solve every equation."""
        return all(
            sum([n * numbers[i] for i, n in terms]) == target for terms, target in self.equations
        )

    def is_contradictory(self) -> bool:
        """Whether the equations contradict one another whatever the bounds, by elimination."""
        solved: list[tuple[int, dict[int, int], int]] = []
        for terms, target in self.equations:
            row = dict(terms)
            for pivot, pivot_row, pivot_target in solved:
                factor, pivot_factor = row.get(pivot, 0), pivot_row[pivot]
                if factor:
                    row = {
                        i: pivot_factor * row.get(i, 0) - factor * pivot_row.get(i, 0)
                        for i in row.keys() | pivot_row.keys()
                    }
                    target = pivot_factor * target - factor * pivot_target
            row = {i: n for i, n in row.items() if n}
            if not row and target:
                return True
            if row:
                solved.append((min(row), row, target))
        return False


def narrow(system: System, bounds: Bounds, changed: Iterable[int]) -> bool:
    """Narrow the bounds, in place, to the values that each equation by itself allows.

    Starts from the equations `changed`. False if a number is left without a value.
    """
    low, high = bounds
    waiting = deque(changed)
    queued = set(waiting)
    for _ in range(_MOST_LOOKS):
        if not waiting:
            break
        equation = waiting.popleft()
        queued.discard(equation)
        narrowed = _narrow_by(system.equations[equation], low, high)
        if narrowed is None:
            return False
        for number in narrowed:
            more = [other for other in system.equations_of[number] if other not in queued]
            waiting.extend(more)
            queued.update(more)
    return True


def _narrow_by(equation: Equation, low: list[int], high: list[int]) -> list[int] | None:
    """The numbers whose bounds one equation narrows; None if it cannot hold within the bounds."""
    terms, target = equation
    lowest = highest = 0
    for number, factor in terms:
        at_low, at_high = factor * low[number], factor * high[number]
        lowest += at_low if factor > 0 else at_high
        highest += at_high if factor > 0 else at_low
    # How far one term may rise from its lowest value, and fall from its highest.
    rise, fall = target - lowest, highest - target
    if rise < 0 or fall < 0:
        return None
    narrowed = []
    for number, factor in terms:
        least, most = low[number], high[number]
        size = abs(factor)
        width = (most - least) * size
        if width > rise or width > fall:
            up, down = (rise // size, fall // size)[:: 1 if factor > 0 else -1]
            low[number], high[number] = max(least, most - down), min(most, least + up)
            if low[number] > high[number]:
                return None
            narrowed.append(number)
    return narrowed


def find_solution(
    system: System, bounds: Bounds, solution: Sequence[int] = (), varied: Sequence[int] = ()
) -> list[int] | None:
    """A solution within narrowed bounds, by setting one number after the other to a bound.

    With a `solution` at hand the `varied` numbers are first set to a value next to theirs in it,
    and then the others to their value in it, where they can. None at a dead end: there may be a
    solution all the same.
    """
    low, high = bounds
    preferred = {i: [solution[i] + 1, solution[i] - 1] for i in varied}
    preferred |= {i: [solution[i]] for i in range(len(solution)) if i not in preferred}
    for number in dict.fromkeys((*preferred, *range(system.count))):
        if low[number] == high[number]:
            continue
        for value in (*preferred.get(number, []), low[number], high[number]):
            restricted = _restrict(system, (low, high), number, value, value)
            if restricted:
                low, high = restricted
                break
        else:
            return None
    return low if system.is_solved_by(low) else None


def _restrict(
    system: System, bounds: Bounds, number: int, lowest: int, highest: int
) -> Bounds | None:
    """New bounds with one number from `lowest` to `highest`; None if that leaves no solution."""
    low, high = list(bounds[0]), list(bounds[1])
    low[number], high[number] = max(lowest, low[number]), min(highest, high[number])
    if low[number] > high[number]:
        return None
    if not narrow(system, (low, high), system.equations_of[number]):
        return None
    return low, high


class Determined(NamedTuple):
    """The numbers that are the same in every solution, and those for which that is not settled."""

    numbers: list[int]
    unsettled: list[int]


def find_determined(system: System, bounds: Bounds, solution: Sequence[int]) -> Determined:
    """The numbers that every solution has as this one has them. A number is determined if no
    solution with another value is left within the bounds."""
    same = [i for i in range(system.count) if bounds[0][i] < bounds[1][i]]
    numbers = [i for i in range(system.count) if bounds[0][i] == bounds[1][i]]
    unsettled: list[int] = []
    while same:
        other = find_solution(system, bounds, solution, same)
        if other is None or all(other[i] == solution[i] for i in same):
            number = same.pop(0)
            other, is_settled = _move(system, bounds, solution, number, same)
            if other is None:
                (numbers if is_settled else unsettled).append(number)
        if other:
            same = [i for i in same if other[i] == solution[i]]
            unsettled = [i for i in unsettled if other[i] == solution[i]]
    return Determined(numbers, unsettled)


class _Move(NamedTuple):
    """A solution in which a number has another value, and whether that question is settled."""

    solution: list[int] | None
    is_settled: bool


def _move(
    system: System, bounds: Bounds, solution: Sequence[int], number: int, varied: Sequence[int]
) -> _Move:
    """A solution in which `number` has another value than in this one."""
    is_settled, value = True, solution[number]
    for lowest, highest in ((value + 1, bounds[1][number]), (bounds[0][number], value - 1)):
        restricted = _restrict(system, bounds, number, lowest, highest)
        if restricted:
            other = find_solution(system, restricted, solution, varied)
            if other:
                return _Move(other, True)
            is_settled = False
    return _Move(None, is_settled)
