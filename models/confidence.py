"""How probably a cell's status and value are right.

A logistic regression over binned evidence, then isotonic regression on reports that it was not
fitted on, so that of the cells given 0.9 nine in ten are right.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from models.linear import Linear, Names, fit_linear, log_probabilities

NAME = "confidence"
RIGHT, WRONG = "right", "wrong"
_HIGHEST = 0.9999


@dataclass(frozen=True, slots=True)
class Features:
    """The evidence for one cell: the alignment's probabilities and what the identities say.

    `row`, `column` and `exact` are probabilities (of the row, of the number or none standing in
    the column, of this very field standing there); `held`, `failed`, `open` count the cell's
    identities (`held` only those between sums that are not zero); `spelling` is the make of
    `raw`; `values` counts the numbers of its row, whose least certain column is `weakest`; the
    `table_*` values are means over the whole table.
    """

    status: str
    table: str
    media: str
    row: float
    column: float
    exact: float
    full: bool
    filled: bool
    labelled: bool
    touching: bool
    streamed: bool
    held: int
    failed: int
    open: int
    spelling: str
    values: int
    weakest: float
    table_row: float
    table_column: float
    table_filled: float
    table_failed: int
    zero: bool

    def names(self) -> Names:
        row, column = _bin(self.row), _bin(self.column)
        held, failed = min(self.held, 3), min(self.failed, 2)
        ruled = f"{int(self.full)}{int(self.filled)}{int(self.labelled)}{int(self.streamed)}"
        whole = f"{_bin(self.table_row)}.{_bin(self.table_column)}"
        filled = math.floor(self.table_filled * 4)
        return (
            f"status:{self.status}",
            f"table:{self.table}|{self.status}",
            f"media:{self.media}|{self.status}",
            f"row:{row}",
            f"row:{row}|{self.status}",
            f"column:{column}",
            f"column:{column}|{self.status}",
            f"exact:{_bin(self.exact)}|{self.status}",
            f"exact:{_bin(self.exact)}|{column}|{self.status}",
            f"weakest:{_bin(self.weakest)}|{self.status}|{self.values}",
            f"weakest:{_bin(self.weakest)}|{row}|{int(self.filled)}|{int(self.labelled)}",
            f"weakest:{_bin(self.weakest)}|{held}|{failed}|{self.status}",
            f"open:{min(self.open, 3)}|{column}|{self.status}|{int(self.zero)}",
            f"ruled:{ruled}|{self.status}",
            f"held:{held}|{failed}|{self.status}",
            f"held:{held}|{failed}|{column}",
            f"held:{held}|{failed}|row{row}",
            f"open:{min(self.open, 3)}|{self.status}",
            f"spelling:{self.spelling}|{self.status}",
            f"touching:{int(self.touching)}|{self.status}|{held}|{int(self.filled)}",
            f"whole:{whole}",
            f"wholerow:{_bin(self.table_row)}|{self.status}",
            f"wholecolumn:{_bin(self.table_column)}|{self.status}",
            f"filled:{filled}|{self.status}",
            f"failed:{min(self.table_failed, 5)}|{self.status}",
            f"zero:{int(self.zero)}|{column}|{held}",
            f"worst:{min(row, column)}|{self.status}|{int(self.filled)}",
        )


@lru_cache(maxsize=4096)
def _bin(probability: float) -> int:
    """Twice the number of nines, 0 to 8."""
    return int(min(8, max(0, -2 * math.log10(max(1e-5, 1 - probability)))))


@dataclass(frozen=True, slots=True)
class Calibrated:
    """A linear model and the steps (score, probability) that its scores are mapped by."""

    linear: Linear
    scores: NDArray[np.float32]
    probabilities: NDArray[np.float32]


def fit(
    features: Sequence[Features],
    right: Sequence[bool],
    calibration: Sequence[Features],
    calibration_right: Sequence[bool],
    seed: int = 0,
) -> Calibrated:
    """Fit on one set of cells, calibrate on another."""
    from sklearn.isotonic import IsotonicRegression

    labels = [RIGHT if one else WRONG for one in right]
    linear = fit_linear([one.names() for one in features], labels, strength=0.3, seed=seed)
    scores = _scores(linear, calibration)
    # One imagined error among a hundred thousand cells at either end keeps certainty finite.
    isotonic = IsotonicRegression(y_min=0.001, y_max=_HIGHEST, out_of_bounds="clip")
    isotonic.fit(scores, np.array(calibration_right, dtype=float))
    return Calibrated(
        linear,
        isotonic.X_thresholds_.astype(np.float32),
        isotonic.y_thresholds_.astype(np.float32),
    )


def predict(model: Calibrated, features: Sequence[Features]) -> NDArray[np.float64]:
    """Probabilities that the cells are right."""
    scores = _scores(model.linear, features)
    return np.asarray(np.interp(scores, model.scores, model.probabilities), dtype=np.float64)


def _scores(model: Linear, features: Sequence[Features]) -> NDArray[np.float64]:
    log_p = log_probabilities(model, [one.names() for one in features])
    right, wrong = model.classes.index(RIGHT), model.classes.index(WRONG)
    return np.asarray(log_p[:, right] - log_p[:, wrong], dtype=np.float64)
