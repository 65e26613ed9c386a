"""Decisions laid over the datasets: columns beside what was read, and findings decided anew.

Nothing in the datasets is changed. Decisions that are taken back, disputed, or about something that
has changed since are left out.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from gouji.pipeline.check.apply_rules import CHECKS, Facts, check
from gouji.pipeline.decisions.overlay import (
    Decided,
    find_field,
    judge_findings,
    lay_over,
    select_standing,
)
from gouji.pipeline.decisions.records import Decision, Subject
from gouji.pipeline.forms.form import Form
from gouji.pipeline.forms.rules import Rule
from gouji.pipeline.identities.ledger import IdentityIndex, index_identities
from gouji.pipeline.records import Finding, Report
from gouji.pipeline.store.datasets import find_parts
from gouji.pipeline.store.decisions.location import find_url, has_decisions
from gouji.pipeline.store.records_to_rows import Row
from gouji.pipeline.store.rows_to_records import row_to_finding
from gouji.pipeline.store.stored_reports import group_rows, read_stored

Decisions = Mapping[Subject, list[Decision]]
# Kinds whose decisions depend on what was decided of the source.
_DERIVED = ("finding", "report")


@dataclass(frozen=True)
class Rules:
    """The forms and the rules by which findings are decided anew."""

    forms: Mapping[str, Form]
    rules: tuple[Rule, ...]
    identities: Mapping[tuple[str, str], IdentityIndex]

    @classmethod
    def of(cls, forms: Mapping[str, Form], rules: tuple[Rule, ...]) -> Rules:
        """With the identities that follow from them."""
        return cls(forms, rules, index_identities(forms, rules))

    def check(self, row: Row, report: Report) -> tuple[Finding, ...]:
        """The findings within one report, by the trust threshold that it was read with."""
        trust = json.loads(row["settings"])["trust"]
        return check(Facts.from_report(report, self.forms, self.identities, trust), self.rules)


class ReviewedReport(NamedTuple):
    """What stands of the decisions on a report, and its findings with what was decided."""

    decided: Decided
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What stands of the decisions on the reports of OUT, by report, and the findings of these
    reports with what was decided."""

    decided: Mapping[str, Decided] = field(default_factory=dict)
    findings: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)

    def lay_over(self, report_id: str, report: Report) -> Report:
        """The report with what was decided; its findings are left out."""
        decided = self.decided.get(report_id)
        return lay_over(report_id, report, decided) if decided else report

    def issue(self, row: Row) -> Row:
        """A row with `report`, `agency` and `year`: as decided, or as read."""
        decided = self.decided.get(row["report"], {})
        fields = {name: find_field(decided, row["report"], name) for name in ("agency", "year")}
        return row | {name: one.is_ or None for name, one in fields.items() if one is not None}

    def judge(self, report_id: str, findings: Sequence[Finding]) -> tuple[Finding, ...]:
        """The findings of a report with what was decided of them."""
        return judge_findings(report_id, findings, self.decided.get(report_id, {}))


NOTHING_REVIEWED = Reviewed()


def load_reviewed(out: Path, rules: Rules) -> Reviewed:
    """What stands of the decisions on `out`. Raises DatabaseError and StoreError.

    Where there is no database of decisions none is created, and SQLAlchemy is not needed.
    """
    decisions = load_decisions(out)
    decided: dict[str, Decided] = {}
    findings: dict[str, tuple[Finding, ...]] = {}
    for part in find_parts(out, "reports") if decisions else ():
        rows = None
        for stored in read_stored(out, part.name, decisions):
            report_id = stored.row["report"]
            rows = group_rows(out, "findings", part.name) if rows is None else rows
            across = select_across(map(row_to_finding, rows[report_id]), rules.rules)
            reviewed = review_report(*stored, across, decisions[report_id], rules)
            decided[report_id], findings[report_id] = reviewed
    return Reviewed(decided, findings)


def load_decisions(out: Path) -> dict[str, dict[Subject, list[Decision]]]:
    """All decisions by report and subject; empty where there is no database. Raises
    DatabaseError."""
    by_report: dict[str, dict[Subject, list[Decision]]] = defaultdict(dict)
    if has_decisions(out):
        from gouji.pipeline.store.decisions.journal import Journal

        journal = Journal.open(find_url(out))
        for subject, decisions in journal.group().items():
            by_report[subject.report][subject] = decisions
        journal.close()
    return by_report


def select_across(findings: Iterable[Finding], rules: Iterable[Rule]) -> tuple[Finding, ...]:
    """The findings of rules across reports, which only `gouji check` decides."""
    within = {rule.rule for rule in rules if rule.kind in CHECKS}
    return tuple(finding for finding in findings if finding.rule not in within)


def review_report(
    row: Row, report: Report, across: tuple[Finding, ...], decisions: Decisions, rules: Rules
) -> ReviewedReport:
    """What stands of the decisions on one report, and its findings with it. `row` is that of the
    report in `reports`, `across` are its findings of rules across reports.

    Decisions on the source come first. Those on findings, and on the report as a whole, depend on
    what follows from them.
    """
    report_id = row["report"]
    decided = select_standing(report_id, report, decisions)
    laid = lay_over(report_id, report, decided)
    findings = (*rules.check(row, laid), *across)
    final = select_standing(report_id, replace(laid, findings=findings), decisions)
    derived = {subject: final[subject] for subject in final if subject.kind in _DERIVED}
    source = {subject: decided[subject] for subject in decided if subject.kind not in _DERIVED}
    return ReviewedReport(source | derived, judge_findings(report_id, findings, derived))
