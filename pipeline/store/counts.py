"""Counts cells and findings of the reports of one run, part by part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from gouji.pipeline.store.datasets import read_rows


@dataclass(frozen=True, slots=True)
class FailedReport:
    """A file that could not be read. `kind`: an error kind of `pipeline/errors.py`."""

    report: str
    source: str
    kind: str
    message_zh: str
    message_en: str


@dataclass(frozen=True, slots=True)
class BrokenRule:
    """A finding with the verdict `broken`; `source`: the file of the report."""

    report: str
    source: str
    rule: str
    scope: str
    message_zh: str
    message_en: str


@dataclass(frozen=True, slots=True)
class DatasetCounts:
    """`cells` by status. `doubtful`: number of cells below the trust threshold. `unplaced`: number
    of figures without a cell. `findings` by (rule, verdict)."""

    failures: tuple[FailedReport, ...]
    cells: Counter[str]
    doubtful: int
    findings: Counter[tuple[str, str]]
    broken: tuple[BrokenRule, ...]
    unplaced: int = 0


NO_COUNTS = DatasetCounts((), Counter(), 0, Counter(), ())


class _ReportCounts(NamedTuple):
    sources: dict[str, str]
    failures: tuple[FailedReport, ...]


class _CellCounts(NamedTuple):
    by_status: Counter[str]
    doubtful: int


class _FindingCounts(NamedTuple):
    by_verdict: Counter[tuple[str, str]]
    broken: tuple[BrokenRule, ...]


def count_datasets(out: Path, file_ids: AbstractSet[str], trust: float) -> DatasetCounts:
    """Count the rows of `out` that belong to the files `file_ids`. Raises StoreError.

    `trust`: the confidence below which a cell is doubtful.
    """
    wanted = pa.array(sorted(file_ids), pa.string())
    reports = _count_reports(out, wanted)
    cells = _count_cells(out, wanted, trust)
    findings = _count_findings(out, wanted, reports.sources)
    unplaced = read_rows(out, "unplaced", ["report"])
    return DatasetCounts(
        reports.failures,
        cells.by_status,
        cells.doubtful,
        findings.by_verdict,
        findings.broken,
        sum(len(_select_files(table, wanted)) for table in unplaced),
    )


def _count_reports(out: Path, wanted: pa.Array) -> _ReportCounts:
    sources: dict[str, str] = {}
    failures: list[FailedReport] = []
    columns = ["report", "source", "status", "error", "message_zh", "message_en"]
    for table in read_rows(out, "reports", columns):
        for row in _select_files(table, wanted).to_pylist():
            sources[row["report"]] = row["source"]
            if row.pop("status") == "failed":
                failures.append(FailedReport(kind=row.pop("error"), **row))
    return _ReportCounts(sources, tuple(failures))


def _count_cells(out: Path, wanted: pa.Array, trust: float) -> _CellCounts:
    by_status: Counter[str] = Counter()
    doubtful = 0
    for table in read_rows(out, "cells", ["report", "status", "confidence"]):
        cells = _select_files(table, wanted)
        for group in pc.value_counts(cells["status"]).to_pylist():
            by_status[group["values"]] += group["counts"]
        doubtful += pc.sum(pc.less(cells["confidence"], trust)).as_py() or 0
    return _CellCounts(by_status, doubtful)


def _count_findings(out: Path, wanted: pa.Array, sources: dict[str, str]) -> _FindingCounts:
    by_verdict: Counter[tuple[str, str]] = Counter()
    broken: list[BrokenRule] = []
    columns = ["report", "rule", "scope", "verdict", "message_zh", "message_en"]
    for table in read_rows(out, "findings", columns):
        findings = _select_files(table, wanted)
        groups = findings.group_by(["rule", "verdict"]).aggregate([([], "count_all")])
        for group in groups.to_pylist():
            by_verdict[group["rule"], group["verdict"]] += group["count_all"]
        for row in findings.filter(pc.equal(findings["verdict"], "broken")).to_pylist():
            broken.append(_to_broken_rule(row, sources))
    return _FindingCounts(by_verdict, tuple(broken))


def _to_broken_rule(row: dict[str, Any], sources: dict[str, str]) -> BrokenRule:
    del row["verdict"]
    return BrokenRule(source=sources[row["report"]], **row)


def _select_files(table: pa.Table, wanted: pa.Array) -> pa.Table:
    """The rows of the reports in the files `wanted`; a report id may end in #2, #3 …"""
    file_ids = pc.list_element(pc.split_pattern(table["report"], "#", max_splits=1), 0)
    return table.filter(pc.is_in(file_ids, value_set=wanted))
