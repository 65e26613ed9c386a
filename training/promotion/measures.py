"""Measures of a version in the users' terms, over all reports and over bootstrap samples of them.

Every measure is the lower the better. All are ratios of sums over reports, so that a bootstrap
sample is a row of weights: how often each report was drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gouji.training.promotion.floors import MEASURES, Measure
from gouji.training.promotion.report_scores import ReportScore

Numbers = NDArray[np.float64]
# Edges of the confidence bins of the calibration error.
_BIN_EDGES = (0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 0.995, 0.999)
_BINS = len(_BIN_EDGES) + 1


@dataclass(frozen=True, slots=True)
class Sums:
    """What each report adds to the measures: one row a report.

    `counts` has the columns cells, silent wrong, not whole, doubted, false accusations. `bins` has,
    for each confidence bin, the sum of confidence minus right: (reports, bins).
    """

    counts: Numbers
    bins: Numbers

    def select(self, rows: NDArray[np.bool_]) -> Sums:
        """The sums of some of the reports."""
        return Sums(self.counts[rows], self.bins[rows])


def sum_reports(scores: Sequence[ReportScore]) -> Sums:
    """The sums of these reports, in their order."""
    counts = [
        (len(s.cells), s.silent_wrong, not s.is_whole, s.doubted, s.false_accusations)
        for s in scores
    ]
    bins = np.stack([_sum_bins(score) for score in scores]) if scores else np.zeros((0, _BINS))
    return Sums(np.array(counts, dtype=float).reshape(-1, 5), bins)


def _sum_bins(score: ReportScore) -> Numbers:
    confidence = np.array([cell.confidence for cell in score.cells])
    right = np.array([cell.is_right for cell in score.cells], dtype=float)
    inside = np.digitize(confidence, _BIN_EDGES)
    return np.bincount(inside, weights=confidence - right, minlength=_BINS).astype(float)


def measure(sums: Sums, weights: Numbers, review_seconds: float) -> dict[Measure, Numbers]:
    """Each measure for every row of `weights`, (samples, reports). Units: see `floors.yaml`."""
    cells, wrong, not_whole, doubted, false = (weights @ sums.counts).T
    reports = np.maximum(weights.sum(axis=1), 1)
    calibration = np.abs(weights @ sums.bins).sum(axis=1)
    values = (
        1e4 * wrong / np.maximum(cells, 1),
        1e3 * not_whole / reports,
        1e3 * doubted * review_seconds / 60 / reports,
        1e3 * false / reports,
        1e3 * calibration / np.maximum(cells, 1),
    )
    return dict(zip(MEASURES, values, strict=True))


def draw_weights(reports: int, resamples: int, seed: int) -> Numbers:
    """How often each report is in each bootstrap sample: (resamples, reports)."""
    drawn = np.random.default_rng(seed).integers(0, reports, size=(resamples, reports))
    drawn += reports * np.arange(resamples)[:, None]
    counts = np.bincount(drawn.ravel(), minlength=resamples * reports)
    return counts.reshape(resamples, reports).astype(float)
