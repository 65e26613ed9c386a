"""Reports rebuilt from the rows that they were stored as."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from gouji.pipeline.records import (
    Cell,
    CellKey,
    Claim,
    Difference,
    Document,
    Finding,
    Operand,
    OtherReading,
    PrintedTable,
    Report,
    Section,
)
from gouji.pipeline.store.records_to_rows import Reading, reading_to_tables
from gouji.pipeline.store.rows_to_records import RECORDS, rows_to_report

SAMPLES = sorted((Path(__file__).parents[2] / "data" / "samples").glob("[0-9]*[lt]"))
KEY = CellKey("requests", "received", "total")


def through_rows(report: Report) -> Report:
    tables = reading_to_tables(Reading("a", "a.pdf", report, 0.1, "m", "{}"))
    rows = {name: table.to_pylist() for name, table in tables.items()}
    return rows_to_report(rows["reports"][0], *(rows[name] for name in RECORDS))


def test_a_report_comes_back_as_it_was_stored() -> None:
    report = Report(
        Document("收到3件", "pdf", (), "gb18030", pages=3, unread_pages=(2,)),
        "云岫区教育局",
        2023,
        "2021",
        (Section("requests", "三、申请", 0, 4, 0.75, page=1),),
        (
            Cell("2021", KEY, "read", Decimal(3), "3", 0.9, None, 2, 3, 1, (1.0, 2.0, 3.0, 4.5)),
            Cell("2021", KEY._replace(row="handled"), "absent", suggested=3),
        ),
        (),
        (Claim("breakdown", Decimal("3.5"), 2, 3, "收到3件", "件", "part", "cumulative", True,
               (Decimal(1), Decimal("2.5")), "requests", 0.5, 1, (0.0, 0.0, 9.0, 9.0)),),
        (PrintedTable("proactive", "2019", 0), PrintedTable("requests", "2021", 2, True, (OtherReading("received", "total", Decimal(47)),),
         (Difference(KEY, "3", "8", 1, 2), Difference(KEY._replace(column="company"), "3", "")))),
    )  # fmt: skip
    assert through_rows(report) == report


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_a_sample_comes_back_as_it_was_read(path: Path, read: Callable[[Path], Report]) -> None:
    report = read(path)
    document = Document(report.document.text, report.document.media, (), report.document.encoding)
    assert through_rows(report) == replace(report, document=document, findings=())
    assert {table.copies for table in report.printed_tables} == {1}


def test_a_finding_is_stored_with_its_key_and_operands() -> None:
    operands = (Operand(str(KEY), Decimal("4.5"), 1), Operand("claim:12", None, -1))
    finding = Finding("r", "s", "undecided", "error", "中", "en", operands=operands)
    report = Report(Document("", "text", ()), None, None, None, (), (), (finding,))
    tables = reading_to_tables(Reading("a", "a.txt", report, 0.1, "m", "{}"))
    [row] = tables["findings"].to_pylist()
    assert row["key"] == finding.key
    assert row["operands"] == [
        {"ref": "requests/received/total", "value": 4.5, "sign": 1},
        {"ref": "claim:12", "value": None, "sign": -1},
    ]
