"""Stored reports as records, part by part."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from gouji.pipeline.records import Report
from gouji.pipeline.store.datasets import read_part
from gouji.pipeline.store.records_to_rows import Row
from gouji.pipeline.store.rows_to_records import RECORDS, rows_to_report


class StoredReport(NamedTuple):
    """A report that was read: its row in `reports`, and its records without findings."""

    row: Row
    report: Report


def read_stored(
    out: Path, part: str, wanted: Container[str] | None = None
) -> Iterator[StoredReport]:
    """The reports of a part that could be read; with `wanted` those with these ids only. Raises
    StoreError."""
    rows = [row for row in read_part(out, "reports", part) if row["status"] == "ok"]
    chosen = [row for row in rows if wanted is None or row["report"] in wanted]
    if not chosen:
        return
    datasets = [group_rows(out, dataset, part) for dataset in RECORDS]
    for row in chosen:
        report = rows_to_report(row, *(grouped[row["report"]] for grouped in datasets))
        yield StoredReport(row, report)


def group_rows(out: Path, dataset: str, part: str) -> Mapping[str, list[Row]]:
    """The rows of one part of a dataset by report. Raises StoreError."""
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in read_part(out, dataset, part):
        rows[row["report"]].append(row)
    return rows
