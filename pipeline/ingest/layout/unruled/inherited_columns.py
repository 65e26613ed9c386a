"""What tables with rules tell of rows without: heads above them, columns on the page before."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gouji.pipeline.ingest.document_builder import Slot
from gouji.pipeline.ingest.layout.continuation import MOST_LINES, Part
from gouji.pipeline.ingest.layout.geometry import Field
from gouji.pipeline.ingest.layout.ruled.tables import Table
from gouji.pipeline.ingest.layout.unruled.headers import Carried
from gouji.pipeline.ingest.pdf.pdfium import Glyph
from gouji.pipeline.language.numerals import looks_like_value

_CLOSE = 30.0  # points between the rules of heads and what stands below them


def heads_above(glyphs: Sequence[Glyph], tables: Sequence[Table], carried: Carried) -> Carried:
    """What is known of a table without rules, whose heads may have rules."""
    top = min(glyph.box[1] for glyph in glyphs)
    above = [table for table in tables if abs(table.mesh.box[3] - top) < _CLOSE]
    if not above or _has_figures(above[-1]):
        return carried
    return Carried(_fields(slots for _, slots in above[-1].rows), True, carried.edges)


def carry_ruled(tables: Sequence[Table], parts: Sequence[Part], carried: Carried) -> Carried:
    """What the next page is to know where a page ends in a table with rules."""
    if not tables or sum(part.top > tables[-1].mesh.box[3] for part in parts) > MOST_LINES:
        return carried
    _, slots = tables[-1].rows[-1]
    labels = [at for at, slot in enumerate(slots) if slot.text and not looks_like_value(slot.text)]
    columns = slots[labels[-1] + 1 :] if labels else slots
    return Carried(_fields([columns]), False, carried.edges)


def _has_figures(table: Table) -> bool:
    return any(looks_like_value(slot.text) for _, slots in table.rows for slot in slots)


def _fields(rows: Iterable[Sequence[Slot]]) -> list[list[Field]]:
    """The places of rows that have some."""
    lines = ([Field("", slot.box, False) for slot in slots if slot.box] for slots in rows)
    return [line for line in lines if line]
