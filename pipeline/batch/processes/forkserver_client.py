"""The parent's side of the forkserver: starts it, asks it for workers, restarts it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from signal import Signals
from typing import NamedTuple, TypeVar

from gouji.pipeline.batch.processes.wire import receive, size_to_bytes
from gouji.pipeline.errors import ConfigError

# Attempts to start the forkserver and get an answer before the run fails.
_MAX_TRIES = 3
# Seconds to wait for an answer of the forkserver, which normally takes milliseconds.
_ANSWER_SECONDS = 30.0
# Seconds to wait for the forkserver to end before it is killed.
_STOP_SECONDS = 0.2
_START = (
    "import sys; sys.path[:] = sys.argv[6:]; "
    "from gouji.pipeline.batch.processes.forkserver import main; main(*sys.argv[1:6])"
)
# Each worker has one core, and only a process without threads can be forked safely.
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")

T = TypeVar("T")


class WorkerError(Exception):
    """No worker process can be started. The message gives the reason, in Chinese and English."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"无法启动工作进程：{reason}\nNo worker process can be started: {reason}")


@dataclass(frozen=True, slots=True)
class ExtractorSpec:
    """How a worker makes its `Extractor`: `factory` ("module:function") is called with the folders
    `configs` and `artefacts` ("": the shipped models)."""

    factory: str
    configs: str
    artefacts: str = ""


class ExtractorInfo(NamedTuple):
    """What `reports` records about an extractor: versions of the models, settings as JSON."""

    models: str
    settings: str


@dataclass(frozen=True, slots=True)
class Worker:
    """A worker process: its process id, that of its forkserver, and the socket to it."""

    process: int
    server: int
    connection: socket.socket


class ForkServer:
    """A forkserver. It loads in the background once started, and is restarted if it was killed."""

    def __init__(self, spec: ExtractorSpec) -> None:
        self._spec = spec
        self._process: subprocess.Popen[bytes] | None = None
        self._info: ExtractorInfo | None = None

    def start(self) -> None:
        """Start the process. Requests wait until it has loaded."""
        if self._process is None:
            self._control, theirs = socket.socketpair()
            with theirs:
                self._process = subprocess.Popen(
                    self._command(theirs.fileno()),
                    pass_fds=[theirs.fileno()],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    env=os.environ | _ONE_THREAD,
                )

    def _command(self, control_fd: int) -> list[str]:
        spec = self._spec
        identity = [str(control_fd), str(os.getpid())]
        arguments = [*identity, spec.factory, spec.configs, spec.artefacts]
        # -P: the working folder holds reports, and nothing may be imported from there
        return [sys.executable, "-P", "-c", _START, *arguments, *sys.path]

    def wait_ready(self) -> ExtractorInfo:
        """Wait until the extractor is loaded. Raises ConfigError and WorkerError."""
        return self._with_retries(self._receive_info)

    def fork(self, max_memory: int) -> Worker:
        """A new worker, which may use `max_memory` bytes a document.

        Raises ConfigError and WorkerError.
        """
        return self._with_retries(lambda: self._fork(max_memory))

    def _with_retries(self, request: Callable[[], T]) -> T:
        exit_reason = ""
        for _ in range(_MAX_TRIES):
            self.start()
            try:
                return request()
            except (EOFError, OSError):
                exit_reason = self.stop()
        raise WorkerError(f"{exit_reason} × {_MAX_TRIES}")

    def _receive_info(self) -> ExtractorInfo:
        if self._info is None:
            message = json.loads(receive(self._control))
            if message.get("error") in ("ConfigError", "ArtefactError"):
                raise ConfigError(message["message"])
            if "error" in message:
                raise WorkerError(message["traceback"])
            self._info = ExtractorInfo(message["models"], message["settings"])
            self._control.settimeout(_ANSWER_SECONDS)
        return self._info

    def _fork(self, max_memory: int) -> Worker:
        self._receive_info()
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(self._control, [size_to_bytes(max_memory)], [theirs.fileno()])
        return Worker(int(receive(self._control)), self._process_id, ours)

    @property
    def _process_id(self) -> int:
        return self._process.pid if self._process else 0

    def end_worker(self, worker: Worker) -> str | None:
        """End a worker, whatever it is doing. Returns how it ended: a signal or an exit status.

        None if its forkserver ended before, which ends all workers of that forkserver.
        """
        worker.connection.close()
        if worker.server != self._process_id:
            return None
        try:
            self._control.sendall(size_to_bytes(worker.process))
            status = int(receive(self._control))
        except (EOFError, OSError):
            return None
        return _describe_exit(status)

    def stop(self) -> str:
        """End the forkserver and its workers. Returns how it ended; "" if it was not running."""
        if not self._process:
            return ""
        with suppress(subprocess.TimeoutExpired):
            self._control.close()
            self._process.wait(_STOP_SECONDS)
        self._process.kill()
        status = self._process.wait()
        self._process = self._info = None
        return _describe_exit(status)


def _describe_exit(status: int) -> str:
    return Signals(-status).name if status < 0 else f"exit {status}"
