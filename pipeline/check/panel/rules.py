"""Applies the rules across reports: each kind of rule has one function."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from gouji.pipeline.check.messages import to_finding
from gouji.pipeline.check.panel.hierarchy import check_hierarchy
from gouji.pipeline.check.panel.outliers import check_outliers
from gouji.pipeline.check.panel.recycled import check_copies, check_duplicates
from gouji.pipeline.check.panel.subjects import County, SameYear, Series
from gouji.pipeline.check.panel.years import check_years
from gouji.pipeline.check.results import Result
from gouji.pipeline.forms.rules import Rule
from gouji.pipeline.records import Finding

Subject = Series | County | SameYear
Check = Callable[[Any, Any], Iterator[tuple[str, Result[Any]]]]

# By what a rule is applied to and by its kind. A result comes with the id of its report.
CHECKS: dict[type[Subject], dict[str, Check]] = {
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


def check_across(rules: Iterable[Rule], subject: Subject) -> Iterator[ReportFinding]:
    """The findings of all rules that apply to such a subject, in the order of the rules."""
    checks = CHECKS[type(subject)]
    for rule in rules:
        if rule.kind in checks:
            for report, result in checks[rule.kind](rule, subject):
                yield ReportFinding(report, to_finding(result))
