"""Estimates the probability that the status and value of a cell are right.

The model is boosted trees over the evidence, fitted for log loss on reports that the other models
were not fitted on. A `Correction` learned from reviewed reports shifts what they say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from math import isfinite

import numpy as np

from gouji.models.estimators.trees import Floats, Trees, fit_trees, probabilities

NAME = "confidence"
# Bounds of a probability: no evidence makes a cell certain.
_LOWEST, _HIGHEST = 0.0001, 0.9999
# The values of the features that are words. A word that is not listed has the code -1.
_WORDS = {
    "status": ("read", "blank", "unreadable", "absent"),
    "table": ("proactive", "requests", "remedies"),
    "media": ("html", "text", "markdown", "pdf", "docx", "xlsx"),
    "spelling": ("none", "empty", "zero", "digits", "long", "mark", "decimal", "other"),
}
_CODES = {name: {word: float(n) for n, word in enumerate(words)} for name, words in _WORDS.items()}
# Media that the corpus does not have count as the medium whose reader they share, or which tells as
# much of its tables.
_READ_AS = {
    "doc": "docx", "xls": "xlsx", "csv": "xlsx", "scan": "pdf", "image": "pdf", "json": "html",
}  # fmt: skip
_CODES["media"] |= {name: _CODES["media"][reader] for name, reader in _READ_AS.items()}
# Features of which a higher value can only raise the probability, or only lower it.
_FOR = frozenset(
    {"row", "column", "exact", "whole", "alone", "weakest", "held", "agree", "adds", "above"}
    | {"below", "least", "table_row", "table_column", "table_held", "table_across"}
)
_AGAINST = frozenset({"blurred", "failed", "fails", "dropped", "table_failed"})
# The log odds of 0.7 and 0.97: below the first a cell counts as doubtful, above the second as sure,
# and between them in part as either.
_DOUBTFUL, _SURE = 0.847, 3.476
_KINDS = (
    *("all", "known", "held", "failed"),
    *(f"{name}:{word}" for name in ("media", "status", "table") for word in _WORDS[name]),
)
# The evidence that a correction counts, once for doubtful cells and once for sure ones.
TERMS = tuple(f"{kind}/{part}" for part in ("doubtful", "sure") for kind in _KINDS)
# The number of decimals of a correction. More would differ with the number of threads.
_DECIMALS = 3

Column = Sequence[float] | Floats


@dataclass(frozen=True, slots=True)
class Features:
    """The evidence for cells: probabilities of the alignment, and results of the identities.

    Every field has one entry for each cell. The names are those of the shipped models.

    The row: `row`, `column` and `exact` are probabilities: of the row, of the number (or none)
    being in the column, and of this very field being there. `whole` is the probability that all
    numbers of the row are in their columns, `alone` the same if identities and other rows are
    ignored.
    `alike` counts the other rows with the same layout, `agree` is the share of them that have the
    same columns (-1: there are none). `adds` and `fails` count the identities of the row that
    support and contradict its columns, `dropped` the numbers of the row that have no column.
    `blurred` tells that one field of the row may hold several numbers. `values` counts the numbers
    of the row, `weakest` is the probability of its least certain column. `spelling` is the kind of
    the printed text. `held`, `failed` and `open` count the identities of the cell by their outcome;
    `held` counts only identities between sums that are not zero.

    The rows around: `above` and `below` are the probabilities of the nearest rows found,
    `gap_above` and `gap_below` count the rows of the form that are missing in between (-1: no row
    there).

    The table: fields named `table_*` are means over the table; `table_held` is the share of its
    identities between sums that are not zero that hold (-1: there are none), `table_across` the
    same for the identities over the columns of a row alone. `lost` counts rows of the form without
    a printed row, `doubled` printed rows beyond those of the form, `stray` printed rows with
    numbers that are no row of the table. `unlabelled` is the share of rows without a label, `least`
    the probability of the least certain row.

    Alternative readings of the page: `agrees` is 0 if the other reading has something else in the
    cell, 1 if it has the same; `table_agrees` is the share of cells of the table that are the same
    (-1: there is no other reading).
    """

    status: Sequence[str]
    table: Sequence[str]
    media: Sequence[str]
    spelling: Sequence[str]
    row: Column
    column: Column
    exact: Column
    whole: Column
    alone: Column
    alike: Column
    agree: Column
    adds: Column
    fails: Column
    dropped: Column
    full: Column
    filled: Column
    labelled: Column
    touching: Column
    blurred: Column
    streamed: Column
    held: Column
    failed: Column
    open: Column
    values: Column
    weakest: Column
    above: Column
    below: Column
    gap_above: Column
    gap_below: Column
    stray: Column
    lost: Column
    doubled: Column
    unlabelled: Column
    least: Column
    table_row: Column
    table_column: Column
    table_filled: Column
    table_failed: Column
    table_held: Column
    table_across: Column
    zero: Column
    agrees: Column
    table_agrees: Column


NAMES = tuple(field.name for field in fields(Features))


def fit(rows: Sequence[Floats], right: Sequence[bool], seed: int = 0) -> Trees:
    """Fit on cells, each a row of `features_to_rows`, and whether each cell is right."""
    slopes = [int(name in _FOR) - int(name in _AGAINST) for name in NAMES]
    return fit_trees(np.array(rows), np.array(right, dtype=bool), slopes, seed)


def predict(model: Trees, features: Features) -> Floats:
    """Return the probability that each cell is right."""
    return np.clip(probabilities(model, features_to_rows(features)), _LOWEST, _HIGHEST)


def features_to_rows(features: Features) -> Floats:
    """Return the features as numbers, cells × features."""
    columns = ((getattr(features, name), _CODES.get(name)) for name in NAMES)
    return np.array(
        [
            [codes.get(word, -1.0) for word in column] if codes else column
            for column, codes in columns
        ],
        dtype=np.float64,
    ).T


@dataclass(frozen=True)
class Correction:
    """What reviewed reports add to the log odds of cells, by the names of `TERMS`.

    It is empty in the shipped models.
    """

    shifts: Mapping[str, float] = field(default_factory=dict)


NO_CORRECTION = Correction()


def correct(
    correction: Correction, probability: Floats, features: Features, known: Floats
) -> Floats:
    """The probabilities of the cells with the correction.

    `known` tells which cells a known layout places.
    """
    if not correction.shifts:
        return probability
    return shift_odds(correction, count_terms(probability, features, known), probability)


def shift_odds(correction: Correction, terms: Floats, probability: Floats) -> Floats:
    """The probabilities of cells, whose `terms` are those of `count_terms`, with the correction."""
    shifts = np.array([correction.shifts.get(name, 0.0) for name in TERMS])
    return np.clip(_sigmoid(_log_odds(probability) + terms @ shifts), _LOWEST, _HIGHEST)


def count_terms(probability: Floats, features: Features, known: Floats) -> Floats:
    """How much of each of `TERMS` each cell has, cells × terms."""
    has: dict[str, Column] = {"all": np.ones(len(probability)), "known": known}
    for name in ("held", "failed"):
        has[name] = np.greater(getattr(features, name), 0).astype(np.float64)
    for name in ("media", "status", "table"):
        codes = np.array([_CODES[name].get(word, -1.0) for word in getattr(features, name)])
        for word in _WORDS[name]:
            has[f"{name}:{word}"] = np.equal(codes, _CODES[name][word]).astype(np.float64)
    kinds = np.array([has[kind] for kind in _KINDS], dtype=np.float64).T
    doubtful = (_SURE - _log_odds(probability)) / (_SURE - _DOUBTFUL)
    share = np.clip(doubtful, 0, 1)[:, None]
    return np.hstack([kinds * share, kinds * (1 - share)])


def fit_correction(
    terms: Floats, probability: Floats, right: Floats, weights: Floats, strength: float
) -> Correction:
    """Fit by logistic regression with the uncorrected log odds as offset.

    `terms` is that of `count_terms`, `right` is 0 or 1. Each shift is held near 0 as if `strength`
    cells said so.
    """
    from scipy.optimize import minimize

    odds = _log_odds(probability)

    def loss(shifts: Floats) -> tuple[float, Floats]:
        """Weighted log loss with the penalty, and its gradient."""
        shifted = odds + terms @ shifts
        losses = np.logaddexp(0, shifted) - right * shifted
        gradient = terms.T @ (weights * (_sigmoid(shifted) - right)) + strength * shifts
        return float(weights @ losses + strength / 2 * shifts @ shifts), gradient

    def curvature(shifts: Floats) -> Floats:
        expected = _sigmoid(odds + terms @ shifts)
        spread = weights * expected * (1 - expected)
        return np.asarray((terms.T * spread) @ terms + strength * np.eye(len(shifts)))

    start = np.zeros(len(TERMS))
    fitted = minimize(loss, start, jac=True, hess=curvature, method="trust-exact")
    named = zip(TERMS, np.round(fitted.x, _DECIMALS).tolist(), strict=True)
    return Correction({name: shift for name, shift in named if shift})


def from_json(stored: Mapping[str, object]) -> Correction:
    """The correction with the shifts of `Correction.shifts`. Raises TypeError and ValueError."""
    if unknown := stored.keys() - set(TERMS):
        raise ValueError(f"correction: {sorted(unknown)} are no terms")
    shifts = {name: shift for name, shift in stored.items() if isinstance(shift, (int, float))}
    if len(shifts) < len(stored) or not all(map(isfinite, shifts.values())):
        raise ValueError("correction: a shift is no number")
    return Correction(shifts)


def _log_odds(probability: Floats) -> Floats:
    return np.asarray(np.log(probability) - np.log1p(-probability))


def _sigmoid(odds: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-odds)))
