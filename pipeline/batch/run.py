"""One run: reads what is new in many files and writes it to OUT. A failure costs one row."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Literal

from gouji.pipeline.batch.engines import Reader
from gouji.pipeline.batch.load_files import Content, load_contents
from gouji.pipeline.batch.read_file import FinishedFile
from gouji.pipeline.batch.report_states import (
    find_changed_states,
    load_failed_ids,
    load_outdated_ids,
    load_states,
)
from gouji.pipeline.batch.sources import ExpandedInputs, Source
from gouji.pipeline.errors import NotAReport
from gouji.pipeline.store.datasets import lock_out, prepare, rewrite_reports
from gouji.pipeline.store.records_to_rows import with_sources
from gouji.pipeline.store.writer import Writer

log = logging.getLogger(__name__)

# read or failed: in this run. already: OUT held it before. repeated: equal to another source of
# this run. new: still to be read (dry run).
SourceStatus = Literal["read", "failed", "already", "repeated", "new"]


@dataclass(frozen=True, slots=True)
class SourceResult:
    """The result for one source.

    `is_hashed`: the bytes were available, so that `report` is their hash. `is_failed_input`: the
    source counts as a failed input. A page that a scan found and that is not a report does not.
    """

    source: Source
    report: str
    status: SourceStatus
    is_hashed: bool = True
    is_failed_input: bool = False


@dataclass(frozen=True, slots=True)
class RunResult:
    """The results of all sources in the order of completion. `seconds`: duration of the run."""

    results: tuple[SourceResult, ...]
    seconds: float
    is_interrupted: bool


@dataclass(frozen=True, slots=True)
class RunOptions:
    """`max_bytes`: size above which a file is refused. `retry_failed`: read files again that
    failed in an earlier run. `fail_fast`: stop at the first failed input. `refresh`: read files
    again that other models than this version read; "" reads none again."""

    max_bytes: int
    retry_failed: bool = False
    fail_fast: bool = False
    refresh: str = ""


ResultCallback = Callable[[SourceResult], None]


def run_all(
    inputs: ExpandedInputs,
    out: Path,
    read: Reader,
    options: RunOptions,
    on_result: ResultCallback,
) -> RunResult:
    """Read what is new in `inputs` into `out`. `on_result` gets every result. Raises StoreError."""
    with lock_out(out):
        prepare(out)
        return _Run(inputs, out, options, on_result).execute(read)


def plan_run(
    inputs: ExpandedInputs, out: Path, options: RunOptions, on_result: ResultCallback
) -> RunResult:
    """The files that `run_all` would read, with the status "new". Writes nothing."""
    run = _Run(inputs, out, options, on_result)
    for content in run.select_contents():
        run.record(SourceResult(content.source, content.report, "new", content.is_hashed))
    return run.finish(is_interrupted=False)


class _Run:
    """The state of one run."""

    def __init__(
        self, inputs: ExpandedInputs, out: Path, options: RunOptions, on_result: ResultCallback
    ) -> None:
        self.inputs, self.out, self.options, self.on_result = inputs, out, options, on_result
        self.started = perf_counter()
        self.results: list[SourceResult] = []
        self.states = load_states(out)
        failed = load_failed_ids(out) if options.retry_failed else frozenset[str]()
        outdated = load_outdated_ids(out, options.refresh) if options.refresh else frozenset[str]()
        self.retry_ids = failed | outdated

    def execute(self, read: Reader) -> RunResult:
        is_interrupted = False
        writer = Writer(self.out, self.retry_ids)
        try:
            with closing(read(self.select_contents())) as finished:
                self._write_all(finished, writer)
        except KeyboardInterrupt:
            is_interrupted = True
        writer.flush()
        self._update_states()
        return self.finish(is_interrupted=is_interrupted)

    def select_contents(self) -> Iterator[Content]:
        """The contents that must be read. The results of all others are recorded at once."""
        already, selected = self.states.keys() - self.retry_ids, set[str]()
        for content in load_contents(self.inputs.sources, self.options.max_bytes):
            report = content.report
            if report not in already and report not in selected:
                selected.add(report)
                yield content
            else:
                status: SourceStatus = "already" if report in already else "repeated"
                self.record(SourceResult(content.source, report, status, content.is_hashed))

    def record(self, result: SourceResult) -> None:
        self.results.append(result)
        self.on_result(result)

    def _write_all(self, finished: Iterator[FinishedFile], writer: Writer) -> None:
        for content, rows in finished:
            report, error_kind = content.report, rows.error_kind
            if rows.traceback:
                log.debug("%s\n%s", content.source.name, rows.traceback)
            if report in self.retry_ids:
                writer.add(with_sources(rows.tables, self.states[report].sources))
            else:
                writer.add(rows.tables)
            is_failed_input = error_kind is not None and (
                content.source.is_named or error_kind != NotAReport.kind
            )
            status: SourceStatus = "failed" if error_kind else "read"
            self.record(
                SourceResult(content.source, report, status, content.is_hashed, is_failed_input)
            )
            if is_failed_input and self.options.fail_fast:
                return

    def _update_states(self) -> None:
        file_ids = {
            result.source.name: result.report for result in self.results if result.is_hashed
        }
        changed = find_changed_states(load_states(self.out), file_ids, self.inputs)
        changes = {
            report: {
                "source": state.sources[0],
                "sources": list(state.sources),
                "state": state.state,
            }
            for report, state in changed.items()
        }
        rewrite_reports(self.out, changes)

    def finish(self, *, is_interrupted: bool) -> RunResult:
        return RunResult(tuple(self.results), perf_counter() - self.started, is_interrupted)
