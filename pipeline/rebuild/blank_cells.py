"""Empty cells of a table that became one cell a line: the line breaks that they left.

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
    """Line breaks between cells, what an empty one adds, and how wide rows are with them."""

    usual: int
    blank: int
    width: int

    def count(self, step: int) -> int:
        """How many empty cells left `step` line breaks, none if that is no whole number."""
        extra = step - self.usual
        return extra // self.blank if extra > 0 and extra % self.blank == 0 else 0


Line = tuple[Fragment, bool]  # a cell on a line of its own, and whether it is a field


@dataclass(frozen=True, slots=True)
class _Row:
    """The last of a row's labels, if any, its fields, and the label behind them."""

    cells: tuple[Fragment, ...]
    fields: int
    next: Fragment | None

    @property
    def steps(self) -> list[int]:
        places = [*self.cells, *([self.next] if self.next else [])]
        return [b.row - a.row for a, b in pairwise(places)]


def find_spacing(lines: Sequence[Line]) -> Spacing | None:
    """What the rows of a stretch of such lines agree on, if they do."""
    rows = _rows(lines)
    steps = Counter(step for row in rows for step in row.steps)
    if not steps:
        return None
    usual = min(steps, key=lambda step: (-steps[step], step))
    wide = [row for row in rows if any(step > usual for step in row.steps)]
    found = [_try(wide, usual, blank) for blank in dict.fromkeys((usual, 1))]
    return max((one for one in found if one), key=lambda one: one[0], default=(0, None))[1]


def _try(rows: Sequence[_Row], usual: int, blank: int) -> tuple[int, Spacing] | None:
    """How many rows come to the commonest width if an empty cell adds `blank` line breaks."""
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
    """Every label with the fields behind it: one without any may be a row of empty cells."""
    starts = [i for i, (_, field) in enumerate(lines) if not field]
    rows = []
    for start, stop in pairwise([*starts, len(lines)]):
        cells = tuple(fragment for fragment, _ in lines[start:stop])
        following = lines[stop][0] if stop < len(lines) else None
        rows.append(_Row(cells, stop - start - 1, following))
    return rows


def restore_blanks(lines: Sequence[Line]) -> list[Fragment]:
    """The cells of a stretch with the empty ones among them, each at a line break of its own.

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
