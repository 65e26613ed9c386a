"""A stored report as records, from its rows in the datasets."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from gouji.pipeline.records import Box, Cell, CellKey, Document, Finding, Report
from gouji.pipeline.store.datasets import read_report
from gouji.pipeline.store.records import row_to_cell, row_to_claim, row_to_section, to_number
from gouji.pipeline.store.rows import Row


@dataclass(frozen=True, slots=True)
class StoredReport:
    """A report of OUT: its row in `reports`, the trust threshold that it was read with, and its
    records, None where it could not be read."""

    row: Row
    trust: float
    report: Report | None


def load_stored_report(out: Path, report: str) -> StoredReport:
    """The report with the id `report`. Raises StoreError."""
    [row] = read_report(out, "reports", report)
    trust = float(json.loads(row["settings"])["trust"])
    if row["status"] == "failed":
        return StoredReport(row, trust, None)
    sections, cells, claims, findings = (
        read_report(out, name, report) for name in ("sections", "cells", "claims", "findings")
    )
    records = _rows_to_report(row, sections, cells, claims)
    records = replace(records, findings=tuple(map(_row_to_finding, findings)))
    return StoredReport(row, trust, records)


def _rows_to_report(
    row: Row, sections: Sequence[Row], cells: Sequence[Row], claims: Sequence[Row]
) -> Report:
    """The report of a row of `reports`, from its rows in the other datasets, without findings."""
    return Report(
        document=Document(row["text"], row["media"], (), pages=row["pages"]),
        agency=row["agency"],
        year=row["year"],
        form=row["form"],
        sections=tuple(map(row_to_section, sections)),
        cells=tuple(map(_row_to_placed_cell, cells)),
        findings=(),
        claims=tuple(map(row_to_claim, claims)),
    )


def _row_to_placed_cell(row: Row) -> Cell:
    """The cell of a row, with its place on the page."""
    return row_to_cell(row)._replace(page=row["page"], box=_find_box(row))


def _find_box(row: Row) -> Box | None:
    return None if row["x0"] is None else (row["x0"], row["y0"], row["x1"], row["y1"])


def _row_to_finding(row: Row) -> Finding:
    return Finding(
        rule=row["rule"],
        scope=row["scope"],
        verdict=row["verdict"],
        severity=row["severity"],
        message_zh=row["message_zh"],
        message_en=row["message_en"],
        left=to_number(row["left"]),
        right=to_number(row["right"]),
        cells=_to_keys(row["cells"]),
        claims=tuple(row["claims"]),
        other_reports=tuple(row["other_reports"]),
        cause=row["cause"],
    )


def _to_keys(names: Sequence[str]) -> tuple[CellKey, ...]:
    """Cells that are stored as `table/row/column`."""
    return tuple(CellKey(*name.split("/")) for name in names)
