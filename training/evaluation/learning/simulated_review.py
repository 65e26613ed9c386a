"""Reviews without a person: reports of house styles, a reader who is always right, and what is read
with models that learned from that reader."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from multiprocessing import get_context
from random import Random
from statistics import mean, stdev
from typing import TypeVar

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

Draw = TypeVar("Draw")
Point = TypeVar("Point")


def trace_draws(
    trace: Callable[[Draw], Sequence[Point]], draws: Sequence[Draw], jobs: int
) -> Iterator[tuple[Draw, Sequence[Point]]]:
    """Yield every draw with its points, as `trace` gives them. With 0 `jobs` this process reads."""
    with ExitStack() as stack:
        run: Callable[..., Iterable[Sequence[Point]]] = map
        if jobs:
            pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"))
            run = stack.enter_context(pool).map
        yield from zip(draws, run(trace, draws), strict=True)


def draw_reports(style: str, seed: str, count: int, kit: Kit) -> Iterator[Sample]:
    """So many reports of a house style, as texts, web pages and files in turn."""
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


def score_learned(
    reviewed: Sequence[ReviewedReport], samples: Sequence[Sample], kit: Kit
) -> list[ScoredSample]:
    """The scores of samples read with the layouts that reviewed reports teach."""
    layouts = learn_layouts(reviewed, kit.forms).layouts if reviewed else NO_LAYOUTS
    learned = kit.with_layouts(layouts)
    return [_score(sample, learned) for sample in samples]


def _score(sample: Sample, kit: Kit) -> ScoredSample:
    try:
        return score_report(sample, _read(sample, kit), kit)
    except ReportError as error:
        return score_failure(sample, error.kind, kit)


def _read(sample: Sample, kit: Kit) -> Report:
    """The first report of a sample, which is ingested once however often it is read."""
    return extract_from_document(sample.document, sample.name, kit)[0]


def count_errors(scores: Sequence[ScoredSample]) -> tuple[int, int]:
    """The cells of samples, and those that are wrong or lost."""
    cells = [cell for sample in scores for cell in sample.scores]
    return len(cells), sum(not cell.right for cell in cells)


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
