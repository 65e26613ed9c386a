"""Ruled tables that go on over pages: columns counted as in the whole, rows cut in two made one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import dropwhile, pairwise, zip_longest
from typing import NamedTuple

from gouji.pipeline.ingest.document_builder import Slot
from gouji.pipeline.ingest.layout.geometry import NUMBERED
from gouji.pipeline.ingest.layout.ruled.joints import Mesh
from gouji.pipeline.ingest.layout.ruled.tables import Table
from gouji.pipeline.ingest.layout.unruled.rows import FIRST_VALUE
from gouji.pipeline.language.numerals import looks_like_value

_SAME = 3.0  # points between the edges of a table on one page and on the next
_COMMON = 4  # edges that a table and some columns of it share at least
UNRULED = -1  # the number of no table
MOST_LINES = 3  # page numbers, running titles between them
Slots = Mapping[int, Slot]  # by the column in which each begins
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
            _part_blanks(moved, above, below)
            _mend(moved, above, below)
    for (_, above_parts), (page, parts) in pairwise(moved):
        _mend_ruled(above_parts, parts, page)
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
    between = max(table.below, following.above) <= MOST_LINES
    beside = following.page == table.page and following.left > table.left
    follows = following.page == table.page + 1 or beside
    return between and follows and _is_same(table.mesh, following.mesh)


def _is_same(here: Mesh, there: Mesh) -> bool:
    """Whether two meshes are as wide, or one is some columns of the other: a page has no rule
    across a label that goes on from the page before to the next."""
    few, many = sorted((here.edges, there.edges), key=lambda edges: edges[-1] - edges[0])
    ends = [_is_among(many, few[0]), _is_among(many, few[-1])]
    common = sum(_is_among(many, edge) for edge in few)
    same = abs(few[0] - many[0]) < _SAME and abs(few[-1] - many[-1]) < _SAME
    return same or (all(ends) and common >= _COMMON)


def _is_among(edges: Sequence[float], edge: float) -> bool:
    return any(abs(one - edge) < _SAME for one in edges)


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


def _part_blanks(pages: Pages, above: int, below: int) -> None:
    """On a page on which nothing stands behind labels, the columns there are those of the page
    before: of rules between rows only, none shows where they end."""
    rows = [part for _, parts in pages for part in parts if part.table == above]
    columns = [slot for slot in rows[-1].slots[1:] if _is_open(slot)] if rows else []
    places = [(parts, at) for _, parts in pages for at, p in enumerate(parts) if p.table == below]
    lasts = [parts[at].slots[-1] for parts, at in places]
    x = min((slot.x for slot in columns), default=-1)
    if len(columns) > 1 and all(not one.text and one.x == x for one in lasts):
        for parts, at in places:
            blanks = [slot._replace(text="", box=None) for slot in columns]
            parts[at] = parts[at]._replace(slots=[*parts[at].slots[:-1], *blanks])


def _is_open(slot: Slot) -> bool:
    return not slot.text or looks_like_value(slot.text)


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
    known = list(_behind_heads(parts[at] for parts, at in [*first, *rest[1:]]))
    full = bool(known) and all(map(_has_figures, known))
    if whole := _join(parts[at], others[other], _page_of(pages, others), full):
        parts[at] = whole
        del others[other]


def _mend_ruled(above: list[Part], below: list[Part], page: int) -> None:
    """The last row of a table with rules, whose second half on the next page has none: the rule at
    its foot is all that is drawn there."""
    last = next((part for part in reversed(above) if part.table is not None), None)
    if not below or not _is_unruled_row(below[0]) or last is None or last.table == UNRULED:
        return
    labels, more = _halves(below[0].slots)
    if labels or len(more) != len(last.slots) or not _has_text(more):
        return
    pairs = list(zip(last.slots, more, strict=True))
    if not any(a.text and b.text for a, b in pairs):
        slots = [a._replace(text=b.text, box=b.box, page=page) if b.text else a for a, b in pairs]
        above[above.index(last)] = last._replace(slots=slots)
        del below[0]


def _mend_unruled(above: list[Part], below: list[Part], page: int) -> None:
    """A row without rules that the end of a page cut in two: label and figures, or a label."""
    ends = [at for at, part in enumerate(above) if part.table == UNRULED]
    begins = [at for at, part in enumerate(below) if _is_unruled_row(part)]
    if not ends or not begins or len(above) - 1 - ends[-1] > MOST_LINES:
        return
    upper, lower = above[ends[-1]].slots, below[begins[0]].slots
    (labels, _), (others, _) = _halves(upper), _halves(lower)
    beside = not others or (bool(labels) and _stands_right(others[0], labels[-1]))
    if begins[0] > MOST_LINES and not beside:
        return  # behind a head that is printed again
    if whole := _join_unruled(upper, [slot._replace(page=page) for slot in lower]):
        above[ends[-1]] = above[ends[-1]]._replace(slots=whole)
        del below[begins[0]]


def _is_unruled_row(part: Part) -> bool:
    return part.table == UNRULED and part.slots[-1].x >= FIRST_VALUE


def _join_unruled(upper: Sequence[Slot], lower: Sequence[Slot]) -> list[Slot] | None:
    """Two halves of a row as one, None where they are two rows."""
    labels, figures = _halves(upper)
    others, more = _halves(lower)
    if len(figures) != len(more) or not (_has_text(figures) or _has_text(more)):
        return None
    if _has_text(more):
        apart = not any(a.text and b.text for a, b in zip(figures, more, strict=True))
        whole = [b if b.text else a for a, b in zip(figures, more, strict=True)]
        return [*labels, *whole] if apart and labels and not others else None
    if not labels:
        return [*others, *figures]
    if others and _stands_right(others[0], labels[-1]):
        return [*labels, *others, *figures]
    if len(others) == 1 and _is_rest_of_label(labels[-1], others[0]):
        label = labels[-1]._replace(text=labels[-1].text + others[0].text)
        return [*labels[:-1], label, *figures]
    return None


def _stands_right(one: Slot, other: Slot) -> bool:
    return bool(one.box and other.box and one.box[0] >= other.box[2])


def _is_rest_of_label(label: Slot, rest: Slot) -> bool:
    """Whether a text without a number goes on a label that has one."""
    return bool(NUMBERED.match(label.text)) and not NUMBERED.match(rest.text)


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


def _behind_heads(rows: Iterable[Part]) -> Iterator[Part]:
    return dropwhile(lambda row: not _has_figures(row), rows)


def _has_figures(row: Part) -> bool:
    return any(looks_like_value(slot.text) for slot in row.slots)


def _join(above: Part, below: Part, page: int, full: bool) -> Part | None:
    """Two halves of a row as one, None where they are two rows. `full`: figures stand in all other
    rows of the table."""
    own = {slot.x: slot for slot in above.slots if slot.text}
    rest = {slot.x: slot for slot in below.slots if slot.text}
    both = own.keys() & rest.keys()
    if not own or not rest or not (_is_torn(own, rest, full) if both else _is_rest(own, rest)):
        return None
    if not rest.keys() <= {slot.x for slot in above.slots}:
        return None
    slots = []
    for slot in above.slots:
        other = rest.get(slot.x)
        if other and slot.text:
            between = " " if looks_like_value(slot.text) else ""
            slots.append(slot._replace(text=slot.text + between + other.text))
        else:
            slots.append(other._replace(page=page) if other else slot)
    return above._replace(slots=slots)


def _is_rest(own: Slots, rest: Slots) -> bool:
    """Whether the second half has only what the first one lacks: figures behind a label, or more
    of them."""
    return len(own) > 1 or (_are_figures(rest.values()) and not _are_figures(own.values()))


def _is_torn(own: Slots, rest: Slots, full: bool) -> bool:
    """Whether a cell is cut in two: a label goes on in a text without the number that labels bear,
    or where every row has figures, or figures go on in others that are no longer."""
    at = min(rest)
    labels = [x for x in own.keys() & rest.keys() if not _are_figures([own[x]])]
    figures = [x for x in own.keys() & rest.keys() if x not in labels]
    if any(len(own[x].text) < max(2, len(rest[x].text)) for x in figures):
        return False
    if at not in labels:
        return _are_figures(rest.values()) and not _are_figures([own[min(own)]])
    goes_on = NUMBERED.match(own[at].text) or (full and len(rest) == 1)
    return labels == [at] and bool(goes_on) and not NUMBERED.match(rest[at].text)


def _are_figures(slots: Iterable[Slot]) -> bool:
    return all(looks_like_value(one.text) for one in slots)
