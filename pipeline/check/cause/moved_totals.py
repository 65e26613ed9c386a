"""Rows of a table that have their totals in another column, the same one in each: one misreading.

An agency does not slip in the same way in every row. Where all rows add up with the total in
another column, the columns are in another order than they were read in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from gouji.pipeline.forms.rules import LinearRule
from gouji.pipeline.identities.ledger import Ledger, Number

# The fewest rows whose totals are elsewhere.
_FEWEST_ROWS = 2


def has_moved_totals(ledger: Ledger) -> bool:
    """Whether several totals of rows are broken, and those of all rows hold in another column."""
    return any(map(_are_moved, _rows_by_rule(ledger)))


def _rows_by_rule(ledger: Ledger) -> Iterator[list[list[Number]]]:
    """For each rule over the columns of a row: its rows that were read whole, without those of
    zeros. The total of a row is its last number."""
    rows: defaultdict[LinearRule, list[list[Number]]] = defaultdict(list)
    for identity in ledger.index.identities:
        numbers = [number for key in identity.cells if (number := ledger.numbers.get(key))]
        is_read = all(ledger.numbers.get(key) is not None for key in identity.cells)
        if identity.rule.each == "row" and len(identity.right) == 1 and is_read and numbers:
            rows[identity.rule].append([ledger.numbers[key] or 0 for key in identity.cells])
    yield from rows.values()


def _are_moved(rows: Sequence[Sequence[Number]]) -> bool:
    if sum(2 * row[-1] != sum(row) for row in rows) < _FEWEST_ROWS:
        return False
    return any(all(2 * row[n] == sum(row) for row in rows) for n in range(len(rows[0]) - 1))
