"""The gate: a candidate may replace the version in use if it is nowhere worse and somewhere better.

The two are compared report by report. A bootstrap over reports gives the interval of each
difference; the reports, not the cells, are the independent units.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from gouji.training.promotion.floors import MEASURES, Floors, Measure, StratumKind
from gouji.training.promotion.frozen_sets import PairedScore
from gouji.training.promotion.measures import Sums, draw_weights, measure, sum_reports

# ok: not worse by more than the tolerance. better: beyond doubt. worse: may be worse by more than
# the tolerance. unknown: too few reports to tell.
Verdict = Literal["ok", "better", "worse", "unknown"]


@dataclass(frozen=True, slots=True)
class Stratum:
    """A group of reports."""

    kind: StratumKind
    name: str
    reports: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """One measure in one stratum: both versions, and candidate − champion with its interval.

    Positive is worse. `low` and `high` are one-sided bounds at the confidence of the floors.
    """

    stratum: Stratum
    measure: Measure
    champion: float
    candidate: float
    low: float
    high: float
    tolerance: float
    verdict: Verdict

    def row(self) -> dict[str, object]:
        """The row of the table that is logged, printed and digested."""
        numbers = ("champion", "candidate", "low", "high", "tolerance")
        return {
            "kind": self.stratum.kind,
            "stratum": self.stratum.name,
            "reports": self.stratum.reports,
            "measure": self.measure,
            **{name: round(getattr(self, name), 4) for name in numbers},
            "verdict": self.verdict,
        }


@dataclass(frozen=True, slots=True)
class Decision:
    """The comparisons, and why the candidate is refused: nothing where it may be promoted.

    `gains`: where it is better beyond doubt.
    """

    comparisons: tuple[Comparison, ...]
    worse: tuple[Comparison, ...]
    unknown: tuple[Stratum, ...]
    gains: tuple[Comparison, ...]

    @property
    def is_promotable(self) -> bool:
        return not self.worse and not self.unknown and bool(self.gains)


def decide(pairs: Sequence[PairedScore], floors: Floors) -> Decision:
    """Compare the two versions on these reports. Raises ValueError for pairs of two reports."""
    if any(pair.champion.report != pair.candidate.report for pair in pairs):
        raise ValueError("a pair must be one report under two versions")
    champion, candidate = (sum_reports([pair[i] for pair in pairs]) for i in (0, 1))
    comparisons: list[Comparison] = []
    for kind, name, rows in _find_strata(pairs):
        stratum = Stratum(kind, name, int(rows.sum()))
        comparisons += _compare(stratum, champion.select(rows), candidate.select(rows), floors)
    return _conclude(comparisons, floors)


def _find_strata(pairs: Sequence[PairedScore]) -> Iterator[tuple[StratumKind, str, np.ndarray]]:
    """The kind and the name of every stratum, and which reports are in it."""
    yield "all", "all", np.ones(len(pairs), dtype=bool)
    kinds: tuple[StratumKind, ...] = ("set", "medium", "form", "layout")
    for kind in kinds:
        names = np.array([getattr(pair.champion.strata, kind) for pair in pairs])
        for name in sorted(set(names.tolist())):
            yield kind, name, names == name


def _compare(
    stratum: Stratum, champion: Sums, candidate: Sums, floors: Floors
) -> Iterator[Comparison]:
    """Every measure in one stratum. Both versions are weighted by the same bootstrap samples."""
    once = np.ones((1, stratum.reports))
    drawn = (
        draw_weights(stratum.reports, floors.resamples, floors.seed) if stratum.reports else once
    )
    values = [
        [measure(sums, weights, floors.review_seconds) for sums in (champion, candidate)]
        for weights in (once, drawn)
    ]
    (champion_value, candidate_value), (champion_drawn, candidate_drawn) = values
    for name in MEASURES:
        difference = candidate_drawn[name] - champion_drawn[name]
        low, high = np.quantile(difference, [1 - floors.confidence, floors.confidence])
        tolerance = _find_tolerance(stratum, name, floors)
        verdict = _judge(stratum, float(high), tolerance, floors)
        yield Comparison(
            stratum, name, float(champion_value[name][0]), float(candidate_value[name][0]),
            float(low), float(high), tolerance, verdict,
        )  # fmt: skip


def _find_tolerance(stratum: Stratum, name: Measure, floors: Floors) -> float:
    is_all = stratum.kind == "all"
    return (floors.tolerances if is_all else floors.stratum_tolerances)[name]


def _judge(stratum: Stratum, high: float, tolerance: float, floors: Floors) -> Verdict:
    """Few reports tell nothing: a bootstrap over one report has no width."""
    is_all = stratum.kind == "all"
    fewest = floors.fewest_reports if is_all else floors.fewest_stratum_reports
    if stratum.reports < fewest:
        return "unknown"
    if high > tolerance:
        return "worse"
    return "better" if high < 0 else "ok"


def _conclude(comparisons: Sequence[Comparison], floors: Floors) -> Decision:
    required = [c for c in comparisons if c.stratum.kind in floors.required]
    unknown = dict.fromkeys(c.stratum for c in required if c.verdict == "unknown")
    gains = [
        c
        for c in comparisons
        if c.verdict == "better" and c.measure in floors.gains
        if c.stratum.kind == "all" or (c.stratum.kind, c.stratum.name) == ("set", LABELS)
    ]
    worse = [c for c in comparisons if c.verdict == "worse"]
    return Decision(tuple(comparisons), tuple(worse), tuple(unknown), tuple(gains))


# The name of the set of labelled reports.
LABELS = "labels"
