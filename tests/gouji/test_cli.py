"""The commands: exit status, console output and JSON."""

from __future__ import annotations

import io
import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

import gouji
from gouji.cli import app
from gouji.pipeline.batch.run import SourceResult
from gouji.pipeline.batch.sources import ExpandedInputs, Source
from gouji.pipeline.errors import Unreachable
from gouji.terminal.progress import Bar, Lines, show_progress
from tests.batch.fake_extractor import FakeExtractor, install


@pytest.fixture(autouse=True)
def extractor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeExtractor:
    extractor = FakeExtractor()
    install(extractor, monkeypatch)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    return extractor


def write(**files: str) -> None:
    Path("in").mkdir(exist_ok=True)
    for name, text in files.items():
        Path(f"in/{name}.txt").write_text(text, encoding="utf-8")


def call(*words: str, stdin: str = "") -> Result:
    return CliRunner().invoke(app, list(words), input=stdin)


def test_the_exit_status_is_0_and_the_summary_is_printed_if_all_was_read() -> None:
    write(a="ok 1", b="ok 2")
    result = call("run", "in", "-o", "out")
    assert result.exit_code == 0
    assert "2 读取" in result.stdout and "2 无法辨读" in result.stdout
    assert "2 可信度<0.85" in result.stdout
    assert "row_total" in result.stdout and "out" in result.stdout.splitlines()[-1]


def test_a_failure_is_1_and_is_printed_in_both_languages() -> None:
    write(a="ok 1", b="bug 2")
    for _ in range(2):
        result = call("run", "in", "-o", "out")
        assert result.exit_code == 1
        assert "程序内部错误" in result.stdout and "An internal error" in result.stdout


def test_a_page_that_is_not_a_report_is_a_failed_input_only_if_it_was_named() -> None:
    write(a="ok 1", b="page 2")
    assert call("run", "in", "-o", "out").exit_code == 0
    assert call("run", "in", "in/b.txt", "-o", "out").exit_code == 1
    assert pq.read_table("out/reports")["error"].to_pylist().count("not_a_report") == 1


@pytest.mark.parametrize("words", [["none.txt"], ["in", "none*"], []])
def test_an_input_that_matches_nothing_is_2_and_nothing_is_written(words: list[str]) -> None:
    write(a="ok 1")
    result = call("run", *words, "-o", "out")
    assert result.exit_code == 2
    assert not Path("out").exists()


def test_a_broken_rule_is_3_only_with_fail_on_broken() -> None:
    write(a="ok 1", b="broken 2")
    assert call("run", "in", "-o", "out").exit_code == 0
    result = call("run", "in", "-o", "out", "--fail-on", "broken")
    assert result.exit_code == 3
    assert "in/b.txt" in result.stdout and "申请人之和 3 不等于总计 4" in result.stdout
    assert call("run", "in/a.txt", "-o", "out", "--fail-on", "broken").exit_code == 0


def test_an_interrupt_is_130_and_keeps_the_finished_reports() -> None:
    write(a="ok 1", b="stop")
    result = call("run", "in", "-o", "out")
    assert result.exit_code == 130
    assert "已中断" in result.stdout
    assert pq.read_table("out/reports")["text"].to_pylist() == ["ok 1"]


def test_json_is_one_object_on_stdout() -> None:
    write(a="ok 1", b="broken 2", c="page 3", d="ok 1")
    Path("in/e.zzz").touch()
    summary = json.loads(call("run", "in", "-o", "out", "--json").stdout)
    counts = {name: summary[name] for name in ("read", "failed", "already", "repeated", "ignored")}
    assert counts == {"read": 2, "failed": 1, "already": 0, "repeated": 1, "ignored": 1}
    assert summary["cells"] == {"read": 2, "unreadable": 2}
    assert summary["findings"] == {"row_total": {"broken": 1, "holds": 1}}
    [broken], [failure] = summary["broken"], summary["failures"]
    assert broken["source"] == "in/b.txt" and broken["message_zh"]
    assert failure["kind"] == "not_a_report" and failure["message_en"]
    assert not summary["stopped"] and summary["reports_per_second"] > 0


def test_quiet_prints_nothing() -> None:
    write(a="ok 1")
    result = call("run", "in", "-o", "out", "--quiet")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")


def test_paths_are_read_from_stdin() -> None:
    write(a="ok 1", b="ok 2")
    assert call("run", "-", "-o", "out", stdin="in/a.txt\n").exit_code == 0
    assert pq.read_table("out/reports")["source"].to_pylist() == ["in/a.txt"]


def test_an_out_that_cannot_be_written_is_2() -> None:
    write(a="ok 1")
    Path("out").write_text("")
    result = call("run", "in", "-o", "out")
    assert result.exit_code == 2 and "无法写入" in result.stderr


