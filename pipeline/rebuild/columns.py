"""Which field of a matched row stands in which column: candidate placements with their scores.

A placement keeps the order of the fields. Columns without a field are lost, empty fields
without a column are padding.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from models import columns as column_model
from models.columns import PAD
from models.linear import Linear
from pipeline.rebuild.context import Context, Row, adds_up, place_of

_BEAM = 48
_KEEP = 24
_FAR = 12.0  # how much worse than the best a placement may be to be thought of
_UNHEARD = -15.0  # a column that training never saw for such a row
_EXTRA = -6.0  # a filled field that belongs to no column: a page number, a remark


class Path(NamedTuple):
    """A placement being made: for each field so far its column or -1, `last` the highest."""

    score: float
    last: int
    columns: tuple[int, ...]


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


@lru_cache(maxsize=8192)
def _place(
    fields: tuple[column_model.Features, ...], width: int, model: Linear
) -> tuple[Placement, ...]:
    beam = [Path(0.0, -1, ())]
    for features in fields:
        beam = _extend(beam, features, width, model)
    return tuple(_placement(path, width) for path in beam[:_KEEP])


def _extend(
    beam: list[Path], features: column_model.Features, width: int, model: Linear
) -> list[Path]:
    """Every way to give the next field a column right of the last one, or none (-1)."""
    grown = []
    scores = {
        last: _score(replace(features, previous=last), width, model)
        for last in {path.last for path in beam}
    }
    for score, last, path in beam:
        columns, pad = scores[last]
        grown.append(Path(score + (pad if features.empty else min(pad, _EXTRA)), last, (*path, -1)))
        grown.extend(Path(score + columns[c], c, (*path, c)) for c in range(last + 1, width))
    best = max(path.score for path in grown)
    return sorted((p for p in grown if p.score > best - _FAR), key=lambda p: -p.score)[:_BEAM]


@lru_cache(maxsize=65536)
def _score(
    features: column_model.Features, width: int, model: Linear
) -> tuple[tuple[float, ...], float]:
    """Log probabilities of the columns right of the previous one, and of being padding."""
    log_p = dict(zip(model.classes, column_model.predict(model, [features])[0], strict=True))
    free = range(features.previous + 1, width)
    found = {c: float(log_p.get(str(c), _UNHEARD)) for c in free}
    pad = float(log_p.get(PAD, _UNHEARD))
    total = math.log(math.exp(pad) + sum(math.exp(one) for one in found.values()))
    return tuple(found.get(c, _UNHEARD) - total for c in range(width)), pad - total


def _placement(path: Path, width: int) -> Placement:
    fields: list[int | None] = [None] * width
    for i, column in enumerate(path.columns):
        if column >= 0:
            fields[column] = i
    return Placement(tuple(fields), path.score)
