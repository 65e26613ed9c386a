"""Reads from OUT what is worth a look, part by part, without the rows that are trusted."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from gouji.pipeline.store.datasets import find_parts, read_rows
from gouji.pipeline.store.records_to_rows import Row
from gouji.review.items import Item, ReportEntry, ReportRows, list_items
from gouji.training.review_order import Candidate, order_reports

_COLUMNS = [
    "report", "source", "state", "status", "agency", "year", "agency_confidence",
    "year_confidence", "form", "media", "page_media", "printed_tables", "settings",
]  # fmt: skip


class LoadedItems(NamedTuple):
    """The current reports of OUT that were read, and all items. `compared_by` has for a report the
    reports whose findings compare its cells. `ranks` has the place of each report in the order in
    which models learn most, None where the worthiest come first."""

    entries: Mapping[str, ReportEntry]
    items: list[Item]
    compared_by: Mapping[str, set[str]]
    ranks: Mapping[str, int] | None = None


def load_items(out: Path, for_training: bool = False) -> LoadedItems:
    """What is worth a look, the reports from which models learn most first where it is
    `for_training`. Raises StoreError."""
    read_rows(out, "reports", [])
    entries: dict[str, ReportEntry] = {}
    items: list[Item] = []
    candidates: list[Candidate] = []
    compared_by: dict[str, set[str]] = defaultdict(set)
    columns = [*_COLUMNS, "text"] if for_training else _COLUMNS
    for part in find_parts(out, "reports"):
        for report, other in _list_compared(out, part.name):
            compared_by[other].add(report)
        for entry, row, rows in _read_part(out, part.name, columns):
            entries[entry.report] = entry
            listed = list(list_items(entry, row, rows))
            items += listed
            if for_training and listed:
                candidates.append(_to_candidate(entry, row, rows))
    ranks = {report: rank for rank, report in enumerate(order_reports(candidates))}
    return LoadedItems(entries, items, compared_by, ranks if for_training else None)


def _to_candidate(entry: ReportEntry, row: Row, rows: ReportRows) -> Candidate:
    """A report as the order for training sees it."""
    starts = [cell["start"] for cell in rows.cells if cell["table"] in entry.printed]
    starts += [figure["start"] for figure in rows.unplaced]
    return Candidate.of(entry.report, row["text"] or "", starts)


def _list_compared(out: Path, part: str) -> Iterator[tuple[str, str]]:
    """Pairs of a report with findings and another report that one of them names."""
    file = pq.ParquetFile(out / "findings" / part)
    table = file.read(["report", "other_reports"])
    named = pc.fill_null(pc.list_value_length(table["other_reports"]), 0)
    for row in table.filter(pc.greater(named, 0)).to_pylist():
        yield from ((row["report"], other) for other in row["other_reports"])


def _read_part(
    out: Path, part: str, columns: Sequence[str]
) -> Iterator[tuple[ReportEntry, Row, ReportRows]]:
    table = pq.ParquetFile(out / "reports" / part).read(columns)
    rows = [row for row in table.to_pylist() if row["status"] == "ok" and row["state"] == "current"]
    entries = [_to_entry(row) for row in rows]
    lowest = max((entry.trust for entry in entries), default=0.0)
    doubtful = pc.field("confidence") < lowest
    groups = [
        _group(out, "cells", part, doubtful),
        _group(out, "claims", part, doubtful),
        _group(out, "sections", part, doubtful),
        _group(out, "unplaced", part),
        _group(out, "findings", part, pc.field("verdict") != "holds"),
    ]
    for entry, row in zip(entries, rows, strict=True):
        yield entry, row, ReportRows(*(_select(group[entry.report], entry) for group in groups))


def _group(
    out: Path, dataset: str, part: str, chosen: pc.Expression | None = None
) -> Mapping[str, list[Row]]:
    table: pa.Table = pq.ParquetFile(out / dataset / part).read()
    rows = table.filter(chosen) if chosen is not None else table
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows.to_pylist():
        groups[row["report"]].append(row)
    return groups


def _select(rows: list[Row], entry: ReportEntry) -> list[Row]:
    """Rows with a confidence have one below the threshold of their report."""
    return [row for row in rows if row.get("confidence", 0.0) < entry.trust]


def _to_entry(row: Row) -> ReportEntry:
    printed = [table for table in row["printed_tables"] if table["copies"]]
    return ReportEntry(
        report=row["report"],
        source=row["source"],
        agency=row["agency"] or "",
        year=row["year"],
        form=row["form"] or "",
        media=row["media"],
        layout=describe_layout(row, printed),
        trust=float(json.loads(row["settings"])["trust"]),
        printed=frozenset(table["table"] for table in printed),
    )


def describe_layout(row: Row, printed: Sequence[Row]) -> str:
    """The stratum of a report in the audit: its medium, the media of its pages, its form, and
    whether its tables are ruled, unruled, or of both kinds."""
    pages = "+".join(sorted(set(row["page_media"])))
    borders = {"ruled" if table["ruled"] else "unruled" for table in printed}
    parts = (row["media"], pages, row["form"] or "", "+".join(sorted(borders)))
    return " ".join(part for part in parts if part)
