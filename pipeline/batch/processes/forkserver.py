"""A process that loads the models once and forks every worker from itself.

So a worker is there in milliseconds, however often one must be replaced, and all share the memory
of the models. It reads no documents. It has no threads, because a child that is forked from among
threads may freeze; only Arrow's allocator has one, and knows of forks. Started by `server.py` with
the control socket, the id of the parent, walk and configs.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
import traceback
from pkgutil import resolve_name

from gouji.pipeline.batch.processes.wire import SIZE, bytes_to_size, send
from gouji.pipeline.batch.processes.worker import die_with, work
from gouji.pipeline.batch.read_file import Walk, read_one
from gouji.pipeline.store.no_pandas import keep_pandas_apart

# A first report brings in what loads only when it is used, such as dictionaries.
_FIRST = """某县人民政府2021年政府信息公开工作年度报告
一、总体情况
二、主动公开政府信息情况
规章\t0\t0\t0
行政规范性文件\t1\t0\t1
三、收到和处理政府信息公开申请情况
一、本年新收政府信息公开申请数量\t1\t0\t0\t0\t0\t0\t1
二、上年结转政府信息公开申请数量\t0\t0\t0\t0\t0\t0\t
"""


def main(handle: str, parent: str, walk: str, configs: str) -> None:
    """Load, say hello, and fork a worker for each socket that arrives."""
    die_with(int(parent))
    keep_pandas_apart()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    control = socket.socket(fileno=int(handle))
    try:
        loaded: Walk = resolve_name(walk)(configs)
        read_one("", "first.txt", _FIRST.encode(), loaded)
    except Exception as error:
        fault = {"fault": type(error).__name__, "message": str(error)}
        send(control, json.dumps(fault | {"trace": traceback.format_exc()}).encode())
        return
    gc.collect()
    gc.freeze()  # pages that the collector never touches stay shared
    hello = {"models": loaded.models, "settings": loaded.settings}
    send(control, json.dumps(hello).encode())
    _serve(control, loaded)


def _serve(control: socket.socket, walk: Walk) -> None:
    """A number with a socket asks for a worker on that socket, with so much memory; a number
    alone names a worker that is to end. The answer is the worker's id, or how it ended."""
    while True:
        message, handles, _, _ = socket.recv_fds(control, SIZE, 1)
        if not message:
            return
        number = bytes_to_size(message)
        answer = _fork(control, handles[0], walk, number) if handles else _end(number)
        send(control, str(answer).encode())


def _fork(control: socket.socket, handle: int, walk: Walk, memory: int) -> int:
    server = os.getpid()
    worker = os.fork()
    if not worker:
        try:
            die_with(server)
            control.close()
            work(socket.socket(fileno=handle), walk, memory)
        finally:
            os._exit(0)
    os.close(handle)
    return worker


def _end(worker: int) -> int:
    """Its exit status, or minus the signal that ended it. It keeps its id until it is asked for
    here, so that nobody else is ended by that id."""
    os.kill(worker, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(worker, 0)[1])
