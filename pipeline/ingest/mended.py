"""Ruled tables that lack some of their rules: what stands apart in one cell shows where.

A cell holds one text. Where several figures stand apart in one, rules are missing between them:
those that other cells of the table have are drawn on through it, where no text is crossed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.ingest.grids import Mesh, Place, join_places
from pipeline.ingest.layer import Glyph
from pipeline.ingest.typeset import Line, crosses, glyphs_to_lines, line_to_fields, line_to_text
from pipeline.numerals import looks_like_value

_CROWD = 3  # figures, or lines far shorter than it, that no cell has
_WIDE = 100.0  # points; the lines of a narrower cell are short
_INSET = 0.15  # of its height, that a glyph may stand over a rule
Held = Mapping[int, Sequence[Glyph]]  # the glyphs of each place of a mesh


def mend(mesh: Mesh, held: Held) -> Mesh:
    """The mesh with its rules drawn on through the cells that lack them; itself where none does."""
    lines = {at: glyphs_to_lines(glyphs) for at, glyphs in held.items()}
    if all(len(_figures(own)) < 2 or not _is_wide(mesh.places[at]) for at, own in lines.items()):
        return mesh
    columns = _columns_of_figures(mesh, lines)
    places: list[Place] = []
    for at, place in enumerate(mesh.places):
        own = lines.get(at, [])
        lacks = len(_figures(own)) > 0 or (not own and _is_among(place, columns))
        places += _split(mesh, place, own) if lacks and _is_wide(place) else [place]
    return replace(mesh, places=tuple(sorted(places)))


def is_table(held: Held, mesh: Mesh) -> bool:
    """Whether most figures have a cell of their own; else the rules are those of a frame."""
    crowded, figures = 0, 0
    for at, glyphs in held.items():
        lines = glyphs_to_lines(glyphs)
        many = len(_figures(lines))
        figures += many
        if many >= _CROWD:
            crowded += many
        elif _is_list(lines, mesh.places[at]):
            return False
    return 2 * crowded <= figures


def _is_wide(place: Place) -> bool:
    """Whether rules of other cells end at its sides."""
    return place.width > 1 or place.height > 1


def _is_list(lines: Sequence[Line], place: Place) -> bool:
    """Whether a wide cell has many lines all of which end early: labels, one below the other."""
    x0, _, x1, _ = place.box
    short = all(2 * (line[-1].box[2] - line[0].box[0]) < x1 - x0 for line in lines)
    return x1 - x0 > _WIDE and len(lines) > _CROWD and short


def _figures(lines: Sequence[Line]) -> list[Line]:
    fields = [one for line in lines for one in line_to_fields(line)]
    return [one for one in fields if looks_like_value(line_to_text(one))]


def _columns_of_figures(mesh: Mesh, lines: Mapping[int, Sequence[Line]]) -> set[int]:
    """The columns in which a figure stands alone in its cell."""
    alone = (mesh.places[at] for at, own in lines.items() if len(own) == len(_figures(own)) == 1)
    return {place.column for place in alone if place.width == 1}


def _is_among(place: Place, columns: set[int]) -> bool:
    return set(range(place.column, place.column + place.width)) <= columns


def _split(mesh: Mesh, place: Place, lines: Sequence[Line]) -> Iterator[Place]:
    """The place cut at every rule that no text crosses."""
    glyphs = [glyph for line in lines for glyph in line]

    def is_open_below(row: int, column: int) -> bool:
        level = mesh.levels[row + 1]
        x0, x1 = mesh.edges[column : column + 2]
        return any(_is_over(one, level) for one in glyphs if x0 <= one.x <= x1)

    def is_open_right(row: int, column: int) -> bool:
        edge, (top, bottom) = mesh.edges[column + 1], mesh.levels[row : row + 2]
        return any(crosses(line, edge) for line in lines if top <= line[0].y <= bottom)

    return join_places(mesh.edges, mesh.levels, place, is_open_right, is_open_below)


def _is_over(glyph: Glyph, level: float) -> bool:
    inset = _INSET * (glyph.box[3] - glyph.box[1])
    return glyph.box[1] + inset < level < glyph.box[3] - inset
