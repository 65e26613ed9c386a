"""Several reports in one file: their ids, and their state from run to run."""

from __future__ import annotations

import pyarrow.parquet as pq
import pytest

from tests.batch.batch import Batch, statuses

TWO_REPORTS = "many 1\nok 2"


def test_the_second_report_has_the_id_of_the_file_with_a_number(batch: Batch) -> None:
    batch.write(a=TWO_REPORTS)
    batch.run()
    first, second = batch.rows()["many 1"], batch.rows()["ok 2"]
    assert second["report"] == f"{first['report']}#2"
    assert first["source"] == second["source"]
    cells = pq.read_table(batch.out / "cells")["report"].to_pylist()
    assert cells == [first["report"]] * 2 + [second["report"]] * 2


def test_the_time_of_the_file_is_divided_among_its_reports(
    batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = iter([10.0, 13.0])
    monkeypatch.setattr("gouji.pipeline.batch.read_file.perf_counter", lambda: next(times))
    batch.write(a=TWO_REPORTS)
    batch.run()
    assert [row["seconds"] for row in batch.rows().values()] == [1.5, 1.5]


def test_a_file_of_several_reports_is_read_once(batch: Batch) -> None:
    batch.write(a=TWO_REPORTS)
    batch.run()
    result, read = batch.run()
    assert read == []
    assert statuses(result) == ["already"]
    assert batch.states() == {"many 1": "current", "ok 2": "current"}


def test_all_reports_are_changed_or_gone_with_their_file(batch: Batch) -> None:
    batch.write(a=TWO_REPORTS)
    batch.run()
    batch.write(a="many 1\nok 3")
    batch.run()
    rows = batch.rows()
    assert rows["ok 2"]["state"] == "changed"
    assert rows["ok 3"]["state"] == "current"
    (batch.folder / "a.txt").unlink()
    batch.write(b="ok 4")
    batch.run()
    assert batch.states()["ok 3"] == "gone"


def test_all_reports_have_every_source(batch: Batch) -> None:
    batch.write(a=TWO_REPORTS, b=TWO_REPORTS)
    batch.run()
    assert batch.stems("many 1") == batch.stems("ok 2") == ["a", "b"]


def test_one_failing_report_fails_the_file_in_one_row(batch: Batch) -> None:
    batch.write(a="many 1\nbug 2")
    batch.run()
    [row] = batch.rows().values()
    assert (row["status"], row["error"]) == ("failed", "internal")
    assert "#" not in row["report"]


def test_a_failed_file_becomes_several_reports_on_retry(
    batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch.write(a="many 1\nbug 2")
    batch.run()
    monkeypatch.setattr("tests.batch.fault_injection.throw_bug", lambda: None)
    batch.run(retry_failed=True)
    assert sorted(batch.rows()) == ["bug 2", "many 1"]
    assert {row["status"] for row in batch.rows().values()} == {"ok"}
