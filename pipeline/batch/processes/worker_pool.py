"""Reads in worker processes, each document within limits of time and memory.

A worker reads one document at a time, and the next document is loaded only when a worker is
idle. Whatever a document does to its worker costs one failed row.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from selectors import EVENT_READ, DefaultSelector
from time import monotonic

from gouji.pipeline.batch.load_files import Content
from gouji.pipeline.batch.processes.forkserver_client import ForkServer, Worker
from gouji.pipeline.batch.processes.wire import PROGRESS, bytes_to_size, receive, send
from gouji.pipeline.batch.read_file import (
    Extractor,
    FileRows,
    FinishedFile,
    SourcePageCallback,
    read_file,
)
from gouji.pipeline.configs import RunConfig
from gouji.pipeline.errors import Crashed, OutOfMemory, ReportError, TimedOut
from gouji.pipeline.records import Report
from gouji.pipeline.store.arrow_ipc import bytes_to_tables

# Attempts to read a document whose workers end together with their forkserver.
_MAX_TRIES = 3


@dataclass(slots=True)
class _WorkerSlot:
    """A worker and the document that it is reading.

    `deadline`: monotonic time in seconds at which the document is given up. `documents`: number
    read so far. `initial_bytes`: resident memory after the first document.
    """

    worker: Worker
    content: Content | None = None
    deadline: float = 0.0
    documents: int = 0
    initial_bytes: int = 0


class Workers:
    """Up to `jobs` workers of one forkserver."""

    def __init__(
        self, server: ForkServer, jobs: int, limits: RunConfig, on_page: SourcePageCallback
    ) -> None:
        self._server, self._on_page = server, on_page
        self._jobs = jobs
        self._limits = limits
        self._idle: list[_WorkerSlot] = []
        self._selector = DefaultSelector()
        self._to_retry: list[Content] = []
        self._tries: Counter[str] = Counter()

    def read_all(self, contents: Iterator[Content]) -> Generator[FinishedFile, None, None]:
        """Read all `contents`, in the order in which the workers finish.

        Raises ConfigError and WorkerError.
        """
        try:
            while True:
                yield from self._fill_workers(contents)
                if not self._busy():
                    return
                yield from self._collect()
        finally:
            for slot in self._idle + self._busy():
                self._server.end_worker(slot.worker)
            self._selector.close()
            self._server.stop()

    def _busy(self) -> list[_WorkerSlot]:
        """The workers that are reading a document."""
        return [key.data for key in self._selector.get_map().values()]

    def _fill_workers(self, contents: Iterator[Content]) -> Iterator[FinishedFile]:
        """Give every idle worker a document while there are any."""
        while len(self._busy()) < self._jobs:
            content = self._to_retry.pop() if self._to_retry else next(contents, None)
            if content is None:
                return
            if isinstance(content.data, ReportError):
                yield self._fail(content, content.data)
            elif self._tries[content.report] >= _MAX_TRIES:
                yield self._fail(content, Crashed())
            else:
                self._assign(content, content.data)

    def _assign(self, content: Content, data: bytes) -> None:
        slot = self._idle.pop() if self._idle else self._fork()
        connection = slot.worker.connection
        connection.settimeout(self._limits.max_seconds)
        slot.content, slot.deadline = content, monotonic() + self._limits.max_seconds
        try:
            send(connection, content.report.encode(), os.fsencode(content.source.name), data)
        except OSError:  # the worker ended while idle or does not read: not due to this document
            self._retry(content)
            self._server.end_worker(slot.worker)
        else:
            self._selector.register(connection, EVENT_READ, slot)

    def _fork(self) -> _WorkerSlot:
        return _WorkerSlot(self._server.fork(self._limits.max_memory))

    def _retry(self, content: Content) -> None:
        self._tries[content.report] += 1
        self._to_retry.append(content)

    def _collect(self) -> Iterator[FinishedFile]:
        """Wait for the first answer or the first deadline."""
        busy = self._busy()
        seconds = max(0.0, min(slot.deadline for slot in busy) - monotonic())
        answered = [key.data for key, _ in self._selector.select(seconds)]
        late = [slot for slot in busy if slot.deadline <= monotonic() and slot not in answered]
        for slot in answered:
            yield from self._receive(slot)
        for slot in late:
            yield self._time_out(slot)

    def _receive(self, slot: _WorkerSlot) -> Iterator[FinishedFile]:
        connection = slot.worker.connection
        try:
            tables, trace, size = receive(connection), receive(connection), receive(connection)
            if tables == PROGRESS and slot.content:
                self._on_page(slot.content.source, bytes_to_size(trace), bytes_to_size(size))
                return
        except (EOFError, OSError):
            yield from self._handle_exit(slot)
            return
        content = self._take_content(slot)
        rows = FileRows(bytes_to_tables(tables), trace.decode())
        is_out_of_memory = rows.error_kind == OutOfMemory.kind
        if self._is_due_for_replacement(slot, bytes_to_size(size)) or is_out_of_memory:
            self._server.end_worker(slot.worker)
        else:
            self._idle.append(slot)
        yield FinishedFile(content, rows)

    def _take_content(self, slot: _WorkerSlot) -> Content:
        """Mark a worker as not busy and return its document."""
        self._selector.unregister(slot.worker.connection)
        content, slot.content = slot.content, None
        assert content is not None
        return content

    def _is_due_for_replacement(self, slot: _WorkerSlot, resident_bytes: int) -> bool:
        slot.documents += 1
        slot.initial_bytes = slot.initial_bytes or resident_bytes
        has_grown = resident_bytes - slot.initial_bytes > self._limits.worker_growth
        return has_grown or slot.documents >= self._limits.worker_documents

    def _handle_exit(self, slot: _WorkerSlot) -> Iterator[FinishedFile]:
        """A worker ended. If its forkserver ended too, the document is read again."""
        content = self._take_content(slot)
        exit_reason = self._server.end_worker(slot.worker)
        if exit_reason is None:
            self._retry(content)
        else:
            yield self._fail(content, Crashed(exit_reason))

    def _time_out(self, slot: _WorkerSlot) -> FinishedFile:
        content = self._take_content(slot)
        self._server.end_worker(slot.worker)
        return self._fail(content, TimedOut(f"> {self._limits.max_seconds:g} s"))

    def _fail(self, content: Content, error: ReportError) -> FinishedFile:
        extractor = Extractor(_refuse, *self._server.wait_ready())
        rows = read_file(content.report, content.source.name, error, extractor)
        return FinishedFile(content, rows)


def _refuse(data: bytes, name: str) -> tuple[Report, ...]:
    raise AssertionError("documents are read in worker processes")
