"""Placements: the fields of a row in its columns, their certainty, and shifts of whole tables.

A shift moves all numbers of a table to other columns at once. Where empty cells leave no trace and
no row has all its numbers, the numbers of a table are in fewer columns than the form has. No row by
itself then tells which columns are lost: all numbers of a column may belong to the next one, in
every row at once, and every identity holds as before.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gouji.pipeline.rebuild.columns.column_context import MatchedRow

Floats = NDArray[np.float64]
Indexes = NDArray[np.intp]
Columns = tuple[int | None, ...]  # for each column of a row the index of its field, or None
Ways = Mapping[int, Columns]  # by row: the field in each column
Shift = Ways  # the rows that are placed in another way

# The most choices of columns that are tried; with more, nothing is shifted.
_MOST_CHOICES = 40


class Placement(NamedTuple):
    """The field of each column, and the log probability of that."""

    fields: Columns
    score: float


@dataclass(frozen=True, eq=False)
class Candidates:
    """The placements of one row, best first.

    `filled` tells for each field whether it has text. Rows with the same evidence share their
    candidates and what is computed from them.
    """

    ways: tuple[Placement, ...]
    filled: tuple[bool, ...]

    @cached_property
    def index(self) -> dict[Columns, int]:
        """The index of each placement by its fields."""
        return {way.fields: n for n, way in reversed(list(enumerate(self.ways)))}

    @cached_property
    def alone(self) -> Floats:
        """The probability of each placement by the row itself."""
        return likelihood([way.score for way in self.ways])

    @cached_property
    def best(self) -> Shares:
        """The shares of the first placement, by the row itself."""
        return self.share(0, self.alone)

    def share(self, way: int, weights: Floats) -> Shares:
        """How far the placements agree with one of them; `weights` are their probabilities."""
        fields, numbers = self._columns
        same_number, same_field = numbers == numbers[way], fields == fields[way]
        same_row = same_number.all(axis=1)
        return Shares(
            tuple((weights @ same_number).tolist()),
            tuple((weights @ same_field).tolist()),
            float(weights @ same_row),
            float(self.alone @ same_row),
        )

    @cached_property
    def _columns(self) -> tuple[Indexes, Indexes]:
        """The field in each column, placements × columns, -1 for none; and the same with filled
        fields only."""
        fields = np.array([[-1 if n is None else n for n in way.fields] for way in self.ways])
        return fields, np.where(np.array([*self.filled, False])[fields], fields, -1)


class Shares(NamedTuple):
    """The probability of the candidates that agree with the chosen placement.

    `certainty`: on the number in each column, or that there is none. `exactness`: on the field in
    each column. `whole`: on all numbers of the row. `alone`: the same by the row itself.
    """

    certainty: tuple[float, ...]
    exactness: tuple[float, ...]
    whole: float
    alone: float

    def times(self, columns: Sequence[float]) -> Shares:
        """These shares, given the probability of each column itself."""
        return Shares(
            tuple([a * b for a, b in zip(self.certainty, columns, strict=True)]),
            tuple([a * b for a, b in zip(self.exactness, columns, strict=True)]),
            self.whole * min(columns),
            self.alone,
        )


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """A row with its placement and how certain that is.

    `certainty` has for each column the probability that it holds this number, or none; `exactness`
    that it holds this very field, which is harder to tell for empty fields. `support` is the
    evidence for the row as a whole, by name.
    """

    row: MatchedRow
    placement: Placement
    certainty: tuple[float, ...]
    exactness: tuple[float, ...]
    support: tuple[tuple[str, float], ...]


def likelihood(scores: Sequence[float]) -> Floats:
    """Log probabilities as probabilities that sum to 1."""
    weights = np.exp(np.array(scores) - max(scores))
    return np.asarray(weights / weights.sum())


def find_shifts(placed: Ways, candidates: Sequence[Candidates]) -> list[Shift]:
    """Every way to move the numbers of all these rows to other columns in the same order.

    The rows have one width. Each row must be placed in one of its candidates.
    """
    width = len(next(iter(placed.values())))
    used = [c for c in range(width) if any(_has_number(placed, candidates, i, c) for i in placed)]
    choices = [way for way in combinations(range(width), len(used)) if way != tuple(used)]
    if not used or len(choices) > _MOST_CHOICES:
        return []
    shifts = (_shift(placed, candidates, dict(zip(used, way, strict=True))) for way in choices)
    return [
        shift
        for shift in shifts
        if shift and all(way in candidates[i].index for i, way in shift.items())
    ]


def _has_number(placed: Ways, candidates: Sequence[Candidates], i: int, column: int) -> bool:
    field = placed[i][column]
    return field is not None and candidates[i].filled[field]


def _shift(placed: Ways, candidates: Sequence[Candidates], columns: Mapping[int, int]) -> Shift:
    """The rows that change if numbers move by `columns`; empty fields stay in their column."""
    shifted = {}
    for i, way in placed.items():
        moved = [column for column in columns if _has_number(placed, candidates, i, column)]
        fields = [None if column in moved else field for column, field in enumerate(way)]
        for column in moved:
            fields[columns[column]] = way[column]
        if tuple(fields) != way:
            shifted[i] = tuple(fields)
    return shifted


def damped(scores: Sequence[float]) -> float:
    """The mean of the scores, times 1 + ln of their number: similar rows repeat one another."""
    return sum(scores) / len(scores) * (1 + math.log(len(scores))) if scores else 0.0


def column_shares(
    placed: Ways, shifts: Sequence[Shift], weights: Sequence[float]
) -> dict[int, list[float]]:
    """For each row and column the share of all shifts that leave it as it is.

    The present placement has weight 1, each shift the weight given.
    """
    total = 1.0 + sum(weights)
    shares = {i: [1.0] * len(way) for i, way in placed.items()}
    for shift, weight in zip(shifts, weights, strict=True):
        for i, way in shift.items():
            for column, (present, other) in enumerate(zip(placed[i], way, strict=True)):
                shares[i][column] -= weight / total if present != other else 0.0
    return shares
