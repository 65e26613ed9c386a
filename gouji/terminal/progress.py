"""Shows the progress of a run on stderr: a bar on a terminal, lines of text elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING, Protocol

from gouji.terminal.steps import make_bar
from gouji.text import printable

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import TaskID

    from gouji.pipeline.batch.run import SourceResult
    from gouji.pipeline.batch.sources import ExpandedInputs, Source

_SECONDS_BETWEEN_LINES = 10.0
_MANY_PAGES = 5  # Pages of a file from which its pages are shown.
_LONGEST_NAME = 30  # Characters of the name of a file beside its pages.


class Progress(Protocol):
    """Receives the files of a run when it begins, the pages read of files that have several, and
    the result of each file."""

    def begin(self, found: ExpandedInputs) -> None: ...

    def watch(self, step: SourceResult) -> None: ...

    def watch_page(self, source: Source, done: int, total: int) -> None: ...


class Silent:
    """Shows nothing."""

    def begin(self, found: ExpandedInputs) -> None:
        pass

    def watch(self, step: SourceResult) -> None:
        pass

    def watch_page(self, source: Source, done: int, total: int) -> None:
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

    def watch_page(self, source: Source, done: int, total: int) -> None:
        if total >= _MANY_PAGES and monotonic() - self.last >= _SECONDS_BETWEEN_LINES:
            self.last = monotonic()
            name = printable(_shorten(source.name))
            self.console.print(f"{name}：{done}/{total} 页 · pages", highlight=False)


class Bar:
    """Shows a bar with the time that is left."""

    def __init__(self, console: Console) -> None:
        self.bar = make_bar(console)
        self.task = self.bar.add_task("读取 reading", total=None)
        self.files: dict[str, TaskID] = {}

    def begin(self, found: ExpandedInputs) -> None:
        self.bar.update(self.task, total=len(found.sources))

    def watch(self, step: SourceResult) -> None:
        self.bar.advance(self.task)
        if step.source.key in self.files:
            self.bar.remove_task(self.files.pop(step.source.key))

    def watch_page(self, source: Source, done: int, total: int) -> None:
        """Show a bar of its own for a file of many pages."""
        if total < _MANY_PAGES:
            return
        if source.key not in self.files:
            name = printable(_shorten(source.name))
            self.files[source.key] = self.bar.add_task(f"  {name} 页 pages", total=total)
        self.bar.update(self.files[source.key], completed=done)


def _shorten(name: str) -> str:
    """The end of a long name."""
    return name if len(name) <= _LONGEST_NAME else f"…{name[1 - _LONGEST_NAME :]}"


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
