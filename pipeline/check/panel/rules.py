"""Applies the rules for several reports: of one agency over the years, of one year, of a family."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from gouji.pipeline.check.panel.editions import Edition
from gouji.pipeline.check.panel.hierarchy import check_hierarchy
from gouji.pipeline.check.panel.outliers import check_outliers
from gouji.pipeline.check.panel.recycled import check_copies
from gouji.pipeline.check.panel.years import check_years
from gouji.pipeline.forms.rules import (
    CrossYearRule,
    DuplicateRule,
    HierarchyRule,
    OutlierRule,
    RecycledRule,
    Rule,
)
from gouji.pipeline.identities.ledger import IdentityIndex
from gouji.pipeline.records import Finding, Verdict

Found = tuple[str, Finding]  # on which report


def check_series(
    rules: tuple[Rule, ...],
    series: Sequence[Edition],
    identities: Mapping[tuple[str, str], IdentityIndex],
) -> Iterator[Found]:
    """The findings on one agency's reports, by year. `identities` are those of every table, by
    form and table."""
    for rule in rules:
        if isinstance(rule, CrossYearRule):
            yield from check_years(rule, series)
        elif isinstance(rule, RecycledRule):
            yield from check_copies(rule, series, identities)
        elif isinstance(rule, OutlierRule):
            yield from check_outliers(rule, series)


def check_family(
    rules: Iterable[Rule], whole: Edition, bodies: Mapping[str, Edition | None]
) -> Iterator[Found]:
    """The findings on a body's report from those of the bodies below it, of one year."""
    for rule in rules:
        if isinstance(rule, HierarchyRule):
            yield from ((whole.report, one) for one in check_hierarchy(rule, whole, bodies))


def check_duplicates(
    rules: Iterable[Rule], agency: str, year: int, reports: Mapping[str, str]
) -> Iterator[Found]:
    """A finding on each report of one agency and year; `reports` are ids with their sources."""
    verdict: Verdict = "broken" if len(reports) > 1 else "holds"
    zh = f"{agency}{year}年有 {len(reports)} 份报告"
    en = f"There are {len(reports)} reports of {agency} for {year}"
    for rule in rules:
        if isinstance(rule, DuplicateRule):
            for report in reports:
                others = {one: source for one, source in reports.items() if one != report}
                listed = "、".join(others.values())
                yield (
                    report,
                    Finding(
                        rule.rule,
                        str(year),
                        verdict,
                        rule.severity,
                        message_zh=f"{zh}，另见：{listed}。" if others else f"{zh}。",
                        message_en=f"{en}, see also {listed}." if others else f"{en}.",
                        other_reports=tuple(others),
                        cause="source" if others else None,
                    ),
                )
