"""The process tree of a run: the run, its forkserver, the workers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gouji.pipeline.batch.engines import Reader, open_reader
from tests.batch.batch import FAULT_INJECTION, Batch

# The folder that holds the package `tests`, which the runs of the tests import.
ROOT = Path(__file__).parents[2]


def list_children(process: int) -> list[int]:
    """The process ids of the children; none if the process has ended."""
    try:
        ids = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    except OSError:
        return []
    return [int(id_) for id_ in ids]


def list_workers(process: int) -> list[int]:
    """The process ids of the workers of a run."""
    return [worker for server in list_children(process) for worker in list_children(server)]


@contextmanager
def open_workers(batch: Batch, jobs: int) -> Iterator[Reader]:
    with open_reader(batch.configs, jobs, load_early=True, extractor=FAULT_INJECTION) as reader:
        yield reader
