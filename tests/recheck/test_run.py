"""Findings replaced as a whole, whatever happens meanwhile, and over more than fits into memory."""

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
from gouji.pipeline.agencies.linkage import Joined
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
from gouji.pipeline.store.metadata import merge_metadata
from gouji.pipeline.store.rows import Reading, reading_to_tables
from tests.recheck.panels import FORMS, draw_panel, read_findings, run_check, write_panel

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


def test_within_a_report_the_same_is_found_as_by_run(tmp_path: Path) -> None:
    out = tmp_path / "out"
    gouji.run([SAMPLES], out, jobs=0)
    before = snapshot(out)
    run_check(out)
    own = [str(row) for row in read_findings(out) if row["rule"] != "duplicate_report"]
    assert sorted(own) == before


def test_a_run_goes_on_after_a_check_and_each_finding_stands_once(tmp_path: Path) -> None:
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


def test_each_finding_lies_in_the_part_of_its_report(small: Path) -> None:
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


def test_without_an_exchange_a_kill_between_the_renames_is_mended(
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
    one = reading_to_tables(Reading("x", "x", draft.report(FORMS), 0.0, "m", '{"trust": 0.8}'))
    for part in range(3):
        commit(out, next_part(out), {k: _repeat(table, part, 1000) for k, table in one.items()})
    with open_relations(out, merge_metadata(out, {}), spill, "64MB") as connection:
        listed = list_reports(connection)
        joined = [Joined(one.report, one.report, ()) for one in listed]
        own = [replace(one, name=one.report) for one in listed]
        standing = choose_editions(group_reports(own, joined))
        add_editions(connection, standing, spill)
        add_table(connection, "sentences", SENTENCES.empty_table(), spill)
        sizes = [len(series[0].cells) for series in stream_series(connection, standing, FORMS)]
        assert sizes == [len(FORMS[draft.version].columns)] * 3000
        connection.execute("set max_temp_directory_size = '0KB'")
        with pytest.raises(duckdb.OutOfMemoryException):
            list(stream_series(connection, standing, FORMS))


def _repeat(table: pa.Table, part: int, times: int) -> pa.Table:
    """The rows of one report as those of many, called 0, 1, 2 …"""
    names = [str(part * times + i) for i in range(times)]
    column = pa.array([name for name in names for _ in range(table.num_rows)], pa.string())
    many = pa.concat_tables([table] * times)
    for name in {"report", "source"} & set(table.schema.names):
        many = many.set_column(many.schema.get_field_index(name), name, column)
    return many.combine_chunks()
