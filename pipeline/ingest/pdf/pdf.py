"""Born-digital PDF: the text of each page line by line, its tables as rows where they stand.

Only pages with rules meet Camelot, and only then is it loaded. A page whose text layer is of no use
is left out and listed in `Document.unread_pages`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from gouji.pipeline.errors import NoTextLayer
from gouji.pipeline.ingest.alternatives import add_alternative
from gouji.pipeline.ingest.document_builder import Draft, Slot
from gouji.pipeline.ingest.layout.characters import glyphs_to_lines
from gouji.pipeline.ingest.layout.continuation import UNRULED, Part, join_pages
from gouji.pipeline.ingest.layout.facing_pages import part_leaf
from gouji.pipeline.ingest.layout.ruled.column_edges import find_edges
from gouji.pipeline.ingest.layout.ruled.form_boxes import without_boxes
from gouji.pipeline.ingest.layout.ruled.joints import find_meshes
from gouji.pipeline.ingest.layout.ruled.tables import Layout, Table, read_tables
from gouji.pipeline.ingest.layout.unruled.headers import NOTHING, Carried
from gouji.pipeline.ingest.layout.unruled.inherited_columns import carry_ruled, heads_above
from gouji.pipeline.ingest.layout.unruled.tables import read_aligned
from gouji.pipeline.ingest.layout.wide_pages import lay_beside
from gouji.pipeline.ingest.pdf.pdfium import Glyph, Leaf, open_pdf, read_leaf
from gouji.pipeline.ingest.pdf.text_quality import is_legible
from gouji.pipeline.records import Document, PageMedium

_LEAST = 0.4  # of its height, and less than the width of a figure
_SMALL = 10  # every so many glyphs may be smaller: notes


@dataclass(slots=True)
class _Reading:
    """The pages as far as they were read in one way. `carried`: what the page before tells of a
    table without rules that may go on."""

    pages: list[tuple[int, list[Part]]] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    carried: Carried = NOTHING

    def add(self, leaf: Leaf, layout: Layout) -> None:
        """Tables and lines of a page, from top to bottom."""
        parts: list[Part] = []
        for glyphs in layout.outside:
            known = heads_above(glyphs, layout.tables, self.carried)
            lines, self.carried = read_aligned(glyphs, known)
            parts += [
                Part(top, slots, UNRULED if in_columns else None)
                for top, (slots, in_columns) in lines
            ]
        for table in layout.tables:
            above = sum(part.top < table.mesh.box[1] for part in parts)
            below = sum(part.top > table.mesh.box[3] for part in parts)
            self.tables.append(table._replace(above=above, below=below))
            parts += [Part(top, slots, len(self.tables) - 1) for top, slots in table.rows]
        self.carried = carry_ruled(layout.tables, parts, self.carried)
        parts.sort(key=_top)
        own = [part._replace(slots=list(_on_page(leaf, part))) for part in parts]
        self.pages.append((leaf.number, own))

    def follow(self, other: _Reading) -> None:
        """The last page as another reading has it, without a table."""
        self.pages.append(other.pages[-1])
        self.carried = other.carried

    def write(self) -> Draft:
        return _write(join_pages(*lay_beside(self.pages, self.tables)))


def ingest_pdf(data: bytes, media: str) -> Document:
    """The pages of a PDF in order. Raises ReportError."""
    readings = by_rules, by_text = _Reading(), _Reading()
    twice: list[int] = []
    unread: list[int] = []
    with open_pdf(data) as document:
        count = len(document)
        for index in range(count):
            whole = read_leaf(document, index)
            if not is_legible(whole):
                unread.append(whole.number)
                continue
            for leaf in part_leaf(whole):
                layout, other = _lay_out(leaf, by_rules.carried.right)
                alike = other is None and by_text.carried == by_rules.carried
                by_rules.add(leaf, layout)
                if alike:
                    by_text.follow(by_rules)
                else:
                    by_text.add(leaf, other or layout)
                twice += [leaf.number] if other and leaf.number not in twice else []
    if unread and not any(parts for _, parts in by_rules.pages):
        raise NoTextLayer(_list(unread))
    page_media: tuple[PageMedium, ...] = tuple(
        "scan" if number in unread else "text layer" for number in range(1, count + 1)
    )
    first, second = (
        reading.write().finish(
            media, pages=count, page_media=page_media, unread_pages=tuple(unread)
        )
        for reading in readings
    )
    return add_alternative(first, second, twice) if twice else first


def _lay_out(leaf: Leaf, right: float) -> tuple[Layout, Layout | None]:
    """A page by its rules, and by its text alone where that is another way. `right`: how far a
    table reaches that may go on from the page before."""
    across, down = without_boxes(leaf.across, leaf.down)
    edges = () if down else find_edges(across, glyphs_to_lines(leaf.glyphs))
    meshes = find_meshes(across, down or edges, _least(leaf.glyphs))
    return read_tables(meshes, leaf, bool(edges), right)


def _least(glyphs: Sequence[Glyph]) -> float:
    """What the small ones among them need at least, in points."""
    heights = sorted(one.box[3] - one.box[1] for one in glyphs)
    return _LEAST * heights[len(heights) // _SMALL] if heights else 0.0


def _list(pages: Sequence[int]) -> str:
    shown = ", ".join(map(str, pages[:10]))
    return f"p. {shown}{' …' if len(pages) > 10 else ''}"


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
