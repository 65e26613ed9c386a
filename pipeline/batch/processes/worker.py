"""A worker process: reads one file after another as they come over its wire.

It is forked, and so has the models from its first moment. It never unpickles, opens or writes
anything; it may hang, swell or die, and its keeper (`workers.py`) makes one failed row of that.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from pathlib import Path
from socket import socket

from gouji.pipeline.batch.processes.wire import receive, send, size_to_bytes
from gouji.pipeline.batch.read_file import Walk, read_one
from gouji.pipeline.store.arrow_ipc import tables_to_bytes

_PR_SET_PDEATHSIG = 1


def work(wire: socket, walk: Walk, memory: int) -> None:
    """Answer each (id, name, bytes) with (tables, traceback, bytes of memory in use) until the
    other side hangs up. `memory`: how many bytes one file may take."""
    base = _memory_pages()[0]
    while True:
        try:
            report, name, data = receive(wire), receive(wire), receive(wire)
        except (EOFError, ConnectionError):
            return
        limit_memory(base + memory)
        read = read_one(report.decode(), os.fsdecode(name), data, walk)
        limit_memory(resource.RLIM_INFINITY)
        del data
        trace = read.trace.encode("utf-8", "replace")
        send(wire, tables_to_bytes(read.tables), trace, size_to_bytes(resident()))


def limit_memory(size: int) -> None:
    """Refuse to grow beyond `size` bytes of address space: allocations fail then.

    Only the soft limit, which may be lifted again to tell how it went.
    """
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    if hard != resource.RLIM_INFINITY:
        size = hard if size == resource.RLIM_INFINITY else min(size, hard)
    resource.setrlimit(resource.RLIMIT_AS, (size, hard))


def resident() -> int:
    """Bytes of memory in use, pages shared with other processes included; 0 if unknown."""
    return _memory_pages()[1]


def _memory_pages() -> tuple[int, int]:
    """Bytes of address space and of resident memory."""
    try:
        size, pages, *_ = Path("/proc/self/statm").read_text().split()
    except OSError:  # not Linux
        return 0, 0
    page = resource.getpagesize()
    return int(size) * page, int(pages) * page


def die_with(parent: int) -> None:
    """Have the kernel end this process when its parent ends, which has the id `parent`.

    Elsewhere than on Linux the closed wire does so, once the document at hand is read.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
