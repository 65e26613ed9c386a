"""A worker process: reads the files that arrive over its socket, one after another.

It is forked from a process that has the models loaded. It unpickles nothing, and of files it opens
only its status in /proc. It may hang, exceed its memory or die: `worker_pool.py` then records one
failed row.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from functools import partial
from pathlib import Path
from socket import socket
from typing import NamedTuple

from gouji.pipeline.batch.processes.wire import PROGRESS, receive, send, size_to_bytes
from gouji.pipeline.batch.read_file import Extractor, read_file
from gouji.pipeline.page_progress import page_progress
from gouji.pipeline.store.arrow_ipc import tables_to_bytes

# PR_SET_PDEATHSIG of Linux: the signal that a process gets when its parent ends.
_PR_SET_PDEATHSIG = 1


class MemoryUse(NamedTuple):
    """Memory of this process in bytes, pages shared with other processes included."""

    address_space: int
    resident: int


def serve_documents(connection: socket, extractor: Extractor, max_memory: int) -> None:
    """Answer each (id, name, bytes) with (tables, traceback, resident bytes).

    While a file of several pages is read, (PROGRESS, pages read, all pages) is sent after each.
    Returns when the other side closes the connection. `max_memory`: bytes that one file may take
    on top of those in use at the start.
    """
    initial = measure_memory().address_space
    while True:
        try:
            report, name, data = receive(connection), receive(connection), receive(connection)
        except (EOFError, ConnectionError):
            return
        limit_memory(initial + max_memory)
        with page_progress(partial(_send_progress, connection)):
            rows = read_file(report.decode(), os.fsdecode(name), data, extractor)
        limit_memory(resource.RLIM_INFINITY)
        del data
        trace = rows.traceback.encode("utf-8", "replace")
        resident = size_to_bytes(measure_memory().resident)
        send(connection, tables_to_bytes(rows.tables), trace, resident)


def _send_progress(connection: socket, done: int, total: int) -> None:
    send(connection, PROGRESS, size_to_bytes(done), size_to_bytes(total))


def limit_memory(size: int) -> None:
    """Limit the address space to `size` bytes. Allocations beyond it fail.

    Only the soft limit is set: it must be lifted again to answer after a failure.
    """
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    if hard != resource.RLIM_INFINITY:
        size = hard if size == resource.RLIM_INFINITY else min(size, hard)
    resource.setrlimit(resource.RLIMIT_AS, (size, hard))


def measure_memory() -> MemoryUse:
    """The memory in use, by /proc; zeros where there is no /proc."""
    try:
        size, pages, *_ = Path("/proc/self/statm").read_text().split()
    except OSError:  # not Linux
        return MemoryUse(0, 0)
    page_bytes = resource.getpagesize()
    return MemoryUse(int(size) * page_bytes, int(pages) * page_bytes)


def end_with_parent(parent: int) -> None:
    """Have the kernel kill this process when its parent, the process `parent`, ends.

    Without Linux the process ends at the closed socket, after the document that it is reading.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
