"""Tables too wide for the paper: a spreadsheet prints the columns on the right on other pages.

The part without labels has its rows at the same heights as the part that has them, other heads, and
next to no text around it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from gouji.pipeline.ingest.document_builder import Slot
from gouji.pipeline.ingest.layout.continuation import UNRULED, Pages, Part
from gouji.pipeline.ingest.layout.ruled.joints import Mesh
from gouji.pipeline.ingest.layout.ruled.tables import Table
from gouji.pipeline.language.numerals import looks_like_value

_LEVEL = 1.0  # points between heights that are one
_FEWEST = 3  # heights that both parts share at least
_SHARED = 0.8  # of the heights of the part that has fewer: heads are merged over rows
_MOST_LINES = 3  # of text on a page with such parts: what ran over from cells on the left


def lay_beside(pages: Pages, tables: Sequence[Table]) -> tuple[Pages, list[Table]]:
    """The pages and their tables, each with its columns that stand on another page."""
    whole = list(tables)
    homes = _find_homes(tables, {number for number, parts in pages if _is_bare(parts)})
    for at, home in homes.items():
        right = [(n, one) for n, parts in pages for one in parts if one.table == at]
        behind = len(whole[home].mesh.edges) - 1
        pages = [(n, list(_widen_rows(parts, home, right, behind))) for n, parts in pages]
        pages = [(n, [one for one in parts if one.table != at]) for n, parts in pages]
        whole[home] = whole[home]._replace(mesh=_widen(whole[home].mesh, tables[at].mesh))
    kept = [at for at in range(len(tables)) if at not in homes]
    moved = [(n, [_renumber(one, kept) for one in parts]) for n, parts in pages]
    return moved, [whole[at] for at in kept]


def _is_bare(parts: Sequence[Part]) -> bool:
    return sum(one.table in (None, UNRULED) for one in parts) <= _MOST_LINES


def _renumber(part: Part, kept: Sequence[int]) -> Part:
    return part._replace(table=kept.index(part.table)) if part.table in kept else part


def _find_homes(tables: Sequence[Table], bare: set[int]) -> dict[int, int]:
    """For each table that is a right part the one that it belongs to, if no other fits."""
    homes: dict[int, int] = {}
    for at, table in enumerate(tables):
        if table.page in bare and _is_unlabelled(table):
            fits = [
                one
                for one, other in enumerate(tables[:at])
                if one not in homes and other.page < table.page and _are_parts(other, table)
            ]
            homes |= {at: fits[0]} if len(fits) == 1 else {}
    return homes


def _is_unlabelled(table: Table) -> bool:
    """Whether figures stand in it, and nothing else in their rows."""
    rows = [[slot.text for slot in slots if slot.text] for _, slots in table.rows]
    figures = [row for row in rows if any(map(looks_like_value, row))]
    return bool(figures) and all(looks_like_value(text) for row in figures for text in row)


def _are_parts(left: Table, right: Table) -> bool:
    levels, others = left.mesh.levels, right.mesh.levels
    shared = sum(any(abs(a - b) < _LEVEL for b in others) for a in levels)
    ends = abs(levels[-1] - others[-1]) < _LEVEL  # a head over all columns may have no rule above
    enough = shared >= max(_FEWEST, _SHARED * min(len(levels), len(others)))
    return ends and enough and _heads(left) != _heads(right)


def _heads(table: Table) -> list[str]:
    texts = [slot.text for _, slots in table.rows for slot in slots if slot.text]
    return [text for text in texts if not looks_like_value(text)]


def _widen(mesh: Mesh, right: Mesh) -> Mesh:
    """The mesh with the columns of another behind its own."""
    far, (left, *edges) = mesh.edges[-1], right.edges
    behind = tuple(far + edge - left for edge in edges)
    box = (*mesh.box[:2], behind[-1], mesh.box[3])
    return replace(mesh, box=box, edges=(*mesh.edges, *behind))


def _widen_rows(
    parts: Sequence[Part], home: int, right: Sequence[tuple[int, Part]], behind: int
) -> Iterator[Part]:
    """The rows with what stands at their heights in the columns on the right; `behind`: so many
    columns the table itself has."""
    for part in parts:
        slots = list(part.slots)
        for page, other in right:
            if part.table == home and abs(part.top - other.top) < _LEVEL:
                slots += [_move(slot, page, behind) for slot in other.slots]
        yield part._replace(slots=slots)


def _move(slot: Slot, page: int, behind: int) -> Slot:
    return slot._replace(x=slot.x + behind, page=slot.page or page)
