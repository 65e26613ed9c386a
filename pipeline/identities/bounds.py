"""Linear equations over whole numbers within bounds: narrowed, and solved by trying.

Numbers are known by their place. Bounds are two lists, the lowest and the highest of each number.
What is found by trying is sure; what is not may take an integer programme.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

Bounds = tuple[list[int], list[int]]
Equation = tuple[tuple[tuple[int, int], ...], int]

# Equations looked at again before narrowing gives up: bounds may creep one by one.
_MOST_LOOKS = 5000


@dataclass(frozen=True)
class System:
    """Σ factor × number = target: for each equation its (number, factor) pairs and its target."""

    count: int
    equations: Sequence[Equation]

    @cached_property
    def touching(self) -> list[list[int]]:
        """For each number the equations that it stands in."""
        found: list[list[int]] = [[] for _ in range(self.count)]
        for at, (terms, _) in enumerate(self.equations):
            for number, _ in terms:
                found[number].append(at)
        return found

    def is_solved_by(self, numbers: Sequence[int]) -> bool:
        return all(sum([n * numbers[i] for i, n in terms]) == to for terms, to in self.equations)

    def is_contradictory(self) -> bool:
        """Whether the equations contradict one another, whatever the bounds: by elimination."""
        solved: list[tuple[int, dict[int, int], int]] = []
        for terms, target in self.equations:
            row = dict(terms)
            for pivot, other, to in solved:
                mine, its = row.get(pivot, 0), other[pivot]
                if mine:
                    both = row.keys() | other.keys()
                    row = {i: its * row.get(i, 0) - mine * other.get(i, 0) for i in both}
                    target = its * target - mine * to
            row = {i: n for i, n in row.items() if n}
            if not row and target:
                return True
            if row:
                solved.append((min(row), row, target))
        return False


def narrow(system: System, bounds: Bounds, changed: Iterable[int]) -> bool:
    """Draw the bounds in to what each equation alone allows, from the equations `changed` on;
    False if a number has none left."""
    low, high = bounds
    waiting = deque(changed)
    queued = set(waiting)
    for _ in range(_MOST_LOOKS):
        if not waiting:
            break
        at = waiting.popleft()
        queued.discard(at)
        drawn = _narrow_by(system.equations[at], low, high)
        if drawn is None:
            return False
        for number in drawn:
            more = [one for one in system.touching[number] if one not in queued]
            waiting.extend(more)
            queued.update(more)
    return True


def _narrow_by(equation: Equation, low: list[int], high: list[int]) -> list[int] | None:
    """The numbers whose bounds one equation draws in; None if it cannot hold within them."""
    terms, target = equation
    lowest = highest = 0
    for number, factor in terms:
        one, other = factor * low[number], factor * high[number]
        lowest += one if factor > 0 else other
        highest += other if factor > 0 else one
    rise, fall = target - lowest, highest - target  # how far one term may leave its end
    if rise < 0 or fall < 0:
        return None
    drawn = []
    for number, factor in terms:
        least, most = low[number], high[number]
        size = abs(factor)
        width = (most - least) * size
        if width > rise or width > fall:
            up, down = (rise // size, fall // size)[:: 1 if factor > 0 else -1]
            low[number], high[number] = max(least, most - down), min(most, least + up)
            if low[number] > high[number]:
                return None
            drawn.append(number)
    return drawn


def find_solution(
    system: System, bounds: Bounds, known: Sequence[int] = (), wanted: Sequence[int] = ()
) -> list[int] | None:
    """Numbers within narrowed bounds that solve the system: each in turn is set to one of its
    bounds, or, where a solution is `known`, the `wanted` ones first beside it and then the others
    to it, where they can. None at a dead end: there may be solutions all the same."""
    low, high = bounds
    ways = {i: [known[i] + 1, known[i] - 1] for i in wanted}
    ways |= {i: [known[i]] for i in range(len(known)) if i not in ways}
    for number in dict.fromkeys((*ways, *range(system.count))):
        if low[number] == high[number]:
            continue
        for value in (*ways.get(number, []), low[number], high[number]):
            then = _fixed(system, (low, high), number, value, value)
            if then:
                low, high = then
                break
        else:
            return None
    return low if system.is_solved_by(low) else None


def _fixed(system: System, bounds: Bounds, number: int, least: int, most: int) -> Bounds | None:
    """The bounds once a number is from `least` to `most`; None if that cannot be."""
    low, high = list(bounds[0]), list(bounds[1])
    low[number], high[number] = max(least, low[number]), min(most, high[number])
    if low[number] > high[number] or not narrow(system, (low, high), system.touching[number]):
        return None
    return low, high


def find_fixed(system: System, bounds: Bounds, known: Sequence[int]) -> tuple[list[int], list[int]]:
    """The numbers that every solution has as the `known` one has them, and those of which that
    could not be told; all others differ in some solution."""
    same = [i for i in range(system.count) if bounds[0][i] < bounds[1][i]]
    fixed = [i for i in range(system.count) if bounds[0][i] == bounds[1][i]]
    unsure: list[int] = []
    while same:
        other = find_solution(system, bounds, known, same)
        if other is None or all(other[i] == known[i] for i in same):
            number = same.pop(0)
            other, settled = _move(system, bounds, known, number, same)
            if other is None:
                (fixed if settled else unsure).append(number)
        if other:
            same = [i for i in same if other[i] == known[i]]
            unsure = [i for i in unsure if other[i] == known[i]]
    return fixed, unsure


def _move(
    system: System, bounds: Bounds, known: Sequence[int], number: int, wanted: Sequence[int]
) -> tuple[list[int] | None, bool]:
    """A solution in which a number is another one, and, without it, whether there is none."""
    settled, here = True, known[number]
    for least, most in ((here + 1, bounds[1][number]), (bounds[0][number], here - 1)):
        then = _fixed(system, bounds, number, least, most)
        if then:
            found = find_solution(system, then, known, wanted)
            if found:
                return found, True
            settled = False
    return None, settled
