"""Draws figures for MLflow: the reliability diagram and the confusion matrix of statuses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from gouji.training.evaluation.scoring import CellScore, reliability

STATUSES = ("read", "blank", "unreadable", "absent")


def draw_reliability(scores: Sequence[CellScore]) -> Any:
    """The reliability diagram: the accuracy of each confidence bin, with its number of cells."""
    from matplotlib.figure import Figure

    bins = list(reliability(scores)) if scores else []
    figure = Figure(figsize=(5, 5))
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], linestyle=":", color="grey")
    axes.plot([b.confidence for b in bins], [b.accuracy for b in bins], marker="o")
    for confidence, accuracy, cells in bins:
        axes.annotate(str(cells), (confidence, accuracy), fontsize=7)
    axes.set_xlabel("confidence")
    axes.set_ylabel("right")
    return figure


def draw_confusion(scores: Sequence[CellScore]) -> Any:
    """The confusion matrix of statuses: true ones in rows, given ones in columns, as counts."""
    from matplotlib.figure import Figure

    pairs = Counter((score.truth, score.status) for score in scores)
    counts = np.array([[pairs[true, given] for given in STATUSES] for true in STATUSES])
    figure = Figure(figsize=(5, 5))
    axes = figure.subplots()
    axes.imshow(np.log1p(counts), cmap="Blues")
    for (row, column), count in np.ndenumerate(counts):
        axes.text(column, row, str(count), ha="center", va="center", fontsize=8)
    axes.set_xticks(range(len(STATUSES)), STATUSES)
    axes.set_yticks(range(len(STATUSES)), STATUSES)
    axes.set_xlabel("given")
    axes.set_ylabel("true")
    return figure
