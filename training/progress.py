"""How far long work is: who does it reports each step, and who asked for it decides how to show
it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import TypeVar

T = TypeVar("T")
# Receives the name of the step, Chinese and English, and how many of how many items are done.
ShowStep = Callable[[str, int, int], None]


def show_nothing(name: str, done: int, total: int) -> None:
    """Show no progress."""


def track(items: Collection[T], name: str, show: ShowStep) -> Iterator[T]:
    """Yield the items and show each that is done."""
    for done, item in enumerate(items, 1):
        yield item
        show(name, done, len(items))
