"""Repeated, interrupted and failing runs: every report is read once and has one row."""

from __future__ import annotations

import logging
import os
import shutil
import time
from itertools import count
from pathlib import Path
from zipfile import ZipFile

import pytest

from gouji.pipeline.batch.run import plan_run
from gouji.pipeline.batch.sources import expand_inputs
from gouji.pipeline.store.schemas import SCHEMA
from tests.batch.batch import Batch, statuses


def test_a_second_run_reads_only_new_files(batch: Batch) -> None:
    batch.write(a="ok 1", b="ok 2")
    assert batch.run()[1] == ["a", "b"]
    before = sorted(batch.out.rglob("*.parquet"))
    result, read = batch.run()
    assert read == [] and statuses(result) == ["already", "already"]
    assert sorted(batch.out.rglob("*.parquet")) == before
    batch.write(c="ok 3")
    assert batch.run()[1] == ["c"]
    assert set(batch.rows()) == {"ok 1", "ok 2", "ok 3"}


def test_a_row_records_models_settings_and_time(batch: Batch) -> None:
    batch.write(a="ok 1")
    batch.run()
    row = batch.rows()["ok 1"]
    assert row["models"] == "fake-1" and '"trust":0.8' in row["settings"]
    assert row["seconds"] >= 0 and row["schema"] == SCHEMA and row["media"] == "text"


def test_equal_files_are_one_report_with_all_sources(batch: Batch) -> None:
    batch.write(a="ok 1", b="ok 1")
    result, read = batch.run()
    assert read == ["a"] and statuses(result) == ["read", "repeated"]
    assert batch.stems("ok 1") == ["a", "b"]
    batch.write(c="ok 1")
    assert batch.run()[1] == []
    assert batch.stems("ok 1") == ["a", "b", "c"]


