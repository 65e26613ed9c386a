"""Born-digital PDF: the text of each page line by line, its tables as rows where they stand.

Only pages with rules meet Camelot, and only then is it loaded. A page whose text layer is of no use
is passed over and named in `Document.unread`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.errors import NoTextLayer
from pipeline.ingest.aligned import read_aligned
from pipeline.ingest.blocks import Field
from pipeline.ingest.draft import Draft, Slot
from pipeline.ingest.filled import Table, join_tables, read_tables
from pipeline.ingest.grids import find_meshes
from pipeline.ingest.layer import Leaf, open_pdf, read_leaf
from pipeline.ingest.legible import is_legible
from pipeline.records import Document


class _Part(NamedTuple):
    """A printed row, or a line where `columns` is None: then it has one slot.

    `columns` is the number of the table whose edges the slots' columns count; -1 for none.
    """

    top: float
    slots: list[Slot]
    columns: int | None


def ingest_pdf(data: bytes, media: str) -> Document:
    """The pages of a PDF in order. Raises ReportError."""
    pages: list[tuple[int, list[_Part]]] = []
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
    draft = _write(pages, join_tables(tables))
    return draft.finish(media, pages=count, unread=tuple(unread))


def _list(pages: Sequence[int]) -> str:
    shown = ", ".join(map(str, pages[:10]))
    return f"p. {shown}{' …' if len(pages) > 10 else ''}"


def _read_page(
    leaf: Leaf, tables: list[Table], carried: list[list[Field]]
) -> tuple[list[_Part], list[list[Field]]]:
    """Tables and lines from top to bottom; the page's ruled tables are added to `tables`.
    `carried`: the heads of a table without rules that may go on from the page before."""
    own, outside = read_tables(find_meshes(leaf.across, leaf.down), leaf)
    lines, carried = read_aligned(outside, carried)
    parts = [_Part(top, slots, -1 if in_columns else None) for top, (slots, in_columns) in lines]
    for table in own:
        above = sum(part.top < table.mesh.box[1] for part in parts)
        below = sum(part.top > table.mesh.box[3] for part in parts)
        tables.append(table._replace(above=above, below=below))
        parts += [_Part(top, slots, len(tables) - 1) for top, slots in table.rows]
    parts.sort(key=_top)
    return [part._replace(slots=list(_on_page(leaf, part))) for part in parts], carried


def _top(part: _Part) -> float:
    return part.top


def _on_page(leaf: Leaf, part: _Part) -> Iterator[Slot]:
    return (slot._replace(box=slot.box and leaf.to_page(slot.box)) for slot in part.slots)


def _write(pages: Sequence[tuple[int, list[_Part]]], places: Sequence[Sequence[int]]) -> Draft:
    """`places` has for each table where its columns stand among those of all its pages."""
    draft = Draft()
    for number, parts in pages:
        draft.page = number
        for part in parts:
            if part.columns is None:
                draft.write_line(part.slots[0].text, part.slots[0].box)
            elif part.columns < 0:
                draft.write_row(part.slots)
            else:
                draft.write_row(_moved(part.slots, places[part.columns]))
    return draft


def _moved(slots: Sequence[Slot], places: Sequence[int]) -> Iterator[Slot]:
    for slot in slots:
        x = places[slot.x]
        yield slot._replace(x=x, width=places[slot.x + slot.width] - x)
