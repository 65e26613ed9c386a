"""How many reviewed reports a batch needs, by the order in which they are reviewed.

A batch has reports of house styles and as many again in layouts that the models know. The same
reviewer, who is always right, reads its first reports in each order. The next reports of the same
styles and layouts are read with what was learned.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import zip_longest
from random import Random
from statistics import mean
from typing import Any, NamedTuple

from gouji.models.layouts import NO_LAYOUTS
from gouji.pipeline.kit import Kit
from gouji.pipeline.records import Report
from gouji.training.corpus.drawing import draw_sample
from gouji.training.corpus.samples import Sample
from gouji.training.evaluation.learning.simulated_review import (
    count_errors,
    draw_reports,
    review_sample,
    score_learned,
    summarise_seeds,
    trace_draws,
)
from gouji.training.review_order import Candidate, order_reports
from gouji.training.reviewed_reports import ReviewedReport

QUEUE, REPORTS, CELLS, STRATA = "queue", "random reports", "random cells", "strata"
ORDERS = (QUEUE, REPORTS, CELLS, STRATA)
_OF_A_STYLE = 8  # Reports of each house style in a batch.


@dataclass(frozen=True, slots=True)
class OrderPoint:
    """The next reports after so many reviewed ones in one order: their cells, and those that are
    wrong or lost."""

    order: str
    seed: int
    reviewed: int
    cells: int
    wrong: int


class _Batch(NamedTuple):
    reviewed: dict[str, ReviewedReport]
    candidates: list[Candidate]
    strata: dict[str, str]


def trace_orders(
    styles: Sequence[str],
    counts: Sequence[int],
    reports: int,
    seeds: Sequence[int],
    kit: Kit,
    show: Callable[[str], None],
    jobs: int = 0,
) -> Iterator[OrderPoint]:
    """Yield a point for every seed, order and number of reviewed reports.

    The next reports are `reports` of each house style and as many of known layouts in all. With 0
    `jobs` this process reads. `show` gets each seed that is done.
    """
    trace = partial(_trace, styles=styles, counts=counts, reports=reports, kit=kit)
    for seed, points in trace_draws(trace, seeds, jobs):
        show(f"seed {seed}")
        yield from points


def _trace(
    seed: int, styles: Sequence[str], counts: Sequence[int], reports: int, kit: Kit
) -> list[OrderPoint]:
    bare = kit.with_layouts(NO_LAYOUTS)
    batch = _read_batch(list(_draw(f"{seed}/batch", styles, _OF_A_STYLE, kit)), bare)
    samples = list(_draw(f"{seed}/next", styles, reports, kit))
    points = []
    for order in ORDERS:
        ordered = [batch.reviewed[report] for report in _list_order(order, batch, seed)]
        for count in counts:
            scores = score_learned(ordered[:count], samples, kit)
            points.append(OrderPoint(order, seed, count, *count_errors(scores)))
    return points


def _draw(seed: str, styles: Sequence[str], count: int, kit: Kit) -> Iterator[Sample]:
    """So many reports of each style, and as many reports of known layouts in all."""
    for style in styles:
        yield from draw_reports(style, seed, count, kit)
    for number in range(count * len(styles)):
        yield draw_sample(Random(f"{seed}/known/{number}"), kit.forms, damages=())


def _read_batch(samples: Sequence[Sample], kit: Kit) -> _Batch:
    batch = _Batch({}, [], {})
    for sample in samples:
        reviewed = review_sample(sample, kit)
        if reviewed and reviewed.report_id not in batch.reviewed:
            batch.reviewed[reviewed.report_id] = reviewed
            batch.candidates.append(_to_candidate(reviewed.report_id, reviewed.report, kit))
            batch.strata[reviewed.report_id] = f"{reviewed.report.document.media} {sample.forms}"
    return batch


def _to_candidate(report_id: str, report: Report, kit: Kit) -> Candidate:
    printed = {table.table for table in report.printed_tables if table.copies}
    starts = [
        cell.start
        for cell in report.cells
        if cell.confidence < kit.config.trust and cell.key.table in printed
    ]
    starts += [figure.start for figure in report.unplaced]
    return Candidate.of(report_id, report.document.text, starts)


def _list_order(order: str, batch: _Batch, seed: int) -> Sequence[str]:
    rng, reports = Random(f"{seed}/{order}"), sorted(batch.reviewed)
    rng.shuffle(reports)
    if order == QUEUE:
        return order_reports(batch.candidates, seed)
    if order == CELLS:
        doubts = [c.report for c in batch.candidates for _ in range(c.doubts)]
        rng.shuffle(doubts)
        return list(dict.fromkeys([*doubts, *reports]))
    if order == STRATA:
        strata: defaultdict[str, list[str]] = defaultdict(list)
        for report in reports:
            strata[batch.strata[report]].append(report)
        rounds = zip_longest(*strata.values())
        return [report for group in rounds for report in group if report]
    return reports


def summarise_orders(points: Sequence[OrderPoint]) -> list[dict[str, Any]]:
    """One row for each order and number of reviewed reports: the mean of wrong or lost cells over
    seeds, and the 95 % interval of that mean. `needed` is how many reports the order needs for the
    mean error of random reports after the last of these numbers, None where it does not reach it.
    """
    counts = sorted({point.reviewed for point in points})
    wrong = {
        order: {
            count: [p.wrong for p in points if (p.order, p.reviewed) == (order, count)]
            for count in counts
        }
        for order in ORDERS
    }
    goal = mean(wrong[REPORTS][counts[-1]])
    return [
        {
            "order": order,
            "reviewed": count,
            **summarise_seeds(values),
            "needed": _needed({n: mean(seeds) for n, seeds in by_count.items()}, goal),
        }
        for order, by_count in wrong.items()
        for count, values in by_count.items()
    ]


def _needed(wrong: Mapping[int, float], goal: float) -> float | None:
    """The fewest reports after which at most `goal` cells are wrong, interpolated between the
    numbers that were measured; None where the last of them does not reach it."""
    before: tuple[int, float] | None = None
    for count, value in wrong.items():
        if value <= goal:
            if before is None or before[1] == value:
                return float(count)
            share = (before[1] - goal) / (before[1] - value)
            return round(before[0] + share * (count - before[0]), 1)
        before = count, value
    return None
