"""The columns of decisions beside what was read. The datasets themselves are not changed.

They are null where nobody decided, where a decision was taken back or is disputed, and where what
it judged has changed since.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from gouji.pipeline.decisions.answers import (
    Answer,
    CellAnswer,
    ClaimAnswer,
    FigureAnswer,
    FindingAnswer,
    ReportAnswer,
    SectionAnswer,
    to_plain,
)
from gouji.pipeline.decisions.overlay import Decided, find_field, name_claim
from gouji.pipeline.decisions.records import Subject
from gouji.pipeline.store.records_to_rows import Row, findings_to_rows
from gouji.pipeline.store.reviewed import Reviewed
from gouji.pipeline.store.rows_to_records import row_to_claim
from gouji.pipeline.store.schemas import SCHEMAS

_BY = ("reviewed_by", pa.string())  # Who answered last.
# The columns that are added to each dataset; null where nobody decided.
COLUMNS: dict[str, list[tuple[str, pa.DataType]]] = {
    "sections": [("reviewed_section", pa.string()), _BY],
    "cells": [("reviewed_status", pa.string()), ("reviewed_value", pa.float64()), _BY],
    "claims": [
        ("reviewed_metric", pa.string()),
        ("reviewed_value", pa.float64()),
        ("reviewed_parts", pa.list_(pa.float64())),
        ("reviewed_about", pa.string()),
        ("reviewed_period", pa.string()),
        _BY,
    ],
    "unplaced": [("reviewed_judgement", pa.string()), _BY],
    "findings": [("reviewed_judgement", pa.string()), _BY],
    "reports": [
        ("reviewed_agency", pa.string()),
        ("reviewed_year", pa.int32()),
        ("reviewed_by", pa.string()),  # who signed the whole report
    ],
}
REVIEWED_SCHEMAS: dict[str, pa.Schema] = {
    name: pa.schema([*schema, *(pa.field(*column) for column in COLUMNS[name])])
    for name, schema in SCHEMAS.items()
}
_SUBJECTS: dict[str, Callable[[Row], Subject]] = {
    "sections": lambda row: Subject(row["report"], "section", str(row["start"])),
    "cells": lambda row: Subject(
        row["report"], "cell", f"{row['table']}/{row['row']}/{row['column']}"
    ),
    "claims": lambda row: name_claim(row["report"], row_to_claim(row)),
    "unplaced": lambda row: Subject(row["report"], "unplaced", f"{row['start']}:{row['end']}"),
    "findings": lambda row: Subject(row["report"], "finding", row["key"]),
}


def add_columns(dataset: str, rows: pa.Table, reviewed: Reviewed) -> pa.Table:
    """The rows of a dataset with its columns of decisions.

    Findings of a report with decisions are decided anew, those of rules across reports excepted.
    """
    schema = REVIEWED_SCHEMAS[dataset]
    is_decided = pc.is_in(rows["report"], value_set=pa.array(list(reviewed.decided), pa.string()))
    nulls = {name: pa.nulls(len(rows), kind) for name, kind in COLUMNS[dataset]}
    if not pc.any(is_decided).as_py():
        return pa.table([*rows.columns, *nulls.values()], schema=schema)
    kept = rows.filter(pc.invert(is_decided))
    decided = list(_decide_rows(dataset, rows.filter(is_decided).to_pylist(), reviewed))
    kept = add_columns(dataset, kept, Reviewed())
    return pa.concat_tables([kept, pa.Table.from_pylist(decided, schema=schema)])


def _decide_rows(dataset: str, rows: list[Row], reviewed: Reviewed) -> Iterator[Row]:
    if dataset == "findings":
        reports = dict.fromkeys(row["report"] for row in rows)
        rows = [row for one in reports for row in findings_to_rows(one, reviewed.findings[one])]
    for row in rows:
        decided = reviewed.decided[row["report"]]
        if dataset == "reports":
            yield row | _list_fields(row["report"], decided)
            continue
        decision = decided.get(_SUBJECTS[dataset](row))
        answered = {} if decision is None or decision.answer is None else _answer(decision.answer)
        yield row | answered | ({"reviewed_by": decision.by} if decision else {})


def _answer(answer: Answer) -> Row:
    """The columns of an answer."""
    match answer:
        case CellAnswer():
            values: dict[str, Any] = {"status": answer.status, "value": answer.value}
        case ClaimAnswer():
            names = ("metric", "value", "parts", "about", "period")
            values = {name: getattr(answer, name) for name in names}
        case FindingAnswer() | FigureAnswer():
            values = {"judgement": answer.judgement}
        case SectionAnswer():
            values = {"section": answer.opens}
        case ReportAnswer():
            values = {}
    return {f"reviewed_{name}": to_plain(value) for name, value in values.items()}


def _list_fields(report: str, decided: Decided) -> Row:
    """The columns of `reports`."""
    row: Row = {}
    for name in ("agency", "year"):
        if answer := find_field(decided, report, name):
            row[f"reviewed_{name}"] = answer.is_ or None
    signed = decided.get(Subject(report, "report", "signed"))
    return row | ({"reviewed_by": signed.by} if signed else {})
