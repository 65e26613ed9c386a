"""Applies the rules to one report, and to several: each kind of rule has one function."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from gouji.pipeline.check.cause.causes import explain
from gouji.pipeline.check.messages import to_finding
from gouji.pipeline.check.panel.copied_reports import check_copies, check_duplicates
from gouji.pipeline.check.panel.hierarchy import check_hierarchy
from gouji.pipeline.check.panel.outliers import check_outliers
from gouji.pipeline.check.panel.subjects import County, SameYear, Series
from gouji.pipeline.check.panel.years import check_years
from gouji.pipeline.check.report.agency_names import check_names
from gouji.pipeline.check.report.cell_values import check_identities, check_whole
from gouji.pipeline.check.report.narrative import check_breakdowns, check_narrative
from gouji.pipeline.check.report.periods import check_period
from gouji.pipeline.check.report.structure import (
    check_missing_sections,
    check_missing_tables,
    check_repeated_sections,
    check_unplaced,
    check_unread_pages,
)
from gouji.pipeline.check.report.table_copies import check_table_copies
from gouji.pipeline.check.report_facts import Facts
from gouji.pipeline.check.results import Result
from gouji.pipeline.forms.rules import Rule
from gouji.pipeline.records import Finding

__all__ = ["Facts", "ReportFinding", "check", "check_across"]

Subject = Series | County | SameYear
PanelCheck = Callable[[Any, Any], Iterator[tuple[str, Result[Any]]]]

# Rules for one report, by kind.
CHECKS: dict[str, Callable[[Any, Facts], Iterator[Result[Any]]]] = {
    "linear": check_identities,
    "whole": check_whole,
    "missing_section": check_missing_sections,
    "repeated_section": check_repeated_sections,
    "missing_table": check_missing_tables,
    "narrative": check_narrative,
    "breakdown": check_breakdowns,
    "foreign_name": check_names,
    "period": check_period,
    "unread_page": check_unread_pages,
    "unplaced": check_unplaced,
    "contradictory_copies": check_table_copies,
}
# Rules across reports, by what a rule is applied to and by its kind. A result comes with the id of
# its report.
PANEL_CHECKS: dict[type[Subject], dict[str, PanelCheck]] = {
    Series: {
        "cross_year": check_years,
        "recycled": check_copies,
        "outlier": check_outliers,
    },
    County: {"hierarchy": check_hierarchy},
    SameYear: {"duplicate": check_duplicates},
}


class ReportFinding(NamedTuple):
    """A finding of a rule across reports, and the id of the report that it is about."""

    report: str
    finding: Finding


def check(facts: Facts, rules: Iterable[Rule]) -> tuple[Finding, ...]:
    """One finding for every application of every rule for single reports, also where it holds, in
    the order of the rules."""
    applied = tuple(rule for rule in rules if rule.kind in CHECKS)
    results = [result for rule in applied for result in CHECKS[rule.kind](rule, facts)]
    return tuple(map(to_finding, explain(results, facts)))


def check_across(rules: Iterable[Rule], subject: Subject) -> Iterator[ReportFinding]:
    """The findings of all rules that apply to such a subject, in the order of the rules."""
    checks = PANEL_CHECKS[type(subject)]
    for rule in rules:
        if rule.kind in checks:
            for report, result in checks[rule.kind](rule, subject):
                yield ReportFinding(report, to_finding(result))
