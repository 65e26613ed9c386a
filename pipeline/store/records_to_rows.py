"""Records as rows of the datasets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyarrow as pa

from gouji.pipeline.errors import ReportError
from gouji.pipeline.records import (
    Box,
    Cell,
    Claim,
    Difference,
    Finding,
    PrintedTable,
    Report,
    Section,
    UnplacedFigure,
)
from gouji.pipeline.store.schemas import SCHEMA, SCHEMAS

Row = dict[str, Any]
Tables = dict[str, pa.Table]


@dataclass(frozen=True, slots=True)
class Reading:
    """The outcome of reading one report: the report, or why there is none.

    `report` is its id, `source` the path of its file. `seconds` is the time that reading took,
    `models` names the versions used, `settings` is JSON with the trust threshold and the limits.
    """

    report: str
    source: str
    outcome: Report | ReportError
    seconds: float
    models: str
    settings: str


def reading_to_tables(reading: Reading) -> Tables:
    """The rows of every dataset, typed. Raises where a record does not fit its column."""
    rows = reading_to_rows(reading)
    return {name: pa.Table.from_pylist(rows[name], schema=SCHEMAS[name]) for name in SCHEMAS}


def reading_to_rows(reading: Reading) -> dict[str, list[Row]]:
    """The rows of every dataset; a column that is null may be missing in a row of `reports`."""
    rows: dict[str, list[Row]] = {name: [] for name in SCHEMAS}
    rows["reports"] = [_report_row(reading)]
    if isinstance(reading.outcome, Report):
        outcome, report = reading.outcome, {"report": reading.report}
        rows["sections"] = [report | _section_row(section) for section in outcome.sections]
        rows["cells"] = [report | _cell_row(cell) for cell in outcome.cells]
        rows["claims"] = [report | _claim_row(claim) for claim in outcome.claims]
        rows["unplaced"] = [report | _unplaced_row(figure) for figure in outcome.unplaced]
        rows["findings"] = findings_to_rows(reading.report, outcome.findings)
    return rows


def join_tables(all_tables: Iterable[Tables]) -> Tables:
    """The rows of several reports together."""
    listed = list(all_tables)
    return {name: pa.concat_tables([tables[name] for tables in listed]) for name in SCHEMAS}


def number_report(file: str, number: int) -> str:
    """The id of a file's report by its number, from 1: that of the file, #2, #3 … added."""
    return file if number == 1 else f"{file}#{number}"


def find_file(report: str) -> str:
    """The id of the file that a report is in."""
    return report.partition("#")[0]


def findings_to_rows(report: str, findings: Iterable[Finding]) -> list[Row]:
    """The rows of `findings` for the findings on one report."""
    return [{"report": report} | _finding_row(finding) for finding in findings]


def with_sources(tables: Tables, sources: Sequence[str]) -> Tables:
    """The tables of one file, with `sources` before the paths that they have already."""
    rows = tables["reports"].to_pylist()
    paths = list(dict.fromkeys([*sources, *rows[0]["sources"]]))
    rows = [row | {"source": paths[0], "sources": paths} for row in rows]
    return tables | {"reports": pa.Table.from_pylist(rows, schema=SCHEMAS["reports"])}


def _report_row(reading: Reading) -> Row:
    outcome = reading.outcome
    return {
        "report": reading.report,
        "source": reading.source,
        "sources": [reading.source],
        "state": "current",
        "seconds": reading.seconds,
        "models": reading.models,
        "settings": reading.settings,
        "schema": SCHEMA,
    } | (
        _failure(outcome) if isinstance(outcome, ReportError) else _success(outcome, reading.models)
    )


