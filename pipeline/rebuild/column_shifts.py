"""Shifts: all numbers of a table moved to other columns at once, and what they say of certainty.

Where empty cells leave no trace and no row has all its numbers, the numbers of a table are in fewer
columns than the form has. No row by itself then tells which columns are lost: all numbers of a
column may belong to the next one, in every row at once, and every identity holds as before.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import combinations

from gouji.pipeline.rebuild.column_placement import Candidates, Columns

Ways = Mapping[int, Columns]  # by row: the field in each column
Shift = Ways  # the rows that are placed in another way

# The most choices of columns that are tried; with more, nothing is shifted.
_MOST_CHOICES = 40


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
