"""The smallest corrections of a table: the fewest cells to change so that every identity can hold.

An iterative deepening search. A correction must change a read cell of each broken identity by the
gap of that identity; this may break another identity of the cell, which is then corrected in turn.
Unread cells are not changed: they already count as any number they may hold.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from gouji.pipeline.identities.ledger import Ledger, Number
from gouji.pipeline.records import CellKey

Correction = Mapping[CellKey, Decimal]  # the number that each changed cell would have to hold
Gaps = Mapping[int, Number]  # the gap, left − right, of each broken identity by its number

# The most cells that a correction changes.
_MOST_CHANGES = 3
# The most changes that the search tries before it gives up.
_MOST_TRIED = 4000
# The most identities that a cell takes part in, and so the most that one change can mend.
_MOST_MENDED = 3


class _SearchLimitError(Exception):
    """The search has tried as many changes as it may."""


def find_corrections(ledger: Ledger) -> tuple[Correction, ...]:
    """All corrections that change the fewest cells.

    None where more cells than three would have to change, where no identity is broken, or where
    the search takes too long.
    """
    search = _Search(ledger)
    balances = enumerate(balance for _, balance in ledger.balances())
    broken = {number: balance.gap for number, balance in balances if not balance.can_hold}
    try:
        for changes in range(1, _MOST_CHANGES + 1) if broken else ():
            if corrections := list(search.extend({}, broken, changes)):
                return tuple({frozenset(one.items()): one for one in corrections}.values())
    except _SearchLimitError:
        pass
    return ()


class _Search:
    """The search over one table, with the number of changes that it has tried."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.tried = 0

    def extend(self, correction: Correction, broken: Gaps, changes: int) -> Iterator[Correction]:
        """The corrections that take this many further changes; `broken` are the identities that
        are broken after those made so far."""
        if not broken:
            yield correction
        if not broken or changes == 0 or len(broken) > _MOST_MENDED * changes:
            return
        for key, number in self._changes(broken):
            self.tried += 1
            if self.tried >= _MOST_TRIED:
                raise _SearchLimitError
            if key not in correction and self._is_possible(key, number):
                extended = {**correction, key: number}
                yield from self.extend(extended, self._broken_after(extended, broken), changes - 1)

    def _changes(self, broken: Gaps) -> Iterator[tuple[CellKey, Decimal]]:
        """The changes of one cell that close the gap of the broken identity with the fewest read
        cells."""
        index, numbers = self.ledger.index, self.ledger.numbers
        read = {n: [k for k in index.identities[n].cells if k in numbers] for n in broken}
        first = min(broken, key=lambda number: len(read[number]))
        for key in read[first]:
            sign = -1 if key in index.identities[first].right else 1
            yield key, Decimal(numbers[key] - sign * broken[first])

    def _is_possible(self, key: CellKey, number: Decimal) -> bool:
        signed = self.ledger.index.kinds.get(key) == "signed_count"
        return number % 1 == 0 and (signed or number >= 0)

    def _broken_after(self, correction: Correction, broken: Gaps) -> dict[int, Number]:
        after = self.ledger.balances_after(correction)
        still = {number: gap for number, gap in broken.items() if number not in after}
        return still | {n: one.gap for n, one in after.items() if not one.can_hold}
