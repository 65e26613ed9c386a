"""The parent's side of the forkserver: starts it, asks it for workers, starts it again."""

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
from typing import TypeVar

from gouji.pipeline.batch.processes.wire import receive, size_to_bytes
from gouji.pipeline.errors import ConfigError

_MOST_TRIES = 3
_PATIENCE = 30.0  # seconds, for what takes milliseconds
_START = (
    "import sys; sys.path[:] = sys.argv[5:]; "
    "from gouji.pipeline.batch.processes.forkserver import main; main(*sys.argv[1:5])"
)
# Every worker has one core, and a process without threads can be forked at any moment.
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")

T = TypeVar("T")


class WorkerError(Exception):
    """No worker process can be had; the message says why, in Chinese and English."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"工作进程无法启动：{reason}\nNo worker process can be started: {reason}")


@dataclass(frozen=True, slots=True)
class Job:
    """How workers are to read: `walk` names a function ("module:function") that makes a `Walk`
    from the folder `configs`."""

    walk: str
    configs: str


@dataclass(frozen=True, slots=True)
class Worker:
    """A worker process as it was forked: its id, its server's, and the socket to talk to it."""

    process: int
    server: int
    wire: socket.socket


class Server:
    """A forkserver. It loads in the background once started, and is started again where it was
    killed."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._process: subprocess.Popen[bytes] | None = None
        self._hello: dict[str, str] | None = None

    def start(self) -> None:
        """Have it load; what is asked of it waits until it is ready."""
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

    def _command(self, handle: int) -> list[str]:
        job = self._job
        words = [str(handle), str(os.getpid()), job.walk, job.configs]
        # -P: a folder of reports is no place to import from
        return [sys.executable, "-P", "-c", _START, *words, *sys.path]

    def hello(self) -> dict[str, str]:
        """`models` and `settings` of the walk. Raises ConfigError and WorkerError."""
        return self._insist(self._greet)

    def fork(self, memory: int) -> Worker:
        """A new worker; one document may take `memory` bytes. Raises ConfigError, WorkerError."""
        return self._insist(lambda: self._fork(memory))

    def _insist(self, ask: Callable[[], T]) -> T:
        ending = ""
        for _ in range(_MOST_TRIES):
            self.start()
            try:
                return ask()
            except (EOFError, OSError):
                ending = self.end()
        raise WorkerError(f"{ending} × {_MOST_TRIES}")

    def _greet(self) -> dict[str, str]:
        if self._hello is None:
            hello = json.loads(receive(self._control))
            if hello.get("fault") in ("ConfigError", "ArtefactError"):
                raise ConfigError(hello["message"])
            if "fault" in hello:
                raise WorkerError(hello["trace"])
            self._hello = hello
            self._control.settimeout(_PATIENCE)
        return self._hello

    def _fork(self, memory: int) -> Worker:
        self._greet()
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(self._control, [size_to_bytes(memory)], [theirs.fileno()])
        return Worker(int(receive(self._control)), self._id, ours)

    @property
    def _id(self) -> int:
        return self._process.pid if self._process else 0

    def dismiss(self, worker: Worker) -> str | None:
        """End a worker, whatever it is doing, and tell how it ended; None if its server has ended
        before, which ends all its workers."""
        worker.wire.close()
        if worker.server != self._id:
            return None
        try:
            self._control.sendall(size_to_bytes(worker.process))
            status = int(receive(self._control))
        except (EOFError, OSError):
            return None
        return _status_to_ending(status)

    def end(self) -> str:
        """End the server, and its workers with it; tells how it ended."""
        if not self._process:
            return ""
        with suppress(subprocess.TimeoutExpired):
            self._control.close()
            self._process.wait(0.2)
        self._process.kill()
        status = self._process.wait()
        self._process = self._hello = None
        return _status_to_ending(status)


def _status_to_ending(status: int) -> str:
    return Signals(-status).name if status < 0 else f"exit {status}"
