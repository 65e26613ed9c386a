"""Softmax regression over sparse named features: fitted by scikit-learn, predicted from arrays.

`log_probabilities` agrees with scikit-learn's `predict_log_proba` to rounding. It scores features
by their names; the other modules score parts of them faster and are tested against it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Names = tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Linear:
    """A fitted model. `weights` is (features + 1) × classes; its last row is the intercept."""

    classes: Names
    vocabulary: dict[str, int]
    weights: Floats


def fit_linear(
    rows: Sequence[Names],
    labels: Sequence[str],
    *,
    strength: float = 1.0,
    seed: int = 0,
    min_rows: int = 2,
    has_full_weight: Callable[[Names], bool] = lambda _: False,
) -> Linear:
    """Fit a multinomial logistic regression on the feature names of each row.

    `strength` is scikit-learn's C. A feature must be in `min_rows` distinct rows. Equal rows with
    equal labels become one row with the square root of their number as its weight, or the number
    itself for rows of which `has_full_weight` is true: rows with so few features that equal ones
    are independent observations.
    """
    from scipy.sparse import csr_array
    from sklearn.linear_model import LogisticRegression

    if len(set(labels)) == 1:
        return Linear((labels[0],), {}, np.zeros((1, 1), dtype=np.float32))
    counts = Counter(zip((tuple(row) for row in rows), labels, strict=True))
    distinct = list(counts)
    frequency = Counter(name for row, _ in distinct for name in set(row))
    kept = sorted(name for name in frequency if frequency[name] >= min_rows)
    vocabulary = {name: i for i, name in enumerate(kept)}
    indices = [sorted(_find_indices(vocabulary, row)) for row, _ in distinct]
    pointers = np.concatenate([[0], np.cumsum([len(row) for row in indices])])
    flat = np.array([i for row in indices for i in row], dtype=np.int32)
    matrix = csr_array(
        (np.ones(len(flat), dtype=np.float64), flat, pointers.astype(np.int32)),
        shape=(len(distinct), len(vocabulary)),
    )
    model = LogisticRegression(C=strength, max_iter=200, random_state=seed, tol=1e-3)
    powers = [1.0 if has_full_weight(row) else 0.5 for row, _ in distinct]
    model.fit(
        matrix,
        [label for _, label in distinct],
        sample_weight=[counts[pair] ** power for pair, power in zip(distinct, powers, strict=True)],
    )
    return _export(model, vocabulary)


def _export(model: object, vocabulary: dict[str, int]) -> Linear:
    coefficients, intercept = model.coef_, model.intercept_  # type: ignore[attr-defined]
    if len(coefficients) == 1:  # scikit-learn keeps one row for two classes
        coefficients = np.vstack([-coefficients, coefficients]) / 2
        intercept = np.concatenate([-intercept, intercept]) / 2
    weights = np.vstack([coefficients.T, intercept[None, :]]).astype(np.float32)
    return Linear(tuple(model.classes_), vocabulary, weights)  # type: ignore[attr-defined]


def log_probabilities(model: Linear, rows: Sequence[Names]) -> Floats:
    """Return log probabilities, rows × classes: the reference that faster scoring is tested on."""
    return log_softmax(add_weights(model, rows) + model.weights[-1])


def add_weights(model: Linear, rows: Sequence[Names]) -> Floats:
    """Return the sum of the weights of each row, rows × classes, without the intercept."""
    sums = np.zeros((len(rows), len(model.classes)), dtype=np.float32)
    indices = [list(_find_indices(model.vocabulary, row)) for row in rows]
    filled = [i for i, row in enumerate(indices) if row]
    if filled:
        starts = np.cumsum([0] + [len(indices[i]) for i in filled[:-1]])
        flat = [index for row in indices for index in row]
        sums[filled] = np.add.reduceat(model.weights.take(flat, axis=0), starts, axis=0)
    return sums


def _find_indices(vocabulary: dict[str, int], row: Names) -> set[int]:
    """Return the distinct vocabulary indices of the names in a row; unknown names have none."""
    indices = set(map(vocabulary.get, row))
    indices.discard(None)
    return indices  # type: ignore[return-value]


def add_indices(model: Linear, indices: Collection[int]) -> Floats:
    """Return the sum of the weights of features given by their indices, one value a class."""
    return np.asarray(model.weights.take([*indices], axis=0).sum(axis=0))


def log_softmax(scores: Floats) -> Floats:
    """Return scores (… × classes) as log probabilities."""
    scores = scores - scores.max(axis=-1, keepdims=True)
    return np.asarray(scores - np.log(np.exp(scores).sum(axis=-1, keepdims=True)))
