"""How often the cause that is named for a broken identity is the true one."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from gouji.pipeline.errors import ReportError
from gouji.pipeline.extract import extract
from gouji.pipeline.forms.rules import LinearRule
from gouji.pipeline.kit import Kit
from gouji.pipeline.records import Cause, Cell, Finding, Report
from gouji.training.corpus.contradictions.misreadings import Misread, draw_misread
from gouji.training.corpus.reports.values import Figures
from gouji.training.evaluation.rule_scores import RuleScore
from gouji.training.evaluation.sample_scores import check_true
from gouji.training.evaluation.scoring import broken

REPORTS = 240
CAUSES: tuple[Cause, ...] = ("source", "reading")
Named = tuple[Cause | None, Cause]  # what was named, what is true


def score_causes(kit: Kit, seed: int, count: int = REPORTS) -> list[RuleScore]:
    """One line for each cause: precision of what is named so, recall of what is so."""
    named = [
        one
        for n in range(count)
        for one in _name(draw_misread(Random(f"misread/{seed}/{n}"), kit.forms, str(n)), kit)
    ]
    return [_score(cause, named, count) for cause in CAUSES]


def _score(cause: Cause, named: list[Named], count: int) -> RuleScore:
    found, true = (sum(one[i] == cause for one in named) for i in (0, 1))
    return RuleScore(f"cause_{cause}", count, found, true, named.count((cause, cause)))


def _name(drawn: Misread, kit: Kit) -> Iterator[Named]:
    try:
        report = extract(drawn.sample.data, drawn.sample.name, kit)
    except ReportError:
        return
    true = broken(_check_printed(drawn.figures, kit))
    linear = {rule.rule for rule in kit.rules if isinstance(rule, LinearRule)}
    for one in report.findings:
        if one.verdict == "broken" and one.rule in linear:
            cause = find_true_cause(one, report, drawn.figures, (one.rule, one.scope) in true)
            if cause:
                yield one.cause, cause


def find_true_cause(
    finding: Finding, report: Report, figures: Figures, contradicts: bool
) -> Cause | None:
    """Whose slip a broken identity is; None where it is both: the agency `contradicts` itself in
    cells one of which was not read as it is printed."""
    if not contradicts:
        return "reading"
    values = {cell.key: cell.value for cell in report.cells}
    misread = any(
        key not in figures.cells or values[key] != figures.cells[key].value for key in finding.cells
    )
    return None if misread else "source"


def _check_printed(figures: Figures, kit: Kit) -> tuple[Finding, ...]:
    """What is broken in the figures as the agency printed them."""
    cells = tuple(
        Cell(figures.versions[key.table], key, one.status, one.value, one.raw)
        for key, one in figures.cells.items()
    )
    return check_true(figures.versions, cells, kit)
