"""Scores the rules over running text on reports with known contradictions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

from gouji.pipeline.errors import ReportError
from gouji.pipeline.extract import extract
from gouji.pipeline.kit import Kit
from gouji.pipeline.records import Report
from gouji.training.corpus.claims import all_wordings
from gouji.training.corpus.contradictions.agency_names import draw_misnamed_report
from gouji.training.corpus.contradictions.narrative import BrokenClaim, draw_narrative_report
from gouji.training.corpus.contradictions.periods import draw_misdated_report
from gouji.training.corpus.contradictions.sections import draw_repeating_report
from gouji.training.corpus.samples import Sample
from gouji.training.evaluation.scoring import WithCounts

REPORTS = 120
AGENCY_NAME_RULE = "foreign_unit_name"
PERIOD_RULE = "period_mismatch"
REPEATED_SECTION_RULE = "repeated_section"
NARRATIVE_RULES = ("narrative_vs_table", "narrative_breakdown")


@dataclass(frozen=True, slots=True)
class RuleScore(WithCounts):
    """The counts of one rule: broken findings, true contradictions, and findings that are both."""

    rule: str
    reports: int
    predicted: int
    true: int
    correct: int

    def row(self) -> dict[str, float | int | str]:
        """The score with its column names in MLflow and in JSON."""
        return {
            "rule": self.rule,
            "reports": self.reports,
            "true": self.true,
            "found": self.predicted,
            "precision": round(self.precision, 4),
            "recall": round(self.recall, 4),
        }


def score_narrative_rules(kit: Kit, seed: int, count: int = REPORTS) -> list[RuleScore]:
    """The rules over claims, on `count` reports whose text agrees with the tables or does not."""
    pairs: list[tuple[set[BrokenClaim], frozenset[BrokenClaim]]] = []
    for n in range(count):
        rng = Random(f"narrated/{seed}/{n}")
        drawn = draw_narrative_report(rng, kit.forms, all_wordings(), str(n))
        report = _read(drawn.sample, kit)
        pairs.append((find_broken_claims(report) if report else set(), drawn.broken))
    return [_score(rule, pairs) for rule in NARRATIVE_RULES]


def score_agency_name_rule(kit: Kit, seed: int, count: int = REPORTS) -> RuleScore:
    """The rule about agency names, on `count` reports of which half contain a wrong name."""

    def draw(n: int) -> _Drawn:
        drawn = draw_misnamed_report(Random(f"misnamed/{seed}/{n}"), kit.forms, str(n))
        return _Drawn(drawn.sample, drawn.slot is not None)

    return _score_reports(AGENCY_NAME_RULE, map(draw, range(count)), kit)


def score_period_rule(kit: Kit, seed: int, count: int = REPORTS) -> RuleScore:
    """The rule about years, on `count` reports of which half state another year as their own."""

    def draw(n: int) -> _Drawn:
        drawn = draw_misdated_report(Random(f"misdated/{seed}/{n}"), kit.forms, str(n))
        return _Drawn(drawn.sample, drawn.slot is not None)

    return _score_reports(PERIOD_RULE, map(draw, range(count)), kit)


def score_repeated_section_rule(kit: Kit, seed: int, count: int = REPORTS) -> RuleScore:
    """The rule about repeated sections, on `count` reports of which half have a section twice."""
    predicted = true = correct = 0
    for n in range(count):
        drawn = draw_repeating_report(Random(f"repeating/{seed}/{n}"), kit.forms, str(n))
        report = _read(drawn.sample, kit)
        found = find_broken_scopes(report, REPEATED_SECTION_RULE) if report else set()
        predicted += len(found)
        true += len(drawn.repeated)
        correct += len(found & drawn.repeated)
    return RuleScore(REPEATED_SECTION_RULE, count, predicted, true, correct)


class _Drawn(NamedTuple):
    """A report, and whether it breaks the rule."""

    sample: Sample
    is_broken: bool


def _score_reports(rule: str, reports: Iterable[_Drawn], kit: Kit) -> RuleScore:
    """The score of a rule that has one finding a report."""
    count = predicted = true = correct = 0
    for sample, is_broken in reports:
        report = _read(sample, kit)
        is_found = report is not None and bool(find_broken_scopes(report, rule))
        count += 1
        predicted += is_found
        true += is_broken
        correct += is_found and is_broken
    return RuleScore(rule, count, predicted, true, correct)


def find_broken_scopes(report: Report, rule: str) -> set[str]:
    """The scopes for which a report breaks a rule."""
    return {
        finding.scope
        for finding in report.findings
        if finding.rule == rule and finding.verdict == "broken"
    }


def _read(sample: Sample, kit: Kit) -> Report | None:
    try:
        return extract(sample.data, sample.name, kit)
    except ReportError:
        return None


def find_broken_claims(report: Report) -> set[BrokenClaim]:
    """The claims of a report with a broken finding."""
    values = {claim.start: claim.value for claim in report.claims}
    return {
        BrokenClaim(finding.rule, finding.scope, values[start])
        for finding in report.findings
        if finding.verdict == "broken"
        for start in finding.claims
    }


def _score(
    rule: str, pairs: Sequence[tuple[set[BrokenClaim], frozenset[BrokenClaim]]]
) -> RuleScore:
    predicted = true = correct = 0
    for predicted_claims, true_claims in pairs:
        predicted_of_rule = {claim for claim in predicted_claims if claim.rule == rule}
        true_of_rule = {claim for claim in true_claims if claim.rule == rule}
        predicted += len(predicted_of_rule)
        true += len(true_of_rule)
        correct += len(predicted_of_rule & true_of_rule)
    return RuleScore(rule, len(pairs), predicted, true, correct)
