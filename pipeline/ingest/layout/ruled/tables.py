"""Ruled tables with what stands in their cells."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import takewhile
from statistics import median
from typing import NamedTuple

from gouji.pipeline.ingest.document_builder import Slot
from gouji.pipeline.ingest.layout.characters import cell_to_text, glyphs_to_box
from gouji.pipeline.ingest.layout.geometry import Extent
from gouji.pipeline.ingest.layout.ruled.joints import Mesh
from gouji.pipeline.ingest.layout.ruled.partial_rulings import is_table, is_torn, mend
from gouji.pipeline.ingest.limits import LONGEST_CELL
from gouji.pipeline.ingest.pdf.pdfium import Glyph, Leaf
from gouji.pipeline.language.numerals import looks_like_value

_MARGIN = 1.0  # points by which a glyph may stand outside its table
_FEW = 2  # rows that show together where the labels end, or that a table is wider than its rules
_BESIDE = 0.25  # of its rows: so many that go on beside its rules
_TALLEST = 2.0  # of the usual height in a table
_BEYOND = 5.0  # points
_TITLE = 60  # glyphs above a table that goes on over a page
_MOST_PADDING = 12.0  # points; Word's is 10.8


Rows = list[tuple[float, list[Slot]]]


class Table(NamedTuple):
    """A ruled table of a page: its rows with their heights, where its half of the page begins,
    and how many lines of text stand above and below it."""

    page: int
    mesh: Mesh
    rows: Rows
    left: float = 0.0
    above: int = 0
    below: int = 0


class Layout(NamedTuple):
    """What is told apart on a page: its ruled tables, and the glyphs that stand outside of them
    from top to bottom: those above, between and below them, and those of a table that is taken to
    have no rules by themselves."""

    tables: list[Table]
    outside: list[list[Glyph]]


def read_tables(
    meshes: Sequence[Mesh], leaf: Leaf, parted: bool = False, right: float = 0.0
) -> tuple[Layout, Layout | None]:
    """A page by its rules and, where it has tables that these part well, by its text alone.
    `parted`: the edges of columns are those at which rules end, and some of them may run through a
    wide cell. `right`: how far a table reaches that the page before may hand on."""
    inside, outside = _part(leaf.glyphs, meshes)
    fills = [_glyphs_by_place(*one) for one in zip(meshes, inside, strict=True)]
    if is_torn(zip(meshes, fills, strict=True)):
        return Layout([], [list(leaf.glyphs)]), None
    tables: list[Table] = []
    for mesh, glyphs, held in zip(meshes, inside, fills, strict=True):
        table = (
            None
            if _is_part(mesh, leaf, held, 0.0 if tables else right)
            else _fill(mesh, glyphs, held, parted)
        )
        if table is None:
            outside += glyphs
        else:
            tables.append(table._replace(page=leaf.number, left=leaf.left))
    cuts = [(mesh.box[1], mesh.box[3]) for mesh in meshes]
    by_rules = Layout(tables, list(_part_at(cuts, outside)))
    return by_rules, Layout([], list(_part_at(cuts, leaf.glyphs))) if tables else None


def _fill(
    mesh: Mesh, glyphs: Sequence[Glyph], held: Mapping[int, Sequence[Glyph]], parted: bool
) -> Table | None:
    """The table that a mesh and the glyphs in it are, None where it is a frame."""
    mesh = replace(mesh, padding=_padding(mesh, held))
    whole = mend(mesh, held)
    held = _glyphs_by_place(whole, glyphs)
    if max(map(len, held.values()), default=0) > LONGEST_CELL or not is_table(whole, held):
        return None
    rows = list(_rows(whole, held))
    gaps = parted or whole is not mesh
    return Table(0, whole, _without_gaps(rows) if gaps else rows)


def _padding(mesh: Mesh, held: Mapping[int, Sequence[Glyph]]) -> float:
    """What the fullest cells leave free at their left and at their right."""
    boxes = [(mesh.places[at].box, glyphs_to_box(glyphs)) for at, glyphs in held.items()]
    left = min((inner[0] - outer[0] for outer, inner in boxes), default=0.0)
    right = min((outer[2] - inner[2] for outer, inner in boxes), default=0.0)
    return min(max(0.0, left + right), _MOST_PADDING)


def _is_part(mesh: Mesh, leaf: Leaf, held: Mapping[int, Sequence[Glyph]], right: float) -> bool:
    """Whether the rows go on beside the mesh, which is a part of the table then: with text, with
    rules between them, or, where it has labels only, as they did on the page before."""
    x0, y0, x1, y1 = mesh.box
    goes_on = right > x1 + _BEYOND and sum(one.y < y0 for one in leaf.glyphs) < _TITLE
    if goes_on and not any(looks_like_value(cell_to_text(own)) for own in held.values()):
        return True
    beside = [one.y for one in leaf.glyphs if y0 < one.y < y1 and not x0 < one.x < x1]
    rules = [y for _, y, end, _ in leaf.across if y0 < y < y1 and end > x1 + _BEYOND]
    few = max(_FEW, _BESIDE * (len(mesh.levels) - 1))
    return any(len({bisect_right(mesh.levels, y) for y in ys}) >= few for ys in (beside, rules))


def _part_at(meshes: Sequence[Extent], glyphs: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    """What stands above, at and below the heights of each mesh."""
    cuts: list[float] = []
    for top, bottom in sorted(meshes):
        if cuts and top < cuts[-1]:
            cuts[-1] = max(cuts[-1], bottom)
        else:
            cuts += [top, bottom]
    parts: list[list[Glyph]] = [[] for _ in range(len(cuts) + 1)]
    for one in glyphs:
        parts[bisect_right(cuts, one.y)].append(one)
    return (part for part in parts if part)


def _without_gaps(rows: Rows) -> Rows:
    """Rows without the empty fields in columns of labels: wide labels cover them."""
    ends = Counter(end for _, row in rows if (end := _last_label(row)) is not None)
    last = max((x for x, times in ends.items() if times >= _FEW), default=-1)
    return [(top, [slot for slot in row if slot.text or slot.x > last]) for top, row in rows]


def _last_label(row: Sequence[Slot]) -> int | None:
    """The column of the last label of a row, None for a row without figures or without a label."""
    filled = [slot for slot in row if slot.text]
    labels = list(takewhile(lambda slot: not looks_like_value(slot.text), filled))
    return labels[-1].x if 0 < len(labels) < len(filled) else None


def _part(glyphs: Sequence[Glyph], meshes: Sequence[Mesh]) -> tuple[list[list[Glyph]], list[Glyph]]:
    """The glyphs inside each mesh, the innermost if there are several, and those outside all."""
    inside: list[list[Glyph]] = [[] for _ in meshes]
    outside: list[Glyph] = []
    order = sorted(range(len(meshes)), key=lambda at: _area(meshes[at]))
    for glyph in glyphs:
        home = next((at for at in order if _holds(meshes[at], glyph)), None)
        (outside if home is None else inside[home]).append(glyph)
    return inside, outside


def _area(mesh: Mesh) -> float:
    return (mesh.box[2] - mesh.box[0]) * (mesh.box[3] - mesh.box[1])


def _holds(mesh: Mesh, glyph: Glyph) -> bool:
    x0, y0, x1, y1 = mesh.box
    return x0 - _MARGIN <= glyph.x <= x1 + _MARGIN and y0 - _MARGIN <= glyph.y <= y1 + _MARGIN


def _rows(mesh: Mesh, held: Mapping[int, Sequence[Glyph]]) -> Iterator[tuple[float, list[Slot]]]:
    """A cell over several rows stands in the first."""
    rows: dict[int, list[Slot]] = {}
    for at, place in enumerate(mesh.places):
        text = cell_to_text(held.get(at, ()), place.box, mesh.padding)
        rows.setdefault(place.row, []).append(Slot(text, place.column, place.width, place.box))
    return ((min(slot.box[1] for slot in rows[at] if slot.box), rows[at]) for at in sorted(rows))


def _glyphs_by_place(mesh: Mesh, glyphs: Sequence[Glyph]) -> dict[int, list[Glyph]]:
    """The glyphs of each cell, by the cell in which their middle lies, without those of a
    watermark: higher than their cell and than most."""
    homes = {
        (row, column): at
        for at, place in enumerate(mesh.places)
        for row in range(place.row, place.row + place.height)
        for column in range(place.column, place.column + place.width)
    }
    held: dict[int, list[Glyph]] = {}
    most = _TALLEST * median(_height(glyph) for glyph in glyphs) if glyphs else 0.0
    for glyph in glyphs:
        row = min(max(0, bisect_right(mesh.levels, glyph.y) - 1), len(mesh.levels) - 2)
        column = min(max(0, bisect_right(mesh.edges, glyph.x) - 1), len(mesh.edges) - 2)
        home = homes[row, column]
        top, bottom = mesh.places[home].box[1::2]
        if _height(glyph) <= max(most, bottom - top):
            held.setdefault(home, []).append(glyph)
    return held


def _height(glyph: Glyph) -> float:
    return glyph.box[3] - glyph.box[1]
