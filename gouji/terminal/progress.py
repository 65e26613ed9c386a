"""Shows the progress of a run on stderr: a bar on a terminal, lines of text elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from rich.console import Console

    from gouji.pipeline.batch.run import SourceResult
    from gouji.pipeline.batch.sources import ExpandedInputs

_SECONDS_BETWEEN_LINES = 10.0


class Progress(Protocol):
    """Receives the files of a run when it begins, and the result of each file."""

    def begin(self, found: ExpandedInputs) -> None: ...

    def watch(self, step: SourceResult) -> None: ...


class Silent:
    """Shows nothing."""

    def begin(self, found: ExpandedInputs) -> None:
        pass

    def watch(self, step: SourceResult) -> None:
        pass


class Lines:
    """Prints a line at the start and every ten seconds, as a log needs."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.total = self.done = 0
        self.last = monotonic()

    def begin(self, found: ExpandedInputs) -> None:
        self.total = len(found.sources)
        self.console.print(f"共 {self.total} 个文件 · {self.total} files", highlight=False)

    def watch(self, step: SourceResult) -> None:
        self.done += 1
        if monotonic() - self.last >= _SECONDS_BETWEEN_LINES:
            self.last = monotonic()
            done = f"{self.done}/{self.total}"
            self.console.print(f"已处理 {done} · {done} done", highlight=False)


class Bar:
    """Shows a bar with the time that is left."""

    def __init__(self, console: Console) -> None:
        from rich import progress

        self.bar = progress.Progress(
            progress.TextColumn("读取 reading"),
            progress.BarColumn(),
            progress.MofNCompleteColumn(),
            progress.TimeElapsedColumn(),
            progress.TimeRemainingColumn(),
            console=console,
            transient=True,
        )
        self.task = self.bar.add_task("", total=None)

    def begin(self, found: ExpandedInputs) -> None:
        self.bar.update(self.task, total=len(found.sources))

    def watch(self, step: SourceResult) -> None:
        self.bar.advance(self.task)


@contextmanager
def show_progress(console: Console | None) -> Iterator[Progress]:
    """Yield a bar for a terminal, lines for another console, and nothing without a console."""
    if console is None:
        yield Silent()
    elif console.is_terminal:
        bar = Bar(console)
        with bar.bar:
            yield bar
    else:
        yield Lines(console)
