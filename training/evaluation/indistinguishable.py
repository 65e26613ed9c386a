"""Finds rows whose reading cannot be told from the true one by anything in the report.

Where blanks vanish without a trace, or the borders between figures do, a row shows only the order
of its characters. Another reading of the same characters under which every identity comes out as
before is as good as the true one. Such a reading counts as right if its confidence is low.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import combinations, pairwise
from math import comb

from gouji.pipeline.forms.rules import Identity
from gouji.pipeline.identities.ledger import Balance, IdentityIndex, Ledger
from gouji.pipeline.records import Cell, CellKey
from gouji.training.corpus.samples import CellTruth

_VALUE = re.compile(
    r"[/\\—–－-]|[+＋－增减-]?(?:0|[1-9][0-9]*|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.[0-9]+)?"
)
# Number of ways to split a run of digits above which the run counts as ambiguous unchecked.
_MAX_SPLITS = 20_000

Truths = Mapping[CellKey, CellTruth]


def find_indistinguishable(
    cells: Mapping[CellKey, Cell], truths: Truths, identities: Iterable[Identity]
) -> frozenset[CellKey]:
    """The cells of all rows whose reading cannot be told from the true one."""
    rows: dict[tuple[str, str], list[CellKey]] = defaultdict(list)
    for key in truths:
        rows[key.table, key.row].append(key)
    index = IdentityIndex(tuple(identities))
    return frozenset(
        key
        for row in rows.values()
        if _is_indistinguishable(row, cells, truths, index)
        for key in row
    )


def _is_indistinguishable(
    row: Sequence[CellKey],
    cells: Mapping[CellKey, Cell],
    truths: Truths,
    index: IdentityIndex,
) -> bool:
    true_raws = [truths[key].raw or "" for key in row]
    row_cells = [cells[key] for key in row if key in cells]
    if "".join(true_raws) != "".join(cell.raw or "" for cell in row_cells):
        return False
    if sum(map(bool, true_raws)) != sum(bool(cell.raw) for cell in row_cells):
        return _has_several_splits(true_raws, [truths[key].value for key in row])
    ledger = Ledger(index, {key: truth.value for key, truth in truths.items()})
    after = ledger.balances_after({key: cells[key].value for key in row if key in cells})
    return any(truths[key].accepted for key in row) and all(
        _compare_sides(ledger.balance(number)) == _compare_sides(balance)
        for number, balance in after.items()
    )


def _compare_sides(balance: Balance) -> int:
    """-1, 0 or 1 if the left sum is less than, equal to or greater than the right sum."""
    return (balance.gap > 0) - (balance.gap < 0)


def _has_several_splits(raws: Sequence[str], values: Sequence[Decimal | None]) -> bool:
    """Whether joined figures can be split in several ways that add up equally well."""
    if "" in raws:
        return True
    run, count = "".join(raws), len(raws)
    if comb(len(run) - 1, count - 1) > _MAX_SPLITS:
        return True
    must_add_up = _adds_up([value or Decimal(0) for value in values])
    splits = (
        split
        for split in _splits(run, count)
        if not must_add_up or _adds_up(list(map(_to_number, split)))
    )
    return next(splits, None) is not None and next(splits, None) is not None


def _adds_up(values: Sequence[Decimal]) -> bool:
    return sum(values[:-1], Decimal(0)) == values[-1]


def _splits(run: str, count: int) -> Iterator[list[str]]:
    """All ways to split the run into `count` values."""
    for offsets in combinations(range(1, len(run)), count - 1):
        split = [run[start:end] for start, end in pairwise((0, *offsets, len(run)))]
        if all(_VALUE.fullmatch(text) for text in split):
            yield split


def _to_number(text: str) -> Decimal:
    digits = text.replace(",", "")
    return Decimal(digits) if digits.isdecimal() else Decimal(0)
