"""The exported trees predict what scikit-learn predicts."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier

from gouji.models.estimators.trees import Floats, export_trees, fit_trees, probabilities


def draw(seed: int, count: int = 3000) -> tuple[Floats, np.ndarray]:
    rng = np.random.default_rng(seed)
    rows = np.round(rng.normal(size=(count, 6)), 2)
    return rows, rows[:, 0] * rows[:, 1] + rng.normal(size=count) / 2 > 0


@pytest.mark.parametrize("leaves", [2, 5, 31])
def test_arrays_agree_with_scikit_learn(leaves: int) -> None:
    rows, labels = draw(leaves)
    theirs = HistGradientBoostingClassifier(max_iter=20, max_leaf_nodes=leaves).fit(rows, labels)
    ours = probabilities(export_trees([theirs]), draw(99)[0])
    assert np.allclose(ours, theirs.predict_proba(draw(99)[0])[:, 1], atol=1e-12)


def test_the_log_odds_of_several_models_are_averaged() -> None:
    both = [HistGradientBoostingClassifier(max_iter=5 + i).fit(*draw(i)) for i in (1, 2)]
    odds = np.mean([model.decision_function(draw(99)[0]) for model in both], axis=0)
    p = probabilities(export_trees(both), draw(99)[0])
    assert np.allclose(np.log(p / (1 - p)), odds, atol=1e-9)


def test_constant_features_give_all_rows_one_probability() -> None:
    rows, _ = draw(1, 400)
    half = np.arange(400) % 2 == 0
    p = probabilities(fit_trees(np.zeros_like(rows), half, [0] * rows.shape[1]), rows)
    assert np.ptp(p) == 0
    assert np.allclose(p, 0.5, atol=0.05)


def test_equal_rows_get_equal_probabilities_in_their_order() -> None:
    rows, labels = draw(2)
    model = fit_trees(rows, labels, [0] * rows.shape[1])
    once = probabilities(model, rows[:50])
    assert np.array_equal(probabilities(model, np.repeat(rows[:50], 2, axis=0)), once.repeat(2))


def test_no_rows_give_no_probabilities() -> None:
    model = fit_trees(*draw(3), [0] * 6)
    assert probabilities(model, np.empty((0, 6))).shape == (0,)
