"""Broken identities over several rows that hold if incomplete rows have their fields elsewhere.

A page may lose a column in some rows and not in others. All fields of such rows are then one column
off, and no single row explains the difference. An identity over rows is therefore doubted if the
fields of its incomplete rows, in their order and at the same other columns, make it hold.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import combinations, groupby
from operator import attrgetter

from gouji.pipeline.check.cause.misreadings import find_fields, is_incomplete
from gouji.pipeline.forms.rules import Identity
from gouji.pipeline.identities.ledger import Ledger, Number
from gouji.pipeline.records import Cell, CellKey

Places = tuple[int, ...]  # the columns at which the fields of a row are put, in their order
Changes = dict[CellKey, Number]  # by cell: how much is added to it when its row is put elsewhere

# The most sums that are tried for one identity; with more of them nothing is concluded.
_MOST_SUMS = 5000


def find_shifted(ledger: Ledger, cells: Mapping[CellKey, Cell]) -> frozenset[int]:
    """The broken identities, by their number in the ledger, that hold if some incomplete rows have
    their fields at other columns, the same ones in each of them.

    `cells` are those of the table in the order of the form.
    """
    rows = [tuple(group) for _, group in groupby(cells, key=attrgetter("row"))]
    incomplete = [row for row in rows if is_incomplete(row, cells)]
    if 2 * len(incomplete) > len(rows):
        return frozenset()  # the column is lost in the whole table, and no row is shifted
    changes: defaultdict[Places, Changes] = defaultdict(dict)
    for row in incomplete:
        for places, change in _find_changes(row, cells):
            changes[places] |= change
    broken = [n for n, (_, balance) in enumerate(ledger.balances()) if not balance.can_hold]
    return frozenset(n for n in broken if any(_can_hold(n, ledger, c) for c in changes.values()))


def _find_changes(
    row: Sequence[CellKey], cells: Mapping[CellKey, Cell]
) -> Iterator[tuple[Places, Changes]]:
    """What each choice of columns for the fields of a row adds to its cells."""
    values = [field.value or Decimal(0) for field in find_fields(row, cells)]
    for places in combinations(range(len(row)), len(values)):
        numbers = dict(zip(places, values, strict=True))
        yield (
            places,
            {
                key: numbers.get(column, Decimal(0)) - (cells[key].value or Decimal(0))
                for column, key in enumerate(row)
            },
        )


def _can_hold(number: int, ledger: Ledger, changes: Changes) -> bool:
    """Whether an identity holds if some of its rows are put elsewhere, each as a whole."""
    by_row: dict[str, Number] = {}
    for sign, key in _signed_cells(ledger.index.identities[number]):
        by_row[key.row] = by_row.get(key.row, 0) + sign * changes.get(key, 0)
    sums: set[Number] = {0}
    for change in by_row.values():
        sums |= {total + change for total in sums}
        if len(sums) > _MOST_SUMS:
            return False
    return -ledger.balance(number).gap in sums


def _signed_cells(identity: Identity) -> Iterator[tuple[int, CellKey]]:
    """The cells of an identity: 1 for those of the left sum, -1 for those of the right sum."""
    yield from ((1, key) for key in identity.left)
    yield from ((-1, key) for key in identity.right)
