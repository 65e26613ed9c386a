"""How probably a cell's status and value are right.

Boosted trees over the evidence. They are fitted for log loss on reports that the readers did not
see, and what they give is used as the probability, without a calibration of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from operator import attrgetter

import numpy as np

from models.trees import Floats, Trees, fit_trees, probabilities

NAME = "confidence"
_LOWEST, _HIGHEST = 0.0001, 0.9999  # no evidence makes a cell certain
_CODES = {
    "status": ("read", "blank", "unreadable", "absent"),
    "table": ("proactive", "requests", "remedies"),
    "media": ("html", "text", "markdown", "tsv"),
    "spelling": ("none", "empty", "zero", "digits", "long", "mark", "decimal", "other"),
}
# More of this evidence can only speak for a cell, or only against it.
_FOR = frozenset(
    {"row", "column", "exact", "whole", "alone", "weakest", "held", "agree", "adds", "above"}
    | {"below", "least", "table_row", "table_column", "table_held"}
)
_AGAINST = frozenset({"blurred", "failed", "fails", "dropped", "table_failed"})


@dataclass(frozen=True, slots=True)
class Features:
    """The evidence for one cell: the alignment's probabilities and what the identities say.

    `row`, `column` and `exact` are probabilities (of the row, of the number or none standing in
    the column, of this very field standing there), `whole` that all numbers of the row stand
    where they were put, `alone` the same without regard to identities and other rows; `alike`
    counts the other rows of its shape, `agree` is the share of them placed the same way (-1: there
    are none). `adds` and `fails` count the row's identities that speak for and against its
    placement, `dropped` its numbers that found no column;
    `blurred` rows have one field that may be several. `held`, `failed`, `open` count the
    cell's own identities (`held` only those between sums that are not zero); `spelling` is the
    make of `raw`; `values` counts the numbers of its row, whose least certain column is `weakest`.

    `above` and `below` are the probabilities of the nearest rows found, `gap_above` and `gap_below`
    how many rows of the form are missing before them (-1: no row there). The `table_*` values are
    means over the whole table, `table_held` the share of its identities between sums that are not
    zero that hold (-1: there are none); it has `lost` rows of the form, `doubled` printed ones more
    than rows of the form, `stray` printed rows with numbers that are none of its rows, a share of
    `unlabelled` ones, and `least` is the probability of its least certain row.
    """

    status: str
    table: str
    media: str
    spelling: str
    row: float
    column: float
    exact: float
    whole: float
    alone: float
    alike: float
    agree: float
    adds: float
    fails: float
    dropped: float
    full: float
    filled: float
    labelled: float
    touching: float
    blurred: float
    streamed: float
    held: int
    failed: int
    open: int
    values: float
    weakest: float
    above: float
    below: float
    gap_above: float
    gap_below: float
    stray: float
    lost: float
    doubled: float
    unlabelled: float
    least: float
    table_row: float
    table_column: float
    table_filled: float
    table_failed: float
    table_held: float
    zero: bool


NAMES = tuple(one.name for one in fields(Features))
_numbers = attrgetter(*(name for name in NAMES if name not in _CODES))
_words = attrgetter(*_CODES)
_CODE_OF = [{word: float(n) for n, word in enumerate(words)} for words in _CODES.values()]


def fit(features: Sequence[Features], right: Sequence[bool], seed: int = 0) -> Trees:
    """Fit on cells of reports and whether each of them is right."""
    slopes = [int(name in _FOR) - int(name in _AGAINST) for name in NAMES]
    return fit_trees(_matrix(features), np.array(right, dtype=bool), slopes, seed)


def predict(model: Trees, features: Sequence[Features]) -> Floats:
    """Probabilities that the cells are right."""
    return np.clip(probabilities(model, _matrix(features)), _LOWEST, _HIGHEST)


def _matrix(features: Sequence[Features]) -> Floats:
    """Cells × features; a word that training does not know is -1."""
    rows = [
        (
            *(code.get(w, -1.0) for code, w in zip(_CODE_OF, _words(one), strict=True)),
            *_numbers(one),
        )
        for one in features
    ]
    return np.array(rows, dtype=np.float64).reshape(len(rows), len(NAMES))
