"""Which field of a matched row stands in which column: candidate placements with their scores.

A placement keeps the order of the fields. Columns without a field are lost, empty fields
without a column are padding.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models import columns as column_model
from models.columns import PAD
from models.linear import Linear
from pipeline.rebuild.context import Context, Row, adds_up, place_of

Floats = NDArray[np.float64]
_BEAM = 48
_KEEP = 24
_FAR = 12.0  # how much worse than the best a placement may be to be thought of
_UNHEARD = -15.0  # a column that training never saw for such a row
_EXTRA = -6.0  # a filled field that belongs to no column: a page number, a remark


class Beam(NamedTuple):
    """Placements being made, best first: `columns` (placements × fields so far) holds the column
    of each field or -1, `last` the highest of them."""

    scores: Floats
    last: NDArray[np.intp]
    columns: NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Placement:
    """For each column of the row the index of its field, or None; `score` is a log probability."""

    fields: tuple[int | None, ...]
    score: float


def field_features(row: Row, context: Context) -> list[column_model.Features]:
    """One a field, from left to right."""
    empty = [not field.text for field in row.fields]
    filled = [i for i, blank in enumerate(empty) if not blank]
    leading = filled[0] if filled else len(empty)
    trailing = len(empty) - 1 - filled[-1] if filled else 0
    numbers = row.numbers
    features, before = [], 0
    for i, field in enumerate(row.fields):
        features.append(
            column_model.Features(
                empty=empty[i],
                index=i,
                fields=len(empty),
                value_index=before,
                values=len(filled),
                leading=min(leading, 9),
                trailing=min(trailing, 9),
                anchor=context.anchors.get(place_of(field, context.by_end), -1),
                headed=context.headed.get(place_of(field, context.by_end), -1),
                usual=context.usual,
                streamed=row.streamed,
                sums=adds_up(numbers, i) if not empty[i] else "?",
                totals=context.totals,
                lost=context.lost,
                alike=context.alike,
            )
        )
        before += not empty[i]
    return features


def place(row: Row, context: Context, model: Linear) -> tuple[Placement, ...]:
    """The best placements of a row's fields, best first; scores are log probabilities."""
    return _place(tuple(field_features(row, context)), len(row.print.cells), model)


@lru_cache(maxsize=4096)
def _place(
    fields: tuple[column_model.Features, ...], width: int, model: Linear
) -> tuple[Placement, ...]:
    beam = Beam(np.zeros(1), np.full(1, -1), np.empty((1, 0), dtype=np.intp))
    for ways in _score(fields, width, model) if fields else ():
        beam = _extend(beam, ways)
    best = zip(beam.scores[:_KEEP].tolist(), beam.columns[:_KEEP].tolist(), strict=True)
    return tuple(_placement(columns, score, width) for score, columns in best)


def _extend(beam: Beam, ways: Floats) -> Beam:
    """Every way to give the next field a column right of the last one, or none (-1)."""
    grown = (beam.scores[:, None] + ways[beam.last + 1]).ravel()
    best = np.argsort(-grown, kind="stable")[:_BEAM]
    best = best[grown[best] > grown[best[0]] - _FAR]
    path, column = best // ways.shape[1], best % ways.shape[1] - 1
    last = np.where(column < 0, beam.last[path], column)
    return Beam(grown[best], last, np.column_stack([beam.columns[path], column]))


def _score(fields: tuple[column_model.Features, ...], width: int, model: Linear) -> Floats:
    """Log probabilities, fields × previous column (from -1) × (padding, then each column)."""
    log_p = column_model.predict(model, fields, range(-1, width)).astype(np.float64)
    heard = [name for name in (PAD, *map(str, range(width))) if name in model.classes]
    ways = np.full((*log_p.shape[:2], width + 1), _UNHEARD)
    ways[:, :, [0 if name == PAD else int(name) + 1 for name in heard]] = log_p[
        :, :, [model.classes.index(name) for name in heard]
    ]
    column, previous = np.arange(-1, width), np.arange(-1, width)[:, None]
    ways[:, (column >= 0) & (column <= previous)] = -np.inf
    ways -= np.log(np.exp(ways).sum(axis=2, keepdims=True))
    filled = [not field.empty for field in fields]
    ways[filled, :, 0] = np.minimum(ways[filled, :, 0], _EXTRA)
    return ways


def _placement(columns: list[int], score: float, width: int) -> Placement:
    fields: list[int | None] = [None] * width
    for i, column in enumerate(columns):
        if column >= 0:
            fields[column] = i
    return Placement(tuple(fields), score)
