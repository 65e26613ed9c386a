"""The progress of long work: a bar on a terminal, lines in a log."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console

from gouji.terminal import steps
from gouji.terminal.steps import show_steps
from gouji.training.progress import track


def _watch(console: Console, monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    clock = iter(n * seconds for n in range(100))
    monkeypatch.setattr(steps, "monotonic", lambda: next(clock))
    with show_steps(console) as show:
        assert list(track([1, 2, 3, 4], "读取 reading", show)) == [1, 2, 3, 4]


def test_a_log_has_a_line_every_ten_seconds_with_the_time_that_is_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = StringIO()
    _watch(Console(file=text, width=100), monkeypatch, 6.0)
    assert text.getvalue().splitlines() == [
        "读取 reading 3/4，约余 4 秒 · 4 s left",
    ]


def test_short_work_prints_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    text = StringIO()
    _watch(Console(file=text, width=100), monkeypatch, 0.1)
    assert text.getvalue() == ""


def test_a_terminal_shows_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    text = StringIO()
    _watch(Console(file=text, width=100, force_terminal=True), monkeypatch, 1.0)
    assert "读取 reading" in text.getvalue() and "4/4" in text.getvalue()
