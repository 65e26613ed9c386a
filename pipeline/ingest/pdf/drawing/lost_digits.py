"""Figures of which the text layer of pdfium lacks digits.

pdfium drops a character that is drawn over an equal one, since bold type is often printed twice.
Where the other one is hidden, a visible digit is lost: 66 over a clipped 60 becomes 6. The box of
the drawn text is then wider than its characters.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from gouji.pipeline.boxes import union
from gouji.pipeline.ingest.pdf.drawing.characters import (
    Character,
    find_ink_box,
    list_characters,
)
from gouji.pipeline.ingest.pdf.page_objects import PageObject
from gouji.pipeline.ingest.pdf.visibility import address_of
from gouji.pipeline.records import Box

if TYPE_CHECKING:
    from pypdfium2 import PdfTextPage

# A drawn text lacks a digit if it is wider than its characters by more than this share of its
# widest digit, and by more than these points.
_WIDER, _LEAST = 0.5, 0.5


def find_lossy(objects: Sequence[PageObject], text_page: PdfTextPage) -> Iterator[Box]:
    """Yield the boxes, in user space, of drawn texts with digits that lack characters."""
    from pypdfium2 import raw

    texts = _group_characters(text_page)
    for one in objects:
        characters = texts.get(address_of(one.handle), [])
        if one.kind != raw.FPDF_PAGEOBJ_TEXT or not any(char.is_digit for char in characters):
            continue
        boxes = [find_ink_box(text_page, char.place) for char in characters]
        drawn, found = one.outer_box(), union(boxes)
        digits = (box for box, char in zip(boxes, characters, strict=True) if char.is_digit)
        widest = max(x1 - x0 for x0, _, x1, _ in digits)
        missing = max(found[0] - drawn[0], drawn[2] - found[2])
        if missing > max(_WIDER * widest, _LEAST):
            yield drawn


def _group_characters(text_page: PdfTextPage) -> Mapping[int, list[Character]]:
    """The printed characters of each drawn text, by its address."""
    from pypdfium2 import raw

    texts: defaultdict[int, list[Character]] = defaultdict(list)
    for char in list_characters(text_page):
        if not char.text.isspace():
            handle = raw.FPDFText_GetTextObject(text_page.raw, char.place)
            texts[address_of(handle)].append(char)
    return texts
