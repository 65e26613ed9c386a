"""Many reviewers at once, and a server that is killed in the middle, on SQLite and on PostgreSQL:
every answer that the page called saved is there, once."""

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

from .outs import find_lines, run_server

pytestmark = pytest.mark.slow
ROUNDS = 3
WRITERS, EACH, BATCH = 8, 500, 5


def start(out: Path) -> tuple[subprocess.Popen[bytes], str]:
    """`gouji review` in a process of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    words = [sys.executable, "-m", "gouji", "review", str(out), "--no-browser", "--port", port]
    server = subprocess.Popen(words, stdout=subprocess.PIPE)  # GOUJI_DECISIONS names the database
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


def test_every_answer_that_was_called_saved_is_there_after_a_kill(
    out: Path, each_database: None
) -> None:
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
    stored = list_stored(out)
    assert len(saved) >= 30 * ROUNDS
    assert set(saved) <= set(stored)
    assert len(stored) == len(set(stored))


def list_stored(out: Path) -> list[str]:
    journal = Journal.open(find_url(out))
    try:
        return [one.decision.id for one in journal.read()]
    finally:
        journal.close()


def write(address: str, name: str, lines: list[dict[str, object]], refused: list[object]) -> None:
    """Send the answers of one reviewer, some at once, as the page does."""
    client = httpx.Client(base_url=address, timeout=120)
    client.post("/sign-in", data={"name": name})
    csrf = client.get("/guide").text.split('name="csrf" content="')[1].split('"')[0]
    for start in range(0, EACH, BATCH):
        batch = [
            {
                **lines[number % len(lines)],
                "status": "read",
                "value": number,
                "id": f"{name}{number}",
            }
            for number in range(start, start + BATCH)
        ]
        response = client.post(
            "/decisions", json={"decisions": batch}, headers={"x-csrf-token": csrf}
        )
        content = response.raise_for_status().json()
        refused += content["refused"] + [name] * (len(content["stored"]) != BATCH)


def test_eight_reviewers_at_once_lose_nothing_and_none_is_refused(
    out: Path, each_database: None
) -> None:
    refused: list[object] = []
    with run_server(out) as address:
        client = httpx.Client(base_url=address, timeout=30, follow_redirects=True)
        client.post("/sign-in", data={"name": "first"})
        lines = find_lines(client.get("/work?doubt=cell").text)
        writers = [
            threading.Thread(target=write, args=(address, f"w{number}.", lines, refused))
            for number in range(WRITERS)
        ]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
    assert refused == []
    expected = {f"w{number}.{count}" for number in range(WRITERS) for count in range(EACH)}
    stored = list_stored(out)
    assert len(stored) == len(expected)
    assert set(stored) == expected
