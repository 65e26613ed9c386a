"""The datasets in OUT as other programs read them, also after an interrupted run."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from gouji.pipeline.errors import NotAReport, ReportError
from gouji.pipeline.records import Cell, CellKey, Document, Finding, Report
from gouji.pipeline.store.arrow_ipc import bytes_to_tables, tables_to_bytes
from gouji.pipeline.store.datasets import (
    StoreError,
    commit,
    lock_out,
    next_part,
    prepare,
    read_rows,
    rewrite_reports,
)
from gouji.pipeline.store.records_to_rows import Reading, Tables, reading_to_tables
from gouji.pipeline.store.schemas import SCHEMA, SCHEMAS
from gouji.pipeline.store.writer import MAX_BYTES, Writer

SPEC = Path(__file__).parents[3] / "shared" / "spec" / "contract.md"
FIRST = CellKey("requests", "received", "total")


def report_of(*cells: Cell, findings: tuple[Finding, ...] = ()) -> Report:
    return Report(Document("text", "text", ()), None, None, "2021", (), cells, findings)


def tables_of(report: str, outcome: Report | ReportError) -> Tables:
    return reading_to_tables(Reading(report, f"{report}.txt", outcome, 0.1, "m", "{}"))


def test_every_dataset_is_readable_before_any_report_is_read(tmp_path: Path) -> None:
    prepare(tmp_path)
    for name, schema in SCHEMAS.items():
        table = pq.read_table(tmp_path / name)
        assert table.num_rows == 0
        assert table.schema.equals(schema)


@pytest.mark.skipif(not SPEC.exists(), reason="the contract is not beside this checkout")
def test_columns_are_those_of_the_contract() -> None:
    contract = SPEC.read_text(encoding="utf-8")
    for name, schema in SCHEMAS.items():
        promised = contract.split(f"\n`{name}` — ")[1].split("\n\n")[0]
        columns = set(schema.names) - {"settings", "printed_tables", "encoding"}
        sides = {"x0", "y0", "x1", "y1"}
        ranges = sides | {f"ink_{side}" for side in sides} if "`x0`" in promised else set()
        assert {column for column in columns if f"`{column}`" not in promised} <= ranges


def test_blank_zero_slash_and_absent_are_distinct(tmp_path: Path) -> None:
    cells = (
        Cell("2021", FIRST, "read", Decimal(0), "0"),
        Cell("2021", FIRST, "read", Decimal(0), "无"),
        Cell("2021", FIRST, "blank", None, ""),
        Cell("2021", FIRST, "blank", None, "/"),
        Cell("2021", FIRST, "unreadable", None, "0/0"),
        Cell("2021", FIRST, "absent", None, None, suggested=0),
    )
    prepare(tmp_path)
    commit(tmp_path, 1, tables_of("a", report_of(*cells)))
    query = f"SELECT status, value, raw, suggested FROM '{tmp_path}/cells/*.parquet'"
    assert duckdb.sql(query).fetchall() == [
        ("read", 0.0, "0", None),
        ("read", 0.0, "无", None),
        ("blank", None, "", None),
        ("blank", None, "/", None),
        ("unreadable", None, "0/0", None),
        ("absent", None, None, 0.0),
    ]


def test_a_finding_has_its_numbers_and_cells() -> None:
    finding = Finding(
        "row_total", "received", "broken", "error", "中", "en", Decimal(3), Decimal(4), (FIRST,)
    )
    [row] = tables_of("a", report_of(findings=(finding,)))["findings"].to_pylist()
    assert (row["left"], row["right"], row["difference"]) == (3.0, 4.0, -1.0)
    assert row["cells"] == ["requests/received/total"]
    assert row["other_reports"] == [] and row["cause"] is None


def test_a_failure_has_one_row_with_both_messages() -> None:
    tables = tables_of("a", NotAReport("\ud800"))
    [row] = tables["reports"].to_pylist()
    assert (row["status"], row["error"], row["text"]) == ("failed", "not_a_report", None)
    assert "没有找到" in row["message_zh"] and "was found" in row["message_en"]
    assert tables["cells"].num_rows == 0


def test_a_part_whose_writing_failed_leaves_no_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare(tmp_path)
    commit(tmp_path, 1, tables_of("a", report_of(Cell("2021", FIRST, "blank"))))
    write_table = pq.write_table

    def fail_at_reports(table: pa.Table, where: object) -> None:
        if table.schema.equals(SCHEMAS["reports"]):
            raise OSError(28, "No space left on device")
        write_table(table, where)

    monkeypatch.setattr(pq, "write_table", fail_at_reports)
    with pytest.raises(StoreError, match="No space left"):
        commit(tmp_path, 2, tables_of("b", report_of(Cell("2021", FIRST, "blank"))))
    monkeypatch.undo()
    assert pq.read_table(tmp_path / "cells")["report"].to_pylist() == ["a"]
    assert not list(tmp_path.glob("*/.part-*"))


def test_hidden_files_of_a_killed_run_are_removed(tmp_path: Path) -> None:
    prepare(tmp_path)
    (tmp_path / "cells" / ".part-00001.tmp").write_bytes(b"PAR1 half")
    prepare(tmp_path)
    assert not list(tmp_path.glob("*/.part-*"))


def test_a_report_read_again_has_one_row(tmp_path: Path) -> None:
    prepare(tmp_path)
    commit(tmp_path, 1, tables_of("a", NotAReport()))
    commit(tmp_path, 2, tables_of("b", report_of(Cell("2021", FIRST, "blank"))))
    retried = tables_of("a", report_of(Cell("2021", FIRST, "blank")))
    for _ in range(2):  # the second time as after an interrupt
        commit(tmp_path, 3, retried, frozenset({"a"}))
    rows = pq.read_table(tmp_path / "reports").to_pylist()
    assert [(row["report"], row["status"]) for row in rows] == [("b", "ok"), ("a", "ok")]
    assert pq.read_table(tmp_path / "cells")["report"].to_pylist() == ["b", "a"]


def test_tables_are_equal_after_transport_between_processes() -> None:
    tables = tables_of("a", report_of(Cell("2021", FIRST, "read", Decimal(0), "无")))
    assert bytes_to_tables(tables_to_bytes(tables)) == tables


def test_a_part_is_committed_at_once_if_it_exceeds_max_bytes(tmp_path: Path) -> None:
    prepare(tmp_path)
    writer = Writer(tmp_path)
    huge = Report(Document("文" * (MAX_BYTES // 3), "text", ()), None, None, None, (), (), ())
    writer.add(tables_of("a", huge))
    assert pq.read_table(tmp_path / "reports", columns=["report"]).num_rows == 1


def test_a_part_without_its_reports_file_is_removed_and_its_number_reused(tmp_path: Path) -> None:
    prepare(tmp_path)
    commit(tmp_path, 1, tables_of("a", report_of(Cell("2021", FIRST, "blank"))))
    (tmp_path / "reports" / "part-00001.parquet").unlink()
    prepare(tmp_path)
    assert pq.read_table(tmp_path / "cells").num_rows == 0
    assert next_part(tmp_path) == 1


def test_a_part_holds_several_reports_under_one_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gouji.pipeline.store.writer.MAX_FILES", 2)
    prepare(tmp_path)
    writer = Writer(tmp_path)
    for report in "abc":
        writer.add(tables_of(report, report_of(Cell("2021", FIRST, "blank"))))
    assert pq.read_table(tmp_path / "reports")["report"].to_pylist() == ["a", "b"]
    writer.flush()
    writer.flush()
    assert pq.read_table(tmp_path / "reports")["report"].to_pylist() == ["a", "b", "c"]
    names = {name: sorted(p.name for p in (tmp_path / name).glob("*.parquet")) for name in SCHEMAS}
    assert len({tuple(files) for files in names.values()}) == 1


def test_rewriting_changes_only_the_given_reports(tmp_path: Path) -> None:
    prepare(tmp_path)
    commit(tmp_path, 1, tables_of("a", report_of()))
    commit(tmp_path, 2, tables_of("b", report_of()))
    untouched = (tmp_path / "reports" / "part-00002.parquet").stat().st_mtime_ns
    rewrite_reports(tmp_path, {"a": {"state": "gone"}})
    table = pq.read_table(tmp_path / "reports")
    assert table.schema.equals(SCHEMAS["reports"])
    assert {r["report"]: r["state"] for r in table.to_pylist()} == {"a": "gone", "b": "current"}
    assert (tmp_path / "reports" / "part-00002.parquet").stat().st_mtime_ns == untouched


def test_a_second_run_cannot_lock_out(tmp_path: Path) -> None:
    with lock_out(tmp_path), pytest.raises(StoreError, match="Another gouji"), lock_out(tmp_path):
        pass
    with lock_out(tmp_path):
        pass


def test_out_must_not_be_a_file(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(StoreError, match="cannot be written"), lock_out(tmp_path / "out"):
        pass


def write_older(out: Path, columns: list[str], number: int = 1) -> None:
    """OUT as an older version wrote it: without some columns of `reports`, or with its number."""
    prepare(out)
    commit(out, 1, tables_of("a", report_of(Cell("2021", FIRST, "blank"))))
    for path in (out / "reports").glob("*.parquet"):
        table = pq.read_table(path).drop_columns(columns)
        if "schema" in table.schema.names:
            numbers = pa.array([number] * table.num_rows, pa.int32())
            table = table.set_column(table.schema.get_field_index("schema"), "schema", numbers)
        pq.write_table(table, path)


@pytest.mark.parametrize("columns", [["printed_tables", "unread_pages"], ["schema"], []])
@pytest.mark.parametrize("use", [prepare, lambda out: read_rows(out, "reports", ["report"])])
def test_datasets_of_another_schema_are_refused_and_left_alone(
    tmp_path: Path, columns: list[str], use: Callable[[Path], object]
) -> None:
    write_older(tmp_path, columns)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.parquet")}
    with pytest.raises(StoreError) as error:
        use(tmp_path)
    zh, en = str(error.value).split("\n")
    assert "由另一版本的 gouji 写成" in zh and f"本版为 {SCHEMA}" in zh
    assert "was written by another version of gouji" in en and "into another folder" in en
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.parquet")} == before


def test_empty_datasets_of_another_schema_are_refused(tmp_path: Path) -> None:
    prepare(tmp_path)
    [path] = (tmp_path / "reports").glob("*.parquet")
    pq.write_table(pq.read_table(path).drop_columns(["printed_tables"]), path)
    with pytest.raises(StoreError, match="another version of gouji"):
        prepare(tmp_path)
