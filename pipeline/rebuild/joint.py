"""One placement for every row of a table: the rows together with the form's identities.

Rows of one shape are nearly always placed alike, and printed numbers nearly always add up, so
both count as evidence on where a number stands. What is printed is never touched.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from pipeline.rebuild.columns import Placement
from pipeline.rebuild.context import Row
from pipeline.records import CellKey
from pipeline.rules import Identity

Number = int | Decimal
Array = NDArray[np.float64]
Ints = NDArray[np.int64]

_ADDS_UP = 1.0  # an identity between sums that are not zero is satisfied
_BY_SIZE = 1.0  # and more so, the larger they are: large numbers do not add up by chance
_FAILS = -2.5  # nothing in the lost cells could satisfy it
_APART = -2.0  # a row placed unlike the others of its shape
_APART_IN_A_GRID = -4.0  # the same where empty fields show that the columns were kept
_SWEEPS = 3
_CLEAR = 4.0  # a best placement this far ahead is not put in question


@dataclass(frozen=True, slots=True)
class Choice:
    """A row, its chosen placement, and how certain each column's field is.

    `certainty` is the probability that the column holds this number, or none; `exactness` that
    it holds this very field, which for empty ones is harder to tell. `support` says, by name, how
    sure the placement of the whole row is.
    """

    row: Row
    placement: Placement
    certainty: tuple[float, ...]
    exactness: tuple[float, ...]
    support: tuple[tuple[str, float], ...]


def choose(
    rows: Sequence[Row],
    candidates: Sequence[tuple[Placement, ...]],
    identities: Sequence[Identity],
) -> tuple[Choice, ...]:
    """The placements that fit best together. Rows and candidates run in parallel."""
    table = _Table(rows, candidates, identities)
    open_rows = [i for i, ways in enumerate(candidates) if _is_open(ways)]
    if open_rows:
        table.settle_shapes(open_rows)
        table.settle_rows(open_rows)
    return tuple(map(table.conclude, range(len(rows))))


def _is_open(ways: tuple[Placement, ...]) -> bool:
    return len(ways) > 1 and ways[0].score - ways[1].score < _CLEAR


class _Table:
    """The choices being made, and what they make of the identities."""

    def __init__(
        self,
        rows: Sequence[Row],
        candidates: Sequence[tuple[Placement, ...]],
        identities: Sequence[Identity],
    ) -> None:
        self.rows, self.candidates = rows, candidates
        self.chosen = [0] * len(rows)
        self.numbers = [tuple(map(_whole, row.numbers)) for row in rows]
        self.values: dict[CellKey, Number] = {}
        self.touching: dict[CellKey, list[Identity]] = defaultdict(list)
        for identity in identities:
            for key in identity.cells:
                self.touching[key].append(identity)
        for i in range(len(rows)):
            self._set(i, 0)

    def _set(self, i: int, choice: int) -> None:
        self.chosen[i] = choice
        fields = self.candidates[i][choice].fields
        for key, field in zip(self.rows[i].print.cells, fields, strict=True):
            number = None if field is None else self.numbers[i][field]
            if number is None:
                self.values.pop(key, None)
            else:
                self.values[key] = number

    def _fit(self, rows: Sequence[int]) -> float:
        """How well the identities over these rows' cells come out."""
        keys = [key for i in rows for key in self.rows[i].print.cells]
        seen = {id(one): one for key in keys for one in self.touching[key]}
        return sum(_verdict(one, self.values) for one in seen.values())

    def settle_shapes(self, open_rows: list[int]) -> None:
        """Move all rows of a shape together."""
        shapes: dict[object, list[int]] = defaultdict(list)
        for i in open_rows:
            shapes[self.rows[i].shape].append(i)
        for _ in range(_SWEEPS):
            before = list(self.chosen)
            for group in shapes.values():
                self._settle_shape(group)
            if self.chosen == before:
                return

    def _settle_shape(self, group: list[int]) -> None:
        ways = dict.fromkeys(one.fields for i in group for one in self.candidates[i][:8])
        scores = {way: self._score_shape(group, way) for way in ways}
        self._take(group, max(scores, key=lambda way: scores[way]))

    def _take(self, group: list[int], way: tuple[int | None, ...]) -> float:
        """Place the group this way where it is possible; the mean score, damped by number."""
        total = 0.0
        for i in group:
            known = [n for n, one in enumerate(self.candidates[i]) if one.fields == way]
            self._set(i, known[0] if known else 0)
            total += self.candidates[i][known[0]].score if known else -20.0
        return total / len(group) * (1 + math.log(len(group)))

    def _score_shape(self, group: list[int], way: tuple[int | None, ...]) -> float:
        return self._take(group, way) + self._fit(group)

    def settle_rows(self, open_rows: list[int]) -> None:
        """Let single rows leave their shape where that is worth it."""
        for _ in range(_SWEEPS):
            before = list(self.chosen)
            for i in open_rows:
                scores = self._score_row(i)
                self._set(i, max(range(len(scores)), key=scores.__getitem__))
            if self.chosen == before:
                return

    def _score_row(self, i: int) -> list[float]:
        """The score of each candidate of a row, all other rows as they are."""
        now = self.chosen[i]
        alike = self._alike(i)
        cost = _APART_IN_A_GRID if not all(f.text for f in self.rows[i].fields) else _APART
        scores = []
        for n, one in enumerate(self.candidates[i]):
            self._set(i, n)
            apart = bool(alike) and alike.count(one.fields) * 2 < len(alike)
            scores.append(one.score + self._fit([i]) + (cost if apart else 0.0))
        self._set(i, now)
        return scores

    def _alike(self, i: int) -> list[tuple[int | None, ...]]:
        """How the other rows of this row's shape are placed."""
        return [
            self.candidates[j][self.chosen[j]].fields
            for j in range(len(self.rows))
            if j != i and self.rows[j].shape == self.rows[i].shape
        ]

    def conclude(self, i: int) -> Choice:
        """Row i as it was placed, with how certain that is: for each column the share of candidates
        that put the same number there, or none, and the share that put the same field there."""
        fields, numbers = self._places(i)
        weights, chosen = self._weights(i), self.chosen[i]
        same_number, same_field = (
            weights @ (places == places[chosen]) for places in (numbers, fields)
        )
        return Choice(
            self.rows[i],
            self.candidates[i][chosen],
            tuple(same_number.tolist()),
            tuple(same_field.tolist()),
            self._support(i, weights, (numbers == numbers[chosen]).all(axis=1)),
        )

    def _support(
        self, i: int, weights: Array, same: NDArray[np.bool_]
    ) -> tuple[tuple[str, float], ...]:
        """How sure the placement of row i is as a whole: by all that is known (`whole`), by the
        row itself (`alone`), by rows of its shape, and by its identities. `same` are the
        candidates that place its numbers alike."""
        ways, alike = self.candidates[i], self._alike(i)
        mine = ways[self.chosen[i]].fields
        alone = _likelihood([way.score for way in ways])
        seen = {id(one): one for key in self.rows[i].print.cells for one in self.touching[key]}
        verdicts = [_verdict(one, self.values) for one in seen.values()]
        lost = [n for n, field in enumerate(self.rows[i].fields) if field.text and n not in mine]
        return (
            ("whole", float(weights @ same)),
            ("alone", float(alone @ same)),
            ("alike", float(len(alike))),
            ("agree", alike.count(mine) / len(alike) if alike else -1.0),
            ("adds", float(sum(one > 0 for one in verdicts))),
            ("fails", float(sum(one < 0 for one in verdicts))),
            ("dropped", float(len(lost))),
        )

    def _weights(self, i: int) -> Array:
        """The candidates of row i by their likelihood, all together 1."""
        ways = self.candidates[i]
        return _likelihood(self._score_row(i) if _is_open(ways) else [one.score for one in ways])

    def _places(self, i: int) -> tuple[Ints, Ints]:
        """Ways × columns: the field that stands there, -1 for none; and the same for fields that
        hold something."""
        fields = np.array(
            [[-1 if n is None else n for n in way.fields] for way in self.candidates[i]]
        )
        filled = np.array([bool(field.text) for field in self.rows[i].fields] + [False])
        return fields, np.where(filled[fields], fields, -1)


def _likelihood(scores: Sequence[float]) -> Array:
    weights = np.exp(np.array(scores) - max(scores))
    return np.asarray(weights / weights.sum())


def _whole(number: Decimal | None) -> Number | None:
    """A whole number as an int: it adds up faster, and as exactly."""
    return int(number) if number is not None and number % 1 == 0 else number


def _verdict(identity: Identity, values: Mapping[CellKey, Number]) -> float:
    """What an identity says for the present placement."""
    left, lost_left = _sum(identity.left, values)
    right, lost_right = _sum(identity.right, values)
    if left == right:
        return _ADDS_UP + _BY_SIZE * math.log(abs(float(left))) if left != 0 else 0.0
    if (left > right and not lost_right) or (right > left and not lost_left):
        return _FAILS
    return 0.0


def _sum(keys: tuple[CellKey, ...], values: Mapping[CellKey, Number]) -> tuple[Number, bool]:
    known = [values[key] for key in keys if key in values]
    return sum(known), len(known) < len(keys)
