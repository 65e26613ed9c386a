"""Scores the agency and the year of reports, most of whose openings make them hard to find."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Literal, NamedTuple

from gouji.pipeline.errors import ReportError
from gouji.pipeline.extract import extract
from gouji.pipeline.kit import Kit
from gouji.pipeline.language.normalise import squeeze
from gouji.pipeline.records import Report
from gouji.training.corpus.openings import OpenedReport, draw_opened_report
from gouji.training.evaluation.scoring import share

REPORTS = 400
Outcome = Literal["right", "wrong", "null"]


class Judged(NamedTuple):
    """A name or a year as it was read: right, wrong, or null although the report states it, and
    its confidence."""

    outcome: Outcome
    confidence: float


@dataclass(frozen=True, slots=True)
class IssuerScore:
    """Agencies and years of the reports of one medium, or of all.

    None is right for a report that names neither. `gap` is the mean confidence of what was read
    minus the share of it that is right, both over names and years that were read.
    """

    name: str
    agencies: tuple[Judged, ...]
    years: tuple[Judged, ...]

    def row(self) -> dict[str, Any]:
        """The shares, by the names of their columns in MLflow and in JSON."""
        return {"name": self.name, "reports": len(self.agencies), **self.metrics()}

    def metrics(self) -> dict[str, float]:
        """The shares by the names of their metrics in MLflow."""
        return {
            f"{subject}_{name}": round(value, 4)
            for subject, judged in (("agency", self.agencies), ("year", self.years))
            for name, value in _shares(judged).items()
        }


def _shares(judged: Sequence[Judged]) -> dict[str, float]:
    counts = Counter(each.outcome for each in judged)
    shares = {name: share(counts[name], len(judged)) for name in ("right", "wrong", "null")}
    given = [each for each in judged if each.confidence > 0]
    right = sum(each.outcome == "right" for each in given)
    gap = (sum(each.confidence for each in given) - right) / max(1, len(given))
    return {**shares, "gap": gap}


def score_issuers(kit: Kit, seed: int, count: int = REPORTS) -> list[IssuerScore]:
    """The scores over all reports, then by medium. Reports that cannot be read are left out."""
    by_medium: dict[str, list[tuple[Judged, Judged]]] = {}
    for n in range(count):
        opened = draw_opened_report(Random(f"opened/{seed}/{n}"), kit.forms, n, str(n))
        try:
            report = extract(opened.sample.data, opened.sample.name, kit)
        except ReportError:
            continue
        judged = judge_agency(report, opened), judge_year(report, opened)
        by_medium.setdefault(report.document.media, []).append(judged)
    groups = {"all": [pair for group in by_medium.values() for pair in group], **by_medium}
    return [IssuerScore(name, *zip(*group, strict=True)) for name, group in groups.items() if group]


def judge_agency(report: Report, opened: OpenedReport) -> Judged:
    """Whether the agency is right. Where no whole name is left in the text, a name that lost a
    character is right, too: the agency is given as printed."""
    found = squeeze(report.agency or "")
    text = squeeze(report.document.text)
    if not found:
        is_null = opened.names_agency and opened.agency in text
        return Judged("null" if is_null else "right", report.agency_confidence)
    is_right = found == opened.agency or (
        opened.agency not in text and lost_character(found, opened.agency)
    )
    return Judged("right" if is_right else "wrong", report.agency_confidence)


def lost_character(name: str, whole: str) -> bool:
    """Whether a name is the whole one without one of its characters."""
    return any(name == whole[:i] + whole[i + 1 :] for i in range(len(whole)))


def judge_year(report: Report, opened: OpenedReport) -> Judged:
    """Whether the year is right."""
    if report.year is None:
        return Judged("null" if opened.names_year else "right", report.year_confidence)
    is_right = report.year == opened.year
    return Judged("right" if is_right else "wrong", report.year_confidence)
