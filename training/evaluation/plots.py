"""Pictures for MLflow: the reliability diagram and the confusion of statuses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from gouji.training.evaluation.scoring import Score, reliability

STATUSES = ("read", "blank", "unreadable", "absent")


def draw_reliability(scores: Sequence[Score]) -> Any:
    """Confidence against the share of right cells, on axes that open up towards 1."""
    from matplotlib.figure import Figure

    bins = list(reliability(scores)) if scores else []
    figure = Figure(figsize=(5, 5))
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], linestyle=":", color="grey")
    axes.plot([c for c, _, _ in bins], [a for _, a, _ in bins], marker="o")
    for confidence, accuracy, count in bins:
        axes.annotate(str(count), (confidence, accuracy), fontsize=7)
    axes.set_xlabel("confidence")
    axes.set_ylabel("right")
    return figure


def draw_confusion(scores: Sequence[Score]) -> Any:
    """True statuses in rows, given ones in columns, as counts."""
    from matplotlib.figure import Figure

    tally = Counter((score.truth, score.status) for score in scores)
    counts = np.array([[tally[a, b] for b in STATUSES] for a in STATUSES])
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
