"""Whatever a file does to its worker process costs that file one failed row."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import gouji
from gouji.pipeline.batch.contents import Content, load
from gouji.pipeline.batch.engines import open_reader
from gouji.pipeline.batch.processes.server import Job, Server, WorkerError
from gouji.pipeline.batch.sources import expand
from gouji.pipeline.errors import ConfigError
from tests.batch.batch import Batch

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="workers are forked")
ROOT = Path(gouji.__file__).parents[1]


def children(process: int) -> list[int]:
    path = Path(f"/proc/{process}/task/{process}/children")
    return [int(word) for word in path.read_text().split()] if path.exists() else []


def pids(batch: Batch) -> set[str]:
    return {row["agency"] for row in batch.rows().values() if row["agency"]}


DEEDS = {
    "hang": "timeout",
    "spin": "timeout",
    "killed": "crashed",
    "abort": "crashed",
    "exit": "crashed",
    "fault": "crashed",
    "swell": "memory",
    "bug": "internal",
    "page": "not_a_report",
}


def test_a_bad_file_is_one_failed_row(batch: Batch) -> None:
    batch.write(**{f"{deed}{n}": f"{deed} {n}" for deed in DEEDS for n in (1, 2)})
    batch.write(a="ok 1", i="ok 2", z="ok 3")
    course = batch.work(2)
    assert len(course.steps) == 21 and not course.stopped
    assert batch.errors() == {f"{deed}{n}": kind for deed, kind in DEEDS.items() for n in (1, 2)}
    assert {"ok 1", "ok 2", "ok 3"} < set(batch.rows())
    for row in batch.rows().values():
        assert row["models"] == "fake-1" and '"trust":0.8' in row["settings"]
        assert bool(row["message_zh"] and row["message_en"]) == (row["status"] == "failed")
    assert "SIGKILL" in batch.rows()["killed1"]["message_en"]
    assert [step.happened for step in batch.work(2).steps] == ["already"] * 21


def test_a_time_limit_is_kept_by_all_workers_at_once(batch: Batch) -> None:
    batch.limit(max_seconds=6)
    batch.write(**{f"h{number}": f"hang {number}" for number in range(4)}, z="ok 1")
    started = time.monotonic()
    batch.work(5)
    assert time.monotonic() - started < 22  # one after another they would take 24
    assert list(batch.errors().values()) == ["timeout"] * 4


def test_a_known_failure_is_given_another_try_if_asked(batch: Batch) -> None:
    batch.limit(max_seconds=0.05)
    batch.write(a="slow 1")
    batch.work(1)
    assert batch.errors() == {"a": "timeout"}
    batch.limit(max_seconds=20)
    assert [step.happened for step in batch.work(1).steps] == ["already"]
    assert [step.happened for step in batch.work(1, retry_failed=True).steps] == ["read"]
    assert batch.rows()["slow 1"]["status"] == "ok" and len(batch.rows()) == 1


def test_a_worker_is_replaced_after_so_many_documents(batch: Batch) -> None:
    batch.limit(worker_documents=3)
    batch.write(**{f"f{number}": f"ok {number}" for number in range(9)})
    batch.work(1)
    assert len(batch.rows()) == 9 and len(pids(batch)) == 3


def test_a_worker_that_has_grown_is_replaced(batch: Batch) -> None:
    batch.write(**{f"f{number}": f"leak {number}" for number in range(6)})
    batch.work(1)
    assert len(batch.rows()) == 6 and len(pids(batch)) >= 2


def test_as_many_workers_as_asked_for_share_the_work(batch: Batch) -> None:
    batch.write(**{f"f{number}": f"slow {number}" for number in range(12)})
    batch.work(3)
    assert len(batch.rows()) == 12 and len(pids(batch)) == 3


def test_contents_are_loaded_only_when_a_worker_is_free(batch: Batch) -> None:
    batch.write(**{f"f{number}": f"slow {number}" for number in range(10)})
    found = expand([str(batch.folder)], batch.out)
    most = loaded = done = 0

    def contents() -> Iterator[Content]:
        nonlocal loaded, most
        for content in load(found.sources, 1000):
            loaded += 1
            most = max(most, loaded - done)
            yield content

    with open_reader(batch.configs, 2, True, "tests.batch.deeds:load_walk") as read:
        for _ in read(contents()):
            done += 1
    assert (done, most) == (10, 2)


def test_what_is_large_goes_through_whole(batch: Batch) -> None:
    text = "ok " + "字" * 3000
    batch.write(a=text)
    batch.work(1)
    assert set(batch.rows()) == {text}


def test_a_bug_in_a_worker_shows_in_the_log(
    batch: Batch, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    batch.write(a="bug 1", b="shout 2")
    with caplog.at_level("DEBUG", logger="gouji"):
        batch.work(1)
    assert "ZeroDivisionError: secret" in caplog.text
    assert capfd.readouterr() == ("", "")


def test_a_wrong_config_is_told_before_anything_is_written(batch: Batch) -> None:
    batch.write(a="ok 1")
    (batch.configs / "broken").touch()
    with pytest.raises(ConfigError, match=r"run.yaml:1: broken"):
        batch.work(1)
    assert not batch.out.exists()


def test_a_server_that_cannot_start_says_why(batch: Batch) -> None:
    server = Server(Job("no.such:walk", str(batch.configs)))
    with pytest.raises(WorkerError, match="No module named 'no'"):
        server.hello()
    server.end()


def test_nothing_is_imported_from_where_the_reports_lie(
    batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(batch.folder)
    (batch.folder / "gouji").mkdir()
    (batch.folder / "gouji" / "__init__.py").write_text("raise SystemExit('planted')")
    batch.write(a="ok 1")
    batch.work(1)
    assert set(batch.rows()) == {"ok 1"}


def test_a_killed_server_costs_no_document(batch: Batch) -> None:
    """Its workers end with it; what they had is read again."""
    batch.write(**{f"f{number}": f"slow {number}" for number in range(12)})
    found = expand([str(batch.folder)], batch.out)
    with open_reader(batch.configs, 2, True, "tests.batch.deeds:load_walk") as read:
        killed = 0
        results = []
        for content, one in read(load(found.sources, 1000)):
            results.append((content.report, one.error))
            if len(results) in (2, 7):
                [server] = children(os.getpid())
                os.kill(server, signal.SIGKILL)
                killed += 1
    assert killed == 2
    assert len(set(results)) == len(results) == 12
    assert {error for _, error in results} == {None}


RUN = """
import sys
from tests.batch.batch import Batch
from pathlib import Path
batch = Batch(Path(sys.argv[1]))
batch.work(2)
"""


def start(batch: Batch) -> subprocess.Popen[bytes]:
    """A run in a process of its own, that can be interrupted: jobs in the background cannot."""
    command = [sys.executable, "-c", RUN, str(batch.folder.parent)]
    return subprocess.Popen(
        command,
        cwd=ROOT,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def wait_for(true: Callable[[], object], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_workers_end_with_their_parent(batch: Batch) -> None:
    batch.limit(max_seconds=600)
    batch.write(a="hang 1", b="spin 2")
    run = start(batch)
    wait_for(lambda: [w for s in children(run.pid) for w in children(s)][1:])
    [server] = children(run.pid)
    workers = children(server)
    run.kill()
    run.wait()
    wait_for(lambda: not any(is_alive(one) for one in [server, *workers]))


def is_alive(process: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{process}/status").read_text()
    except OSError:
        return False


def test_an_interrupt_keeps_what_is_finished(batch: Batch) -> None:
    batch.write(**{f"f{number:02}": f"slow {number}" for number in range(160)})
    run = start(batch)
    wait_for(lambda: [w for s in children(run.pid) for w in children(s)])
    time.sleep(0.7)
    run.send_signal(signal.SIGINT)
    assert run.wait(20) == 0 and run.stderr and run.stderr.read() == b""
    assert 0 < len(batch.rows()) < 160 and batch.errors() == {}
    course = batch.work(2)
    assert len(batch.rows()) == 160
    assert [step.happened for step in course.steps].count("already") > 0


def test_a_server_can_be_forked_at_any_moment_and_dead_workers_are_reaped(batch: Batch) -> None:
    batch.limit(worker_documents=1)
    batch.write(**{f"f{number}": f"ok {number}" for number in range(5)})
    found = expand([str(batch.folder)], batch.out)
    with open_reader(batch.configs, 1, True, "tests.batch.deeds:load_walk") as read:
        for _ in read(load(found.sources, 1000)):
            [server] = children(os.getpid())
            threads = {path.read_text() for path in Path(f"/proc/{server}/task").glob("*/comm")}
            assert len(threads - {"jemalloc_bg_thd\n"}) == 1
            assert len(children(server)) <= 1
