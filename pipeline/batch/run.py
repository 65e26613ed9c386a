"""Reads what is new in many files and writes it down; a failure costs one row."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Literal

from gouji.pipeline.batch.contents import Content, load
from gouji.pipeline.batch.engines import Reader
from gouji.pipeline.batch.read_file import Done
from gouji.pipeline.batch.resume import load_failed, load_standings, settle
from gouji.pipeline.batch.sources import Found, Source
from gouji.pipeline.errors import NotAReport
from gouji.pipeline.store.datasets import hold, prepare, rewrite_reports
from gouji.pipeline.store.rows import with_sources
from gouji.pipeline.store.writer import Writer

log = logging.getLogger(__name__)

# There before this run; met twice in this run; still to read; or read just now, well or not.
Happened = Literal["read", "failed", "already", "repeated", "new"]


@dataclass(frozen=True, slots=True)
class Step:
    """What happened to one source. `known`: its bytes could be had. `fault`: it counts as a
    failed input, which a page met in a scan that is no report does not."""

    source: Source
    report: str
    happened: Happened
    known: bool = True
    fault: bool = False


@dataclass(frozen=True, slots=True)
class Course:
    """How a run went; `stopped` tells that it was interrupted."""

    steps: tuple[Step, ...]
    seconds: float
    stopped: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """`max_bytes`: files beyond are refused. `retry_failed`: read known failures again.
    `fail_fast`: stop at the first input that fails."""

    max_bytes: int
    retry_failed: bool = False
    fail_fast: bool = False


Watch = Callable[[Step], None]


def run_all(found: Found, out: Path, read: Reader, choices: Choices, watch: Watch) -> Course:
    """Read what is new in `found` into `out`; `watch` hears of every step. Raises StoreError."""
    with hold(out):
        prepare(out)
        return _Run(found, out, choices, watch).go(read)


def plan(found: Found, out: Path, choices: Choices, watch: Watch) -> Course:
    """What `run_all` would read, as steps that are "new"; nothing is written."""
    run = _Run(found, out, choices, watch)
    for content in run.choose():
        run.note(Step(content.source, content.report, "new", content.known))
    return run.course(stopped=False)


class _Run:
    """One run under way."""

    def __init__(self, found: Found, out: Path, choices: Choices, watch: Watch) -> None:
        self.found, self.out, self.choices, self.watch = found, out, choices, watch
        self.started = perf_counter()
        self.steps: list[Step] = []
        self.before = load_standings(out)
        self.again = load_failed(out) if choices.retry_failed else frozenset[str]()

    def go(self, read: Reader) -> Course:
        stopped = False
        writer = Writer(self.out, self.again)
        try:
            with closing(read(self.choose())) as results:
                self._keep(results, writer)
        except KeyboardInterrupt:
            stopped = True
        writer.flush()
        self._settle()
        return self.course(stopped)

    def choose(self) -> Iterator[Content]:
        """The contents that are to be read; the others are noted at once."""
        already, met = self.before.keys() - self.again, set[str]()
        for content in load(self.found.sources, self.choices.max_bytes):
            report = content.report
            if report not in already and report not in met:
                met.add(report)
                yield content
            else:
                happened: Happened = "already" if report in already else "repeated"
                self.note(Step(content.source, report, happened, content.known))

    def note(self, step: Step) -> None:
        self.steps.append(step)
        self.watch(step)

    def _keep(self, results: Iterator[Done], writer: Writer) -> None:
        for content, read in results:
            report, kind = content.report, read.error
            if read.trace:
                log.debug("%s\n%s", content.source.name, read.trace)
            if report in self.again:
                writer.add(with_sources(read.tables, self.before[report].sources))
            else:
                writer.add(read.tables)
            fault = kind is not None and (content.source.named or kind != NotAReport.kind)
            happened: Happened = "failed" if kind else "read"
            self.note(Step(content.source, report, happened, content.known, fault))
            if fault and self.choices.fail_fast:
                return

    def _settle(self) -> None:
        seen = {step.source.name: step.report for step in self.steps if step.known}
        changes = {
            report: {"source": now.sources[0], "sources": list(now.sources), "state": now.state}
            for report, now in settle(load_standings(self.out), seen, self.found).items()
        }
        rewrite_reports(self.out, changes)

    def course(self, stopped: bool) -> Course:
        return Course(tuple(self.steps), perf_counter() - self.started, stopped)
