"""How many reviewed reports a layout needs: errors on its next reports, by the number reviewed.

Each house style stands for an agency whose layout no model was trained on. Reviewed and next
reports are drawn from different seeds. A reviewer is assumed who decides every cell rightly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import mean
from typing import Any

from gouji.models.layouts import NO_LAYOUTS
from gouji.pipeline.kit import Kit
from gouji.training.evaluation.learning.simulated_review import (
    count_errors,
    draw_reports,
    review_sample,
    score_learned,
    summarise_seeds,
    trace_draws,
)
from gouji.training.evaluation.sample_scores import ScoredSample


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """The next reports of one layout after so many reviewed ones, in one draw.

    `wrong` counts cells that are wrong or lost, `silent` those among them at or above the trust
    threshold with a value, `accusations` broken findings that the true cells do not break.
    """

    style: str
    seed: int
    reviewed: int
    cells: int
    wrong: int
    silent: int
    accusations: int


def trace_curve(
    styles: Sequence[str],
    counts: Sequence[int],
    reports: int,
    seeds: Sequence[int],
    kit: Kit,
    show: Callable[[str], None],
    jobs: int = 0,
) -> Iterator[CurvePoint]:
    """Yield a point for every style, seed and number of reviewed reports.

    With 0 `jobs` this process reads. `show` gets the style and the seed that are done.
    """
    draws = [(style, seed) for style in styles for seed in seeds]
    trace = partial(_trace, counts=counts, reports=reports, kit=kit)
    for (style, seed), points in trace_draws(trace, draws, jobs):
        show(f"{style} {seed}")
        yield from points


def _trace(
    draw: tuple[str, int], counts: Sequence[int], reports: int, kit: Kit
) -> list[CurvePoint]:
    style, seed = draw
    bare = kit.with_layouts(NO_LAYOUTS)
    reviewed = [
        report
        for sample in draw_reports(style, f"{seed}/reviewed", max(counts), kit)
        if (report := review_sample(sample, bare))
    ]
    samples = list(draw_reports(style, f"{seed}/next", reports, kit))
    points = []
    for count in counts:
        scores = score_learned(reviewed[:count], samples, kit)
        points.append(CurvePoint(style, seed, count, *_sum(scores, kit.config.trust)))
    return points


def _sum(scores: Sequence[ScoredSample], trust: float) -> tuple[int, int, int, int]:
    cells = [cell for sample in scores for cell in sample.scores]
    return (
        *count_errors(scores),
        sum(cell.wrong_value and cell.confidence >= trust for cell in cells),
        sum(len(set(sample.found_rules) - set(sample.true_rules)) for sample in scores),
    )


def summarise_curve(points: Sequence[CurvePoint]) -> list[dict[str, Any]]:
    """One row for each number of reviewed reports over all styles, then one for each style.

    Sums over styles, means over seeds. `low` and `high` are the 95 % interval of the mean of
    `wrong`.
    """
    styles = list(dict.fromkeys(point.style for point in points))
    groups = [("all", points)] if len(styles) > 1 else []
    groups += [(name, [p for p in points if p.style == name]) for name in styles]
    return [
        {"style": name, "reviewed": count, **_means([p for p in group if p.reviewed == count])}
        for name, group in groups
        for count in sorted({point.reviewed for point in points})
    ]


def _means(points: Sequence[CurvePoint]) -> Mapping[str, float]:
    seeds = sorted({point.seed for point in points})
    names = ("cells", "wrong", "silent", "accusations")
    sums = {
        name: [sum(getattr(p, name) for p in points if p.seed == seed) for seed in seeds]
        for name in names
    }
    means = {name: round(mean(sums[name]), 1) for name in names}
    return means | summarise_seeds(sums["wrong"])
