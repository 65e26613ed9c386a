"""Columns that might as well be others.

Where empty cells leave no trace and no row is whole, the numbers of a table stand in fewer columns
than the form has, and which of them are lost no row alone can tell: all numbers of a column may
stand in the next one, in every row at once, and everything adds up as well as before.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import combinations

from gouji.pipeline.rebuild.column_placement import Candidates

Fields = tuple[int | None, ...]
Move = Mapping[int, Fields]  # rows by number, and how they would be placed instead
Rows = Mapping[int, Fields]  # rows by number, and the field that stands in each column
_MOST = 40  # ways in which columns may be lost that are looked at


def find_moves(placed: Rows, candidates: Sequence[Candidates]) -> list[Move]:
    """Every way to put the numbers of all these rows, which are of one width, into other columns
    in their order, so that each row stands as it could."""
    width = len(next(iter(placed.values())))
    used = [c for c in range(width) if any(_number(placed, candidates, i, c) for i in placed)]
    ways = [way for way in combinations(range(width), len(used)) if way != tuple(used)]
    if not used or len(ways) > _MOST:
        return []
    moves = (_move(placed, candidates, dict(zip(used, way, strict=True))) for way in ways)
    return [
        move
        for move in moves
        if move and all(way in candidates[i].index for i, way in move.items())
    ]


def _number(placed: Rows, candidates: Sequence[Candidates], i: int, column: int) -> bool:
    """Whether something stands in this column of row i."""
    field = placed[i][column]
    return field is not None and candidates[i].filled[field]


def _move(placed: Rows, candidates: Sequence[Candidates], places: Mapping[int, int]) -> Move:
    """The rows that would be placed otherwise; empty fields stay where they are."""
    moved = {}
    for i, way in placed.items():
        numbers = [column for column in places if _number(placed, candidates, i, column)]
        new = [None if column in numbers else field for column, field in enumerate(way)]
        for column in numbers:
            new[places[column]] = way[column]
        if tuple(new) != way:
            moved[i] = tuple(new)
    return moved


def damped(scores: Sequence[float]) -> float:
    """Rows that are alike say the same again and again: their mean, a little more for many."""
    return sum(scores) / len(scores) * (1 + math.log(len(scores))) if scores else 0.0


def agreement(
    placed: Rows, moves: Sequence[Move], weights: Sequence[float]
) -> dict[int, list[float]]:
    """For each row and column the share of all ways, the present one with weight 1, that put the
    same there."""
    whole = 1.0 + sum(weights)
    shares = {i: [1.0] * len(way) for i, way in placed.items()}
    for move, weight in zip(moves, weights, strict=True):
        for i, way in move.items():
            for column, (now, other) in enumerate(zip(placed[i], way, strict=True)):
                shares[i][column] -= weight / whole if now != other else 0.0
    return shares
