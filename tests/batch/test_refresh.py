"""Reading again what other models read: every report once, also after a kill in the middle."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import gouji
from gouji.models.artefacts import load_card
from gouji.models.versions import add_version, promote
from gouji.pipeline.store import datasets
from gouji.pipeline.store.datasets import find_parts, lock_out, prepare, read_rows
from gouji.pipeline.store.filesystem import publish
from gouji.pipeline.store.schemas import SCHEMAS
from tests.batch.batch import Batch, statuses
from tests.models.test_versions import write_variant

REPORT = min((Path(__file__).parents[2] / "data" / "samples").glob("03*.txt"))


def count_rows(batch: Batch) -> dict[str, int]:
    return {name: pq.read_table(batch.out / name).num_rows for name in SCHEMAS}


def set_models(batch: Batch, models: str, *texts: str) -> None:
    """Pretend that other models read the reports with these texts; all without any."""
    for path in find_parts(batch.out, "reports"):
        rows = pq.ParquetFile(path).read().to_pylist()
        changed = [
            row | ({"models": models} if not texts or row["text"] in texts else {}) for row in rows
        ]
        pq.write_table(pa.Table.from_pylist(changed, schema=SCHEMAS["reports"]), path)


def test_only_what_other_models_read_is_read_again(batch: Batch) -> None:
    batch.write(a="ok 1", b="ok 2", c="broken 3")
    batch.run()
    before = count_rows(batch)
    set_models(batch, "older", "ok 2")
    assert batch.run().read == []
    result, read = batch.run(refresh="fake-1")
    assert read == ["b"]
    assert sorted(statuses(result)) == ["already", "already", "read"]
    assert count_rows(batch) == before
    assert {row["models"] for row in batch.rows().values()} == {"fake-1"}
    assert batch.run(refresh="fake-1").read == []


def test_the_models_of_ocr_do_not_count(batch: Batch) -> None:
    batch.write(a="ok 1")
    batch.run()
    set_models(batch, "fake-1 ocr-of-another-day")
    assert batch.run(refresh="fake-1").read == []


def test_all_reports_of_a_file_are_replaced_together(batch: Batch) -> None:
    batch.write(a="many 1\nok 2\nok 3", b="ok 4")
    batch.run()
    set_models(batch, "older", "ok 2")
    before = count_rows(batch)
    assert batch.run(refresh="fake-1").read == ["a"] * 3
    assert count_rows(batch) == before
    assert set(batch.rows()) == {"many 1", "ok 2", "ok 3", "ok 4"}


def test_sources_that_this_run_does_not_list_are_kept(batch: Batch) -> None:
    batch.write(a="ok 1", b="ok 1")
    batch.run()
    set_models(batch, "older")
    (batch.folder / "b.txt").rename(batch.folder / "c.txt")
    batch.run(str(batch.folder / "c.txt"), refresh="fake-1")
    assert batch.stems("ok 1") == ["a", "c"]


class Killed(BaseException):
    """Stands for a kill: nothing catches it."""


@pytest.mark.parametrize("moment", range(13))
def test_a_kill_while_rows_are_replaced_loses_and_doubles_none(
    batch: Batch, moment: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A commit publishes the journal, the old parts without their rows, and the six new files."""
    batch.write(a="ok 1", b="broken 2")
    batch.run()
    before, texts = count_rows(batch), set(batch.rows())
    set_models(batch, "older")
    count = iter(range(1000))

    def stop(path: Path) -> None:
        if next(count) == moment:
            raise Killed
        publish(path)

    with monkeypatch.context() as patch:
        patch.setattr(datasets, "publish", stop)
        try:
            batch.run(refresh="fake-1")
        except Killed:
            pass
        else:
            assert moment >= 10
    with lock_out(batch.out):
        prepare(batch.out)
    assert count_rows(batch) == before, "prepared, before anything is read again"
    batch.run(refresh="fake-1")
    assert count_rows(batch) == before
    assert set(batch.rows()) == texts
    assert {row["models"] for row in batch.rows().values()} == {"fake-1"}
    assert not list(batch.out.rglob("*.tmp")) and not (batch.out / ".commit.txt").exists()


@pytest.mark.parametrize("jobs", [0, 2])
def test_a_run_keeps_the_models_that_it_began_with(
    jobs: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOUJI_HOME", str(tmp_path / "home"))
    version = add_version(write_variant)
    text = REPORT.read_text("utf-8")
    (tmp_path / "in").mkdir()
    for number in range(4):
        (tmp_path / "in" / f"{number}.txt").write_text(f"{text}\n{number}", "utf-8")

    def promote_once(_: object) -> None:
        if not (tmp_path / "home" / "in_use.json").exists():
            promote(version, "while a run reads")

    out = tmp_path / "out"
    gouji.run([tmp_path / "in"], out, jobs=jobs, watch=promote_once)
    assert models_of(out) == [load_card()["version"]] * 4
    assert gouji.run([tmp_path / "in"], out, jobs=jobs).read == 0
    assert gouji.run([tmp_path / "in"], out, jobs=jobs, refresh_outdated=True).read == 4
    assert models_of(out) == [version] * 4
    assert gouji.read(REPORT).models == version


def models_of(out: Path) -> list[str]:
    tables = read_rows(out, "reports", ["models"])
    return [row["models"] for table in tables for row in table.to_pylist()]
