"""Scores the causes named for broken identities: how often the named cause is the true one."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from gouji.pipeline.errors import ReportError
from gouji.pipeline.extract import extract
from gouji.pipeline.forms.rules import LinearRule
from gouji.pipeline.kit import Kit
from gouji.pipeline.records import Cause, Cell, Finding, Report
from gouji.training.corpus.contradictions.misreadings import MisreadReport, draw_misread_report
from gouji.training.corpus.reports.values import Figures
from gouji.training.evaluation.rule_scores import RuleScore
from gouji.training.evaluation.sample_scores import check_cells
from gouji.training.evaluation.scoring import BrokenRule, find_broken_rules

REPORTS = 240
CAUSES: tuple[Cause, ...] = ("source", "reading")


class NamedCause(NamedTuple):
    """The cause that a finding names (None if it names none), and the true one."""

    named: Cause | None
    true: Cause


def score_causes(kit: Kit, seed: int, count: int = REPORTS) -> list[RuleScore]:
    """The precision and recall of each cause on `count` drawn reports."""
    causes = [
        cause
        for n in range(count)
        for cause in _name_causes(
            draw_misread_report(Random(f"misread/{seed}/{n}"), kit.forms, str(n)), kit
        )
    ]
    return [_score(cause, causes, count) for cause in CAUSES]


def _score(cause: Cause, causes: list[NamedCause], reports: int) -> RuleScore:
    return RuleScore(
        rule=f"cause_{cause}",
        reports=reports,
        predicted=sum(pair.named == cause for pair in causes),
        true=sum(pair.true == cause for pair in causes),
        correct=causes.count(NamedCause(cause, cause)),
    )


def _name_causes(drawn: MisreadReport, kit: Kit) -> Iterator[NamedCause]:
    """The named and the true cause of each identity of one report that its numbers break."""
    try:
        report = extract(drawn.sample.data, drawn.sample.name, kit)
    except ReportError:
        return
    contradictions = find_broken_rules(_check_printed(drawn.figures, kit))
    linear_rules = {rule.rule for rule in kit.rules if isinstance(rule, LinearRule)}
    for finding in report.findings:
        is_broken = finding.verdict == "broken" or finding.cause == "reading"
        if is_broken and finding.rule in linear_rules:
            is_contradiction = BrokenRule(finding.rule, finding.scope) in contradictions
            true = find_true_cause(finding, report, drawn.figures, contradicts=is_contradiction)
            if true:
                yield NamedCause(finding.cause, true)


def find_true_cause(
    finding: Finding, report: Report, figures: Figures, *, contradicts: bool
) -> Cause | None:
    """The true cause of a broken identity.

    `contradicts` says that the printed figures break the identity too. The cause is None if they
    do and a cell of the identity was misread as well.
    """
    if not contradicts:
        return "reading"
    values = {cell.key: cell.value for cell in report.cells}
    is_misread = any(
        key not in figures.cells or values[key] != figures.cells[key].value for key in finding.cells
    )
    return None if is_misread else "source"


def _check_printed(figures: Figures, kit: Kit) -> tuple[Finding, ...]:
    """The findings about the figures as the agency printed them."""
    cells = tuple(
        Cell(figures.versions[key.table], key, cell.status, cell.value, cell.raw)
        for key, cell in figures.cells.items()
    )
    return check_cells(figures.versions, cells, kit)
