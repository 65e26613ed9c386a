"""Applies every rule for one report to it: each kind of rule has one function."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from gouji.pipeline.check.cause.causes import explain
from gouji.pipeline.check.facts import Facts
from gouji.pipeline.check.messages import to_finding
from gouji.pipeline.check.report.agency_names import check_names
from gouji.pipeline.check.report.narrative import check_breakdowns, check_narrative
from gouji.pipeline.check.report.periods import check_period
from gouji.pipeline.check.report.structure import (
    check_missing_sections,
    check_missing_tables,
    check_repeated_sections,
    check_unread_pages,
)
from gouji.pipeline.check.report.tables import check_identities, check_whole
from gouji.pipeline.check.results import Result
from gouji.pipeline.forms.rules import Rule
from gouji.pipeline.records import Finding

__all__ = ["Facts", "check"]

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
}


def check(facts: Facts, rules: Iterable[Rule]) -> tuple[Finding, ...]:
    """One finding for every application of every rule for single reports, also where it holds, in
    the order of the rules."""
    applied = tuple(rule for rule in rules if rule.kind in CHECKS)
    results = [result for rule in applied for result in CHECKS[rule.kind](rule, facts)]
    return tuple(map(to_finding, explain(results, facts)))
