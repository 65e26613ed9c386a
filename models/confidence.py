"""How probably a cell's status and value are right.

Boosted trees over the evidence. They are fitted for log loss on reports that the readers did not
see, and what they give is used as the probability, without a calibration of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from gouji.models.trees import Floats, Trees, fit_trees, probabilities

NAME = "confidence"
_LOWEST, _HIGHEST = 0.0001, 0.9999  # no evidence makes a cell certain
_WORDS = {
    "status": ("read", "blank", "unreadable", "absent"),
    "table": ("proactive", "requests", "remedies"),
    "media": ("html", "text", "markdown", "tsv", "pdf", "docx", "xlsx"),
    "spelling": ("none", "empty", "zero", "digits", "long", "mark", "decimal", "other"),
}
_CODES = {name: {word: float(n) for n, word in enumerate(own)} for name, own in _WORDS.items()}
# More of this evidence can only speak for a cell, or only against it.
_FOR = frozenset(
    {"row", "column", "exact", "whole", "alone", "weakest", "held", "agree", "adds", "above"}
    | {"below", "least", "table_row", "table_column", "table_held"}
)
_AGAINST = frozenset({"blurred", "failed", "fails", "dropped", "table_failed"})

Column = Sequence[float] | Floats


@dataclass(frozen=True, slots=True)
class Features:
    """The evidence for cells: the alignment's probabilities and what the identities say.

    Every field has one entry a cell.
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

    `agrees` tells how another reading of the page stands to the cell, from 0 (something else stands
    there) to 1 (the same), `table_agrees` is the share of the table's cells that are the same (-1:
    it was read in one way).
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
    zero: Column
    agrees: Column
    table_agrees: Column


NAMES = tuple(one.name for one in fields(Features))


def fit(rows: Sequence[Floats], right: Sequence[bool], seed: int = 0) -> Trees:
    """Fit on cells of reports, each a row of `features_to_rows`, and whether they are right."""
    slopes = [int(name in _FOR) - int(name in _AGAINST) for name in NAMES]
    return fit_trees(np.array(rows), np.array(right, dtype=bool), slopes, seed)


def predict(model: Trees, features: Features) -> Floats:
    """Probabilities that the cells are right."""
    return np.clip(probabilities(model, features_to_rows(features)), _LOWEST, _HIGHEST)


def features_to_rows(features: Features) -> Floats:
    """Cells × features; a word that training does not know is -1."""
    columns = ((getattr(features, name), _CODES.get(name)) for name in NAMES)
    return np.array(
        [[codes.get(w, -1.0) for w in own] if codes else own for own, codes in columns],
        dtype=np.float64,
    ).T