@pytest.fixture
def levels() -> Iterator[None]:
    """Restores the log level after a test that changes it."""
    logger = logging.getLogger("gouji")
    before = logger.level
    yield
    logger.setLevel(before)


@pytest.mark.usefixtures("levels")
def test_tracebacks_are_logged_only_with_verbose(caplog: pytest.LogCaptureFixture) -> None:
    write(a="bug 1")
    assert "secret" not in call("run", "in", "-o", "out").output + caplog.text
    call("run", "in", "-o", "other", "--verbose")
    assert "ZeroDivisionError: secret" in caplog.text


def test_a_failed_file_is_read_again_only_with_retry_failed(extractor: FakeExtractor) -> None:
    write(a="ok 1", b="bug 2")
    for _ in range(2):
        assert call("run", "in", "-o", "out", "--quiet").exit_code == 1
    assert extractor.names == ["in/a.txt", "in/b.txt"]
    assert call("run", "in", "-o", "out", "--quiet", "--retry-failed").exit_code == 1
    assert extractor.names == ["in/a.txt", "in/b.txt", "in/b.txt"]


def test_fail_fast_leaves_the_rest_pending(extractor: FakeExtractor) -> None:
    write(a="ok 1", b="bug 2", c="ok 3")
    summary = json.loads(call("run", "in", "-o", "out", "--json", "--fail-fast").stdout)
    assert (summary["read"], summary["failed"], summary["pending"]) == (1, 1, 1)
    assert extractor.names == ["in/a.txt", "in/b.txt"]


def test_a_dry_run_lists_the_files_to_read(extractor: FakeExtractor) -> None:
    write(a="ok 1", b="ok 2")
    result = call("run", "in", "-o", "out", "--dry-run")
    assert result.exit_code == 0 and "in/a.txt\nin/b.txt" in result.stdout
    assert extractor.names == [] and not Path("out").exists()
    call("run", "in/a.txt", "-o", "out")
    summary = json.loads(call("run", "in", "-o", "out", "--dry-run", "--json").stdout)
    assert (summary["already"], summary["pending"], summary["new"]) == (1, 1, ["in/b.txt"])


def test_version() -> None:
    assert call("--version").stdout == f"gouji {gouji.__version__}\n"


def test_the_command_line_starts_without_heavy_libraries() -> None:
    code = (
        "import sys; import gouji.cli; "
        "print([m for m in ('pyarrow', 'numpy', 'spacy', 'sklearn', 'mlflow') if m in sys.modules])"
    )
    root = Path(gouji.__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True)
    assert done.stdout == "[]\n", done.stderr


def test_read_takes_a_path_or_bytes(extractor: FakeExtractor) -> None:
    write(a="ok 1")
    assert gouji.read("in/a.txt").document.text == "ok 1"
    assert gouji.read(b"ok 2", "b.html").document.text == "ok 2"
    assert extractor.names == ["in/a.txt", "b.html"]
    with pytest.raises(Unreachable):
        gouji.read("in/none.txt")


def test_read_warns_of_further_reports(extractor: FakeExtractor) -> None:
    several = b"many 1\nok 2\nok 3"
    texts = [report.document.text for report in gouji.read_all(several, "a.txt")]
    assert texts == ["many 1", "ok 2", "ok 3"]
    with pytest.warns(UserWarning, match="3 份报告"):
        assert gouji.read(several, "a.txt").document.text == "many 1"


def test_the_summary_counts_the_cells_of_all_reports_in_a_file(extractor: FakeExtractor) -> None:
    write(a="many 1\nbroken 2")
    summary = gouji.run(["in"], "out")
    assert (summary.read, sum(summary.cells.values())) == (1, 4)
    assert [rule.report.partition("#")[2] for rule in summary.broken] == ["2"]


def test_progress_is_a_bar_on_a_terminal_and_lines_elsewhere() -> None:
    inputs = ExpandedInputs((Source("a.txt"),), 0, ())
    terminal = Console(file=io.StringIO(), force_terminal=True)
    with show_progress(terminal) as progress:
        assert isinstance(progress, Bar)
        progress.begin(inputs)
        progress.watch(SourceResult(inputs.sources[0], "id", "read"))
    log = io.StringIO()
    with show_progress(Console(file=log)) as progress:
        assert isinstance(progress, Lines)
        progress.begin(inputs)
        progress.last -= 60
        progress.watch(SourceResult(inputs.sources[0], "id", "read"))
    assert log.getvalue() == "共 1 个文件 · 1 files\n已处理 1/1 · 1/1 done\n"
