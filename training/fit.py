"""Fits the models that read tables from training examples."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

from gouji.models import columns as column_model
from gouji.models import headings as heading_model
from gouji.models import row_labels as label_model
from gouji.models import steps as step_model
from gouji.models.artefacts import Models
from gouji.models.breakdowns import BreakdownModels
from gouji.models.claims import ClaimModels
from gouji.models.estimators.linear import Linear
from gouji.models.estimators.trees import no_trees
from gouji.models.steps import Steps
from gouji.training.examples import Examples

FeaturesT = TypeVar("FeaturesT")

# The confidence before it is fitted on what the other models read right and wrong.
UNSURE = no_trees()

_EMPTY = Linear((), {}, np.zeros((1, 0), dtype=np.float32))
NO_CLAIMS = ClaimModels(_EMPTY, _EMPTY, _EMPTY)
NO_BREAKDOWNS = BreakdownModels(_EMPTY, _EMPTY, _EMPTY, _EMPTY, UNSURE)
# Models for a kit that needs only forms and rules, before any model is fitted.
UNFITTED = Models(_EMPTY, {}, Steps((0.0,), {}), _EMPTY, UNSURE, NO_CLAIMS, NO_BREAKDOWNS)


def fit_readers(examples: Examples, seed: int) -> Models:
    """The models that read tables. The confidence and the models of claims are left empty."""
    return Models(
        labels=label_model.fit(*_unzip(examples.labels), seed=seed),
        columns={
            width: column_model.fit(*_unzip(pairs), seed=seed)
            for width, pairs in sorted(examples.columns.items())
        },
        steps=step_model.fit(examples.steps),
        headings=heading_model.fit(*_unzip(examples.headings), seed=seed),
        confidence=UNSURE,
        claims=NO_CLAIMS,
        breakdowns=NO_BREAKDOWNS,
    )


def _unzip(pairs: Sequence[tuple[FeaturesT, str]]) -> tuple[list[FeaturesT], list[str]]:
    """Features and classes as two lists."""
    return [features for features, _ in pairs], [name for _, name in pairs]
