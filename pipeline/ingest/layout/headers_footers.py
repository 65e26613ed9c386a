"""Page numbers and running titles: lines at the edges of a page that belong to no text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from gouji.pipeline.ingest.layout.geometry import Lines, TextBox, line_middle
from gouji.pipeline.ingest.layout.line_kinds import is_row

# Distance of a running title from the text, in heights of its characters.
_APART = 1.5
_MOST_EDGE_LINES = 24  # Most lines from the edges of earlier pages that are remembered.
_NO_LETTERS = re.compile(r"[\W\d_]+")
_PAGE_NUMBERS = frozenset({"", "第页", "页", "第页共页", "共页第页"})


class SplitLines(NamedTuple):
    """The lines of a page: running titles and page numbers above and below, and the body."""

    above: Lines
    body: Lines
    below: Lines


def split_furniture(lines: Lines, edge_lines: Sequence[str]) -> SplitLines:
    """Set the lines at both ends apart that are page numbers, or running titles: lines that were
    at the edges of earlier pages too, by their letters (`edge_lines`)."""
    known = _PAGE_NUMBERS.union(edge_lines)
    first, end = 0, len(lines)
    while first < end and _is_furniture(lines[first], lines[first + 1 : first + 2], known):
        first += 1
    while end > first and _is_furniture(lines[end - 1], lines[end - 2 : end - 1], known):
        end -= 1
    return SplitLines(lines[:first], lines[first:end], lines[end:])


def add_edge_lines(edge_lines: tuple[str, ...], lines: Lines) -> tuple[str, ...]:
    """The letters of lines at the edges of pages, with those of the first and the last of
    `lines`."""
    keys = (*edge_lines, *map(_letters, lines[:1]), *map(_letters, lines[-1:]))
    return keys[-_MOST_EDGE_LINES:]


def _letters(line: Sequence[TextBox]) -> str:
    """A line without its figures: a running title is the same on the next page but for those."""
    return _NO_LETTERS.sub("", "".join(text.text for text in line))


def _is_furniture(line: Sequence[TextBox], beside: Lines, known: frozenset[str]) -> bool:
    off = _APART * line[0].height
    is_apart = all(abs(line_middle(line) - line_middle(other)) > off for other in beside)
    if not is_apart or is_row(line) or line[0].has_label_number:
        return False
    return _letters(line) in known
