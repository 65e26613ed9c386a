"""Restores the empty cells of a table with one cell per line from the line breaks they left.

Such a text parts its cells by one number of line breaks all through. An empty cell adds to them:
as many again, or, where only what stands in a cell was a paragraph, a single one. It is taken for
that with which the rows come to one width; where they come to none, nothing is known of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from gouji.pipeline.records import Fragment

_ROWS, _AGREE = 4, 0.75  # so many rows, and such a share of them, have to come to one width
_NARROWEST = 3  # a width that a few stray line breaks do not make


@dataclass(frozen=True, slots=True)
class Spacing:
    """Line breaks between cells, the breaks that an empty cell adds, and the row width."""

    usual: int
    blank: int
    width: int

    def count(self, step: int) -> int:
        """The number of empty cells in `step` line breaks; 0 if it is not a whole number."""
        extra = step - self.usual
        return extra // self.blank if extra > 0 and extra % self.blank == 0 else 0


Line = tuple[Fragment, bool]  # a cell on a line of its own, and whether it is a field


@dataclass(frozen=True, slots=True)
class _Row:
    """The last label of a row, if any, its fields, and the label after them."""

    cells: tuple[Fragment, ...]
    fields: int
    next: Fragment | None

    @property
    def steps(self) -> list[int]:
        places = [*self.cells, *([self.next] if self.next else [])]
        return [b.row - a.row for a, b in pairwise(places)]


def find_spacing(lines: Sequence[Line]) -> Spacing | None:
    """The spacing on which the rows of a stretch agree; None if they do not."""
    rows = _rows(lines)
    steps = Counter(step for row in rows for step in row.steps)
    if not steps:
        return None
    usual = min(steps, key=lambda step: (-steps[step], step))
    wide = [row for row in rows if any(step > usual for step in row.steps)]
    found = [_try(wide, usual, blank) for blank in dict.fromkeys((usual, 1))]
    return max((one for one in found if one), key=lambda one: one[0], default=(0, None))[1]


def _try(rows: Sequence[_Row], usual: int, blank: int) -> tuple[int, Spacing] | None:
    """The number of rows with the most common width if an empty cell adds `blank` breaks."""
    spacing = Spacing(usual, blank, 0)
    widths = Counter(
        row.fields + sum(map(spacing.count, row.steps))
        for row in rows
        if all((step - usual) % blank == 0 for step in row.steps)
    )
    width, many = max(widths.items(), key=lambda one: (one[1], one[0]), default=(0, 0))
    if width < _NARROWEST or many < max(_ROWS, _AGREE * len(rows)):
        return None
    return many, Spacing(usual, blank, width)


def _rows(lines: Sequence[Line]) -> list[_Row]:
    """Each label with the fields after it; a label without fields may be a row of empty cells."""
    starts = [i for i, (_, field) in enumerate(lines) if not field]
    rows = []
    for start, stop in pairwise([*starts, len(lines)]):
        cells = tuple(fragment for fragment, _ in lines[start:stop])
        following = lines[stop][0] if stop < len(lines) else None
        rows.append(_Row(cells, stop - start - 1, following))
    return rows


def restore_blanks(lines: Sequence[Line]) -> list[Fragment]:
    """The cells of a stretch with its empty cells, each placed at its own line break.

    Before and between values all that left a trace are restored, behind the last value only those
    that make the row whole: more may part a table from what follows.
    """
    spacing = find_spacing(lines)
    if spacing is None:
        return [fragment for fragment, _ in lines]
    first = next((i for i, (_, field) in enumerate(lines) if not field), len(lines))
    whole = [fragment for fragment, _ in lines[:first]]
    for row in _rows(lines):
        whole += _restore(row, spacing)
    return whole


def _restore(row: _Row, spacing: Spacing) -> Iterable[Fragment]:
    counts = [spacing.count(step) for step in row.steps]
    if row.next and row.fields + sum(counts) != spacing.width:
        counts[-1] = 0
    for cell, following, many in zip(
        row.cells, [*row.cells[1:], row.next], [*counts, 0], strict=False
    ):
        yield cell
        if following and many:
            # No place in the text serves two cells, and none shares its line with another.
            places = range(cell.end + 1, following.start)[:many]
            yield from (Fragment(at, at, "", cell.row + n, 0) for n, at in enumerate(places, 1))
