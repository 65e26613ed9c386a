"""The outermost of marks that open and close, and may be nested."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

Mark = re.Match[str]


def find_outermost(
    marks: Iterable[Mark], is_opening: Callable[[Mark], bool]
) -> Iterator[tuple[Mark, Mark | None]]:
    """The opening and the closing mark of each pair that is in no other pair, in order; None for
    what stays open. Closing marks without an opening one are passed over."""
    opened: list[Mark] = []
    pairs: list[tuple[Mark, Mark | None]] = []
    for mark in marks:
        if is_opening(mark):
            opened.append(mark)
        elif opened:
            pairs.append((opened.pop(), mark))
    pairs += [(mark, None) for mark in opened]
    end = 0
    for first, last in sorted(pairs, key=lambda pair: pair[0].start()):
        if first.start() >= end:
            yield first, last
            end = last.end() if last is not None else end
