"""A stored report as records, from its rows in the datasets."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from pathlib import Path

from gouji.inputs.shipped_rules import shipped_rules
from gouji.pipeline.decisions.overlay import Decided, lay_over
from gouji.pipeline.records import Report
from gouji.pipeline.store.datasets import read_report
from gouji.pipeline.store.records_to_rows import Row
from gouji.pipeline.store.reviewed import load_decisions, review_report, select_across
from gouji.pipeline.store.rows_to_records import RECORDS, row_to_finding, rows_to_report


@dataclass(frozen=True, slots=True)
class StoredReport:
    """A report of OUT: its row in `reports`, the trust threshold that it was read with, and its
    records, None where it could not be read. What was decided is laid over the records; `decided`
    are these decisions."""

    row: Row
    trust: float
    report: Report | None
    decided: Decided = field(default_factory=dict)


def load_stored_report(out: Path, report: str) -> StoredReport:
    """The report with the id `report`. Raises StoreError."""
    [row] = read_report(out, "reports", report)
    trust = float(json.loads(row["settings"])["trust"])
    if row["status"] == "failed":
        return StoredReport(row, trust, None)
    records = rows_to_report(row, *(read_report(out, name, report) for name in RECORDS))
    findings = tuple(map(row_to_finding, read_report(out, "findings", report)))
    decisions = load_decisions(out).get(report)
    if not decisions:
        return StoredReport(row, trust, replace(records, findings=findings))
    rules = shipped_rules()
    across = select_across(findings, rules.rules)
    decided, findings = review_report(row, records, across, decisions, rules)
    laid = lay_over(report, records, decided)
    return StoredReport(row, trust, replace(laid, findings=findings), decided)
