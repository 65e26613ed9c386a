"""Chooses where documents are read: in this process, or in worker processes."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from gouji.pipeline.batch.processes.forkserver_client import ExtractorSpec, ForkServer

if TYPE_CHECKING:
    from gouji.pipeline.batch.load_files import Content
    from gouji.pipeline.batch.read_file import FinishedFile, SourcePageCallback
    from gouji.pipeline.batch.sources import Source

# Reads the contents that it is given, one or several at a time, and takes the next one when it
# is ready to read it.
Reader = Callable[["Iterator[Content]"], "Generator[FinishedFile, None, None]"]
DEFAULT_EXTRACTOR = "gouji.pipeline.batch.read_file:load_extractor"


def count_cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def open_reader(
    configs: Path,
    jobs: int | None,
    *,
    load_early: bool,
    artefacts: Path | None = None,
    extractor: str = DEFAULT_EXTRACTOR,
    on_page: SourcePageCallback | None = None,
) -> Iterator[Reader]:
    """A reader with `jobs` worker processes, by default one a core.

    With 0 it reads in this process, without limits. `load_early`: load forms, rules and models
    at once, so that ConfigError is raised before anything is written; otherwise they are loaded
    for the first document. `artefacts` is the folder of the models, by default that of the shipped
    ones; all processes load it, also those that start late. `extractor` names the function
    ("module:function") that makes the `Extractor` from the two folders. `on_page` hears of the
    pages of files that have several.
    """
    jobs = count_cores() if jobs is None else jobs
    if jobs and hasattr(os, "fork"):
        spec = ExtractorSpec(extractor, str(configs), str(artefacts or ""))
        with _open_workers(
            spec, configs, jobs, on_page or _ignore, load_early=load_early
        ) as reader:
            yield reader
    else:
        from gouji.pipeline.batch.read_file import load_extractor, read_in_process

        load = partial(load_extractor, str(configs), str(artefacts or ""))
        yield partial(read_in_process, load, on_page=on_page or _ignore)


def _ignore(source: Source, done: int, total: int) -> None:
    """Nobody wants to know."""


@contextmanager
def _open_workers(
    spec: ExtractorSpec, configs: Path, jobs: int, on_page: SourcePageCallback, *, load_early: bool
) -> Iterator[Reader]:
    server = ForkServer(spec)
    try:
        if load_early:
            server.start()
        # The server loads the models while this process imports these modules.
        from gouji.pipeline.batch.processes.worker_pool import Workers
        from gouji.pipeline.configs import RunConfig, load_yaml

        limits = load_yaml(configs / "run.yaml", RunConfig)
        if load_early:
            server.wait_ready()
        yield Workers(server, jobs, limits, on_page).read_all
    finally:
        server.stop()
