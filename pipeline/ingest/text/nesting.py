"""The outermost of marks that open and close, and may be nested."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator


def find_outermost(
    marks: Iterable[re.Match[str]], is_opening: Callable[[re.Match[str]], bool]
) -> Iterator[tuple[re.Match[str], re.Match[str] | None]]:
    """The opening and the closing mark of each outermost pair; None for what stays open. Closing
    marks without an opening one are passed over."""
    opened: list[re.Match[str]] = []
    for mark in marks:
        if is_opening(mark):
            opened.append(mark)
        elif opened:
            first = opened.pop()
            if not opened:
                yield first, mark
    if opened:
        yield opened[0], None
