"""The random audit: whole reports, asked blind, from which the rate of silent errors is known.

Errors come in clumps: a shifted row makes seven at once. So the sample is counted by report.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from scipy.special import betaincinv

from gouji.review.items import ReportEntry

LEAST, SHARE = 20, 0.02  # Reports drawn: at least so many, and this share of all.
_LEVEL = 0.95  # Of the interval.


@dataclass(frozen=True, slots=True)
class Drawn:
    """A report of the audit. `weight`: how many reports of its stratum it stands for."""

    report: str
    stratum: str
    weight: float


def draw_audit(
    entries: Iterable[ReportEntry], seed: str = "audit", least: int = LEAST
) -> tuple[Drawn, ...]:
    """Draw reports at random, stratified by medium and layout; the same in every run.

    Each stratum gives its share, at least one report. The order is that in which they are asked:
    any first part of it is a sample of all strata.
    """
    strata: defaultdict[str, list[str]] = defaultdict(list)
    for entry in entries:
        strata[entry.layout].append(entry.report)
    total = sum(map(len, strata.values()))
    wanted = max(least, round(total * SHARE))
    drawn: list[tuple[float, Drawn]] = []
    for stratum, reports in sorted(strata.items()):
        count = min(len(reports), max(1, round(wanted * len(reports) / total)))
        chosen = sorted(reports, key=lambda report: _chance(seed, report))[:count]
        drawn += [
            ((rank + 0.5) / count, Drawn(report, stratum, len(reports) / count))
            for rank, report in enumerate(chosen)
        ]
    return tuple(one for _, one in sorted(drawn, key=lambda pair: (pair[0], pair[1].report)))


def _chance(seed: str, report: str) -> bytes:
    return blake2b(f"{seed} {report}".encode(), digest_size=8).digest()


@dataclass(frozen=True, slots=True)
class Audited:
    """What the audit found in one report: trusted cells that were compared, and wrong ones."""

    cells: int
    wrong: int
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class ErrorRate:
    """Silent wrong cells of 10,000 trusted ones, with an interval at 95 %."""

    reports: int
    cells: int
    wrong: int
    rate: float
    low: float
    high: float


def estimate_rate(audited: Sequence[Audited]) -> ErrorRate | None:
    """The rate among trusted cells, None where nothing was audited.

    The rate is weighted by stratum. The interval is that of Clopper and Pearson for the share of
    reports with an error, times the errors of such a report, per cell of a report: each report is
    one draw, however many of its cells are wrong.
    """
    compared = [one for one in audited if one.cells]
    if not compared:
        return None
    cells = sum(one.cells for one in compared)
    wrong = sum(one.wrong for one in compared)
    bad = sum(one.wrong > 0 for one in compared)
    weighted = sum(one.weight * one.cells for one in compared)
    rate = sum(one.weight * one.wrong for one in compared) / weighted
    clump = (wrong / bad if bad else 1.0) / (cells / len(compared))
    low, high = _clopper_pearson(bad, len(compared))
    return ErrorRate(
        reports=len(compared),
        cells=cells,
        wrong=wrong,
        rate=1e4 * rate,
        low=1e4 * min(rate, low * clump),
        high=1e4 * min(1.0, max(rate, high * clump)),
    )


def _clopper_pearson(count: int, total: int) -> tuple[float, float]:
    tail = (1 - _LEVEL) / 2
    low = betaincinv(count, total - count + 1, tail) if count else 0.0
    high = betaincinv(count + 1, total - count, 1 - tail) if count < total else 1.0
    return float(low), float(high)


def compare_cells(drawn: Mapping[str, Drawn], answers: Iterable[tuple[str, bool]]) -> list[Audited]:
    """The audited reports, from (report, whether the trusted reading was right) of each cell."""
    counts: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for report, is_right in answers:
        counts[report][0] += 1
        counts[report][1] += not is_right
    return [
        Audited(cells, wrong, drawn[report].weight if report in drawn else 1.0)
        for report, (cells, wrong) in counts.items()
    ]
