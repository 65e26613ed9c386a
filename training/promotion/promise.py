"""A promise with a number: a threshold above which silent wrong cells are rare, by exact bounds.

The unit is the report: cells of one report are wrong together. Thresholds are tried in a fixed
order, the strictest first, and the search stops at the first that cannot be shown to keep the
promise (fixed-sequence testing), so that trying several needs no correction. Thresholds at which
too few reports have an accepted cell are left out before anything is known of right and wrong. A
bound on the share of reports with a silent wrong cell also bounds the share of such cells, averaged
over reports.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scipy.stats import beta

from gouji.training.promotion.floors import PromiseConfig
from gouji.training.promotion.report_scores import ReportScore, is_accepted


@dataclass(frozen=True, slots=True)
class ThresholdTest:
    """One threshold: `reports` with an accepted cell, those of them with a wrong one, the upper
    bound of their share, and the share of all cells that are accepted."""

    threshold: float
    reports: int
    wrong_reports: int
    bound: float
    accepted: float


@dataclass(frozen=True, slots=True)
class Promise:
    """The thresholds that were tried, in order, and the last that keeps the promise, if any.

    `needed`: clean reports that would do for this share. `outside`: reports in unknown layouts,
    which no promise covers.
    """

    share: float
    confidence: float
    tests: tuple[ThresholdTest, ...]
    kept: ThresholdTest | None
    needed: int
    outside: int


def find_promise(scores: Sequence[ReportScore], share: float, config: PromiseConfig) -> Promise:
    """The lowest threshold at which at most `share` of the reports have a silent wrong cell."""
    known = [score for score in scores if score.is_known]
    needed = count_needed(share, config.confidence)
    tests: list[ThresholdTest] = []
    kept: ThresholdTest | None = None
    for threshold in config.thresholds:
        test = _test(known, threshold, config.confidence)
        tests.append(test)
        if test.reports >= needed and test.bound > share:
            break
        kept = test if test.bound <= share else kept
    return Promise(
        share=share,
        confidence=config.confidence,
        tests=tuple(tests),
        kept=kept,
        needed=needed,
        outside=len(scores) - len(known),
    )


def _test(scores: Sequence[ReportScore], threshold: float, confidence: float) -> ThresholdTest:
    accepted = [[c for c in s.cells if is_accepted(c, threshold)] for s in scores]
    reports = sum(map(bool, accepted))
    wrong = sum(any(not cell.is_right for cell in cells) for cells in accepted)
    cells = sum(len(score.cells) for score in scores)
    return ThresholdTest(
        threshold=threshold,
        reports=reports,
        wrong_reports=wrong,
        bound=bound_share(wrong, reports, confidence),
        accepted=sum(map(len, accepted)) / max(1, cells),
    )


def bound_share(wrong: int, total: int, confidence: float) -> float:
    """The exact upper bound (Clopper and Pearson) of a share, one-sided at `confidence`."""
    if wrong >= total:
        return 1.0
    return float(beta.ppf(confidence, wrong + 1, total - wrong))


def count_needed(share: float, confidence: float) -> int:
    """How many reports without a silent wrong cell show that at most `share` have one."""
    if share >= 1:
        return 1
    if share <= 0:
        raise ValueError("a share of 0 cannot be shown by any number of reports")
    return math.ceil(math.log(1 - confidence) / math.log1p(-share))
