"""Applies every rule to a report: each kind of rule has one check."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from pipeline.check.facts import Facts
from pipeline.check.identities import check_identities
from pipeline.check.structure import (
    check_missing_sections,
    check_missing_tables,
    check_repeated_sections,
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
}


def check(facts: Facts, rules: Iterable[Rule]) -> tuple[Finding, ...]:
    """One finding for every application of every rule, also where it holds, in the rules' order."""
    return tuple(finding for rule in rules for finding in _CHECKS[rule.kind](rule, facts))
