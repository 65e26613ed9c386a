"""Born-digital PDF: the text of each page line by line, its tables as rows where they stand.

Only pages with rules meet Camelot, and only then is it loaded. A page whose text layer is of no use
is passed over and named in `Document.unread`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.errors import NoTextLayer
from pipeline.ingest.aligned import read_aligned
from pipeline.ingest.draft import Draft, Slot
from pipeline.ingest.fields import Field
from pipeline.ingest.filled import Table, read_tables
from pipeline.ingest.grids import find_meshes
from pipeline.ingest.joined import UNRULED, Part, join_pages
from pipeline.ingest.layer import Leaf, open_pdf, read_leaf
from pipeline.ingest.legible import is_legible
from pipeline.ingest.parted import find_edges
from pipeline.ingest.typeset import glyphs_to_lines
from pipeline.records import Document


def ingest_pdf(data: bytes, media: str) -> Document:
    """The pages of a PDF in order. Raises ReportError."""
    pages: list[tuple[int, list[Part]]] = []
    tables: list[Table] = []
    unread: list[int] = []
    carried: list[list[Field]] = []
    with open_pdf(data) as document:
        count = len(document)
        for index in range(count):
            leaf = read_leaf(document, index)
            if is_legible(leaf):
                parts, carried = _read_page(leaf, tables, carried)
                pages.append((leaf.number, parts))
            else:
                unread.append(leaf.number)
    if unread and not any(parts for _, parts in pages):
        raise NoTextLayer(_list(unread))
    draft = _write(join_pages(pages, tables))
    return draft.finish(media, pages=count, unread=tuple(unread))


def _list(pages: Sequence[int]) -> str:
    shown = ", ".join(map(str, pages[:10]))
    return f"p. {shown}{' …' if len(pages) > 10 else ''}"


def _read_page(
    leaf: Leaf, tables: list[Table], carried: list[list[Field]]
) -> tuple[list[Part], list[list[Field]]]:
    """Tables and lines from top to bottom; the page's ruled tables are added to `tables`.
    `carried`: the heads of a table without rules that may go on from the page before."""
    edges = () if leaf.down else find_edges(leaf.across, glyphs_to_lines(leaf.glyphs))
    meshes = find_meshes(leaf.across, leaf.down or edges)
    own, outside = read_tables(meshes, leaf, parted=bool(edges))
    parts: list[Part] = []
    for glyphs in outside:
        lines, carried = read_aligned(glyphs, carried)
        parts += [
            Part(top, slots, UNRULED if in_columns else None) for top, (slots, in_columns) in lines
        ]
    for table in own:
        above = sum(part.top < table.mesh.box[1] for part in parts)
        below = sum(part.top > table.mesh.box[3] for part in parts)
        tables.append(table._replace(above=above, below=below))
        parts += [Part(top, slots, len(tables) - 1) for top, slots in table.rows]
    parts.sort(key=_top)
    return [part._replace(slots=list(_on_page(leaf, part))) for part in parts], carried


def _top(part: Part) -> float:
    return part.top


def _on_page(leaf: Leaf, part: Part) -> Iterator[Slot]:
    return (slot._replace(box=slot.box and leaf.to_page(slot.box)) for slot in part.slots)


def _write(pages: Sequence[tuple[int, list[Part]]]) -> Draft:
    draft = Draft()
    for number, parts in pages:
        draft.page = number
        for part in parts:
            if part.table is None:
                draft.write_line(part.slots[0].text, part.slots[0].box)
            else:
                draft.write_row(part.slots)
    return draft
