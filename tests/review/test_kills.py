"""The server is killed in the middle: every answer that it called saved is there."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
import pytest

from gouji.pipeline.store.decisions.journal import Journal
from gouji.pipeline.store.decisions.location import find_url

from .outs import find_lines

pytestmark = pytest.mark.slow
ROUNDS = 3


def start(out: Path) -> tuple[subprocess.Popen[bytes], str]:
    """`gouji review` in a process of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    words = [sys.executable, "-m", "gouji", "review", str(out), "--no-browser", "--port", port]
    server = subprocess.Popen(words, stdout=subprocess.PIPE)
    address = f"http://127.0.0.1:{port}"
    for _ in range(600):
        try:
            httpx.get(address + "/sign-in")
            return server, address
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError("the server did not start")


def answer(address: str, name: str, saved: list[str]) -> None:
    """Answer until the server is gone; `saved` are the ids that it confirmed."""
    client = httpx.Client(base_url=address, timeout=10)
    client.post("/sign-in", data={"name": name})
    page = client.get("/work?doubt=cell").text
    csrf = page.split('name="csrf" content="')[1].split('"')[0]
    lines = find_lines(page)
    try:
        for number in range(10000):
            identity = f"{name}{number}-{time.monotonic_ns()}"
            line = {**lines[number % len(lines)], "status": "read", "value": number, "id": identity}
            response = client.post(
                "/decisions", json={"decisions": [line]}, headers={"x-csrf-token": csrf}
            )
            saved += response.json()["stored"]
    except (httpx.TransportError, ValueError):
        pass


def test_every_answer_that_was_called_saved_is_there_after_a_kill(out: Path) -> None:
    saved: list[str] = []
    for _ in range(ROUNDS):
        before = len(saved)
        server, address = start(out)
        writers = [
            threading.Thread(target=answer, args=(address, name, saved)) for name in ("a", "b", "c")
        ]
        for writer in writers:
            writer.start()
        while len(saved) < before + 30:
            time.sleep(0.02)
        os.kill(server.pid, signal.SIGKILL)
        server.wait()
        for writer in writers:
            writer.join()
    journal = Journal.open(find_url(out))
    stored = [one.decision.id for one in journal.read()]
    assert len(saved) >= 30 * ROUNDS
    assert set(saved) <= set(stored)
    assert len(stored) == len(set(stored))
