"""Running twice, stopping, failing: every report is read once and has one row."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pyarrow.parquet as pq
import pytest

from pipeline.batch.local import Course, run_all
from pipeline.batch.sources import expand
from tests.batch.fake_walk import Walk, build_job

Row = dict[str, Any]


class Batch:
    """A folder of reports and runs over it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "in"
        self.out = folder / "out"
        self.folder.mkdir()

    def write(self, **files: str) -> None:
        for name, text in files.items():
            (self.folder / f"{name}.txt").write_text(text, encoding="utf-8")

    def run(self, *inputs: str) -> tuple[Course, list[str]]:
        walk = Walk()
        found = expand(inputs or [str(self.folder)], self.out)
        course = run_all(found, self.out, build_job(walk), lambda step: None)
        return course, [Path(name).stem for name in walk.names]

    def rows(self) -> dict[str, Row]:
        """The rows of `reports`, by their text or, for failures, by their source."""
        rows = pq.read_table(self.out / "reports").to_pylist()
        assert len({row["report"] for row in rows}) == len(rows)
        return {row["text"] or Path(row["source"]).stem: row for row in rows}

    def stems(self, text: str) -> list[str]:
        return [Path(source).stem for source in self.rows()[text]["sources"]]

    def states(self) -> dict[str, str]:
        return {text: row["state"] for text, row in self.rows().items()}


@pytest.fixture
def batch(tmp_path: Path) -> Batch:
    return Batch(tmp_path)


def test_a_second_run_reads_only_what_is_new(batch: Batch) -> None:
    batch.write(a="ok 1", b="ok 2")
    assert batch.run()[1] == ["a", "b"]
    before = sorted(batch.out.rglob("*.parquet"))
    course, read = batch.run()
    assert read == [] and [step.happened for step in course.steps] == ["already", "already"]
    assert sorted(batch.out.rglob("*.parquet")) == before
    batch.write(c="ok 3")
    assert batch.run()[1] == ["c"]
    assert set(batch.rows()) == {"ok 1", "ok 2", "ok 3"}


def test_a_row_tells_how_it_was_read(batch: Batch) -> None:
    batch.write(a="ok 1")
    batch.run()
    row = batch.rows()["ok 1"]
    assert row["models"] == "fake-1" and '"trust":0.9' in row["settings"]
    assert row["seconds"] >= 0 and row["schema"] == 1 and row["media"] == "text"


def test_the_same_content_is_one_report_with_all_its_sources(batch: Batch) -> None:
    batch.write(a="ok 1", b="ok 1")
    course, read = batch.run()
    assert read == ["a"] and [step.happened for step in course.steps] == ["read", "repeated"]
    assert batch.stems("ok 1") == ["a", "b"]
    batch.write(c="ok 1")
    assert batch.run()[1] == []
    assert batch.stems("ok 1") == ["a", "b", "c"]


