"""Reads many reports in this process, one after another; a failure costs one row."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Literal

from pipeline.batch.loading import Content, load
from pipeline.batch.resume import load_standings, settle
from pipeline.batch.sources import Found, Source
from pipeline.errors import InternalError, ReportError
from pipeline.records import Report
from pipeline.store.datasets import hold, prepare, rewrite_reports
from pipeline.store.rows import Reading, Tables, reading_to_tables
from pipeline.store.writing import Writer

log = logging.getLogger(__name__)

# There before this run; met twice in this run; or read just now, well or not.
Happened = Literal["read", "failed", "already", "repeated"]


@dataclass(frozen=True, slots=True)
class Job:
    """How to read one report, and what to record with it."""

    read: Callable[[bytes, str], Report]
    models: str
    settings: str
    max_bytes: int


@dataclass(frozen=True, slots=True)
class Step:
    """What happened to one source. `known`: its bytes could be had."""

    source: Source
    report: str
    happened: Happened
    known: bool = True


@dataclass(frozen=True, slots=True)
class Course:
    """How a run went; `stopped` tells that it was interrupted."""

    steps: tuple[Step, ...]
    seconds: float
    stopped: bool


Watch = Callable[[Step], None]


def run_all(found: Found, out: Path, job: Job, watch: Watch) -> Course:
    """Read what is new in `found` into `out`; `watch` hears of every step. Raises StoreError."""
    with hold(out):
        prepare(out)
        return _run(found, out, job, watch)


def _run(found: Found, out: Path, job: Job, watch: Watch) -> Course:
    started, steps, stopped = perf_counter(), list[Step](), False
    writer = Writer(out)
    already = frozenset(load_standings(out))
    done: set[str] = set()
    try:
        for content in load(found.sources, job.max_bytes):
            steps.append(_step(content, already, done, writer, job))
            watch(steps[-1])
    except KeyboardInterrupt:
        stopped = True
    writer.flush()
    _settle(out, found, steps)
    return Course(tuple(steps), perf_counter() - started, stopped)


def _step(
    content: Content, already: frozenset[str], done: set[str], writer: Writer, job: Job
) -> Step:
    happened: Happened
    if content.report in already:
        happened = "already"
    elif content.report in done:
        happened = "repeated"
    else:
        happened, tables = _read(content, job)
        writer.add(tables)
        done.add(content.report)
    return Step(content.source, content.report, happened, content.known)


def _read(content: Content, job: Job) -> tuple[Happened, Tables]:
    started = perf_counter()
    name = content.source.name

    def to_tables(outcome: Report | ReportError) -> Tables:
        seconds = perf_counter() - started
        reading = Reading(content.report, name, outcome, seconds, job.models, job.settings)
        return reading_to_tables(reading)

    try:
        if isinstance(content.data, ReportError):
            return "failed", to_tables(content.data)
        return "read", to_tables(job.read(content.data, name))
    except ReportError as error:
        return "failed", to_tables(error)
    except Exception as error:  # the worker boundary: a bug of ours costs one row
        log.debug("%s", name, exc_info=True)
        return "failed", to_tables(InternalError(type(error).__name__))


def _settle(out: Path, found: Found, steps: list[Step]) -> None:
    seen = {step.source.name: step.report for step in steps if step.known}
    changes = {
        report: {"source": now.sources[0], "sources": list(now.sources), "state": now.state}
        for report, now in settle(load_standings(out), seen, found).items()
    }
    rewrite_reports(out, changes)
