"""Counts over the datasets, for the reports of one run, read part by part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from gouji.pipeline.store.datasets import read_rows


@dataclass(frozen=True, slots=True)
class Failure:
    """A report that could not be read. `kind` is one of `pipeline/errors.py`."""

    report: str
    source: str
    kind: str
    message_zh: str
    message_en: str


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that the report `source` breaks."""

    report: str
    source: str
    rule: str
    scope: str
    message_zh: str
    message_en: str


@dataclass(frozen=True, slots=True)
class Tally:
    """`cells` by status; `doubtful`: cells below the trust threshold; `findings` by (rule,
    verdict)."""

    failures: tuple[Failure, ...]
    cells: Counter[str]
    doubtful: int
    findings: Counter[tuple[str, str]]
    broken: tuple[Broken, ...]


NOTHING = Tally((), Counter(), 0, Counter(), ())


def count(out: Path, files: AbstractSet[str], trust: float) -> Tally:
    """Count what `out` holds of the reports in `files` (ids). Raises StoreError."""
    wanted = pa.array(sorted(files), pa.string())
    sources, failures = _read_reports(out, wanted)
    cells, doubtful = _count_cells(out, wanted, trust)
    findings, broken = _count_findings(out, wanted, sources)
    return Tally(failures, cells, doubtful, findings, broken)


def _read_reports(out: Path, wanted: pa.Array) -> tuple[dict[str, str], tuple[Failure, ...]]:
    sources: dict[str, str] = {}
    failures: list[Failure] = []
    columns = ["report", "source", "status", "error", "message_zh", "message_en"]
    for table in read_rows(out, "reports", columns):
        for row in _only(table, wanted).to_pylist():
            sources[row["report"]] = row["source"]
            if row.pop("status") == "failed":
                failures.append(Failure(kind=row.pop("error"), **row))
    return sources, tuple(failures)


def _count_cells(out: Path, wanted: pa.Array, trust: float) -> tuple[Counter[str], int]:
    statuses: Counter[str] = Counter()
    doubtful = 0
    for table in read_rows(out, "cells", ["report", "status", "confidence"]):
        cells = _only(table, wanted)
        for one in pc.value_counts(cells["status"]).to_pylist():
            statuses[one["values"]] += one["counts"]
        doubtful += pc.sum(pc.less(cells["confidence"], trust)).as_py() or 0
    return statuses, doubtful


def _count_findings(
    out: Path, wanted: pa.Array, sources: dict[str, str]
) -> tuple[Counter[tuple[str, str]], tuple[Broken, ...]]:
    verdicts: Counter[tuple[str, str]] = Counter()
    broken: list[Broken] = []
    columns = ["report", "rule", "scope", "verdict", "message_zh", "message_en"]
    for table in read_rows(out, "findings", columns):
        findings = _only(table, wanted)
        groups = findings.group_by(["rule", "verdict"]).aggregate([([], "count_all")])
        for one in groups.to_pylist():
            verdicts[one["rule"], one["verdict"]] += one["count_all"]
        for row in findings.filter(pc.equal(findings["verdict"], "broken")).to_pylist():
            broken.append(_broken(row, sources))
    return verdicts, tuple(broken)


def _broken(row: dict[str, Any], sources: dict[str, str]) -> Broken:
    row.pop("verdict")
    return Broken(source=sources[row["report"]], **row)


def _only(table: pa.Table, wanted: pa.Array) -> pa.Table:
    files = pc.list_element(pc.split_pattern(table["report"], "#", max_splits=1), 0)
    return table.filter(pc.is_in(files, value_set=wanted))
