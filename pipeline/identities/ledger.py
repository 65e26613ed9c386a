"""The one evaluator of identities (勾稽关系): sums, gaps, and what unread cells can make up.

A `Balance` evaluates one identity. A `Ledger` keeps the balances of all identities of a table
while numbers are put at cells and removed, at the cost of the identities that a cell is in.

A number that was not read may be any whole number ≥ 0, any integer for a signed count, and any
amount ≥ 0 for money or where the kind of the cell is not known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import NamedTuple

from gouji.pipeline.forms.form import Form
from gouji.pipeline.forms.rules import Identity, Rule, find_identities
from gouji.pipeline.records import CellKey, Kind, Verdict

Number = int | Decimal
LEFT, RIGHT = 0, 1
_FRACTIONS = 2


class Room(NamedTuple):
    """What the unread cells of an identity can make up.

    `left` and `right` count the unread cells that can raise the sum of that side as far as needed,
    `fractions` those that may hold a fraction.
    """

    left: int = 0
    right: int = 0
    fractions: int = 0


class Balance(NamedTuple):
    """One identity with the present numbers: both sums of the read cells, and the room that the
    unread cells leave."""

    left: Number
    right: Number
    room: Room

    @property
    def gap(self) -> Number:
        """left − right."""
        return self.left - self.right

    @property
    def has_unread(self) -> bool:
        """Whether a cell of the identity was not read: each can raise one of the sums."""
        return bool(self.room.left or self.room.right)

    @property
    def can_hold(self) -> bool:
        """Whether some numbers in the unread cells make both sums equal."""
        return can_close(self.gap, self.room)

    @property
    def verdict(self) -> Verdict:
        """`holds` with zeros in the unread cells, `broken` with any numbers, else `undecided`."""
        if not self.gap:
            return "holds"
        return "undecided" if self.can_hold else "broken"


def can_close(gap: Number, room: Sequence[int]) -> bool:
    """Whether unread cells that leave this `room` (as in `Room`) can make up left − right = `gap`:
    the smaller sum can be raised, and a fraction can be filled where one is missing."""
    if not gap:
        return True
    can_rise = room[RIGHT if gap > 0 else LEFT] > 0
    return can_rise and (room[_FRACTIONS] > 0 or gap % 1 == 0)


def room_entries(side: int, kind: Kind | None, is_subtracted: bool = False) -> tuple[int, ...]:
    """The entries of `Room` in which an unread cell on this side counts."""
    if kind == "signed_count":
        return LEFT, RIGHT
    raised = 1 - side if is_subtracted else side
    return (raised,) if kind == "count" else (raised, _FRACTIONS)


class Membership(NamedTuple):
    """Where a cell takes part: the number of the identity, the side of its sum, and the entries of
    `Room` in which the cell counts while it is unread."""

    identity: int
    side: int
    room_entries: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class IdentityIndex:
    """The identities of a table, numbered, with the cells that take part in them. Made once.

    `kinds` names the kind of number of each cell; a cell without one may hold any amount ≥ 0.
    """

    identities: tuple[Identity, ...]
    kinds: Mapping[CellKey, Kind] = field(default_factory=dict)

    @cached_property
    def memberships(self) -> Mapping[CellKey, Sequence[Membership]]:
        """For each cell where it takes part."""
        memberships: dict[CellKey, list[Membership]] = defaultdict(list)
        for number, identity in enumerate(self.identities):
            for side, keys in enumerate((identity.left, identity.right)):
                for key in keys:
                    entries = room_entries(side, self.kinds.get(key))
                    memberships[key].append(Membership(number, side, entries))
        return dict(memberships)

    @cached_property
    def full_rooms(self) -> tuple[Room, ...]:
        """The room of each identity while all its cells are unread."""
        rooms = [[0] * len(Room._fields) for _ in self.identities]
        for membership in (one for cell in self.memberships.values() for one in cell):
            for entry in membership.room_entries:
                rooms[membership.identity][entry] += 1
        return tuple(Room(*room) for room in rooms)

    @lru_cache(maxsize=1024)  # noqa: B019 - an index lives as long as the process
    def touched_by(self, keys: tuple[CellKey, ...]) -> tuple[int, ...]:
        """The numbers of the identities that some of these cells are in, each once."""
        memberships = self.memberships
        return tuple(
            dict.fromkeys(one.identity for key in keys for one in memberships.get(key, ()))
        )


def index_identities(
    forms: Mapping[str, Form], rules: tuple[Rule, ...]
) -> dict[tuple[str, str], IdentityIndex]:
    """The identities of every table, by form and table."""
    return {
        (name, table.table): index_table(form, rules, table.table)
        for name, form in forms.items()
        for table in form.tables
    }


def index_table(form: Form, rules: tuple[Rule, ...], table: str) -> IdentityIndex:
    """The identities of one table, with the kinds of its cells."""
    kinds = {key: column.kind for key, column, _ in form.table(table).cells()}
    return IdentityIndex(find_identities(form, rules, table), kinds)


class Ledger:
    """The balances of all identities of a table over the numbers that are at its cells now."""

    def __init__(
        self, index: IdentityIndex, numbers: Mapping[CellKey, Number | None] | None = None
    ) -> None:
        self.index = index
        self.numbers: dict[CellKey, Number] = {}
        self._sums: list[list[Number]] = [[0, 0] for _ in index.identities]
        self._rooms = [list(room) for room in index.full_rooms]
        self._operands = index.memberships
        known = numbers or {}
        for key in index.memberships if known else ():
            self.put(key, known.get(key))

    def put(self, key: CellKey, number: Number | None) -> None:
        """From now on this number is at the cell; None: the cell is unread."""
        old = self.numbers.get(key)
        if old is number:
            return
        if number is None:
            del self.numbers[key]
        else:
            self.numbers[key] = number
        change, unread = (number or 0) - (old or 0), (number is None) - (old is None)
        for identity, side, room_entries in self._operands.get(key, ()):
            self._sums[identity][side] += change
            if unread:
                room = self._rooms[identity]
                for entry in room_entries:
                    room[entry] += unread

    def sums(self, identity: int) -> Sequence[Number]:
        """The left and the right sum of the read cells."""
        return self._sums[identity]

    def can_hold(self, identity: int) -> bool:
        """Whether some numbers in the unread cells make both sums equal."""
        left, right = self._sums[identity]
        return can_close(left - right, self._rooms[identity])

    def balance(self, identity: int) -> Balance:
        """How an identity comes out now."""
        left, right = self._sums[identity]
        return Balance(left, right, Room(*self._rooms[identity]))

    def balances(self) -> Iterator[tuple[Identity, Balance]]:
        """Each identity with its balance."""
        for number, identity in enumerate(self.index.identities):
            yield identity, self.balance(number)

    def balances_after(self, changes: Mapping[CellKey, Number | None]) -> dict[int, Balance]:
        """How the identities would come out that the changed cells are in; nothing is changed."""
        before = {key: self.numbers.get(key) for key in changes}
        self._put_all(changes)
        after = {number: self.balance(number) for number in self.index.touched_by(tuple(changes))}
        self._put_all(before)
        return after

    def _put_all(self, numbers: Mapping[CellKey, Number | None]) -> None:
        for key, number in numbers.items():
            self.put(key, number)
