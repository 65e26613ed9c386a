"""A check replaces all findings or none, and needs a bounded memory."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from dataclasses import replace
from pathlib import Path
from random import Random

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import gouji
from gouji.pipeline.agencies.linkage import LinkedName
from gouji.pipeline.recheck import run as recheck_run
from gouji.pipeline.recheck.editions import (
    add_editions,
    choose_editions,
    group_reports,
    list_reports,
)
from gouji.pipeline.recheck.series import stream_series
from gouji.pipeline.store import filesystem
from gouji.pipeline.store.datasets import StoreError, commit, find_parts, next_part, prepare
from gouji.pipeline.store.duckdb import add_table, open_relations
from gouji.pipeline.store.records_to_rows import Reading, reading_to_tables
from gouji.pipeline.store.user_metadata import merge_metadata
from tests.export.outs import write_out
from tests.recheck.panels import (
    ACROSS,
    FORMS,
    draw_panel,
    read_findings,
    run_check,
    write_panel,
)

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "data" / "samples"
SENTENCES = pa.schema(
    [("report", pa.string()), ("sentence", pa.int64()), ("characters", pa.int32())]
)


def snapshot(out: Path) -> list[str]:
    return sorted(map(str, read_findings(out)))


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return write_panel(tmp_path / "out", draw_panel(Random(2), 2))


def test_a_check_gives_exactly_the_findings_of_the_run_within_each_report(tmp_path: Path) -> None:
    out = tmp_path / "out"
    gouji.run([SAMPLES], out, jobs=0)
    before = snapshot(out)
    assert len(before) > 300
    run_check(out)
    within = [str(row) for row in read_findings(out) if row["rule"] not in ACROSS]
    assert sorted(within) == before


def test_a_check_knows_unread_pages_and_tables_that_are_not_printed(tmp_path: Path) -> None:
    [draft, *_] = draw_panel(Random(1), 1)["0"]
    report = draft.to_report(FORMS)
    pages = replace(report.document, media="pdf", pages=3, unread_pages=(2, 3))
    tables = tuple(
        table._replace(copies=int(table.table != "requests")) for table in report.printed_tables
    )
    out = write_out(tmp_path / "out", {"a": replace(report, document=pages, printed_tables=tables)})
    run_check(out)
    rows = {(row["rule"], row["scope"]): row for row in read_findings(out)}
    assert {scope for rule, scope in rows if rule == "unread_page"} == {"2", "3"}
    missing = {scope: row["verdict"] for (r, scope), row in rows.items() if r == "missing_table"}
    assert missing == {"proactive": "holds", "requests": "undecided", "remedies": "holds"}
    run_check(out)
    assert {(row["rule"], row["scope"]): row for row in read_findings(out)} == rows


def test_datasets_of_an_older_version_are_refused(small: Path) -> None:
    path = find_parts(small, "reports")[-1]
    pq.write_table(pq.read_table(path).drop_columns(["unread_pages", "printed_tables"]), path)
    before = {path: path.read_bytes() for path in small.rglob("*.parquet")}
    for use in (
        lambda: run_check(small),
        lambda: gouji.run([SAMPLES], small, jobs=0),
        lambda: gouji.run([SAMPLES], small, dry_run=True),
        lambda: gouji.export(small, small.parent / "out.xlsx"),
    ):
        with pytest.raises(StoreError, match="was written by another version of gouji"):
            use()
    assert {path: path.read_bytes() for path in small.rglob("*.parquet")} == before


def test_after_a_check_a_run_continues_and_each_finding_is_there_once(tmp_path: Path) -> None:
    out, first = tmp_path / "out", SAMPLES / "05-official-layout.html"
    gouji.run([first], out, jobs=0)
    run_check(out)
    checked = snapshot(out)
    assert gouji.run([first], out, jobs=0).read == 0
    assert snapshot(out) == checked
    assert gouji.run([SAMPLES / "07-cell-a-line-quoted-title.txt"], out, jobs=0).read == 1
    assert len(snapshot(out)) > len(checked)
    run_check(out)
    both = snapshot(out)
    assert len(both) == len(set(both))
    run_check(out)
    assert snapshot(out) == both


def test_each_finding_is_in_the_part_of_its_report(small: Path) -> None:
    run_check(small)
    for path in find_parts(small, "findings"):
        reports = pq.read_table(small / "reports" / path.name)["report"].to_pylist()
        table = pq.read_table(path)
        assert set(table["report"].to_pylist()) <= set(reports)
        assert table.schema.names[0] == "report" and "part" not in table.schema.names


def test_a_check_that_fails_leaves_the_old_findings(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_check(small)
    before = snapshot(small)

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(recheck_run, "check_part", fail)
    with pytest.raises(OSError, match="No space"):
        run_check(small)
    assert snapshot(small) == before
    assert not list(small.glob(".replacing*"))


@pytest.mark.parametrize("moment", ["check_part", "swap_folders"])
def test_a_killed_check_leaves_the_old_findings(small: Path, moment: str) -> None:
    run_check(small)
    before = snapshot(small)
    code = f"""
        import os, sys
        from pathlib import Path
        from gouji.pipeline.recheck import run as recheck_run
        from gouji.pipeline.store import datasets
        from tests.recheck.panels import run_check
        holder = recheck_run if "{moment}" == "check_part" else datasets
        setattr(holder, "{moment}", lambda *_: os._exit(9))
        run_check(Path(sys.argv[1]))
    """
    killed = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), str(small)],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert killed.returncode == 9
    assert (small / ".replacing").is_dir()
    assert snapshot(small) == before
    prepare(small)
    assert not (small / ".replacing").exists()
    assert snapshot(small) == before


def test_without_an_exchange_a_kill_between_the_renames_is_repaired(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_check(small)
    before = snapshot(small)
    monkeypatch.setattr(filesystem, "_exchange", lambda *_: False)
    run_check(small)
    assert snapshot(small) == before
    (small / "findings").rename(small / ".findings-old")
    prepare(small)
    assert snapshot(small) == before


def test_a_folder_without_datasets_is_refused_and_left_alone(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="holds no gouji datasets"):
        run_check(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_series_larger_than_the_memory_limit(tmp_path: Path) -> None:
    """600 000 cells through 64 MB, which are not enough without spilling."""
    out, spill = tmp_path / "out", tmp_path / "spill"
    prepare(out)
    spill.mkdir()
    [draft, *_] = draw_panel(Random(1), 1)["0"]
    tables = reading_to_tables(
        Reading("x", "x", draft.to_report(FORMS), 0.0, "m", '{"trust": 0.8}')
    )
    for part in range(3):
        commit(out, next_part(out), {k: _repeat(table, part, 1000) for k, table in tables.items()})
    with open_relations(out, merge_metadata(out, {}), spill, "64MB") as connection:
        listed = list_reports(connection)
        joined = [LinkedName(report.report, report.report, ()) for report in listed]
        renamed = [replace(report, name=report.report) for report in listed]
        chosen = choose_editions(group_reports(renamed, joined))
        add_editions(connection, chosen, spill)
        add_table(connection, "sentences", SENTENCES.empty_table(), spill)
        sizes = [len(series[0].cells) for series in stream_series(connection, chosen, FORMS)]
        assert sizes == [len(FORMS[draft.version].columns)] * 3000
        connection.execute("set max_temp_directory_size = '0KB'")
        with pytest.raises(duckdb.OutOfMemoryException):
            list(stream_series(connection, chosen, FORMS))


def _repeat(table: pa.Table, part: int, times: int) -> pa.Table:
    """The rows of one report copied for many reports with the ids 0, 1, 2 …"""
    names = [str(part * times + i) for i in range(times)]
    column = pa.array([name for name in names for _ in range(table.num_rows)], pa.string())
    many = pa.concat_tables([table] * times)
    for name in {"report", "source"} & set(table.schema.names):
        many = many.set_column(many.schema.get_field_index(name), name, column)
    return many.combine_chunks()
