"""Boosted decision trees over numbers: fitted by scikit-learn, predicted from arrays.

`probabilities` agrees with scikit-learn's `predict_proba` to rounding.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int32]
_BAGS = 3


@dataclass(frozen=True, slots=True, eq=False)
class Trees:
    """All arrays are trees × nodes; each tree begins at node 0.

    From a node a row goes on to `left` where its feature is at most the threshold, else to
    `right`; a leaf leads to itself. `values` are the log odds that leaves add to `start`.
    """

    start: float
    depth: int
    features: Whole
    thresholds: Floats
    left: Whole
    right: Whole
    values: Floats


def no_trees() -> Trees:
    """Trees that were taught nothing: every row is as likely as not."""
    whole = np.zeros((1, 1), dtype=np.int32)
    return Trees(0.0, 0, whole, np.zeros((1, 1)), whole, whole, np.zeros((1, 1)))


@dataclass(frozen=True, slots=True)
class Growth:
    """How many trees a set has, how fast it learns, how finely each divides, and how much it is
    held back."""

    rounds: int = 80
    pace: float = 0.1
    leaves: int = 12
    fewest: int = 200
    damping: float = 10.0


def fit_trees(
    rows: Floats,
    labels: NDArray[np.bool_],
    slopes: Sequence[int],
    seed: int = 0,
    growth: Growth | None = None,
) -> Trees:
    """Fit the probability of a true label. `rows` are samples × features, all known.

    `slopes` says of each feature whether more of it can only raise the probability (1), only lower
    it (-1), or either (0): where samples are few, that stands in for them. So does bagging (Breiman
    1996): the log odds are the mean of models fitted on samples drawn with repetition, and differ
    half as much from one training to the next.
    """
    draws = np.random.default_rng(seed)
    drawn = [draws.integers(0, len(rows), len(rows)) for _ in range(_BAGS)]
    return export_trees(
        [
            _fit(rows[own], labels[own], slopes, seed + i, growth or Growth())
            for i, own in enumerate(drawn)
        ]
    )


def _fit(
    rows: Floats, labels: NDArray[np.bool_], slopes: Sequence[int], seed: int, growth: Growth
) -> Any:
    from sklearn.ensemble import HistGradientBoostingClassifier

    return HistGradientBoostingClassifier(
        max_iter=growth.rounds,
        learning_rate=growth.pace,
        max_leaf_nodes=growth.leaves,
        max_depth=5,
        min_samples_leaf=growth.fewest,
        l2_regularization=growth.damping,
        max_features=0.4,
        monotonic_cst=list(slopes),
        early_stopping=False,
        random_state=seed,
    ).fit(rows, labels)


def export_trees(models: Sequence[Any]) -> Trees:
    """The arrays of fitted classifiers of two classes, their log odds averaged."""
    trees = [stage[0].nodes for model in models for stage in model._predictors]
    size = max(len(nodes) for nodes in trees)
    inner = [~nodes["is_leaf"].astype(bool) for nodes in trees]

    def stack(name: str, filler: Any) -> NDArray[Any]:
        """One field of all nodes; leaves hold `filler`, and so does what is beyond the last."""
        out = np.tile(np.asarray(filler), (len(trees), 1))
        for row, nodes, keep in zip(out, trees, inner, strict=True):
            row[: len(nodes)][keep] = nodes[name][keep]
        return out

    values = np.zeros((len(trees), size))
    for row, nodes in zip(values, trees, strict=True):
        row[: len(nodes)] = np.where(nodes["is_leaf"], nodes["value"] / len(models), 0.0)
    itself = np.arange(size, dtype=np.int32)
    return Trees(
        start=float(np.mean([model._baseline_prediction.ravel()[0] for model in models])),
        depth=int(max(nodes["depth"].max() for nodes in trees)),
        features=stack("feature_idx", np.zeros(size, dtype=np.int32)),
        thresholds=stack("num_threshold", np.zeros(size)),
        left=stack("left", itself),
        right=stack("right", itself),
        values=values,
    )


def probabilities(model: Trees, rows: Floats) -> Floats:
    """The probability of a true label for each row."""
    count, size = model.features.shape
    asked, features, thresholds = _questions(model)
    first = np.arange(count)[:, None] * size
    ways = np.stack([model.right + first, model.left + first], axis=-1).ravel()
    # Few questions are asked of a row, and rows of one table often answer them all alike.
    distinct, back = _distinct(rows[:, features] <= thresholds)
    flat, place = distinct.ravel(), np.arange(len(distinct))[None, :] * distinct.shape[1]
    node = np.repeat(first, len(distinct), axis=1)
    for _ in range(model.depth):
        node = ways.take(2 * node + flat.take(place + asked.take(node)))
    odds = model.start + model.values.ravel()[node].sum(axis=0)
    return np.asarray((1 / (1 + np.exp(-odds)))[back])


@lru_cache(maxsize=4)
def _questions(model: Trees) -> tuple[NDArray[np.intp], Whole, Floats]:
    """The distinct questions (feature, threshold) of all nodes: by node which of them it asks,
    then the features and the thresholds that they are about."""
    nodes = np.column_stack([model.features.ravel(), model.thresholds.ravel()])
    distinct, asked = np.unique(nodes, axis=0, return_inverse=True)
    return asked.ravel(), distinct[:, 0].astype(np.int32), distinct[:, 1].copy()


def _distinct(answers: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], NDArray[np.intp]]:
    """The distinct rows of answers, and for each row which of them it is."""
    bits = np.ascontiguousarray(np.packbits(answers, axis=1))
    whole = bits.view(np.dtype((np.void, bits.shape[1]))).ravel()
    _, first, back = np.unique(whole, return_index=True, return_inverse=True)
    return answers[first], back.ravel()
