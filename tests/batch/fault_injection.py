"""An extractor for worker processes: the first word of a file names the fault that it causes."""

from __future__ import annotations

import ctypes
import os
import re
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from gouji.pipeline.batch.read_file import Extractor
from gouji.pipeline.errors import ConfigError, NotAReport
from gouji.pipeline.records import Document, Report, Section

LEAK: list[bytes] = []


def load_extractor(configs: str, artefacts: str) -> Extractor:
    """The `agency` of its reports is the process id of the worker."""
    if (Path(configs) / "broken").exists():
        raise ConfigError("run.yaml:1: broken")
    return Extractor(extract, "fake-1", '{"trust":0.8}')


def extract(data: bytes, name: str) -> tuple[Report]:
    text = data.decode()
    faults: dict[str, Callable[[], object]] = {
        "hang": lambda: time.sleep(600),
        # matching holds the interpreter's lock, as native code may
        "spin": lambda: re.match(r"(a+)+$", "a" * 64 + "b"),
        "killed": lambda: os.kill(os.getpid(), signal.SIGKILL),
        "abort": os.abort,
        "exit": sys.exit,
        "fault": lambda: ctypes.string_at(0),
        # bytes() reserves zeroed pages without touching them, so that a busy machine is in time
        "swell": lambda: [bytes(1 << 20) for _ in range(4096)],
        "leak": lambda: LEAK.append(os.urandom(40 << 20)),
        "slow": lambda: time.sleep(0.1),
        "page": lambda: throw(NotAReport(name)),
        "bug": throw_bug,
        "shout": lambda: print("into the summary"),
    }
    faults.get(text.partition(" ")[0], lambda: None)()
    section = Section("other", "一、", 0, 2, 1.0)
    document = Document(text, "text", ())
    return (Report(document, str(os.getpid()), None, None, (section,), (), ()),)


def throw_bug() -> None:
    throw(ZeroDivisionError("secret"))


def throw(error: Exception) -> None:
    raise error
