"""Applies every rule for one report to it: each kind of rule has one check."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from pipeline.check.breakdowns import check_breakdowns
from pipeline.check.causes import explain
from pipeline.check.facts import Facts
from pipeline.check.identities import check_identities
from pipeline.check.names import check_names
from pipeline.check.narrative import check_narrative
from pipeline.check.periods import check_period
from pipeline.check.structure import (
    check_missing_sections,
    check_missing_tables,
    check_repeated_sections,
    check_unread_pages,
    check_whole,
)
from pipeline.records import Finding
from pipeline.rules import Rule

__all__ = ["Facts", "check"]

_CHECKS: dict[str, Callable[[Any, Facts], Iterator[Finding]]] = {
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
    """One finding for every application of every rule, also where it holds, in the rules' order."""
    own = tuple(rule for rule in rules if rule.kind in _CHECKS)
    found = (finding for rule in own for finding in _CHECKS[rule.kind](rule, facts))
    return explain(found, facts, own)
