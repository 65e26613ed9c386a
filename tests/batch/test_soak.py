"""Memory of a worker over thousands of reports, and the speed-up of two workers (`make soak`)."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from hashlib import sha256
from itertools import islice
from pathlib import Path

import pytest
import yaml

from gouji.configs import FOLDER
from gouji.pipeline.batch.engines import open_reader
from gouji.pipeline.batch.load_files import Content
from gouji.pipeline.batch.sources import Source

pytestmark = pytest.mark.soak
SAMPLES = sorted((Path(__file__).parents[2] / "data" / "samples").glob("0*[tmh][xdt]*"))
REPORTS = int(os.environ.get("GOUJI_SOAK_REPORTS", "5000"))


def contents(count: int) -> Iterator[Content]:
    """The samples in turn, each copy with a different ending."""
    texts = [(path.name, path.read_bytes()) for path in SAMPLES if path.suffix != ".json"]
    for number in range(count):
        name, text = texts[number % len(texts)]
        data = text + f"\n\n{number}".encode()
        yield Content(Source(name), sha256(data).hexdigest(), data)


def worker_memory() -> int:
    """Resident bytes of the only worker, pages shared with other processes included."""
    children = "/proc/{0}/task/{0}/children"
    [server] = Path(children.format(os.getpid())).read_text().split()
    [worker] = Path(children.format(server)).read_text().split()
    return int(Path(f"/proc/{worker}/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")


def test_a_worker_does_not_grow(tmp_path: Path) -> None:
    """The limits after which a worker is replaced are lifted."""
    configs = shutil.copytree(FOLDER, tmp_path / "configs")
    limits = yaml.safe_load((configs / "run.yaml").read_text())
    no_limits = {"worker_documents": 10**9, "worker_growth": 10**12}
    (configs / "run.yaml").write_text(yaml.safe_dump(limits | no_limits))
    with open_reader(configs, 1, load_early=True) as read:
        results = read(contents(REPORTS))
        assert all(rows.error_kind is None for _, rows in islice(results, REPORTS // 10))
        early = worker_memory()
        assert all(
            rows.error_kind is None for _, rows in islice(results, REPORTS - REPORTS // 10 - 1)
        )
        late = worker_memory()
    print(f"{REPORTS} reports: {early >> 20} MB after a tenth, {late >> 20} MB after all")
    assert late <= 1.1 * early


@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="one core only")
def test_two_processes_are_nearly_twice_as_fast() -> None:
    """The best of three runs each, because other programs use the machine too."""
    best = {jobs: min(measure_seconds(jobs, REPORTS // 10) for _ in range(3)) for jobs in (1, 2)}
    print(f"one process {best[1]:.1f} s, two {best[2]:.1f} s: {best[1] / best[2]:.2f} x")
    assert best[1] / best[2] >= 1.8


def measure_seconds(jobs: int, count: int) -> float:
    """Seconds for `count` reports, measured after every worker has read one."""
    with open_reader(FOLDER, jobs, load_early=True) as read:
        results = read(contents(count + jobs))
        for _ in islice(results, jobs):
            pass
        started = time.perf_counter()
        for _ in results:
            pass
        return time.perf_counter() - started
