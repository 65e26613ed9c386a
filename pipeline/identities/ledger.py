"""The identities of a form over the numbers that stand at its cells now.

Both sums of every identity are kept up as numbers come and go, so that trying one more placement
costs a few additions.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from gouji.pipeline.forms.rules import Identity
from gouji.pipeline.records import CellKey

Number = int | Decimal

_ADDS_UP = 1.0  # an identity between sums that are not zero is satisfied
_BY_SIZE = 1.0  # and more so, the larger they are: large numbers do not add up by chance
_FAILS = -2.5  # nothing in the lost cells could satisfy it


@dataclass(frozen=True, eq=False)
class Identities:
    """All identities of a form, each known by its place here. Made once."""

    every: tuple[Identity, ...]

    @cached_property
    def touching(self) -> Mapping[CellKey, Sequence[tuple[int, int]]]:
        """For each cell the identities it stands in, and on which side: 0 left, 1 right."""
        found: dict[CellKey, list[tuple[int, int]]] = defaultdict(list)
        for number, identity in enumerate(self.every):
            for side, keys in enumerate((identity.left, identity.right)):
                for key in keys:
                    found[key].append((number, side))
        return dict(found)


class Sums:
    """Both sums of all identities, and how many of their cells are lost."""

    def __init__(self, identities: Identities) -> None:
        self._values: dict[CellKey, Number] = {}
        self._sums: list[list[Number]] = [[0, 0] for _ in identities.every]
        self._lost = [[len(one.left), len(one.right)] for one in identities.every]
        self._touching = identities.touching

    def put(self, key: CellKey, value: Number | None) -> None:
        """A number, or none, stands at a cell from now on."""
        old = self._values.get(key)
        if old is value:
            return
        if value is None:
            del self._values[key]
        else:
            self._values[key] = value
        change, lost = (value or 0) - (old or 0), (value is None) - (old is None)
        for number, side in self._touching.get(key, ()):
            self._sums[number][side] += change
            self._lost[number][side] += lost

    def touched_by(self, keys: Iterable[CellKey]) -> tuple[int, ...]:
        """The identities that some of these cells stand in, each once."""
        return tuple(dict.fromkeys(n for key in keys for n, _ in self._touching.get(key, ())))

    def verdict(self, number: int) -> float:
        """What an identity says for the present placement."""
        (left, right), (lost_left, lost_right) = self._sums[number], self._lost[number]
        if left == right:
            return _ADDS_UP + _BY_SIZE * math.log(abs(float(left))) if left != 0 else 0.0
        if (left > right and not lost_right) or (right > left and not lost_left):
            return _FAILS
        return 0.0
