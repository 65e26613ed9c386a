"""Placements that nothing in a report tells apart.

Where blanks vanish without a trace, or the borders between figures do, a row shows no more than
the order of its characters. Another reading of the same characters under which every identity
comes out as before is then as good as the true one: it counts as right where it is doubted.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import combinations, pairwise
from math import comb

from gouji.pipeline.forms.rules import Identity
from gouji.pipeline.records import Cell, CellKey
from gouji.training.corpus.samples import Truth

_PIECE = re.compile(
    r"[/\\—–－-]|[+＋－增减-]?(?:0|[1-9][0-9]*|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.[0-9]+)?"
)
_MOST_CUTS = 20_000

Truths = Mapping[CellKey, Truth]


def find_alike(
    found: Mapping[CellKey, Cell], truths: Truths, identities: Iterable[Identity]
) -> frozenset[CellKey]:
    """The cells of rows whose reading nothing tells from the true one."""
    by_row: dict[tuple[str, str], list[CellKey]] = defaultdict(list)
    for key in truths:
        by_row[key.table, key.row].append(key)
    known = tuple(identities)
    alike = (row for row in by_row.values() if _is_alike(row, found, truths, known))
    return frozenset(key for row in alike for key in row)


def _is_alike(
    row: Sequence[CellKey],
    found: Mapping[CellKey, Cell],
    truths: Truths,
    identities: Sequence[Identity],
) -> bool:
    raws = [truths[key].raw or "" for key in row]
    cells = [found[key] for key in row if key in found]
    if "".join(raws) != "".join(cell.raw or "" for cell in cells):
        return False
    if len([raw for raw in raws if raw]) != len([cell for cell in cells if cell.raw]):
        return _can_be_cut_otherwise(raws, [truths[key].value for key in row])
    true = {key: truth.value for key, truth in truths.items()}
    read = true | {key: found[key].value for key in row if key in found}
    return any(truths[key].also for key in row) and all(
        _comes_out(one, true) == _comes_out(one, read)
        for one in identities
        if not set(row).isdisjoint(one.cells)
    )


def _comes_out(identity: Identity, values: Mapping[CellKey, Decimal | None]) -> int:
    """-1, 0 or 1: how the sums of the printed numbers compare."""
    left = sum((values.get(key) or Decimal(0) for key in identity.left), Decimal(0))
    right = sum((values.get(key) or Decimal(0) for key in identity.right), Decimal(0))
    return (left > right) - (left < right)


def _can_be_cut_otherwise(raws: Sequence[str], values: Sequence[Decimal | None]) -> bool:
    """Whether figures run together can be parted in several ways that add up as well."""
    if "" in raws:
        return True
    run, pieces = "".join(raws), len(raws)
    if comb(len(run) - 1, pieces - 1) > _MOST_CUTS:
        return True
    adds_up = _adds_up([value or Decimal(0) for value in values])
    ways = (way for way in _cuts(run, pieces) if not adds_up or _adds_up(list(map(_count, way))))
    return next(ways, None) is not None and next(ways, None) is not None


def _adds_up(values: Sequence[Decimal]) -> bool:
    return sum(values[:-1], Decimal(0)) == values[-1]


def _cuts(run: str, pieces: int) -> Iterator[list[str]]:
    for places in combinations(range(1, len(run)), pieces - 1):
        way = [run[a:b] for a, b in pairwise((0, *places, len(run)))]
        if all(_PIECE.fullmatch(piece) for piece in way):
            yield way


def _count(piece: str) -> Decimal:
    digits = piece.replace(",", "")
    return Decimal(digits) if digits.isdecimal() else Decimal(0)
