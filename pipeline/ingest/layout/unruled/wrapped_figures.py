"""Lines on which the figures of narrow columns go on: no rows of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gouji.pipeline.ingest.layout.geometry import NUMBERED, SLACK, Field


def without_tails(
    lines: Sequence[float], values: Sequence[Field], sides: Sequence[Field], leading: float
) -> Iterator[float]:
    """The levels of rows: without the lines on which the figures of narrow columns go on."""
    row = None
    for at, line in enumerate(lines):
        close = row is not None and line - lines[at - 1] <= leading + SLACK
        if not (close and _is_tail(lines[at - 1], line, values) and _goes_on(row, line, sides)):
            row = line
            yield line


def _is_tail(above: float, line: float, values: Sequence[Field]) -> bool:
    """Whether all figures of a line stand under others, as long or longer, of the line above."""
    upper = [one for one in _on_level(above, values) if len(one.text) > 1]
    lower = _on_level(line, values)
    return all(
        any(one.is_above(other) and len(one.text) >= len(other.text) for one in upper)
        for other in lower
    )


def _goes_on(row: float | None, line: float, sides: Sequence[Field]) -> bool:
    """Whether a line has no label, or the rest of one: a text without a number under a number."""
    own, label = _on_level(line, sides), _on_level(row or 0.0, sides)
    numbered = [bool(NUMBERED.match(one.text)) for one in (*own, *label[-1:])]
    return not own or numbered == [False] * len(own) + [True]


def _on_level(level: float, fields: Sequence[Field]) -> list[Field]:
    return [one for one in fields if abs(one.level - level) < one.height / 2]
