"""`kill -9` at any moment, and a disk that fills up: nothing lost, nothing twice, nothing torn."""

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

import gouji
from gouji.pipeline.store.datasets import StoreError
from gouji.pipeline.store.schemas import SCHEMAS
from tests.batch.batch import Batch

pytestmark = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc")
ROOT = Path(gouji.__file__).parents[1]
FILES = 60
RUN = """
import sys
from pathlib import Path
from gouji.pipeline.store import writer
from tests.batch.batch import Batch
writer.MOST_REPORTS = 4
Batch(Path(sys.argv[1])).work(2)
"""


def start(batch: Batch) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", RUN, str(batch.folder.parent)]
    return subprocess.Popen(command, cwd=ROOT)


def children(process: int) -> list[int]:
    try:
        words = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except OSError:
        return []
    return [int(word) for word in words]


def check_whole(batch: Batch) -> None:
    """What any reader sees: whole files, each report once, no cells of a report twice."""
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
    """Every file has its row; at most `crashed` of them were lost with a killed worker."""
    rows = batch.rows()
    sources = sorted(source for row in rows.values() for source in row["sources"])
    assert [Path(one).stem for one in sources] == [f"f{number:02}" for number in range(FILES)]
    errors = batch.errors()
    assert set(errors.values()) <= {"crashed"} and len(errors) <= crashed
    sections = pq.read_table(batch.out / "sections")["report"].to_pylist()
    good = [row["report"] for row in rows.values() if row["status"] == "ok"]
    assert sorted(sections) == sorted(good)
    assert not list(batch.out.glob("*/.part-*"))


def kill_in_turn(batch: Batch, kills: int, draw: random.Random) -> int:
    """Kill the parent, the server or a worker at random moments, `kills` times in all; go on until
    a run ends by itself. Returns how many workers were killed."""
    workers, run = 0, start(batch)
    while kills:
        time.sleep(draw.choice([0.0, 0.02, 0.1, 0.4, 1.2]))
        if run.poll() is not None:  # it was done: take some of its work away again
            shutil.rmtree(batch.out)
            run = start(batch)
            continue
        whom = draw.choice(["parent", "server", "worker", "worker"])
        servers = children(run.pid)
        forked = [worker for server in servers for worker in children(server)]
        ready = servers if forked else []  # one that never gets ready is given up
        victims = {"parent": [run.pid], "server": ready, "worker": forked}[whom]
        if not victims:
            continue
        os.kill(draw.choice(victims), signal.SIGKILL)
        kills -= 1
        workers += whom == "worker"
        if whom == "parent":
            run.wait()
            check_whole(batch)
            run = start(batch)
    assert run.wait(120) == 0
    return workers


@pytest.mark.parametrize("seed", [1, 2])
def test_every_report_has_one_row_after_random_kills(batch: Batch, seed: int) -> None:
    fill(batch)
    workers = kill_in_turn(batch, 6, random.Random(seed))
    batch.work(2)
    check_complete(batch, workers)


@pytest.mark.soak
def test_every_report_has_one_row_after_50_random_kills(batch: Batch) -> None:
    fill(batch)
    workers = kill_in_turn(batch, 50, random.Random(20211))
    batch.work(2)
    check_complete(batch, workers)


@pytest.fixture
def small_disk(batch: Batch) -> Iterator[Path]:
    """A disk of 1 MB in the place of OUT."""
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


def test_a_full_disk_ends_in_a_message_and_the_next_run_goes_on(
    batch: Batch, small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gouji.pipeline.store.writer.MOST_REPORTS", 5)
    ballast = small_disk / "ballast"
    for free in (0, 40_000, 150_000):
        fill(batch)
        ballast.write_bytes(b"0" * ((1 << 20) - free))
        with pytest.raises(StoreError, match=r"腾出空间(?s:.)*free some space"):
            batch.work(2)
        ballast.unlink()
        check_whole(batch)
        assert not list(small_disk.glob("*/.part-*"))
    assert 0 < len(batch.rows()) < FILES
    subprocess.run(["mount", "-o", "remount,size=8m", str(small_disk)], check=True)
    batch.work(2)
    check_complete(batch, 0)
