"""How many reviewed reports a layout needs: errors on its next reports, by the number reviewed.

Each house style stands for an agency whose layout no model was trained on. Reviewed and next
reports are drawn from different seeds. A reviewer is assumed who decides every cell rightly.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context
from random import Random
from statistics import mean, stdev
from typing import Any

from scipy.stats import t

from gouji.models.layouts import NO_LAYOUTS
from gouji.pipeline.errors import ReportError
from gouji.pipeline.extract import extract_from_document
from gouji.pipeline.kit import Kit
from gouji.pipeline.records import Report
from gouji.training.corpus.house_styles.draw import TEXTS_AND_FILES, draw_house_sample
from gouji.training.corpus.samples import Sample
from gouji.training.evaluation.sample_scores import ScoredSample, score_failure, score_report
from gouji.training.layout_training import learn_layouts
from gouji.training.reviewed_reports import ReviewedReport


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
    with ExitStack() as stack:
        run: Callable[..., Iterator[list[CurvePoint]]] = map
        if jobs:
            pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"))
            run = stack.enter_context(pool).map
        for (style, seed), points in zip(draws, run(trace, draws), strict=True):
            show(f"{style} {seed}")
            yield from points


def _trace(
    draw: tuple[str, int], counts: Sequence[int], reports: int, kit: Kit
) -> list[CurvePoint]:
    style, seed = draw
    bare = replace(kit, models=replace(kit.models, layouts=NO_LAYOUTS))
    reviewed = [
        report
        for sample in _draw(style, f"{seed}/reviewed", max(counts), kit)
        if (report := review_sample(sample, bare))
    ]
    samples = list(_draw(style, f"{seed}/next", reports, kit))
    points = []
    for count in counts:
        layouts = learn_layouts(reviewed[:count], kit.forms).layouts if count else NO_LAYOUTS
        learned = replace(kit, models=replace(kit.models, layouts=layouts))
        scores = [score_next(sample, learned) for sample in samples]
        points.append(CurvePoint(style, seed, count, *_sum(scores, kit.config.trust)))
    return points


def _draw(style: str, seed: str, count: int, kit: Kit) -> Iterator[Sample]:
    for number in range(count):
        rendering = TEXTS_AND_FILES[number % len(TEXTS_AND_FILES)]
        rng = Random(f"{seed}/{style}/{number}")
        yield draw_house_sample(rng, kit.forms, style, rendering)


def review_sample(sample: Sample, kit: Kit) -> ReviewedReport | None:
    """A sample with the labels of a reader who is always right; None if it cannot be read."""
    try:
        report = _read(sample, kit)
    except ReportError:
        return None
    truth = {key: cell._replace(raw=None, start=None) for key, cell in sample.cells.items()}
    return ReviewedReport(
        hashlib.sha256(sample.data).hexdigest(),
        sample.name,
        report,
        truth,
        dict.fromkeys(truth, "reader"),
        sample.forms,
    )


def score_next(sample: Sample, kit: Kit) -> ScoredSample:
    """The scores of a sample as a kit reads it."""
    try:
        return score_report(sample, _read(sample, kit), kit)
    except ReportError as error:
        return score_failure(sample, error.kind, kit)


def _read(sample: Sample, kit: Kit) -> Report:
    """The first report of a sample, which is ingested once however often it is read."""
    return extract_from_document(sample.document, sample.name, kit)[0]


def _sum(scores: Sequence[ScoredSample], trust: float) -> tuple[int, int, int, int]:
    cells = [cell for sample in scores for cell in sample.scores]
    return (
        *count_errors(scores),
        sum(cell.wrong_value and cell.confidence >= trust for cell in cells),
        sum(len(set(sample.found_rules) - set(sample.true_rules)) for sample in scores),
    )


def count_errors(scores: Sequence[ScoredSample]) -> tuple[int, int]:
    """The cells of samples, and those that are wrong or lost."""
    cells = [cell for sample in scores for cell in sample.scores]
    return len(cells), sum(not cell.right for cell in cells)


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


def summarise_seeds(wrong: Sequence[int]) -> dict[str, float]:
    """The mean of a count over seeds, and the 95 % interval of that mean: `low` and `high`."""
    middle, half = mean(wrong), _half_interval(wrong)
    low, high = max(0.0, middle - half), middle + half
    return {"wrong": round(middle, 1), "low": round(low, 1), "high": round(high, 1)}


def _half_interval(values: Sequence[int]) -> float:
    """Half of the 95 % interval of the mean, by Student's distribution; 0 for a single value."""
    if len(values) < 2:
        return 0.0
    return float(t.ppf(0.975, len(values) - 1)) * stdev(values) / math.sqrt(len(values))
