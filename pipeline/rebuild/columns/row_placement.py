"""The columns of the fields of a row: a beam search for its candidate placements.

A placement keeps the order of the fields. A column without a field is lost, an empty field without
a column is padding.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from gouji.models import columns as column_model
from gouji.models.columns import MOST_ALIKE, PAD
from gouji.models.estimators.linear import Linear
from gouji.pipeline.identities.ledger import Number
from gouji.pipeline.rebuild.columns.column_context import Context, MatchedRow, add_up, place_of
from gouji.pipeline.rebuild.columns.placements import (
    Candidates,
    Columns,
    Floats,
    Indexes,
    Placement,
)
from gouji.pipeline.records import Kind

# The most placements that the beam search keeps after each field.
_BEAM = 48
# The most placements of a row that are its candidates.
_KEEP = 24
# The log probability by which a placement may be worse than the best one and still be kept.
_WORST = 12.0
# The log probability of a column that the model never saw for a row of this width.
_UNSEEN = -15.0
# The most log probability of a filled field without a column: a page number or a remark.
_EXTRA = -6.0
# The most empty fields at either end of a row that the model tells apart.
_MOST_EMPTY = 9


class Beam(NamedTuple):
    """Partial placements, best first.

    `column` is the column of the last field (-1: none), `last` the rightmost column so far (-1:
    none), `path` the index of the placement in the beam of the field before.
    """

    scores: Floats
    last: Indexes
    path: Indexes
    column: Indexes


class RowEvidence(NamedTuple):
    """The evidence on the columns of a row: the tuples have one entry a field, but `lost`."""

    empty: tuple[bool, ...]
    anchors: tuple[int, ...]
    headed: tuple[int, ...]
    sums: tuple[str, ...]
    usual: int
    streamed: bool
    totals: str
    lost: tuple[int, ...]
    alike: int


def field_features(row: MatchedRow, context: Context) -> list[column_model.Features]:
    """The features of each field, from left to right."""
    return _features(_evidence(row, context))


def _evidence(row: MatchedRow, context: Context) -> RowEvidence:
    places = [place_of(field, context.by_end) for field in row.fields]
    empty = tuple([not field.text for field in row.fields])
    sums = add_up(row.numbers)
    return RowEvidence(
        empty,
        tuple([context.anchors.get(place, -1) for place in places]),
        tuple([context.headed.get(place, -1) for place in places]),
        tuple(["?" if blank else sum_ for blank, sum_ in zip(empty, sums, strict=True)]),
        context.usual,
        row.streamed,
        context.totals,
        context.lost,
        min(context.alike, MOST_ALIKE),
    )


def _features(row: RowEvidence) -> list[column_model.Features]:
    filled = [i for i, blank in enumerate(row.empty) if not blank]
    leading = filled[0] if filled else len(row.empty)
    trailing = len(row.empty) - 1 - filled[-1] if filled else 0
    features, before = [], 0
    for i, blank in enumerate(row.empty):
        features.append(
            column_model.Features(
                empty=blank,
                index=i,
                fields=len(row.empty),
                value_index=before,
                values=len(filled),
                leading=min(leading, _MOST_EMPTY),
                trailing=min(trailing, _MOST_EMPTY),
                anchor=row.anchors[i],
                headed=row.headed[i],
                usual=row.usual,
                streamed=row.streamed,
                sums=row.sums[i],
                totals=row.totals,
                lost=row.lost,
                alike=row.alike,
            )
        )
        before += not blank
    return features


def place(row: MatchedRow, context: Context, model: Linear, kinds: Sequence[Kind]) -> Candidates:
    """The best placements of the fields of a row; `model` is that of rows of this width, `kinds`
    are those of the numbers in its columns. Heads that tell the columns leave one."""
    if row.by_heads is not None:
        filled = tuple(bool(field.text) for field in row.fields)
        return Candidates((Placement(row.by_heads, 0.0),), filled)
    candidates = _place(_evidence(row, context), len(row.print.cells), model)
    return _fit_kinds(row, candidates, kinds) if any(map(_is_negative, row.numbers)) else candidates


def _fit_kinds(row: MatchedRow, candidates: Candidates, kinds: Sequence[Kind]) -> Candidates:
    """The placements without negative numbers in columns of counts, if any of them places every
    field: −4 beside a column of changes (本年增/减) belongs there."""
    ways = tuple(way for way in candidates.ways if _fits(way.fields, row, kinds))
    return Candidates(ways, candidates.filled) if ways else candidates


def _fits(fields: Columns, row: MatchedRow, kinds: Sequence[Kind]) -> bool:
    """Whether all filled fields have a column, and negative numbers none of counts."""
    placed = [(field, kind) for field, kind in zip(fields, kinds, strict=True) if field is not None]
    return set(row.filled) <= {field for field, _ in placed} and not any(
        kind == "count" and _is_negative(row.numbers[field]) for field, kind in placed
    )


def _is_negative(number: Number | None) -> bool:
    return number is not None and number < 0


@lru_cache(maxsize=4096)
def _place(row: RowEvidence, width: int, model: Linear) -> Candidates:
    """Most rows of most reports have the evidence of a row before: full, or all zeros."""
    none = np.full(1, -1)
    beams = [Beam(np.zeros(1), none, none, none)]
    for scores in _score(_features(row), width, model) if row.empty else ():
        beams.append(_extend(beams[-1], scores))
    best = zip(beams[-1].scores[:_KEEP].tolist(), _trace(beams), strict=True)
    ways = tuple(_placement(columns, score, width) for score, columns in best)
    return Candidates(ways, tuple(not blank for blank in row.empty))


def _trace(beams: Sequence[Beam]) -> list[list[int]]:
    """The columns of all fields in each of the best placements."""
    path = np.arange(len(beams[-1].scores[:_KEEP]))
    columns = np.empty((len(beams) - 1, len(path)), dtype=np.intp)
    for field in range(len(beams) - 1, 0, -1):
        columns[field - 1] = beams[field].column[path]
        path = beams[field].path[path]
    return columns.T.tolist()


def _extend(beam: Beam, scores: Floats) -> Beam:
    """The placements with the next field in a column right of the last one, or in none (-1)."""
    extended = (beam.scores[:, None] + scores[beam.last + 1]).ravel()
    near = np.flatnonzero(extended > extended.max() - _WORST)
    best = near[np.argsort(-extended[near], kind="stable")[:_BEAM]]
    path, column = best // scores.shape[1], best % scores.shape[1] - 1
    last = np.where(column < 0, beam.last[path], column)
    return Beam(extended[best], last, path, column)


def _score(fields: Sequence[column_model.Features], width: int, model: Linear) -> Floats:
    """Log probabilities, fields × previous column (from -1) × (padding, then each column)."""
    log_p = column_model.predict(model, fields, range(-1, width)).astype(np.float64)
    seen = [name for name in (PAD, *map(str, range(width))) if name in model.classes]
    scores = np.full((*log_p.shape[:2], width + 1), _UNSEEN)
    scores[:, :, [0 if name == PAD else int(name) + 1 for name in seen]] = log_p[
        :, :, [model.classes.index(name) for name in seen]
    ]
    column, previous = np.arange(-1, width), np.arange(-1, width)[:, None]
    scores[:, (column >= 0) & (column <= previous)] = -np.inf
    scores -= np.log(np.exp(scores).sum(axis=2, keepdims=True))
    filled = [not field.empty for field in fields]
    scores[filled, :, 0] = np.minimum(scores[filled, :, 0], _EXTRA)
    return scores


def _placement(columns: Sequence[int], score: float, width: int) -> Placement:
    """A placement from the column of each field, -1 for none."""
    fields: list[int | None] = [None] * width
    for i, column in enumerate(columns):
        if column >= 0:
            fields[column] = i
    return Placement(tuple(fields), score)
