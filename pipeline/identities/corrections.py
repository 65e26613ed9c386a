"""The smallest changes of cells after which every identity of a table can hold.

A search by deepening: whatever puts a contradiction right changes a cell of the identity that is
broken, by what it is out; that may break another identity of the cell, and so on. Cells that were
not read are not changed: they make up what whole numbers ≥ 0 can.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from gouji.pipeline.identities.verdicts import Term, add, can_fill
from gouji.pipeline.records import CellKey

Repair = Mapping[CellKey, Decimal]  # what each changed cell would have to say
Sides = tuple[tuple[Term, ...], tuple[Term, ...]]

_DEEPEST = 3
_MOST_STEPS = 4000


@dataclass(slots=True)
class _Budget:
    steps: int = _MOST_STEPS


def find_repairs(identities: Sequence[Sides]) -> tuple[Repair, ...]:
    """All repairs that change the fewest cells, at most three; none where it takes more, where
    nothing is broken, or where the search takes too long."""
    table = _Table(identities)
    broken = {i: gap for i, gap in enumerate(table.gaps) if not table.holds(i, gap)}
    budget = _Budget()
    for depth in range(1, _DEEPEST + 1) if broken else ():
        every = list(table.search(broken, {}, depth, budget))
        if budget.steps <= 0:
            return ()
        if every:
            return tuple({frozenset(one.items()): one for one in every}.values())
    return ()


class _Table:
    """The identities of a table, the cells that can be changed, and where these stand."""

    def __init__(self, identities: Sequence[Sides]) -> None:
        self.identities = identities
        self.gaps = [add(left) - add(right) for left, right in identities]
        self.terms: list[list[tuple[Term, int]]] = []
        self.places: dict[CellKey, list[tuple[int, int]]] = defaultdict(list)
        for i, (left, right) in enumerate(identities):
            signed = [(t, 1) for t in left] + [(t, -1) for t in right]
            self.terms.append([(t, sign) for t, sign in signed if t.is_read])
            for term, sign in self.terms[i]:
                self.places[term.key].append((i, sign))

    def holds(self, i: int, gap: Decimal) -> bool:
        """Whether the identity holds, or what was not read can make up its gap."""
        return not gap or can_fill(gap, *self.identities[i])

    def search(
        self, broken: Mapping[int, Decimal], changed: Repair, depth: int, budget: _Budget
    ) -> Iterator[Repair]:
        """The repairs that take `depth` more changes; `broken` holds the identities that are out,
        by how much."""
        if not broken:
            yield changed
        if not broken or depth == 0 or len(broken) > 3 * depth:
            return
        first = min(broken, key=lambda i: len(self.terms[i]))
        for term, sign in self.terms[first]:
            budget.steps -= 1
            value = term.value - sign * broken[first]
            possible = value % 1 == 0 and (value >= 0 or term.kind == "signed_count")
            if possible and term.key not in changed and budget.steps > 0:
                rest = self._after(broken, term, value, changed)
                yield from self.search(rest, {**changed, term.key: value}, depth - 1, budget)

    def _after(
        self, broken: Mapping[int, Decimal], term: Term, value: Decimal, changed: Repair
    ) -> dict[int, Decimal]:
        """What is broken once the cell says `value`."""
        rest = dict(broken)
        for i, sign in self.places[term.key]:
            gap = self._gap(i, changed) + sign * (value - term.value)
            rest.pop(i, None)
            if not self.holds(i, gap):
                rest[i] = gap
        return rest

    def _gap(self, i: int, changed: Repair) -> Decimal:
        moved = (sign * (changed[t.key] - t.value) for t, sign in self.terms[i] if t.key in changed)
        return self.gaps[i] + sum(moved, Decimal(0))
