"""Ruled tables that lack some of their rules: what stands apart in one cell shows where.

A cell holds one text. Where a figure stands beside other text in one, rules are missing: those that
other cells of the table have are drawn on through it, where no text is crossed.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from gouji.pipeline.ingest.layout.characters import (
    Line,
    cell_to_text,
    crosses,
    glyphs_to_lines,
    line_to_fields,
    line_to_text,
)
from gouji.pipeline.ingest.layout.geometry import NUMBERED
from gouji.pipeline.ingest.layout.ruled.joints import Mesh, Place, join_places
from gouji.pipeline.ingest.pdf.pdfium import Glyph
from gouji.pipeline.language.numerals import looks_like_value

_FEW = 3  # figures in a cell, and cells with several, that no table has; lines of a wide label
_WIDE = 100.0  # points; the lines of a narrower cell are short
_LEAST = 3  # glyphs of a line; a label set downwards has fewer
_INSET = 0.15  # of its height, that a glyph may stand over a rule
_CENTRED = 1.0  # points by which a label may stand off the middle of its row
_ONE = re.compile(r"[0-9][0-9,.]*[^0-9 ]{0,3}|—{2}")  # one figure or mark on several lines
_LABEL = re.compile(r"\d+[、.．]\D")
Held = Mapping[int, Sequence[Glyph]]  # the glyphs of each place of a mesh


@dataclass(frozen=True, slots=True)
class _Filled:
    """A cell with its lines of text and the figures in them; `is_one`: it is a figure itself."""

    place: Place
    lines: list[Line]
    figures: list[Line]
    is_one: bool

    @property
    def is_crowded(self) -> bool:
        """Whether a figure stands beside other text."""
        return bool(self.figures) and not self.is_one

    @property
    def is_wide(self) -> bool:
        """Whether rules of other cells end at its sides."""
        return self.place.width > 1 or self.place.height > 1

    def count_parted(self, edges: Sequence[float]) -> int:
        """The lines with texts on both sides of an edge."""
        pairs = [list(pairwise(line_to_fields(line))) for line in self.lines]
        gaps = [[(a[-1].box[2], b[0].box[0]) for a, b in own] for own in pairs]
        return sum(any(x <= edge <= y for x, y in own for edge in edges) for own in gaps)

    @property
    def is_list(self) -> bool:
        """Whether it has many lines that all end early, and no rule of other cells ends at its
        sides: labels, one below the other."""
        breadth = self.place.box[2] - self.place.box[0]
        return self._has_lines and all(
            2 * (line[-1].box[2] - line[0].box[0]) < breadth for line in self.lines
        )

    @property
    def is_numbered(self) -> bool:
        """Whether several of its many lines have a number."""
        numbers = sum(bool(NUMBERED.match(line_to_text(line))) for line in self.lines)
        return self._has_lines and numbers >= _FEW

    @property
    def _has_lines(self) -> bool:
        """Whether it has many lines that run from left to right, and breadth enough for words."""
        breadth = self.place.box[2] - self.place.box[0]
        glyphs = [one for line in self.lines for one in line]
        words = len(glyphs) > _LEAST * len(self.lines) and not any(one.turn for one in glyphs)
        return len(self.lines) > _FEW and self.place.height == 1 and breadth > _WIDE and words


def mend(mesh: Mesh, held: Held) -> Mesh:
    """The mesh with its rules drawn on through the cells that lack them; itself where none does."""
    cells = list(_fill(mesh, held))
    figures = _Figures(mesh, cells)
    places: list[Place] = []
    for cell in cells:
        lacks = cell.is_wide and figures.lacks_rules(cell)
        places += _split(mesh, cell) if lacks else [cell.place]
    return replace(mesh, places=tuple(sorted(places))) if len(places) > len(cells) else mesh


def is_torn(fills: Iterable[tuple[Mesh, Held]]) -> bool:
    """Whether the tables of a page lack so many of their rules that the others are misleading:
    what stands in several columns is in one cell."""
    return sum(map(_count_torn, fills)) >= _FEW


def _count_torn(filled: tuple[Mesh, Held]) -> int:
    """In cells at whose sides rules of others end: figures beside other text, texts on both sides
    of such a rule, labels that take the place of a figure."""
    cells = [one for one in _fill(*filled) if one.is_wide]
    figures = _Figures(filled[0], list(_fill(*filled)))
    edges = filled[0].edges
    return sum(
        len(one.figures) * one.is_crowded + (one.count_parted(edges) or figures.overruns(one))
        for one in cells
    )


def is_table(mesh: Mesh, held: Held) -> bool:
    """Whether most figures, and most labels, have a cell of their own; else the rules are those of
    a frame."""
    cells = list(_fill(mesh, held))
    crowds = [len(one.figures) for one in cells if one.is_crowded]
    many = len(crowds) >= _FEW or max(crowds, default=0) >= _FEW
    most = 2 * sum(crowds) > sum(len(one.figures) for one in cells)
    return not (many and most) and not _are_lists(cells)


def _are_lists(cells: Sequence[_Filled]) -> bool:
    """Whether several labels with numbers, or most lines of labels, stand in one cell; a label
    alone may have short lines too."""
    if any(one.is_numbered for one in cells):
        return True
    labels = [one for one in cells if not one.figures]
    listed = sum(len(one.lines) for one in cells if one.is_list)
    return 2 * listed > sum(len(one.lines) for one in labels)


def _fill(mesh: Mesh, held: Held) -> Iterator[_Filled]:
    for at, place in enumerate(mesh.places):
        lines = glyphs_to_lines(held.get(at, ()))
        fields = [one for line in lines for one in line_to_fields(line)]
        figures = [one for one in fields if _is_figure(line_to_text(one))]
        text = cell_to_text(held.get(at, ()), place.box, mesh.padding)
        if _LABEL.match(text) and figures[:1] == fields[:1]:
            del figures[0]  # the number of a label, on a line of its own in a narrow column
        is_one = looks_like_value(text) and (len(figures) == 1 or bool(_ONE.fullmatch(text)))
        yield _Filled(place, lines, figures, is_one)


def _is_figure(text: str) -> bool:
    """A numeral in words is the number of a label, if it stands by itself."""
    return looks_like_value(text) and (text.isdigit() or not text.isnumeric())


class _Figures:
    """The rows and columns of a mesh in which figures stand, and whether it lacks rules there."""

    def __init__(self, mesh: Mesh, cells: Sequence[_Filled]) -> None:
        figures = [one for cell in cells for one in cell.figures]
        self.mesh = mesh
        self.rows = {bisect_right(mesh.levels, one[0].y) - 1 for one in figures}
        self.columns = {
            bisect_right(mesh.edges, one[0].x) - 1
            for one in figures
            if not any(one[0].x < edge < one[-1].x for edge in mesh.edges)
        }
        self.torn = any(one.is_crowded and one.is_wide for one in cells)
        self.heads = _heads(cells)

    def lacks_rules(self, cell: _Filled) -> bool:
        """Of a cell at whose sides rules of others end."""
        place = cell.place
        if not cell.lines:
            columns = set(range(place.column, place.column + place.width))
            above = (self.heads.get(row, set()) for row in range(place.row))
            return columns <= self.columns or any(columns <= own for own in above)
        return cell.is_crowded or self._is_labels(cell) or (self.torn and self._is_apart(cell))

    def overruns(self, cell: _Filled) -> bool:
        """Whether it is a label below the first figures that reaches into their columns."""
        place = cell.place
        below = bool(self.rows) and place.row > min(self.rows)
        whole = place.width == len(self.mesh.edges) - 1
        reaches = (
            place.column not in self.columns and place.column + place.width - 1 in self.columns
        )
        return bool(cell.lines) and not cell.is_one and below and reaches and not whole

    def _is_labels(self, cell: _Filled) -> bool:
        """Whether it stands right before the figures of several rows."""
        place, last = cell.place, len(self.mesh.edges) - 1
        rows = set(range(place.row, place.row + place.height))
        behind = set(range(place.column + place.width, last))
        before = place.column not in self.columns and bool(behind) and behind <= self.columns
        return before and len(rows) > 1 and rows <= self.rows

    def _is_apart(self, cell: _Filled) -> bool:
        """Whether it is a figure, or has one line in the middle of each row that it covers."""
        levels = self.mesh.levels[cell.place.row : cell.place.row + cell.place.height + 1]
        middles = [(top + bottom) / 2 for top, bottom in pairwise(levels)]
        return cell.is_one or (
            1 < len(middles) == len(cell.lines)
            and all(
                abs(line[0].y - y) < _CENTRED for line, y in zip(cell.lines, middles, strict=True)
            )
        )


def _heads(cells: Sequence[_Filled]) -> dict[int, set[int]]:
    """The columns that each row names: with a text of its own in a cell that is no wider."""
    heads: dict[int, set[int]] = {}
    for one in cells:
        if one.lines and not one.figures and one.place.width == 1:
            for row in range(one.place.row, one.place.row + one.place.height):
                heads.setdefault(row, set()).add(one.place.column)
    return heads


def _split(mesh: Mesh, cell: _Filled) -> Iterator[Place]:
    """The cell cut at every rule that no text crosses."""
    glyphs = [glyph for line in cell.lines for glyph in line]

    def is_open_below(row: int, column: int) -> bool:
        level = mesh.levels[row + 1]
        x0, x1 = mesh.edges[column : column + 2]
        return any(_is_over(one, level) for one in glyphs if x0 <= one.x <= x1)

    def is_open_right(row: int, column: int) -> bool:
        edge, (top, bottom) = mesh.edges[column + 1], mesh.levels[row : row + 2]
        return any(crosses(line, edge) for line in cell.lines if top <= line[0].y <= bottom)

    return join_places(mesh.edges, mesh.levels, cell.place, is_open_right, is_open_below)


def _is_over(glyph: Glyph, level: float) -> bool:
    inset = _INSET * (glyph.box[3] - glyph.box[1])
    return glyph.box[1] + inset < level < glyph.box[3] - inset
