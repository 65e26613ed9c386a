"""Ruled tables that go on over pages: columns counted as in the whole, rows cut in two made one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise, zip_longest
from typing import NamedTuple

from pipeline.ingest.blocks import FIRST_VALUE
from pipeline.ingest.draft import Slot
from pipeline.ingest.filled import Table

_SAME = 3.0  # points between the edges of a table on one page and on the next
UNRULED = -1  # the number of no table
_MOST_LINES = 3  # page numbers, running titles between them
Pages = Sequence[tuple[int, list["Part"]]]


class Part(NamedTuple):
    """A printed row, or a line where `table` is None: then it has one slot.

    `table` is the number of the ruled table whose edges the slots' columns count; UNRULED for
    none.
    """

    top: float
    slots: list[Slot]
    table: int | None


def join_pages(pages: Pages, tables: Sequence[Table]) -> list[tuple[int, list[Part]]]:
    """The pages with the columns of each table counted as in the whole of it.

    On a page without a head or a group the same column may be the third or the second.
    """
    groups = _groups(tables)
    places = [place for group in groups for place in _places([tables[at] for at in group])]
    moved = [
        (number, [_move(part, places) if (part.table or 0) >= 0 else part for part in parts])
        for number, parts in pages
    ]
    for group in groups:
        for above, below in pairwise(group):
            _mend(moved, above, below)
    for (_, above_parts), (page, parts) in pairwise(moved):
        _mend_unruled(above_parts, parts, page)
    return moved


def _groups(tables: Sequence[Table]) -> list[list[int]]:
    """The numbers of the tables that are one."""
    groups: list[list[int]] = []
    begins = True
    for at, (table, following) in enumerate(zip_longest(tables, tables[1:])):
        if begins:
            groups.append([])
        groups[-1].append(at)
        begins = following is None or not _goes_on(table, following)
    return groups


def _goes_on(table: Table, following: Table) -> bool:
    here, there = table.mesh.box, following.mesh.box
    same = abs(here[0] - there[0]) < _SAME and abs(here[2] - there[2]) < _SAME
    between = max(table.below, following.above) <= _MOST_LINES
    return same and between and following.page == table.page + 1


def _places(group: Sequence[Table]) -> list[list[int]]:
    """For each table where its edges stand among those of all."""
    edges = _merge(edge for one in group for edge in one.mesh.edges)
    return [[_nearest(edges, edge) for edge in one.mesh.edges] for one in group]


def _merge(edges: Iterator[float]) -> list[float]:
    """Edges closer than _SAME are one."""
    ordered = sorted(edges)
    return ordered[:1] + [b for a, b in pairwise(ordered) if b - a > _SAME]


def _nearest(edges: Sequence[float], edge: float) -> int:
    return min(range(len(edges)), key=lambda at: abs(edges[at] - edge))


def _move(part: Part, places: Sequence[Sequence[int]]) -> Part:
    if part.table is None:
        return part
    own = places[part.table]
    slots = [
        slot._replace(x=own[slot.x], width=own[slot.x + slot.width] - own[slot.x])
        for slot in part.slots
    ]
    return part._replace(slots=slots)


def _mend(pages: Pages, above: int, below: int) -> None:
    """A row that the end of a page cut in two, made whole on the page where it begins.

    Its second half comes behind the head, if that is printed again, and has something only where
    the first half has nothing; the label of a row stands in one of them.
    """
    first = [(parts, at) for _, parts in pages for at, p in enumerate(parts) if p.table == above]
    second = [(parts, at) for _, parts in pages for at, p in enumerate(parts) if p.table == below]
    heads = [_texts(parts[at]) for parts, at in first]
    rest = [(parts, at) for n, (parts, at) in enumerate(second) if not _is_head(n, second, heads)]
    if not first or not rest:
        return
    (parts, at), (others, other) = first[-1], rest[0]
    if whole := _join(parts[at], others[other], _page_of(pages, others)):
        parts[at] = whole
        del others[other]


def _mend_unruled(above: list[Part], below: list[Part], page: int) -> None:
    """A row without rules whose label the end of a page parted from its figures."""
    ends = [at for at, part in enumerate(above) if part.table == UNRULED]
    begins = [at for at, part in enumerate(below) if part.table == UNRULED]
    if not ends or not begins or max(len(above) - 1 - ends[-1], begins[0]) > _MOST_LINES:
        return
    upper, lower = above[ends[-1]], below[begins[0]]
    labels, figures = _halves(upper.slots)
    others, more = _halves(lower.slots)
    if len(figures) != len(more) or bool(labels) == bool(others):
        return
    if labels and not begins[0] and not _has_text(figures) and _has_text(more):
        slots = [*labels, *(slot._replace(page=page) for slot in more)]
    elif others and _has_text(figures) and not _has_text(more):
        slots = [*(slot._replace(page=page) for slot in others), *figures]
    else:
        return
    above[ends[-1]] = upper._replace(slots=slots)
    del below[begins[0]]


def _halves(slots: Sequence[Slot]) -> tuple[list[Slot], list[Slot]]:
    """Labels, and what stands in columns of figures."""
    return [s for s in slots if s.x < FIRST_VALUE], [s for s in slots if s.x >= FIRST_VALUE]


def _has_text(slots: Sequence[Slot]) -> bool:
    return any(slot.text for slot in slots)


def _page_of(pages: Pages, parts: list[Part]) -> int:
    return next(number for number, own in pages if own is parts)


def _texts(part: Part) -> list[str]:
    return [slot.text for slot in part.slots]


def _is_head(n: int, rows: Sequence[tuple[list[Part], int]], heads: Sequence[list[str]]) -> bool:
    """Whether the first rows up to this one are those that head the table."""
    return n < len(heads) and all(
        _texts(parts[at]) == heads[i] for i, (parts, at) in enumerate(rows[: n + 1])
    )


def _join(above: Part, below: Part, page: int) -> Part | None:
    """Two halves of a row as one, None where they are two rows."""
    rest = {slot.x: slot for slot in below.slots if slot.text}
    label = next((slot for slot in above.slots if slot.text), None)
    own = {slot.x for slot in above.slots if not slot.text}
    if label is None or not rest or not set(rest) <= own:
        return None
    if not any(slot.text for slot in above.slots if slot is not label):
        return None
    return above._replace(
        slots=[rest[s.x]._replace(page=page) if s.x in rest else s for s in above.slots]
    )
