"""Small OUT folders with known rows, and the export of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from gouji.configs import FOLDER
from gouji.pipeline.errors import NotAReport, ReportError
from gouji.pipeline.export.formats import ExportFormat
from gouji.pipeline.export.run import ExportOrder, ExportResult, export
from gouji.pipeline.forms.form import load_forms
from gouji.pipeline.records import Cell, CellKey, Document, Finding, Report, Section
from gouji.pipeline.store.datasets import commit, next_part, prepare, rewrite_reports
from gouji.pipeline.store.records_to_rows import Reading, reading_to_tables
from gouji.pipeline.store.user_metadata import UserMetadata

FORMS = load_forms(FOLDER / "forms")
TRUST = 0.8
EVIL = "=HYPERLINK(0)"
SPECIAL: dict[str, dict[str, Any]] = {
    "requests/received/natural_person": {"status": "read", "value": Decimal(0), "raw": "0"},
    "requests/received/company": {"status": "blank", "raw": ""},
    "requests/received/research": {"status": "blank", "raw": "/"},
    "requests/received/public_interest": {"status": "absent", "suggested": 3},
    "requests/received/legal_service": {"status": "unreadable", "raw": EVIL},
    "requests/received/other_org": {
        "status": "read", "value": Decimal(7), "raw": "7", "confidence": 0.3,
    },
    "requests/received/total": {"status": "read", "value": Decimal(12), "raw": "12"},
    "proactive/fees/fee_amount": {
        "status": "read", "value": Decimal("190.457379"), "raw": "190.457379",
    },
}  # fmt: skip
BROKEN = CellKey("requests", "received", "total")


def build_report(
    agency: str | None = "云岫区教育局", year: int | None = 2023, form: str = "2021", **fields: Any
) -> Report:
    """A report with the cells of SPECIAL; all other cells of the form are read as 1."""
    cells = tuple(_cell(form, key) for key in FORMS[form].columns)
    finding = Finding(
        "row_total", "received", "broken", "error", "=各项之和 7", "-adds up to 7",
        Decimal(7), Decimal(12), (BROKEN,), cause="source",
    )  # fmt: skip
    section = Section("requests", "@三、申请", 0, 4, 0.123456789012345678)
    report = Report(
        Document("=text\r\nof \x00\x1b it", "text", ()),
        agency, year, form, (section,), cells, (finding,),
    )  # fmt: skip
    return replace(report, **fields)


def _cell(form: str, key: CellKey) -> Cell:
    fields = SPECIAL.get(str(key), {"status": "read", "value": Decimal(1), "raw": "1"})
    return Cell(form, key, **({"confidence": 0.99} | fields))


def write_out(out: Path, outcomes: Mapping[str, Report | ReportError]) -> Path:
    """OUT with one part; the id of a report is its source."""
    prepare(out)
    tables = [
        reading_to_tables(Reading(name, name, outcome, 0.1, "m", f'{{"trust": {TRUST}}}'))
        for name, outcome in outcomes.items()
    ]
    import pyarrow as pa

    joined = {name: pa.concat_tables(rows[name] for rows in tables) for name in tables[0]}
    commit(out, next_part(out), joined)
    return out


def build_out(out: Path) -> Path:
    """Three reports of two agencies in two forms, and a file that is not a report."""
    return write_out(
        out,
        {
            "in/a.txt": build_report(),
            "in/b.txt": build_report(year=2020, form="2019"),
            "in/c.txt": build_report("岚坪县人民政府", None),
            "in/d.txt": NotAReport("in/d.txt"),
        },
    )


def set_state(out: Path, report: str, state: str) -> None:
    rewrite_reports(out, {report: {"state": state}})


def run_export(
    out: Path,
    dest: Path,
    format: str,
    known: Mapping[str, UserMetadata] | None = None,
    **order: bool,
) -> ExportResult:
    return export(out, dest, ExportOrder(ExportFormat(format), **order), FORMS, known or {})
