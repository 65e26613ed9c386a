"""A process that loads the models once and forks every worker from itself.

A worker is thus ready in milliseconds, however often workers are replaced, and all workers share
the memory of the models. The forkserver reads no documents. It has no threads, because a child
forked from a process with threads may deadlock; only Arrow's allocator has one, and it handles
forks. `forkserver_client.py` starts it with a control socket, the id of the parent, the name of the
extractor's factory and the folders of configs and models.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import socket
import traceback
from pkgutil import resolve_name

from gouji.pipeline.batch.processes.wire import SIZE_BYTES, bytes_to_size, send
from gouji.pipeline.batch.processes.worker import end_with_parent, serve_documents
from gouji.pipeline.batch.read_file import Extractor, read_file
from gouji.pipeline.store.no_pandas import block_pandas

# Reading one report loads what is imported on first use, such as dictionaries.
_WARM_UP_REPORT = """某县人民政府2021年政府信息公开工作年度报告
一、总体情况
二、主动公开政府信息情况
规章\t0\t0\t0
行政规范性文件\t1\t0\t1
三、收到和处理政府信息公开申请情况
一、本年新收政府信息公开申请数量\t1\t0\t0\t0\t0\t0\t1
二、上年结转政府信息公开申请数量\t0\t0\t0\t0\t0\t0\t
"""


def main(control_fd: str, parent: str, factory: str, configs: str, artefacts: str) -> None:
    """Load the extractor, send a ready message, and fork a worker for each socket received."""
    end_with_parent(int(parent))
    block_pandas()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent handles Ctrl-C
    control = socket.socket(fileno=int(control_fd))
    try:
        extractor: Extractor = resolve_name(factory)(configs, artefacts)
        read_file("", "first.txt", _WARM_UP_REPORT.encode(), extractor)
    except Exception as error:
        failure = {"error": type(error).__name__, "message": str(error)}
        send(control, json.dumps(failure | {"traceback": traceback.format_exc()}).encode())
        return
    gc.collect()
    gc.freeze()  # pages that the garbage collector does not touch stay shared
    ready = {"models": extractor.models, "settings": extractor.settings}
    send(control, json.dumps(ready).encode())
    _serve(control, extractor)


def _serve(control: socket.socket, extractor: Extractor) -> None:
    """Answer requests until the control socket is closed.

    A number with a socket asks for a worker on that socket with that many bytes of memory; the
    answer is the worker's process id. A number alone is the id of a worker to end; the answer is
    its exit status.
    """
    while True:
        message, sockets, _, _ = socket.recv_fds(control, SIZE_BYTES, 1)
        if not message:
            return
        number = bytes_to_size(message)
        answer = _fork(control, sockets[0], extractor, number) if sockets else _end(number)
        send(control, str(answer).encode())


def _fork(control: socket.socket, worker_fd: int, extractor: Extractor, max_memory: int) -> int:
    server = os.getpid()
    worker = os.fork()
    if not worker:
        try:
            end_with_parent(server)
            control.close()
            serve_documents(socket.socket(fileno=worker_fd), extractor, max_memory)
        finally:
            os._exit(0)
    os.close(worker_fd)
    return worker


def _end(worker: int) -> int:
    """Kill a worker. Returns its exit status, or minus the signal that had ended it before.

    A dead worker keeps its process id until it is waited for here, so that the signal cannot
    reach another process.
    """
    os.kill(worker, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(worker, 0)[1])
