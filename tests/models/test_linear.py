"""The exported arrays predict what scikit-learn predicts."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from gouji.models.estimators.linear import fit_linear, log_probabilities

NAMES = [f"n{i}" for i in range(30)]


def draw(rng: Random, classes: str) -> tuple[list[tuple[str, ...]], list[str]]:
    rows = [tuple(sorted(rng.sample(NAMES, 5))) for _ in range(200)]
    return rows, [classes[(int(row[0][1:]) + int(row[1][1:])) % len(classes)] for row in rows]


@pytest.mark.parametrize("classes", ["ab", "abc"])
def test_arrays_agree_with_scikit_learn(classes: str) -> None:
    rows, labels = draw(Random(classes), classes)
    ours = log_probabilities(fit_linear(rows, labels, min_rows=1), rows)
    matrix = DictVectorizer().fit_transform([dict.fromkeys(row, 1.0) for row in rows])
    theirs = LogisticRegression(max_iter=200, tol=1e-3, random_state=0).fit(matrix, labels)
    assert np.allclose(np.exp(ours), theirs.predict_proba(matrix), atol=0.02)
    assert np.allclose(np.exp(ours).sum(axis=1), 1, atol=1e-5)


def test_unknown_names_have_no_weight() -> None:
    rows, labels = draw(Random(1), "ab")
    model = fit_linear(rows, labels)
    assert np.array_equal(log_probabilities(model, [()]), log_probabilities(model, [("new",)]))


def test_equal_rows_weigh_more_than_one_and_less_than_their_number() -> None:
    rows = [("a",)] * 100 + [("b",)]
    model = fit_linear(rows, ["x"] * 100 + ["y"], min_rows=1)
    log_p = dict(zip(model.classes, log_probabilities(model, [()])[0], strict=True))
    assert 0.0 < log_p["x"] - log_p["y"] < np.log(100)


def test_one_class_is_certain() -> None:
    model = fit_linear([("a",), ("b",)], ["only", "only"])
    assert model.classes == ("only",)
    assert log_probabilities(model, [("a",), ("c",)]).tolist() == [[0.0], [0.0]]