def _success(report: Report, models: str) -> Row:
    return {
        "status": "ok",
        "agency": report.agency,
        "year": report.year,
        "agency_confidence": report.agency_confidence,
        "year_confidence": report.year_confidence,
        "form": report.form,
        "media": report.document.media,
        "pages": report.document.pages,
        **({"models": f"{models} {report.document.ocr}"} if report.document.ocr else {}),
        "page_media": list(report.document.page_media),
        "text": report.document.text,
        "encoding": report.document.encoding,
        "unread_pages": list(report.document.unread_pages),
        "printed_tables": list(map(_table_row, report.printed_tables)),
    }


def _table_row(table: PrintedTable) -> Row:
    others = [one._asdict() | {"value": float(one.value)} for one in table.alternatives]
    differences = [_difference_row(one) for one in table.differences]
    return table._asdict() | {"alternatives": others, "differences": differences}


def _difference_row(difference: Difference) -> Row:
    """The row without the table, which its printed table has."""
    return {
        "row": difference.key.row,
        "column": difference.key.column,
        "raw": difference.raw,
        "other": difference.other,
        "page": difference.page,
        "other_page": difference.other_page,
    }


def _failure(error: ReportError) -> Row:
    return {
        "status": "failed",
        "error": error.kind,
        "message_zh": _storable(error.message_zh),
        "message_en": _storable(error.message_en),
    }


def _storable(message: str) -> str:
    """The message as UTF-8 can hold it: a hostile file may contain half of a surrogate pair."""
    return message.encode("utf-8", "replace").decode("utf-8")


def _section_row(section: Section) -> Row:
    return {
        "section": section.section,
        "title": section.title,
        "start": section.start,
        "end": section.end,
        "page": section.page,
        "confidence": section.confidence,
    }


def _cell_row(cell: Cell) -> Row:
    table, row, column = cell.key
    return {
        "form": cell.form,
        "table": table,
        "row": row,
        "column": column,
        "status": cell.status,
        "value": _float(cell.value),
        "raw": cell.raw,
        "confidence": cell.confidence,
        "suggested": _float(cell.suggested),
        "start": cell.start,
        "end": cell.end,
        **_box(cell.text_box, "ink_"),
    } | _place(cell.page, cell.cell_box)


def _claim_row(claim: Claim) -> Row:
    return {
        "metric": claim.metric,
        "value": _float(claim.value),
        "parts": [float(part) for part in claim.parts],
        "unit": claim.unit,
        "about": claim.about,
        "period": claim.period,
        "approximate": claim.approximate,
        "text": claim.text,
        "start": claim.start,
        "end": claim.end,
        "section": claim.section,
        "confidence": claim.confidence,
    } | _place(claim.page, claim.box)


def _unplaced_row(figure: UnplacedFigure) -> Row:
    return {
        "raw": figure.raw,
        "start": figure.start,
        "end": figure.end,
        "near": figure.near,
        "reason": figure.reason,
    } | _place(figure.page, figure.box)


def _place(page: int | None, box: Box | None) -> Row:
    """The page, and the box on it."""
    return {"page": page, **_box(box)}


def _box(box: Box | None, prefix: str = "") -> Row:
    sides = (f"{prefix}{side}" for side in ("x0", "y0", "x1", "y1"))
    return dict(zip(sides, box or (None,) * 4, strict=True))


def _finding_row(finding: Finding) -> Row:
    return {
        "key": finding.key,
        "rule": finding.rule,
        "scope": finding.scope,
        "verdict": finding.verdict,
        "severity": finding.severity,
        "left": _float(finding.left),
        "right": _float(finding.right),
        "difference": _float(finding.difference),
        "cells": [str(key) for key in finding.cells],
        "claims": list(finding.claims),
        "other_reports": list(finding.other_reports),
        "cause": finding.cause,
        "operands": [
            {"ref": operand.ref, "value": _float(operand.value), "sign": operand.sign}
            for operand in finding.operands
        ],
        "message_zh": finding.message_zh,
        "message_en": finding.message_en,
    }


def _float(number: Decimal | int | None) -> float | None:
    return None if number is None else float(number)
