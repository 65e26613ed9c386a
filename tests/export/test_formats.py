"""Every format, opened by a common reader of it, has the rows and numbers of the datasets."""

from __future__ import annotations

import csv
import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest

from gouji.pipeline.export.formulas import unmark
from gouji.pipeline.store.datasets import prepare
from tests.export.outs import EVIL, build_out, run_export

Rows = list[dict[str, Any]]
FORMATS = ("xlsx", "csv", "jsonl", "parquet", "sqlite", "duckdb")


def _from_xlsx(dest: Path, name: str) -> Rows:
    head, *rows = openpyxl.load_workbook(dest)[name].iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def _from_csv(dest: Path, name: str) -> Rows:
    table = pd.read_csv(dest / f"{name}.csv", dtype=str, keep_default_na=False)
    return [{k: unmark(v) for k, v in row.items()} for row in table.to_dict("records")]


def _from_jsonl(dest: Path, name: str) -> Rows:
    lines = (dest / f"{name}.jsonl").read_text(encoding="utf-8").split("\n")
    return [json.loads(line) for line in lines if line]


def _from_parquet(dest: Path, name: str) -> Rows:
    rows: Rows = pq.read_table(dest / f"{name}.parquet").to_pylist()
    return rows


def _from_sqlite(dest: Path, name: str) -> Rows:
    database = sqlite3.connect(dest)
    database.row_factory = sqlite3.Row
    return [dict(row) for row in database.execute(f"select * from {name}")]


def _from_duckdb(dest: Path, name: str) -> Rows:
    with duckdb.connect(str(dest), read_only=True) as database:
        cursor = database.execute(f"from {name}")
        heads = [column[0] for column in cursor.description]
        return [dict(zip(heads, row, strict=True)) for row in cursor.fetchall()]


OPENERS: dict[str, Callable[[Path, str], Rows]] = {
    "xlsx": _from_xlsx,
    "csv": _from_csv,
    "jsonl": _from_jsonl,
    "parquet": _from_parquet,
    "sqlite": _from_sqlite,
    "duckdb": _from_duckdb,
}


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    # A name with characters that have a meaning in glob patterns and SQL.
    return build_out(tmp_path_factory.mktemp("a[b]*c") / "x=1 '")


@pytest.fixture(scope="module", params=FORMATS)
def exported(
    request: pytest.FixtureRequest, out: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path, str, Path]]:
    dest = tmp_path_factory.mktemp("dest") / f"it's.{request.param}"
    run_export(out, dest, request.param)
    yield out, request.param, dest


def _number(value: Any) -> float | None:
    return None if value in (None, "") else float(value)


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        ("cells", ("value", "confidence", "suggested")),
        ("sections", ("start", "end", "confidence")),
        ("findings", ("left", "right", "difference")),
        ("reports", ("seconds", "year")),
    ],
)
def test_numbers_equal_those_of_the_datasets(
    exported: tuple[Path, str, Path], name: str, numbers: tuple[str, ...]
) -> None:
    out, format, dest = exported
    stored = pq.read_table(out / name).to_pylist()
    rows = OPENERS[format](dest, name)
    order = lambda row: (row["report"], row.get("table"), row.get("row"), row.get("column"))  # noqa: E731
    for column in numbers:
        exported_numbers = [_number(row[column]) for row in sorted(rows, key=order)]
        assert exported_numbers == [row[column] for row in sorted(stored, key=order)]


def test_blank_zero_slash_and_absent_are_different(exported: tuple[Path, str, Path]) -> None:
    _, format, dest = exported
    rows = {
        row["column"]: (row["status"], _number(row["value"]), row["raw"] or "")
        for row in OPENERS[format](dest, "cells")
        if (row["report"], row["row"]) == ("in/a.txt", "received")
    }
    assert rows == {
        "natural_person": ("read", 0.0, "0"),
        "company": ("blank", None, ""),
        "research": ("blank", None, "/"),
        "public_interest": ("absent", None, ""),
        "legal_service": ("unreadable", None, EVIL),
        "other_org": ("read", 7.0, "7"),
        "total": ("read", 12.0, "12"),
    }


def test_a_decimal_is_as_printed(exported: tuple[Path, str, Path]) -> None:
    _, format, dest = exported
    fees = [r["value"] for r in OPENERS[format](dest, "cells") if r["column"] == "fee_amount"]
    assert [str(value) for value in fees] == ["190.457379"] * 2


def test_lists_are_lists_or_json(exported: tuple[Path, str, Path]) -> None:
    _, format, dest = exported
    cells = OPENERS[format](dest, "findings")[0]["cells"]
    assert (json.loads(cells) if isinstance(cells, str) else cells) == ["requests/received/total"]


def test_a_failed_report_has_its_error(exported: tuple[Path, str, Path]) -> None:
    _, format, dest = exported
    rows = {row["report"]: row for row in OPENERS[format](dest, "reports")}
    assert len(rows) == 4
    assert rows["in/d.txt"]["error"] == "not_a_report"
    assert "没有找到" in rows["in/d.txt"]["message_zh"]


def test_null_and_empty_text_differ_in_csv(out: Path, tmp_path: Path) -> None:
    run_export(out, tmp_path / "d.csv", "csv")
    text = (tmp_path / "d.csv" / "cells.csv").read_text(encoding="utf-8")
    assert 'received,company,blank,,"",' in text
    assert "received,public_interest,absent,,,0.99,3" in text


def test_no_field_of_csv_is_a_formula(out: Path, tmp_path: Path) -> None:
    run_export(out, tmp_path / "d.csv", "csv")
    for path in (tmp_path / "d.csv").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            fields = [field for row in csv.reader(file) for field in row]
        risky = [field for field in fields if field.lstrip()[:1] in tuple("=+-@＝＋－＠")]
        assert all(_is_number(field) for field in risky if field), path
    rows = _from_csv(tmp_path / "d.csv", "sections")
    assert rows[0]["title"] == "@三、申请"


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return not text
    return True


@pytest.mark.parametrize("bom", [True, False])
def test_a_byte_order_mark_is_written_on_request(out: Path, tmp_path: Path, bom: bool) -> None:
    run_export(out, tmp_path / "d.csv", "csv", bom=bom)
    paths = list((tmp_path / "d.csv").glob("*.csv"))
    assert len(paths) == 6
    for path in paths:
        assert path.read_bytes().startswith(b"\xef\xbb\xbfreport," if bom else b"report,")


def test_rows_of_an_uncommitted_part_are_left_out(tmp_path: Path) -> None:
    out = build_out(tmp_path / "out")
    last = max((out / "cells").glob("part-*.parquet"))
    (out / "cells" / "part-00099.parquet").write_bytes(last.read_bytes())
    exported = run_export(out, tmp_path / "d.jsonl", "jsonl")
    assert exported.rows["cells"] == 200 + 198 + 200


@pytest.mark.parametrize("wide", [True, False])
@pytest.mark.parametrize("format", FORMATS)
def test_datasets_without_a_report_are_exported_empty(
    tmp_path: Path, format: str, wide: bool
) -> None:
    prepare(tmp_path / "out")
    exported = run_export(tmp_path / "out", tmp_path / f"d.{format}", format, wide=wide)
    assert set(exported.rows.values()) == {0}
    assert (tmp_path / f"d.{format}").exists()
