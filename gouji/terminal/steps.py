"""Shows the steps of long work on stderr: a bar with the time that is left on a terminal, lines of
text elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress, TaskID

    from gouji.training.progress import ShowStep

_SECONDS_BETWEEN_LINES = 10.0


@contextmanager
def show_steps(console: Console | None = None) -> Iterator[ShowStep]:
    """Yield a function that receives the name of a step, and how many of how many items are done.

    `console` is that of stderr by default.
    """
    from rich.console import Console

    console = console or Console(stderr=True)
    if not console.is_terminal:
        yield _Lines(console).show
        return
    with make_bar(console) as bar:
        yield _Bars(bar).show


def make_bar(console: Console) -> Progress:
    """A bar with the number of items that are done, and the time that is left."""
    from rich import progress

    return progress.Progress(
        progress.TextColumn("{task.description}"),
        progress.BarColumn(),
        progress.MofNCompleteColumn(),
        progress.TimeElapsedColumn(),
        progress.TimeRemainingColumn(),
        console=console,
        transient=True,
    )


class _Bars:
    """A bar for each step."""

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._tasks: dict[str, TaskID] = {}

    def show(self, name: str, done: int, total: int) -> None:
        if name not in self._tasks:
            self._tasks[name] = self._bar.add_task(name, total=total)
        self._bar.update(self._tasks[name], completed=done, total=total)


class _Lines:
    """A line every ten seconds, and one at the end of a step that took longer, with the time that
    is left."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._name, self._start, self._last = "", monotonic(), monotonic()

    def show(self, name: str, done: int, total: int) -> None:
        now = monotonic()
        if name != self._name:
            self._name, self._start, self._last = name, now, now
        if now - self._last < _SECONDS_BETWEEN_LINES:
            return
        self._last = now
        left = round((now - self._start) / done * (total - done))
        self._console.print(
            f"{name} {done}/{total}，约余 {left} 秒 · {left} s left", highlight=False
        )