def test_another_spelling_of_a_path_is_no_other_source(
    batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch.write(a="ok 1")
    monkeypatch.chdir(batch.folder)
    batch.run("a.txt")
    batch.run("./a.txt")
    batch.run(str(batch.folder / "a.txt"))
    assert batch.rows()["ok 1"]["sources"] == ["a.txt"]


def test_a_changed_source_leaves_its_old_row_as_changed(batch: Batch) -> None:
    batch.write(a="ok 1")
    batch.run()
    batch.write(a="ok 2")
    assert batch.run()[1] == ["a"]
    assert batch.states() == {"ok 1": "changed", "ok 2": "current"}
    batch.write(a="ok 1")
    assert batch.run()[1] == []
    assert batch.states() == {"ok 1": "current", "ok 2": "changed"}


def test_a_report_stays_current_while_one_source_has_it(batch: Batch) -> None:
    batch.write(a="ok 1", b="ok 1")
    batch.run()
    batch.write(a="ok 2")
    batch.run()
    assert batch.states() == {"ok 1": "current", "ok 2": "current"}
    assert batch.stems("ok 1") == ["b"] and Path(batch.rows()["ok 1"]["source"]).stem == "b"


def test_a_source_that_is_no_more_is_gone(batch: Batch) -> None:
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


def test_a_moved_report_has_its_new_source(batch: Batch) -> None:
    batch.write(a="ok 1")
    batch.run()
    (batch.folder / "a.txt").rename(batch.folder / "z.txt")
    assert batch.run()[1] == []
    assert (batch.stems("ok 1"), batch.states()) == (["z"], {"ok 1": "current"})


def test_what_is_not_under_this_input_stays_as_it_is(
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


def test_a_member_that_left_its_archive_is_gone(batch: Batch) -> None:
    for members in (["a", "b"], ["b"]):
        with ZipFile(batch.folder / "in.zip", "w") as archive:
            for name in members:
                archive.writestr(f"{name}.txt", f"ok {name}")
        batch.run()
    assert batch.states() == {"ok a": "gone", "ok b": "current"}
    assert batch.rows()["ok b"]["source"].endswith("in.zip!b.txt")


def test_a_failure_is_one_row_and_is_not_tried_again(batch: Batch) -> None:
    batch.write(a="page 1", b="ok 2", c="ok " + "x" * 20_000)
    course, _ = batch.run()
    assert [step.happened for step in course.steps] == ["failed", "read", "failed"]
    rows = batch.rows()
    assert (rows["a"]["error"], rows["c"]["error"]) == ("not_a_report", "too_large")
    assert rows["a"]["message_zh"] and rows["a"]["message_en"]
    assert batch.run()[1] == []


def test_a_bug_of_ours_costs_one_row_and_shows_in_the_log_only(
    batch: Batch, caplog: pytest.LogCaptureFixture
) -> None:
    batch.write(a="bug 1", b="ok 2")
    with caplog.at_level(logging.DEBUG, logger="pipeline"):
        assert batch.run()[1] == ["a", "b"]
    row = batch.rows()["a"]
    assert (row["status"], row["error"]) == ("failed", "internal")
    assert "secret" not in row["message_en"] and "secret" in caplog.text


def test_text_that_does_not_fit_a_column_costs_one_row(batch: Batch) -> None:
    batch.write(b="ok 2")
    (batch.folder / "a.txt").write_bytes(b"ok \xff")
    batch.run()
    assert batch.rows()["a"]["error"] == "internal"
    assert batch.rows()["ok 2"]["status"] == "ok"


def test_what_was_finished_before_an_interrupt_is_kept(batch: Batch) -> None:
    batch.write(a="ok 1", b="stop", c="ok 3")
    course, read = batch.run()
    assert course.stopped and read == ["a", "b"]
    assert set(batch.rows()) == {"ok 1"}
    batch.write(b="ok 2")
    course, read = batch.run()
    assert not course.stopped and read == ["b", "c"]
    assert set(batch.states().values()) == {"current"}


def test_an_unreachable_file_is_read_once_it_can_be(batch: Batch) -> None:
    batch.write(a="ok 1")
    listed = expand(["-"], batch.out, [str(batch.folder / n) for n in ("a.txt", "b.txt")])
    run_all(listed, batch.out, build_job(Walk()), lambda step: None)
    assert batch.rows()["b"]["error"] == "unreachable"
    batch.write(b="ok 2")
    assert batch.run()[1] == ["b"]
    assert batch.states() == {"ok 1": "current", "b": "gone", "ok 2": "current"}


def test_a_listed_path_that_is_no_more_is_gone(batch: Batch) -> None:
    batch.write(a="ok 1", b="ok 2")
    batch.run()
    (batch.folder / "a.txt").unlink()
    listed = expand(["-"], batch.out, [str(batch.folder / n) for n in ("a.txt", "b.txt")])
    run_all(listed, batch.out, build_job(Walk()), lambda step: None)
    assert batch.states()["ok 1"] == "gone"
