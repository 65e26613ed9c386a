"""Chooses where documents are read: in this process, or in worker processes."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from gouji.pipeline.batch.processes.server import Job, Server

if TYPE_CHECKING:
    from gouji.pipeline.batch.contents import Content
    from gouji.pipeline.batch.read_file import Done

# Reads contents one by one or many at a time, here or elsewhere; loads the next when it can.
Reader = Callable[["Iterator[Content]"], "Generator[Done, None, None]"]
WALK = "gouji.pipeline.batch.read_file:load_walk"


def count_cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def open_reader(configs: Path, jobs: int | None, early: bool, walk: str = WALK) -> Iterator[Reader]:
    """A reader with `jobs` processes, or one a core; 0 reads in this process, without limits.

    `early`: load forms, rules and models at once, and raise ConfigError before anything is
    written; otherwise once there is something to read.
    """
    jobs = count_cores() if jobs is None else jobs
    if jobs and hasattr(os, "fork"):
        with _open_workers(Job(walk, str(configs)), configs, jobs, early) as reader:
            yield reader
    else:
        from gouji.pipeline.batch.read_file import load_walk, read_here

        yield partial(read_here, partial(load_walk, str(configs)))


@contextmanager
def _open_workers(job: Job, configs: Path, jobs: int, early: bool) -> Iterator[Reader]:
    server = Server(job)
    try:
        if early:
            server.start()
        # the server loads the models while these are imported
        from gouji.pipeline.batch.processes.workers import Workers
        from gouji.pipeline.configs import RunConfig, load_yaml

        limits = load_yaml(configs / "run.yaml", RunConfig)
        if early:
            server.hello()
        yield Workers(server, jobs, limits).read_all
    finally:
        server.end()
