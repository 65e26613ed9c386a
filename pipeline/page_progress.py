"""Tells whoever reads a file how many of its pages have been read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# Receives the number of pages read and that of all pages of the file.
PageCallback = Callable[[int, int], None]


def _ignore(done: int, total: int) -> None:
    """Nobody wants to know."""


_callback: ContextVar[PageCallback] = ContextVar("page_callback", default=_ignore)


@contextmanager
def page_progress(callback: PageCallback) -> Iterator[None]:
    """Have `callback` called for each page that is read inside the block."""
    token = _callback.set(callback)
    try:
        yield
    finally:
        _callback.reset(token)


def report_page(done: int, total: int) -> None:
    """Say that `done` of `total` pages have been read."""
    _callback.get()(done, total)