def test_another_spelling_of_a_path_is_the_same_source(
    batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch.write(a="ok 1")
    monkeypatch.chdir(batch.folder)
    batch.run("a.txt")
    batch.run("./a.txt")
    batch.run(str(batch.folder / "a.txt"))
    assert batch.rows()["ok 1"]["sources"] == ["a.txt"]


def test_the_old_report_of_a_changed_source_is_changed(batch: Batch) -> None:
    batch.write(a="ok 1")
    batch.run()
    batch.write(a="ok 2")
    assert batch.run()[1] == ["a"]
    assert batch.states() == {"ok 1": "changed", "ok 2": "current"}
    batch.write(a="ok 1")
    assert batch.run()[1] == []
    assert batch.states() == {"ok 1": "current", "ok 2": "changed"}


def test_a_report_is_current_while_one_source_holds_it(batch: Batch) -> None:
    batch.write(a="ok 1", b="ok 1")
    batch.run()
    batch.write(a="ok 2")
    batch.run()
    assert batch.states() == {"ok 1": "current", "ok 2": "current"}
    assert batch.stems("ok 1") == ["b"] and Path(batch.rows()["ok 1"]["source"]).stem == "b"


def test_the_report_of_a_deleted_source_is_gone(batch: Batch) -> None:
    batch.write(a="ok 1", b="ok 2")
    batch.run()
    (batch.folder / "a.txt").unlink()
    batch.run()
    batch.run()
    assert batch.states() == {"ok 1": "gone", "ok 2": "current"}
    assert batch.stems("ok 1") == ["a"]
    batch.write(a="ok 1")
    assert batch.run()[1] == []
    assert batch.states() == {"ok 1": "current", "ok 2": "current"}


def test_a_moved_report_gets_its_new_source(batch: Batch) -> None:
    batch.write(a="ok 1")
    batch.run()
    (batch.folder / "a.txt").rename(batch.folder / "z.txt")
    assert batch.run()[1] == []
    assert (batch.stems("ok 1"), batch.states()) == (["z"], {"ok 1": "current"})


def test_reports_outside_the_inputs_keep_their_state(
    batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch.write(a="ok 1", b="ok 2")
    monkeypatch.chdir(batch.folder)
    batch.run("a.txt", "b.txt")
    elsewhere = batch.folder / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "c.txt").write_text("ok 3")
    monkeypatch.chdir(elsewhere)
    batch.run("c.txt")
    assert set(batch.states().values()) == {"current"}


def test_the_report_of_a_removed_member_is_gone(batch: Batch) -> None:
    for members in (["a", "b"], ["b"]):
        with ZipFile(batch.folder / "in.zip", "w") as archive:
            for name in members:
                archive.writestr(f"{name}.txt", f"ok {name}")
        batch.run()
    assert batch.states() == {"ok a": "gone", "ok b": "current"}
    assert batch.rows()["ok b"]["source"].endswith("in.zip!b.txt")


def test_a_failure_has_one_row_and_is_not_read_again(batch: Batch) -> None:
    batch.write(a="page 1", b="ok 2", c="ok " + "x" * 20_000)
    result, _ = batch.run()
    assert statuses(result) == ["failed", "read", "failed"]
    rows = batch.rows()
    assert (rows["a"]["error"], rows["c"]["error"]) == ("not_a_report", "too_large")
    assert rows["a"]["message_zh"] and rows["a"]["message_en"]
    assert batch.run()[1] == []


def test_a_bug_costs_one_row_and_its_traceback_is_only_logged(
    batch: Batch, caplog: pytest.LogCaptureFixture
) -> None:
    batch.write(a="bug 1", b="ok 2")
    with caplog.at_level(logging.DEBUG, logger="gouji"):
        assert batch.run()[1] == ["a", "b"]
    row = batch.rows()["a"]
    assert (row["status"], row["error"]) == ("failed", "internal")
    assert "secret" not in row["message_en"] and "secret" in caplog.text


def test_text_that_is_not_utf8_costs_one_row(batch: Batch) -> None:
    batch.write(b="ok 2")
    (batch.folder / "a.txt").write_bytes(b"ok \xff")
    batch.run()
    assert batch.rows()["a"]["error"] == "internal"
    assert batch.rows()["ok 2"]["status"] == "ok"


def test_reports_finished_before_an_interrupt_are_kept(batch: Batch) -> None:
    batch.write(a="ok 1", b="stop", c="ok 3")
    result, read = batch.run()
    assert result.is_interrupted and read == ["a", "b"]
    assert set(batch.rows()) == {"ok 1"}
    batch.write(b="ok 2")
    result, read = batch.run()
    assert not result.is_interrupted and read == ["b", "c"]
    assert set(batch.states().values()) == {"current"}


def test_an_unreachable_file_is_read_once_it_is_available(batch: Batch) -> None:
    batch.write(a="ok 1")
    batch.run_listed("a", "b")
    assert batch.rows()["b"]["error"] == "unreachable"
    batch.write(b="ok 2")
    assert batch.run()[1] == ["b"]
    assert batch.states() == {"ok 1": "current", "b": "gone", "ok 2": "current"}


def test_the_report_of_a_listed_path_that_was_deleted_is_gone(batch: Batch) -> None:
    batch.write(a="ok 1", b="ok 2")
    batch.run()
    (batch.folder / "a.txt").unlink()
    batch.run_listed("a", "b")
    assert batch.states()["ok 1"] == "gone"


def test_a_failed_file_is_read_again_with_retry_failed(batch: Batch) -> None:
    batch.write(a="page 1", b="ok 2", c="bug 3")
    batch.run()
    assert batch.run()[1] == []
    result, read = batch.run(retry_failed=True)
    assert read == ["a", "c"] and len(batch.rows()) == 3
    assert statuses(result) == ["failed", "already", "failed"]


def test_retry_failed_keeps_every_source(batch: Batch, monkeypatch: pytest.MonkeyPatch) -> None:
    batch.write(a="bug 1", b="bug 1")
    batch.run()
    monkeypatch.setattr("tests.batch.fault_injection.throw_bug", lambda: None)
    batch.run(str(batch.folder / "b.txt"), retry_failed=True)
    row = batch.rows()["bug 1"]
    assert (row["status"], batch.stems("bug 1")) == ("ok", ["a", "b"])
    assert Path(row["source"]).stem == "a" and row["state"] == "current"


def test_fail_fast_stops_at_the_first_failed_input(batch: Batch) -> None:
    batch.write(a="ok 1", b="page 2", c="bug 3", d="ok 4")
    result, read = batch.run(fail_fast=True)
    assert read == ["a", "b", "c"] and not result.is_interrupted
    assert batch.errors() == {"b": "not_a_report", "c": "internal"}
    assert batch.run(fail_fast=True)[1] == ["d"]


def test_a_plan_reads_and_writes_nothing(batch: Batch) -> None:
    batch.write(a="ok 1", b="ok 1", c="bug 2")
    inputs = expand_inputs([str(batch.folder)], batch.out)
    result = plan_run(inputs, batch.out, batch.options(), lambda _: None)
    assert statuses(result) == ["new", "repeated", "new"]
    assert not batch.out.exists()
    batch.run()
    before = {path: path.stat().st_mtime_ns for path in batch.out.rglob("*")}
    result = plan_run(inputs, batch.out, batch.options(retry_failed=True), lambda _: None)
    assert statuses(result) == ["already", "already", "new"]
    assert {path: path.stat().st_mtime_ns for path in batch.out.rglob("*")} == before


def test_a_file_that_cannot_be_read_is_one_failure(batch: Batch) -> None:
    batch.write(a="ok 1")
    (batch.folder / "b.txt").symlink_to("/proc/self/mem")  # opens, and fails to read
    batch.run()
    assert batch.errors() == {"b": "unreachable"}
    assert batch.rows()["b"]["message_zh"] and batch.rows()["ok 1"]["status"] == "ok"


@pytest.mark.parametrize("name", ["pipe", "/dev/zero"])
def test_pipes_and_devices_are_not_opened(batch: Batch, name: str) -> None:
    pipe = batch.folder / name
    if not pipe.exists():
        os.mkfifo(pipe)
    batch.run(str(pipe))
    [error] = batch.errors().values()
    assert error == "unreachable"


def test_a_folder_deleted_during_a_run_costs_only_its_files(batch: Batch) -> None:
    batch.write(a="ok 1")
    gone = batch.folder / "gone"
    gone.mkdir()
    for name in "bc":
        (gone / f"{name}.txt").write_text(f"ok {name}")
    inputs = expand_inputs([str(batch.folder)], batch.out)
    shutil.rmtree(gone)
    batch.run_expanded(inputs)
    assert batch.errors() == {"b": "unreachable", "c": "unreachable"}
    assert batch.states() == {"ok 1": "current", "b": "gone", "c": "gone"}


def test_the_reports_of_a_deleted_folder_are_gone(batch: Batch) -> None:
    deep = batch.folder / "deep"
    deep.mkdir()
    (deep / "b.txt").write_text("ok 2")
    batch.write(a="ok 1")
    batch.run()
    shutil.rmtree(deep)
    assert batch.run()[1] == []
    assert batch.states() == {"ok 1": "current", "ok 2": "gone"}


def test_a_change_is_found_although_the_clock_was_set_back(
    batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch.write(a="ok 1", b="ok 2")
    os.utime(batch.folder / "a.txt", (4e9, 4e9))
    batch.run()
    backwards = count(1e9, -3600)
    monkeypatch.setattr(time, "time", lambda: next(backwards))
    batch.write(a="ok 3", c="ok 2")
    os.utime(batch.folder / "a.txt", (1e8, 1e8))
    assert batch.run()[1] == ["a"]
    assert batch.states() == {"ok 1": "changed", "ok 2": "current", "ok 3": "current"}
    assert batch.stems("ok 2") == ["b", "c"]
    assert all(row["seconds"] >= 0 for row in batch.rows().values())
