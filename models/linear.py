"""A softmax over sparse named features: fitted by scikit-learn, predicted from arrays.

`log_probabilities` agrees with scikit-learn's `predict_log_proba` to rounding.
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
    """`weights` is (features + 1) × classes; its last row is the intercept."""

    classes: Names
    vocabulary: dict[str, int]
    weights: Floats


def fit_linear(
    rows: Sequence[Names],
    labels: Sequence[str],
    strength: float = 1.0,
    seed: int = 0,
    rarest: int = 2,
    plain: Callable[[Names], bool] = lambda _: False,
) -> Linear:
    """Fit a multinomial logistic regression; equal rows count once, with a damped weight.

    `strength` is scikit-learn's C, `rarest` the number of distinct rows a feature must be in;
    `plain` rows say so little that they are equal by nature: they count as often as they come.
    """
    from scipy.sparse import csr_array
    from sklearn.linear_model import LogisticRegression

    if len(set(labels)) == 1:  # nothing to tell apart
        return Linear((labels[0],), {}, np.zeros((1, 1), dtype=np.float32))
    counts = Counter(zip((tuple(row) for row in rows), labels, strict=True))
    distinct = list(counts)
    seen = Counter(name for row, _ in distinct for name in set(row))
    vocabulary = {name: i for i, name in enumerate(sorted(n for n in seen if seen[n] >= rarest))}
    indices = [sorted({vocabulary[n] for n in row if n in vocabulary}) for row, _ in distinct]
    pointers = np.concatenate([[0], np.cumsum([len(row) for row in indices])])
    flat = np.array([i for row in indices for i in row], dtype=np.int32)
    matrix = csr_array(
        (np.ones(len(flat), dtype=np.float64), flat, pointers.astype(np.int32)),
        shape=(len(distinct), len(vocabulary)),
    )
    model = LogisticRegression(C=strength, max_iter=200, random_state=seed, tol=1e-3)
    model.fit(
        matrix,
        [label for _, label in distinct],
        sample_weight=[counts[pair] ** (1.0 if plain(pair[0]) else 0.5) for pair in distinct],
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
    """Log probabilities, rows × classes."""
    return log_softmax(add_weights(model, rows) + model.weights[-1])


def add_weights(model: Linear, rows: Sequence[Names]) -> Floats:
    """The sum of each row's weights, rows × classes, without the intercept."""
    sums = np.zeros((len(rows), len(model.classes)), dtype=np.float32)
    known = [_numbers(model.vocabulary, row) for row in rows]
    filled = [i for i, numbers in enumerate(known) if numbers]
    if filled:
        starts = np.cumsum([0] + [len(known[i]) for i in filled[:-1]])
        flat = [number for numbers in known for number in numbers]
        sums[filled] = np.add.reduceat(model.weights.take(flat, axis=0), starts, axis=0)
    return sums


def _numbers(vocabulary: dict[str, int], row: Names) -> list[int]:
    """The numbers of the known names, each once."""
    return [number for number in set(map(vocabulary.get, row)) if number is not None]


def add_numbers(model: Linear, numbers: Collection[int]) -> Floats:
    """The sum of the weights of names given by their numbers, one a class."""
    return np.asarray(model.weights.take([*numbers], axis=0).sum(axis=0))


def log_softmax(scores: Floats) -> Floats:
    """Scores (… × classes) as log probabilities."""
    scores = scores - scores.max(axis=-1, keepdims=True)
    return np.asarray(scores - np.log(np.exp(scores).sum(axis=-1, keepdims=True)))
