"""`kill -9` at random moments, and a full disk: no report is lost, doubled or half written."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from gouji.pipeline.store.datasets import StoreError
from gouji.pipeline.store.schemas import SCHEMAS
from tests.batch.batch import Batch
from tests.batch.processes import ROOT, list_children, list_workers

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc")
FILES = 60
RUN = """
import sys
from pathlib import Path
from gouji.pipeline.store import writer
from tests.batch.batch import Batch
writer.MAX_FILES = 4
Batch(Path(sys.argv[1])).run_in_workers(2)
"""


def start(batch: Batch) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", RUN, str(batch.folder.parent)]
    return subprocess.Popen(command, cwd=ROOT)


def check_consistent(batch: Batch) -> None:
    """Every file is complete, each report has one row, and no section has two."""
    if not (batch.out / "reports" / "part-00000.parquet").exists():
        return
    reports = pq.read_table(batch.out / "reports")["report"].to_pylist()
    assert len(set(reports)) == len(reports)
    for name in SCHEMAS:
        pq.read_table(batch.out / name)
    sections = pq.read_table(batch.out / "sections").select(["report", "section"]).to_pylist()
    assert len({tuple(row.values()) for row in sections}) == len(sections)


def fill(batch: Batch) -> None:
    for number in range(FILES):
        batch.write(**{f"f{number:02}": f"{'quick' if number % 3 else 'slow'} {number}"})


def check_complete(batch: Batch, crashed: int) -> None:
    """Every file has a row; at most `crashed` of them failed because their worker was killed."""
    rows = batch.rows()
    sources = sorted(source for row in rows.values() for source in row["sources"])
    assert [Path(source).stem for source in sources] == [f"f{number:02}" for number in range(FILES)]
    errors = batch.errors()
    assert set(errors.values()) <= {"crashed"} and len(errors) <= crashed
    sections = pq.read_table(batch.out / "sections")["report"].to_pylist()
    good = [row["report"] for row in rows.values() if row["status"] == "ok"]
    assert sorted(sections) == sorted(good)
    assert not list(batch.out.glob("*/.part-*"))


def kill_at_random(batch: Batch, kills: int, rng: random.Random) -> int:
    """Kill the parent, the forkserver or a worker at random moments, `kills` times in all, and
    restart the run until one ends by itself. Returns how many workers were killed."""
    killed_workers, run = 0, start(batch)
    while kills:
        time.sleep(rng.choice([0.0, 0.02, 0.1, 0.4, 1.2]))
        if run.poll() is not None:  # the run has finished: start it again from nothing
            shutil.rmtree(batch.out)
            run = start(batch)
            continue
        target = rng.choice(["parent", "server", "worker", "worker"])
        workers = list_workers(run.pid)
        # a run gives up if its forkserver is killed three times before it is ready
        servers = list_children(run.pid) if workers else []
        victims = {"parent": [run.pid], "server": servers, "worker": workers}[target]
        if not victims:
            continue
        os.kill(rng.choice(victims), signal.SIGKILL)
        kills -= 1
        killed_workers += target == "worker"
        if target == "parent":
            run.wait()
            check_consistent(batch)
            run = start(batch)
    assert run.wait(120) == 0
    return killed_workers


@pytest.mark.parametrize("seed", [1, 2])
def test_every_report_has_one_row_after_random_kills(batch: Batch, seed: int) -> None:
    fill(batch)
    killed_workers = kill_at_random(batch, 6, random.Random(seed))
    batch.run_in_workers(2)
    check_complete(batch, killed_workers)


@pytest.mark.soak
def test_every_report_has_one_row_after_50_random_kills(batch: Batch) -> None:
    fill(batch)
    killed_workers = kill_at_random(batch, 50, random.Random(20211))
    batch.run_in_workers(2)
    check_complete(batch, killed_workers)


@pytest.fixture
def small_disk(batch: Batch) -> Iterator[Path]:
    """OUT on a disk of 1 MB."""
    batch.out.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(batch.out)]
    try:
        done = subprocess.run(mount, capture_output=True, check=False)
    except FileNotFoundError:
        pytest.skip("there is no mount")
    if done.returncode:
        pytest.skip("a file system can be mounted only by root")
    yield batch.out
    subprocess.run(["umount", "-l", str(batch.out)], check=True)


def test_a_full_disk_ends_the_run_with_a_message_and_the_next_run_continues(
    batch: Batch, small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gouji.pipeline.store.writer.MAX_FILES", 5)
    ballast = small_disk / "ballast"
    for free_bytes in (0, 40_000, 150_000):
        fill(batch)
        ballast.write_bytes(b"0" * ((1 << 20) - free_bytes))
        with pytest.raises(StoreError, match=r"腾出空间(?s:.)*free some space"):
            batch.run_in_workers(2)
        ballast.unlink()
        check_consistent(batch)
        assert not list(small_disk.glob("*/.part-*"))
    assert 0 < len(batch.rows()) < FILES
    subprocess.run(["mount", "-o", "remount,size=8m", str(small_disk)], check=True)
    batch.run_in_workers(2)
    check_complete(batch, 0)
