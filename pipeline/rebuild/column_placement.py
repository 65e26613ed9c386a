"""Which field of a matched row stands in which column: candidate placements with their scores.

A placement keeps the order of the fields. Columns without a field are lost, empty fields
without a column are padding.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gouji.models import columns as column_model
from gouji.models.columns import MOST_ALIKE, PAD
from gouji.models.linear import Linear
from gouji.pipeline.rebuild.column_context import Context, Row, add_up, place_of

Floats = NDArray[np.float64]
Places = NDArray[np.intp]
_BEAM = 48
_KEEP = 24
_FAR = 12.0  # how much worse than the best a placement may be to be thought of
_UNHEARD = -15.0  # a column that training never saw for such a row
_EXTRA = -6.0  # a filled field that belongs to no column: a page number, a remark


class Beam(NamedTuple):
    """Placements being made, best first: `column` of each is the one given to the field at hand
    (-1 none), `last` the highest given so far, `path` the placement of the field before."""

    scores: Floats
    last: Places
    path: Places
    column: Places


class Placement(NamedTuple):
    """For each column of the row the index of its field, or None; `score` is a log probability."""

    fields: tuple[int | None, ...]
    score: float


@dataclass(frozen=True, eq=False)
class Candidates:
    """Placements of one row, best first. Rows of which the same is known share them, and what
    follows from them: so they are worked out once, here.

    `filled` tells of each field whether it holds something.
    """

    ways: tuple[Placement, ...]
    filled: tuple[bool, ...]

    @cached_property
    def index(self) -> dict[tuple[int | None, ...], int]:
        """The number of each way."""
        return {one.fields: n for n, one in reversed(list(enumerate(self.ways)))}

    @cached_property
    def alone(self) -> Floats:
        """How likely each way is by the row itself, all together 1."""
        return likelihood([one.score for one in self.ways])

    @cached_property
    def best(self) -> Shares:
        """The shares of the first way, by the row itself."""
        return self.share(0, self.alone)

    def share(self, way: int, weights: Floats) -> Shares:
        """How far ways of these `weights`, all together 1, agree with one of them."""
        fields, numbers = self._places
        same_number, same_field = numbers == numbers[way], fields == fields[way]
        same_row = same_number.all(axis=1)
        return Shares(
            tuple((weights @ same_number).tolist()),
            tuple((weights @ same_field).tolist()),
            float(weights @ same_row),
            float(self.alone @ same_row),
        )

    @cached_property
    def _places(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Ways × columns: the field that stands there, -1 for none; and the same for fields that
        hold something."""
        fields = np.array([[-1 if n is None else n for n in way.fields] for way in self.ways])
        return fields, np.where(np.array([*self.filled, False])[fields], fields, -1)


class Shares(NamedTuple):
    """The weight of the ways that put the same number, or none, into each column; that put the
    same field there; that place all numbers of the row alike (`whole`), and the weight of these
    by the row itself (`alone`)."""

    certainty: tuple[float, ...]
    exactness: tuple[float, ...]
    whole: float
    alone: float

    def times(self, columns: Sequence[float]) -> Shares:
        """These shares where each column is itself only so certain."""
        return Shares(
            tuple([a * b for a, b in zip(self.certainty, columns, strict=True)]),
            tuple([a * b for a, b in zip(self.exactness, columns, strict=True)]),
            self.whole * min(columns),
            self.alone,
        )


class Evidence(NamedTuple):
    """What is known of the fields of a row: each first tuple has one entry a field."""

    empty: tuple[bool, ...]
    anchors: tuple[int, ...]
    headed: tuple[int, ...]
    sums: tuple[str, ...]
    usual: int
    streamed: bool
    totals: str
    lost: tuple[int, ...]
    alike: int


def likelihood(scores: Sequence[float]) -> Floats:
    """Log probabilities as shares of 1."""
    weights = np.exp(np.array(scores) - max(scores))
    return np.asarray(weights / weights.sum())


def field_features(row: Row, context: Context) -> list[column_model.Features]:
    """One a field, from left to right."""
    return _features(_evidence(row, context))


def _evidence(row: Row, context: Context) -> Evidence:
    places = [place_of(field, context.by_end) for field in row.fields]
    empty = tuple([not field.text for field in row.fields])
    sums = add_up(row.numbers)
    return Evidence(
        empty,
        tuple([context.anchors.get(place, -1) for place in places]),
        tuple([context.headed.get(place, -1) for place in places]),
        tuple(["?" if blank else one for blank, one in zip(empty, sums, strict=True)]),
        context.usual,
        row.streamed,
        context.totals,
        context.lost,
        min(context.alike, MOST_ALIKE),
    )


def _features(row: Evidence) -> list[column_model.Features]:
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
                leading=min(leading, 9),
                trailing=min(trailing, 9),
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


def place(row: Row, context: Context, model: Linear) -> Candidates:
    """The best placements of a row's fields, best first; scores are log probabilities."""
    return _place(_evidence(row, context), len(row.print.cells), model)


@lru_cache(maxsize=4096)
def _place(row: Evidence, width: int, model: Linear) -> Candidates:
    none = np.full(1, -1)
    beams = [Beam(np.zeros(1), none, none, none)]
    for ways in _score(_features(row), width, model) if row.empty else ():
        beams.append(_extend(beams[-1], ways))
    best = zip(beams[-1].scores[:_KEEP].tolist(), _trace(beams), strict=True)
    found = tuple(_placement(columns, score, width) for score, columns in best)
    return Candidates(found, tuple(not blank for blank in row.empty))


def _trace(beams: Sequence[Beam]) -> list[list[int]]:
    """The columns of all fields in each of the best placements."""
    at = np.arange(len(beams[-1].scores[:_KEEP]))
    columns = np.empty((len(beams) - 1, len(at)), dtype=np.intp)
    for field in range(len(beams) - 1, 0, -1):
        columns[field - 1] = beams[field].column[at]
        at = beams[field].path[at]
    return columns.T.tolist()


def _extend(beam: Beam, ways: Floats) -> Beam:
    """Every way to give the next field a column right of the last one, or none (-1)."""
    grown = (beam.scores[:, None] + ways[beam.last + 1]).ravel()
    near = np.flatnonzero(grown > grown.max() - _FAR)
    best = near[np.argsort(-grown[near], kind="stable")[:_BEAM]]
    path, column = best // ways.shape[1], best % ways.shape[1] - 1
    last = np.where(column < 0, beam.last[path], column)
    return Beam(grown[best], last, path, column)


def _score(fields: Sequence[column_model.Features], width: int, model: Linear) -> Floats:
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
