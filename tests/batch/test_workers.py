"""Whatever a file does to its worker process, it costs one failed row."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gouji.pipeline.batch.load_files import Content, load_contents
from gouji.pipeline.batch.processes.forkserver_client import ExtractorSpec, ForkServer, WorkerError
from gouji.pipeline.batch.sources import expand_inputs
from gouji.pipeline.errors import ConfigError
from tests.batch.batch import Batch, statuses
from tests.batch.processes import ROOT, list_children, list_workers, open_workers

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="workers are forked")


def worker_ids(batch: Batch) -> set[str]:
    """The process ids of the workers that read a file."""
    return {row["agency"] for row in batch.rows().values() if row["agency"]}


# The faults of `fault_injection.py` and the error kind of each.
FAULTS = {
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


def test_a_faulty_file_costs_one_failed_row(batch: Batch) -> None:
    batch.write(**{f"{fault}{n}": f"{fault} {n}" for fault in FAULTS for n in (1, 2)})
    batch.write(a="ok 1", i="ok 2", z="ok 3")
    result = batch.run_in_workers(2)
    assert len(result.results) == 21 and not result.is_interrupted
    assert batch.errors() == {f"{fault}{n}": kind for fault, kind in FAULTS.items() for n in (1, 2)}
    assert {"ok 1", "ok 2", "ok 3"} < set(batch.rows())
    for row in batch.rows().values():
        assert row["models"] == "fake-1" and '"trust":0.8' in row["settings"]
        assert bool(row["message_zh"] and row["message_en"]) == (row["status"] == "failed")
    assert "SIGKILL" in batch.rows()["killed1"]["message_en"]
    assert statuses(batch.run_in_workers(2)) == ["already"] * 21


def test_the_time_limits_of_all_workers_run_in_parallel(batch: Batch) -> None:
    batch.set_limits(max_seconds=6)
    batch.write(**{f"h{number}": f"hang {number}" for number in range(4)}, z="ok 1")
    started = time.monotonic()
    batch.run_in_workers(5)
    assert time.monotonic() - started < 22  # one after another they would take 24
    assert list(batch.errors().values()) == ["timeout"] * 4


def test_a_failed_file_is_read_again_only_with_retry_failed(batch: Batch) -> None:
    batch.set_limits(max_seconds=0.05)
    batch.write(a="slow 1")
    batch.run_in_workers(1)
    assert batch.errors() == {"a": "timeout"}
    batch.set_limits(max_seconds=20)
    assert statuses(batch.run_in_workers(1)) == ["already"]
    assert statuses(batch.run_in_workers(1, retry_failed=True)) == ["read"]
    assert batch.rows()["slow 1"]["status"] == "ok" and len(batch.rows()) == 1


def test_a_worker_is_replaced_after_worker_documents(batch: Batch) -> None:
    batch.set_limits(worker_documents=3)
    batch.write(**{f"f{number}": f"ok {number}" for number in range(9)})
    batch.run_in_workers(1)
    assert len(batch.rows()) == 9 and len(worker_ids(batch)) == 3


def test_a_worker_is_replaced_after_worker_growth(batch: Batch) -> None:
    batch.write(**{f"f{number}": f"leak {number}" for number in range(6)})
    batch.run_in_workers(1)
    assert len(batch.rows()) == 6 and len(worker_ids(batch)) >= 2


def test_all_workers_share_the_documents(batch: Batch) -> None:
    batch.write(**{f"f{number}": f"slow {number}" for number in range(12)})
    batch.run_in_workers(3)
    assert len(batch.rows()) == 12 and len(worker_ids(batch)) == 3


def test_contents_are_loaded_only_when_a_worker_is_idle(batch: Batch) -> None:
    batch.write(**{f"f{number}": f"slow {number}" for number in range(10)})
    inputs = expand_inputs([str(batch.folder)], batch.out)
    max_pending = loaded = done = 0

    def contents() -> Iterator[Content]:
        nonlocal loaded, max_pending
        for content in load_contents(inputs.sources, 1000):
            loaded += 1
            max_pending = max(max_pending, loaded - done)
            yield content

    with open_workers(batch, 2) as read:
        for _ in read(contents()):
            done += 1
    assert (done, max_pending) == (10, 2)


def test_a_text_above_the_socket_buffer_arrives_complete(batch: Batch) -> None:
    text = "ok " + "字" * 3000
    batch.write(a=text)
    batch.run_in_workers(1)
    assert set(batch.rows()) == {text}


def test_a_bug_in_a_worker_is_logged(
    batch: Batch, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    batch.write(a="bug 1", b="shout 2")
    with caplog.at_level("DEBUG", logger="gouji"):
        batch.run_in_workers(1)
    assert "ZeroDivisionError: secret" in caplog.text
    assert capfd.readouterr() == ("", "")


def test_a_wrong_config_is_reported_before_anything_is_written(batch: Batch) -> None:
    batch.write(a="ok 1")
    (batch.configs / "broken").touch()
    with pytest.raises(ConfigError, match=r"run.yaml:1: broken"):
        batch.run_in_workers(1)
    assert not batch.out.exists()


def test_a_forkserver_that_cannot_start_gives_the_reason(batch: Batch) -> None:
    server = ForkServer(ExtractorSpec("no.such:extractor", str(batch.configs)))
    with pytest.raises(WorkerError, match="No module named 'no'"):
        server.wait_ready()
    server.stop()


def test_nothing_is_imported_from_the_folder_of_the_reports(
    batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(batch.folder)
    (batch.folder / "gouji").mkdir()
    (batch.folder / "gouji" / "__init__.py").write_text("raise SystemExit('planted')")
    batch.write(a="ok 1")
    batch.run_in_workers(1)
    assert set(batch.rows()) == {"ok 1"}


def test_a_killed_forkserver_costs_no_document(batch: Batch) -> None:
    """Its workers end with it, and their documents are read again."""
    batch.write(**{f"f{number}": f"slow {number}" for number in range(12)})
    inputs = expand_inputs([str(batch.folder)], batch.out)
    with open_workers(batch, 2) as read:
        killed = 0
        results = []
        for content, rows in read(load_contents(inputs.sources, 1000)):
            results.append((content.report, rows.error_kind))
            if len(results) in (2, 7):
                [server] = list_children(os.getpid())
                os.kill(server, signal.SIGKILL)
                killed += 1
    assert killed == 2
    assert len(set(results)) == len(results) == 12
    assert {error for _, error in results} == {None}


RUN = """
import sys
from tests.batch.batch import Batch, statuses
from tests.batch.processes import ROOT, list_children, list_workers, open_workers
from pathlib import Path
batch = Batch(Path(sys.argv[1]))
batch.run_in_workers(2)
"""


def start(batch: Batch) -> subprocess.Popen[bytes]:
    """A run in its own process. It must handle SIGINT, which background jobs ignore."""
    command = [sys.executable, "-c", RUN, str(batch.folder.parent)]
    return subprocess.Popen(
        command,
        cwd=ROOT,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )


def wait_for(condition: Callable[[], object], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_workers_end_with_their_parent(batch: Batch) -> None:
    batch.set_limits(max_seconds=600)
    batch.write(a="hang 1", b="spin 2")
    run = start(batch)
    wait_for(lambda: list_workers(run.pid)[1:])
    [server] = list_children(run.pid)
    workers = list_children(server)
    run.kill()
    run.wait()
    wait_for(lambda: not any(is_alive(process) for process in [server, *workers]))


def is_alive(process: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{process}/status").read_text()
    except OSError:
        return False


def test_an_interrupt_keeps_the_finished_reports(batch: Batch) -> None:
    batch.write(**{f"f{number:02}": f"slow {number}" for number in range(160)})
    run = start(batch)
    wait_for(lambda: list_workers(run.pid))
    time.sleep(0.7)
    run.send_signal(signal.SIGINT)
    assert run.wait(20) == 0 and run.stderr and run.stderr.read() == b""
    assert 0 < len(batch.rows()) < 160 and batch.errors() == {}
    result = batch.run_in_workers(2)
    assert len(batch.rows()) == 160
    assert statuses(result).count("already") > 0


def test_a_forkserver_has_one_thread_and_reaps_dead_workers(batch: Batch) -> None:
    batch.set_limits(worker_documents=1)
    batch.write(**{f"f{number}": f"ok {number}" for number in range(5)})
    inputs = expand_inputs([str(batch.folder)], batch.out)
    with open_workers(batch, 1) as read:
        for _ in read(load_contents(inputs.sources, 1000)):
            [server] = list_children(os.getpid())
            threads = {path.read_text() for path in Path(f"/proc/{server}/task").glob("*/comm")}
            assert len(threads - {"jemalloc_bg_thd\n"}) == 1
            assert len(list_children(server)) <= 1
