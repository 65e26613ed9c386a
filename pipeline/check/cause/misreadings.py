"""Rows that satisfy broken identities when they are read in another way: misread, most likely.

If the border of a field is lost, the fields to its right move one place to the left. If the
border between two fields is lost, they are one number. A column too many or too few moves the
whole row. Each of these leaves places without a field, or empty fields at the ends of the row. So
only such rows are read in other ways: with their numbers at other places, or with one number split
in two.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, groupby
from operator import attrgetter

from gouji.pipeline.identities.ledger import Ledger
from gouji.pipeline.records import Cell, CellKey

Numbers = tuple[Decimal | None, ...]  # of a row, in its order; None at unread cells

# The most places of a row that may be without a field.
_MOST_LOST = 2
# How many more identities must be satisfied exactly, where the row's own identity is not one.
_LEAST_GAIN = 2
# The most digits of a number that may be two numbers run together.
_MOST_DIGITS = 14


@dataclass(frozen=True, slots=True)
class Misreading:
    """Another reading of a row: its cells, their numbers, and the broken identities, by their
    number in the ledger, that can hold with them."""

    keys: tuple[CellKey, ...]
    numbers: Numbers
    mended: frozenset[int]


def find_misreadings(ledger: Ledger, cells: Mapping[CellKey, Cell]) -> tuple[Misreading, ...]:
    """For each row of a table the reading that mends the most identities and breaks none.

    `cells` are those of the table in the order of the form. Rows that no reading mends are left
    out.
    """
    rows = [tuple(row) for _, row in groupby(cells, key=attrgetter("row"))]
    readings = (_read_otherwise(row, ledger, cells) for row in rows if _is_open(row, ledger, cells))
    return tuple(reading for reading in readings if reading)


def _is_open(row: Sequence[CellKey], ledger: Ledger, cells: Mapping[CellKey, Cell]) -> bool:
    """Whether a row can be read in another way, and one of its identities is broken."""
    if not ledger.index.memberships.keys() >= set(row):
        return False
    touched = ledger.index.touched_by(row)
    return is_incomplete(row, cells) and not all(map(ledger.can_hold, touched))


def is_incomplete(row: Sequence[CellKey], cells: Mapping[CellKey, Cell]) -> bool:
    """Whether one or two places of a row are without a field: its fields may be elsewhere."""
    lost = len(row) - len(find_fields(row, cells))
    return 0 < lost <= min(_MOST_LOST, len(row) - 2)


def find_fields(row: Sequence[CellKey], cells: Mapping[CellKey, Cell]) -> list[Cell]:
    """The fields of a row, without the empty ones at its ends."""
    filled = [i for i, key in enumerate(row) if cells[key].status not in ("absent", "blank")]
    inside = row[filled[0] : filled[-1] + 1] if filled else ()
    return [cells[key] for key in inside if cells[key].status != "absent"]


def _read_otherwise(
    row: tuple[CellKey, ...], ledger: Ledger, cells: Mapping[CellKey, Cell]
) -> Misreading | None:
    """The reading of a row that mends the most identities; None if none mends any."""
    readings = (
        Misreading(row, numbers, _mended(dict(zip(row, numbers, strict=True)), ledger))
        for numbers in _other_numbers(find_fields(row, cells), len(row))
    )
    best = max(readings, key=lambda reading: len(reading.mended), default=None)
    return best if best and best.mended else None


def _mended(numbers: Mapping[CellKey, Decimal | None], ledger: Ledger) -> frozenset[int]:
    """The broken identities that can hold with these numbers in a row.

    None at all if an identity breaks that could hold, or the row's own identity stays broken, or
    if too few identities are satisfied without unread cells.
    """
    changes = {key: new for key, new in numbers.items() if new != ledger.numbers.get(key)}
    after = ledger.balances_after(changes)
    before = {number: ledger.balance(number) for number in after}
    identities = ledger.index.identities
    within_row = {number for number in after if identities[number].rule.each == "row"}
    was_broken = {number for number, balance in before.items() if not balance.can_hold}
    is_broken = {number for number, balance in after.items() if not balance.can_hold}
    exact = {number for number, balance in after.items() if not balance.gap}
    mended = frozenset(was_broken - is_broken)
    gain = len(exact) - sum(not balance.gap for balance in before.values())
    is_likely = mended & exact and gain >= (1 if exact & within_row else _LEAST_GAIN)
    return mended if is_likely and is_broken <= was_broken - within_row else frozenset()


def _other_numbers(fields: Sequence[Cell], width: int) -> Iterator[Numbers]:
    """The numbers of the fields at all places that they can have in their order, as they are or
    with one of them split."""
    values = [field.value for field in fields]
    yield from _at_places(values, width)
    for i, field in enumerate(fields):
        for first, second in _split(field):
            yield from _at_places([*values[:i], first, second, *values[i + 1 :]], width)


def _split(field: Cell) -> Iterator[tuple[Decimal, Decimal]]:
    """1190 as 1|190, 11|90 and 119|0; no number begins with 0 except 0 itself."""
    raw = (field.raw or "") if field.status == "read" else ""
    digits = "".join(char for char in raw if char.isdecimal())
    for i in range(1, len(digits) if len(digits) <= _MOST_DIGITS else 0):
        first, second = Decimal(digits[:i]), Decimal(digits[i:])
        if len(f"{first}{second}") == len(digits):
            yield first, second


def _at_places(values: Sequence[Decimal | None], width: int) -> Iterator[Numbers]:
    for places in combinations(range(width), len(values)):
        numbers = dict(zip(places, values, strict=True))
        yield tuple(numbers.get(place) for place in range(width))
