"""Reads in worker processes, each document within limits of time and memory.

One document is with one worker at a time, and the next is loaded only when a worker is free.
Whatever a document does to its worker costs one failed row.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from selectors import EVENT_READ, DefaultSelector
from time import monotonic

from gouji.pipeline.batch.contents import Content
from gouji.pipeline.batch.processes.server import Server, Worker
from gouji.pipeline.batch.processes.wire import bytes_to_size, receive, send
from gouji.pipeline.batch.read_file import Done, Read, Walk, read_one
from gouji.pipeline.configs import RunConfig
from gouji.pipeline.errors import Crashed, OutOfMemory, ReportError, TimedOut
from gouji.pipeline.records import Report
from gouji.pipeline.store.arrow_ipc import bytes_to_tables

_MOST_TRIES = 3


@dataclass(slots=True)
class _Post:
    """A worker, the document that it has, and how it fared. `base`: bytes of memory that it had
    in use after its first document."""

    worker: Worker
    content: Content | None = None
    deadline: float = 0.0
    documents: int = 0
    base: int = 0


class Workers:
    """Up to `jobs` workers of one server."""

    def __init__(self, server: Server, jobs: int, limits: RunConfig) -> None:
        self._server = server
        self._jobs = jobs
        self._limits = limits
        self._idle: list[_Post] = []
        self._busy = DefaultSelector()
        self._again: list[Content] = []
        self._tries: Counter[str] = Counter()

    def read_all(self, contents: Iterator[Content]) -> Generator[Done, None, None]:
        """What each of `contents` yielded, in the order in which they are finished.

        Raises ConfigError and WorkerError.
        """
        try:
            while True:
                yield from self._hand_out(contents)
                if not self._posts():
                    return
                yield from self._collect()
        finally:
            for post in self._idle + self._posts():
                self._server.dismiss(post.worker)
            self._busy.close()
            self._server.end()

    def _posts(self) -> list[_Post]:
        """Those that have a document."""
        return [key.data for key in self._busy.get_map().values()]

    def _hand_out(self, contents: Iterator[Content]) -> Iterator[Done]:
        """Give every free worker a document, as long as there are any."""
        while len(self._posts()) < self._jobs:
            content = self._again.pop() if self._again else next(contents, None)
            if content is None:
                return
            if isinstance(content.data, ReportError):
                yield self._fail(content, content.data)
            elif self._tries[content.report] >= _MOST_TRIES:
                yield self._fail(content, Crashed())
            else:
                self._hand(content, content.data)

    def _hand(self, content: Content, data: bytes) -> None:
        post = self._idle.pop() if self._idle else self._fork()
        wire = post.worker.wire
        wire.settimeout(self._limits.max_seconds)
        post.content, post.deadline = content, monotonic() + self._limits.max_seconds
        try:
            send(wire, content.report.encode(), os.fsencode(content.source.name), data)
        except OSError:  # it had ended while idle, or does not listen: not this document's doing
            self._retry(content)
            self._server.dismiss(post.worker)
        else:
            self._busy.register(wire, EVENT_READ, post)

    def _fork(self) -> _Post:
        return _Post(self._server.fork(self._limits.max_memory))

    def _retry(self, content: Content) -> None:
        self._tries[content.report] += 1
        self._again.append(content)

    def _collect(self) -> Iterator[Done]:
        """Wait for an answer or a deadline."""
        posts = self._posts()
        patience = max(0.0, min(post.deadline for post in posts) - monotonic())
        ready = [key.data for key, _ in self._busy.select(patience)]
        late = [p for p in posts if p.deadline <= monotonic() and p not in ready]
        for post in ready:
            yield from self._receive(post)
        for post in late:
            yield self._give_up(post)

    def _receive(self, post: _Post) -> Iterator[Done]:
        wire = post.worker.wire
        try:
            tables, trace, size = receive(wire), receive(wire), receive(wire)
        except (EOFError, OSError):
            yield from self._lose(post)
            return
        content = self._relieve(post)
        read = Read(bytes_to_tables(tables), trace.decode())
        if self._is_worn(post, bytes_to_size(size)) or read.error == OutOfMemory.kind:
            self._server.dismiss(post.worker)
        else:
            self._idle.append(post)
        yield content, read

    def _relieve(self, post: _Post) -> Content:
        """Take a worker's document back."""
        self._busy.unregister(post.worker.wire)
        content, post.content = post.content, None
        assert content is not None
        return content

    def _is_worn(self, post: _Post, size: int) -> bool:
        post.documents += 1
        post.base = post.base or size
        grown = size - post.base > self._limits.worker_growth
        return grown or post.documents >= self._limits.worker_documents

    def _lose(self, post: _Post) -> Iterator[Done]:
        """A worker ended by itself, or with its server: that was not this document's doing."""
        content = self._relieve(post)
        ending = self._server.dismiss(post.worker)
        if ending is None:
            self._retry(content)
        else:
            yield self._fail(content, Crashed(ending))

    def _give_up(self, post: _Post) -> Done:
        content = self._relieve(post)
        self._server.dismiss(post.worker)
        return self._fail(content, TimedOut(f"> {self._limits.max_seconds:g} s"))

    def _fail(self, content: Content, error: ReportError) -> Done:
        hello = self._server.hello()
        walk = Walk(_refuse, hello["models"], hello["settings"])
        return content, read_one(content.report, content.source.name, error, walk)


def _refuse(data: bytes, name: str) -> tuple[Report, ...]:
    raise AssertionError("documents are read in workers")
