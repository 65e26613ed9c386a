"""Findings of rules across reports, decided again with what was decided of the cells since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from gouji.pipeline.check.apply_rules import check_across
from gouji.pipeline.check.panel.subjects import County, Edition, Series
from gouji.pipeline.forms.form import Form
from gouji.pipeline.forms.rules import Rule
from gouji.pipeline.records import Finding, Report
from gouji.pipeline.store.reviewed import Rules

# Kinds of rules across reports that compare single cells.
_YEARS, _BODIES = "cross_year", "hierarchy"


class FinalReport(NamedTuple):
    """A report with what was decided laid over; `trust` is the threshold it was read with."""

    report_id: str
    report: Report
    trust: float


def list_compared(findings: Iterable[Finding]) -> frozenset[str]:
    """The other reports with which the findings of a report compare cells."""
    return frozenset(other for finding in findings for other in finding.other_reports)


def decide_across(
    final: FinalReport,
    findings: Iterable[Finding],
    rules: Rules,
    find: Callable[[str], FinalReport | None],
) -> tuple[Finding, ...]:
    """`findings` of rules across reports about one report, with its cells and those of the others
    as decided. `find` gives another report, None where it is not at hand.

    A sum of bodies that is undecided stays so until `gouji check`: which bodies have no report
    cannot be told from it. So do rules that compare more than single cells.
    """
    listed = list(findings)
    decided = {finding.key: finding for finding in _decide_all(final, listed, rules, find)}
    return tuple(decided.get(finding.key, finding) for finding in listed)


def _decide_all(
    final: FinalReport,
    findings: Iterable[Finding],
    rules: Rules,
    find: Callable[[str], FinalReport | None],
) -> Iterator[Finding]:
    kinds = {rule.rule: rule.kind for rule in rules.rules}
    groups: defaultdict[tuple[str, tuple[str, ...]], set[str]] = defaultdict(set)
    for finding in findings:
        is_open = finding.verdict == "undecided" and kinds.get(finding.rule) == _BODIES
        if kinds.get(finding.rule) in (_YEARS, _BODIES) and not is_open:
            groups[kinds[finding.rule], finding.other_reports].add(finding.rule)
    for (kind, reports), names in groups.items():
        others = [other for other in map(find, reports) if other is not None]
        if len(others) == len(reports):
            applied = [rule for rule in rules.rules if rule.rule in names]
            yield from _apply(kind, final, others, applied, rules)


def _apply(
    kind: str,
    final: FinalReport,
    others: Iterable[FinalReport],
    applied: Iterable[Rule],
    rules: Rules,
) -> Iterator[Finding]:
    own, *rest = (_to_edition(one, rules.forms) for one in (final, *others))
    subject: Series | County = Series((*rest, own), rules.identities)
    if kind == _BODIES:
        subject = County(own, {edition.agency: edition for edition in rest})
    for found in check_across(applied, subject):
        if found.report == final.report_id:
            yield found.finding


def _to_edition(final: FinalReport, forms: Mapping[str, Form]) -> Edition:
    report = final.report
    cells = [cell for cell in report.cells if cell.form in forms]
    return Edition(
        report=final.report_id,
        agency=report.agency or "",
        year=report.year or 0,
        forms={cell.key.table: forms[cell.form] for cell in cells},
        cells={cell.key: cell for cell in cells},
        trust=final.trust,
    )
