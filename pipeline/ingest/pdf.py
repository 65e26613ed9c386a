"""Born-digital PDF: the text of each page, its tables as rows where they stand.

Only pages with rules or aligned figures meet the table machinery, and only then is it loaded.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from pipeline.errors import NoTextLayer
from pipeline.ingest.aligned import read_aligned
from pipeline.ingest.draft import Draft, Slot
from pipeline.ingest.grids import Mesh, find_meshes
from pipeline.ingest.layer import Glyph, Leaf, open_pdf, read_leaf
from pipeline.ingest.legible import is_legible
from pipeline.ingest.typeset import cell_to_text
from pipeline.records import Document

_MARGIN = 1.0  # points by which a glyph may stand outside its cell


def ingest_pdf(data: bytes, media: str) -> Document:
    """The pages of a PDF in order. Raises ReportError."""
    draft = Draft()
    unread: list[int] = []
    with open_pdf(data) as document:
        pages = len(document)
        for index in range(pages):
            leaf = read_leaf(document, index)
            if is_legible(leaf):
                _write(leaf, draft)
            else:
                unread.append(leaf.number)
    if unread and not draft.fragments:
        raise NoTextLayer(_list(unread))
    return draft.finish(media, pages=pages, unread=tuple(unread))


def _list(pages: Sequence[int]) -> str:
    shown = ", ".join(map(str, pages[:10]))
    return f"p. {shown}{' …' if len(pages) > 10 else ''}"


def _write(leaf: Leaf, draft: Draft) -> None:
    """Tables and lines from top to bottom."""
    draft.page = leaf.number
    meshes = find_meshes(leaf.across, leaf.down)
    inside, outside = _part(leaf.glyphs, meshes)
    parts: list[tuple[float, list[Slot], bool]] = [
        (top, slots, ruled) for top, (slots, ruled) in read_aligned(outside)
    ]
    for mesh, glyphs in zip(meshes, inside, strict=True):
        parts += _read_mesh(mesh, glyphs)
    for _, slots, ruled in sorted(parts, key=lambda part: part[0]):
        placed = [slot._replace(box=slot.box and leaf.to_page(slot.box)) for slot in slots]
        if ruled:
            draft.write_row(placed)
        else:
            draft.write_line(placed[0].text, placed[0].box)


def _part(glyphs: Sequence[Glyph], meshes: Sequence[Mesh]) -> tuple[list[list[Glyph]], list[Glyph]]:
    """The glyphs inside each mesh, and those outside all."""
    inside: list[list[Glyph]] = [[] for _ in meshes]
    outside: list[Glyph] = []
    for glyph in glyphs:
        home = next((at for at, mesh in enumerate(meshes) if _holds(mesh, glyph)), None)
        (outside if home is None else inside[home]).append(glyph)
    return inside, outside


def _holds(mesh: Mesh, glyph: Glyph) -> bool:
    x0, y0, x1, y1 = mesh.box
    return x0 - _MARGIN <= glyph.x <= x1 + _MARGIN and y0 - _MARGIN <= glyph.y <= y1 + _MARGIN


def _read_mesh(mesh: Mesh, glyphs: Sequence[Glyph]) -> Iterator[tuple[float, list[Slot], bool]]:
    """The rows of a ruled table; a cell over several rows stands in the first."""
    held = _glyphs_by_place(mesh, glyphs)
    rows: dict[int, list[Slot]] = {}
    for at, place in enumerate(mesh.places):
        text = cell_to_text(held.get(at, ()), place.box)
        rows.setdefault(place.row, []).append(Slot(text, place.column, place.width, place.box))
    tops = {place.row: place.box[1] for place in mesh.places}
    for row in sorted(rows):
        yield tops[row], rows[row], True


def _glyphs_by_place(mesh: Mesh, glyphs: Sequence[Glyph]) -> dict[int, list[Glyph]]:
    """The glyphs of each cell, by the cell in which their middle lies."""
    heights = sorted({place.box[1] for place in mesh.places})
    homes = {
        (row, column): at
        for at, place in enumerate(mesh.places)
        for row in range(place.row, place.row + place.height)
        for column in range(place.column, place.column + place.width)
    }
    held: dict[int, list[Glyph]] = {}
    for glyph in glyphs:
        row = max(0, bisect_right(heights, glyph.y) - 1)
        column = min(max(0, bisect_right(mesh.edges, glyph.x) - 1), len(mesh.edges) - 2)
        held.setdefault(homes[row, column], []).append(glyph)
    return held
