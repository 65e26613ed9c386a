"""Whether one row, read in another way, makes sums come out: then the slip is likely the reader's.

A field that is gone with its border lets those behind it move up; two fields run together are one
number; a column too many or too few moves the whole row. All of these leave places without a field,
or empty ones at the ends of the row, so that only such rows can be read otherwise: their numbers in
other places, or one of them taken apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, groupby
from operator import attrgetter

from gouji.pipeline.identities.verdicts import Term, add
from gouji.pipeline.records import Cell, CellKey

Sides = tuple[tuple[Term, ...], tuple[Term, ...]]
Numbers = tuple[Decimal | None, ...]  # of a row, in its order; None where none is read

_MOST_LOST = 2
_LEAST_GAIN = 2  # sums more than before that come out equal, the row's own left out
_LONGEST = 14  # digits of two numbers run together


@dataclass(frozen=True, slots=True)
class Reading:
    """A row with its numbers read otherwise, and the broken identities, by their places among all,
    that can hold with them."""

    keys: tuple[CellKey, ...]
    numbers: Numbers
    mends: frozenset[int]


def find_readings(identities: Sequence[Sides], order: Iterable[CellKey]) -> tuple[Reading, ...]:
    """For each row of a table, its cells in their `order`, the other reading that mends the most
    identities, if one mends any and breaks none."""
    sums, rows = _Sums(identities), _rows(order)
    short = (row for row in rows if sums.is_short(row) and sums.is_out(row))
    found = (sums.read_otherwise(row) for row in short)
    return tuple(one for one in found if one)


class _Sums:
    """How far each identity is out, and how much on its sides was not read."""

    def __init__(self, identities: Sequence[Sides]) -> None:
        self.gaps = [add(left) - add(right) for left, right in identities]
        self.unread: list[dict[int, int]] = []
        self.across = {
            i
            for i, (left, right) in enumerate(identities)
            if len({term.key.row for term in left + right}) == 1
        }
        self.terms: dict[CellKey, Term] = {}
        self.places: dict[CellKey, list[tuple[int, int]]] = defaultdict(list)
        for i, (left, right) in enumerate(identities):
            signed = [(term, 1) for term in left] + [(term, -1) for term in right]
            self.unread.append(
                {1: sum(not term.is_read for term in left), -1: sum(not t.is_read for t in right)}
            )
            for term, sign in signed:
                self.terms[term.key] = term
                self.places[term.key].append((i, sign))

    def is_short(self, row: Sequence[CellKey]) -> bool:
        """Whether the row has fewer fields than places, but not many fewer."""
        return self.terms.keys() >= set(row) and 0 < len(row) - len(self._fields(row)) <= min(
            _MOST_LOST, len(row) - 2
        )

    def is_out(self, row: Sequence[CellKey]) -> bool:
        return any(
            not _can_hold(self.gaps[i], self.unread[i]) for key in row for i, _ in self.places[key]
        )

    def read_otherwise(self, row: tuple[CellKey, ...]) -> Reading | None:
        values = tuple(self.terms[key].cell.value for key in row)
        tried = (n for n in _other_numbers(self._fields(row), len(row)) if n != values)
        found = (Reading(row, numbers, self._mends(row, numbers)) for numbers in tried)
        best = max(found, key=lambda one: len(one.mends), default=None)
        return best if best and best.mends else None

    def _fields(self, row: Sequence[CellKey]) -> list[Cell]:
        """What stands in the row, without the empty fields at its ends."""
        cells = [self.terms[key].cell for key in row]
        inside = [i for i, cell in enumerate(cells) if cell.status not in ("absent", "blank")]
        ends = range(inside[0], inside[-1] + 1) if inside else range(0)
        return [cells[i] for i in ends if cells[i].status != "absent"]

    def _mends(self, row: tuple[CellKey, ...], numbers: Numbers) -> frozenset[int]:
        """The broken identities that can hold with these numbers: none if one is broken that was
        not, or the row's own, or if too few come out equal without what was not read."""
        gaps: dict[int, Decimal] = {}
        unread: dict[int, dict[int, int]] = {}
        for key, value in zip(row, numbers, strict=True):
            old = self.terms[key].cell.value
            for i, sign in self.places[key] if value != old else ():
                gaps[i] = gaps.get(i, self.gaps[i]) + sign * ((value or 0) - (old or 0))
                open_ = unread.setdefault(i, dict(self.unread[i]))
                open_[sign] += (value is None) - (old is None)
        after = {i: (gap, unread[i]) for i, gap in gaps.items()}
        was = {i for i in after if not _can_hold(self.gaps[i], self.unread[i])}
        still = {i for i, one in after.items() if not _can_hold(*one)}
        mended = frozenset(was - still)
        exact = {i for i, gap in gaps.items() if not gap}
        gain = len(exact) - sum(not self.gaps[i] for i in gaps)
        speaks = mended & exact and gain >= (1 if exact & self.across else _LEAST_GAIN)
        return mended if speaks and still <= was - self.across else frozenset()


def _rows(order: Iterable[CellKey]) -> Iterator[tuple[CellKey, ...]]:
    """The cells of each row; those of a row stand together."""
    return (tuple(row) for _, row in groupby(order, key=attrgetter("row")))


def _can_hold(gap: Decimal, unread: Mapping[int, int]) -> bool:
    """Whether the identity holds, or what was not read can make up its gap; all are counts."""
    return not gap or unread[-1 if gap > 0 else 1] > 0


def _other_numbers(fields: Sequence[Cell], width: int) -> Iterator[Numbers]:
    """The fields, whole or one of them taken apart, at all places that they can have in order."""
    values = [field.value for field in fields]
    yield from _placed(values, width)
    for at, field in enumerate(fields):
        for one, other in _split(field):
            yield from _placed([*values[:at], one, other, *values[at + 1 :]], width)


def _split(field: Cell) -> Iterator[tuple[Decimal, Decimal]]:
    """1190 as 1|190, 11|90 and 119|0; no number begins with a 0 but 0 itself."""
    raw = (field.raw or "") if field.status == "read" else ""
    digits = "".join(char for char in raw if char.isdecimal())
    for at in range(1, len(digits) if len(digits) <= _LONGEST else 0):
        one, other = Decimal(digits[:at]), Decimal(digits[at:])
        if len(f"{one}{other}") == len(digits):
            yield one, other


def _placed(values: Sequence[Decimal | None], width: int) -> Iterator[Numbers]:
    for places in combinations(range(width), len(values)):
        at = dict(zip(places, values, strict=True))
        yield tuple(at.get(x) for x in range(width))
