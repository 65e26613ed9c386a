"""Scores of reports in house styles: false accusations, silent wrong values, lost figures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

from gouji.pipeline.errors import ReportError
from gouji.pipeline.extract import extract
from gouji.pipeline.kit import Kit
from gouji.pipeline.language.numerals import looks_like_value
from gouji.pipeline.records import Document, Report, Span
from gouji.training.corpus.house_styles.draw import draw_house_samples
from gouji.training.corpus.samples import Sample
from gouji.training.evaluation.sample_scores import ScoredSample, score_failure, score_report
from gouji.training.evaluation.scoring import BrokenRule, share

# Reports of each style.
COUNT = 16
_DIGIT = re.compile(r"\d")
# The fewest rows that a column of serial numbers numbers.
_FEWEST_NUMBERED = 3
# The confidence from which a cell counts as sure.
_SURE = 0.99


class Figures(NamedTuple):
    """Printed figures of tables that no cell holds, and how many of them are named."""

    lost: int
    named: int


@dataclass(frozen=True, slots=True)
class HouseStyleScore:
    """The scores of the reports in one style, or in all.

    `false_accusations` counts broken findings that the true cells do not break, and tables said to
    be missing; claims have no truth in these reports. `sure` counts the
    read cells from a confidence of 0.99 on, `sure_wrong` those with a wrong value. `trusted` counts
    all cells at or above the trust threshold, `trusted_wrong` those that are wrong.
    """

    name: str
    reports: int
    unread: int
    cells: int
    right: int
    false_accusations: int
    sure: int
    sure_wrong: int
    trusted: int
    trusted_wrong: int
    lost: int
    named: int

    def row(self) -> dict[str, Any]:
        """The rates, by the names of their columns in MLflow and in JSON."""
        return {"name": self.name, "reports": self.reports, "unread": self.unread, **self.metrics()}

    def metrics(self) -> dict[str, float]:
        """The rates by the names of their metrics in MLflow."""
        return {
            "cells": round(share(self.right, self.cells), 4),
            "false_accusations": round(self.false_accusations / max(1, self.reports), 3),
            "sure_wrong": round(self.sure_wrong / max(1, self.sure), 5),
            "trusted_wrong": round(self.trusted_wrong / max(1, self.trusted), 5),
            "lost_named": round(share(self.named, self.lost), 4),
        }


class _ReadSample(NamedTuple):
    scored: ScoredSample
    false_accusations: frozenset[BrokenRule]
    figures: Figures


def score_house_styles(kit: Kit, count: int = COUNT, *, seed: int) -> list[HouseStyleScore]:
    """The scores over all styles, then by style."""
    by_style: dict[str, list[_ReadSample]] = {}
    for sample in draw_house_samples(count, seed, kit.forms):
        by_style.setdefault(sample.rendering, []).append(_read(sample, kit))
    trust = kit.config.trust
    everything = [read for group in by_style.values() for read in group]
    return [
        _summarise("all", everything, trust),
        *(_summarise(name, group, trust) for name, group in by_style.items()),
    ]


def _read(sample: Sample, kit: Kit) -> _ReadSample:
    try:
        report = extract(sample.data, sample.name, kit)
    except ReportError as error:
        return _ReadSample(score_failure(sample, error.kind, kit), frozenset(), Figures(0, 0))
    scored = score_report(sample, report, kit)
    false = (set(scored.found_rules) | find_denied_tables(report, sample)) - scored.true_rules
    return _ReadSample(scored, frozenset(false), count_lost(report))


def find_denied_tables(report: Report, sample: Sample) -> set[BrokenRule]:
    """The tables that are said to be missing and are printed, be it without figures."""
    printed = {key.table for key, truth in sample.cells.items() if truth.status != "absent"}
    return {
        BrokenRule(finding.rule, finding.scope)
        for finding in report.findings
        if finding.verdict == "broken" and finding.rule == "missing_table"
        if finding.scope in printed
    }


def count_lost(report: Report) -> Figures:
    """The printed figures of tables that are in no cell and no claim, and the unplaced ones."""
    held = [Span(c.start, c.end) for c in report.cells if c.start is not None and c.end]
    held += [Span(claim.start, claim.end) for claim in report.claims]
    unplaced = [Span(figure.start, figure.end) for figure in report.unplaced]
    lost = [span for span in find_figures(report.document) if not _is_covered(span, held)]
    return Figures(len(lost), sum(_is_covered(span, unplaced) for span in lost))


def find_figures(document: Document) -> Iterator[Span]:
    """Fields that are a number, outside lines of running text, and no serial numbers of rows."""
    serial = set(_find_serial_numbers(document))
    for fragment in document.fragments:
        is_figure = bool(_DIGIT.search(fragment.text)) and looks_like_value(fragment.text)
        if is_figure and fragment.role != "furniture" and fragment.start not in serial:
            yield Span(fragment.start, fragment.end)


def _find_serial_numbers(document: Document) -> Iterator[int]:
    """Yield the offsets of numbers that begin a line with other fields and count up by one."""
    lines = groupby(document.fragments, key=lambda fragment: fragment.row)
    firsts = [first for _, (first, *others) in lines if others and first.text.isdecimal()]
    runs = groupby(enumerate(firsts), key=lambda item: int(item[1].text) - item[0])
    for run in (list(members) for _, members in runs):
        yield from [first.start for _, first in run] if len(run) >= _FEWEST_NUMBERED else []


def _is_covered(span: Span, others: Iterable[Span]) -> bool:
    return any(other.start < span.end and span.start < other.end for other in others)


def _summarise(name: str, group: Sequence[_ReadSample], trust: float) -> HouseStyleScore:
    cells = [score for read in group for score in read.scored.scores]
    sure = [c for c in cells if c.confidence >= _SURE and c.status == "read"]
    trusted = [c for c in cells if c.confidence >= trust and c.status != "missing"]
    return HouseStyleScore(
        name=name,
        reports=len(group),
        unread=sum(read.scored.error is not None for read in group),
        cells=len(cells),
        right=sum(c.right for c in cells),
        false_accusations=sum(len(read.false_accusations) for read in group),
        sure=len(sure),
        sure_wrong=sum(c.wrong_value for c in sure),
        trusted=len(trusted),
        trusted_wrong=sum(not c.right for c in trusted),
        lost=sum(read.figures.lost for read in group),
        named=sum(read.figures.named for read in group),
    )
