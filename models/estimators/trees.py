"""Boosted decision trees over numbers: fitted by scikit-learn, predicted from arrays.

`probabilities` agrees with scikit-learn's `predict_proba` to rounding.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int32]
# Number of bootstrap samples, each of which a set of trees is fitted on.
_BAGS = 3


@dataclass(frozen=True, slots=True, eq=False)
class Trees:
    """Fitted trees. All arrays are trees × nodes, and the root of each tree is node 0.

    The child of a node is `left` if the feature is at most the threshold, else `right`; the child
    of a leaf is the leaf itself. `values` are the log odds that leaves add to `start`. `depth` is
    the depth of the deepest tree.
    """

    start: float
    depth: int
    features: Whole
    thresholds: Floats
    left: Whole
    right: Whole
    values: Floats


def no_trees() -> Trees:
    """Return trees that give every row the probability 0.5."""
    root = np.zeros((1, 1), dtype=np.int32)
    return Trees(0.0, 0, root, np.zeros((1, 1)), root, root, np.zeros((1, 1)))


@dataclass(frozen=True, slots=True)
class TreeSettings:
    """Hyperparameters of boosting: number of trees, learning rate, most leaves of a tree, fewest
    samples of a leaf, L2 regularisation."""

    rounds: int = 80
    learning_rate: float = 0.1
    leaves: int = 12
    min_leaf: int = 200
    l2: float = 10.0


def fit_trees(
    rows: Floats,
    labels: NDArray[np.bool_],
    slopes: Sequence[int],
    seed: int = 0,
    settings: TreeSettings | None = None,
) -> Trees:
    """Fit the probability of a true label. `rows` is samples × features without missing values.

    `slopes` tells for each feature whether a higher value can only raise the probability (1), only
    lower it (-1), or either (0), which makes up for few samples. So does bagging (Breiman 1996):
    the log odds are the mean of models fitted on bootstrap samples, which halves the differences
    from one training to the next.
    """
    rng = np.random.default_rng(seed)
    bags = [rng.integers(0, len(rows), len(rows)) for _ in range(_BAGS)]
    return export_trees(
        [
            _fit(rows[bag], labels[bag], slopes, seed + i, settings or TreeSettings())
            for i, bag in enumerate(bags)
        ]
    )


def _fit(
    rows: Floats,
    labels: NDArray[np.bool_],
    slopes: Sequence[int],
    seed: int,
    settings: TreeSettings,
) -> Any:
    from sklearn.ensemble import HistGradientBoostingClassifier

    return HistGradientBoostingClassifier(
        max_iter=settings.rounds,
        learning_rate=settings.learning_rate,
        max_leaf_nodes=settings.leaves,
        max_depth=5,
        min_samples_leaf=settings.min_leaf,
        l2_regularization=settings.l2,
        max_features=0.4,
        monotonic_cst=list(slopes),
        early_stopping=False,
        random_state=seed,
    ).fit(rows, labels)


def export_trees(models: Sequence[Any]) -> Trees:
    """Return fitted binary classifiers as arrays, their log odds averaged."""
    trees = [stage[0].nodes for model in models for stage in model._predictors]
    size = max(len(nodes) for nodes in trees)
    inner = [~nodes["is_leaf"].astype(bool) for nodes in trees]

    def stack(name: str, filler: Any) -> NDArray[Any]:
        """Return one field of all nodes, with `filler` in leaves and in unused places."""
        stacked = np.tile(np.asarray(filler), (len(trees), 1))
        for row, nodes, keep in zip(stacked, trees, inner, strict=True):
            row[: len(nodes)][keep] = nodes[name][keep]
        return stacked

    values = np.zeros((len(trees), size))
    for row, nodes in zip(values, trees, strict=True):
        row[: len(nodes)] = np.where(nodes["is_leaf"], nodes["value"] / len(models), 0.0)
    indices = np.arange(size, dtype=np.int32)
    return Trees(
        start=float(np.mean([model._baseline_prediction.ravel()[0] for model in models])),
        depth=int(max(nodes["depth"].max() for nodes in trees)),
        features=stack("feature_idx", np.zeros(size, dtype=np.int32)),
        thresholds=stack("num_threshold", np.zeros(size)),
        left=stack("left", indices),
        right=stack("right", indices),
        values=values,
    )


def probabilities(model: Trees, rows: Floats) -> Floats:
    """Return the probability of a true label for each row."""
    count, size = model.features.shape
    tests = _distinct_tests(model)
    roots = np.arange(count)[:, None] * size
    children = np.stack([model.right + roots, model.left + roots], axis=-1).ravel()
    # There are few distinct tests, and rows of one table often have the same results of all.
    distinct, inverse = _distinct_rows(rows[:, tests.features] <= tests.thresholds)
    results, offset = distinct.ravel(), np.arange(len(distinct))[None, :] * distinct.shape[1]
    node = np.repeat(roots, len(distinct), axis=1)
    for _ in range(model.depth):
        node = children.take(2 * node + results.take(offset + tests.by_node.take(node)))
    odds = model.start + model.values.ravel()[node].sum(axis=0)
    return np.asarray((1 / (1 + np.exp(-odds)))[inverse])


class _Tests(NamedTuple):
    """The distinct pairs of feature and threshold, and the index of each node's pair."""

    by_node: NDArray[np.intp]
    features: Whole
    thresholds: Floats


@lru_cache(maxsize=4)
def _distinct_tests(model: Trees) -> _Tests:
    nodes = np.column_stack([model.features.ravel(), model.thresholds.ravel()])
    distinct, inverse = np.unique(nodes, axis=0, return_inverse=True)
    return _Tests(inverse.ravel(), distinct[:, 0].astype(np.int32), distinct[:, 1].copy())


def _distinct_rows(results: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], NDArray[np.intp]]:
    """Return the distinct rows, and for each row the index of the distinct row that it equals."""
    bits = np.ascontiguousarray(np.packbits(results, axis=1))
    packed = bits.view(np.dtype((np.void, bits.shape[1]))).ravel()
    _, first, inverse = np.unique(packed, return_index=True, return_inverse=True)
    return results[first], inverse.ravel()
