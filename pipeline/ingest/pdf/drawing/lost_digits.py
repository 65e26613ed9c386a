"""Figures of which the text layer of pdfium lacks digits.

pdfium leaves out a character over another one that is the same, as type printed twice has it. Where
the other one is hidden, a digit that is drawn gets lost: 66 over a clipped 60 becomes 6. The box of
what the page draws is then wider than its characters.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from gouji.pipeline.boxes import union
from gouji.pipeline.ingest.pdf.drawing.undrawn_digits import find_ink_box
from gouji.pipeline.ingest.pdf.page_objects import PageObject
from gouji.pipeline.ingest.pdf.visibility import address_of
from gouji.pipeline.records import Box

if TYPE_CHECKING:
    from pypdfium2 import PdfTextPage

_DIGITS = frozenset("0123456789")
# Width, as a share of the widest digit and in points, by which a drawn text is wider than its
# characters where it has another digit.
_WIDER, _LEAST = 0.5, 0.5


def find_lossy(objects: Sequence[PageObject], text_page: PdfTextPage) -> Iterator[Box]:
    """Yield the boxes, in user space, of drawn texts with digits that lack characters."""
    from pypdfium2 import raw

    digits, others = _group_characters(text_page)
    for one in objects:
        address = address_of(one.handle)
        if one.kind != raw.FPDF_PAGEOBJ_TEXT or address not in digits:
            continue
        drawn, found = one.outer_box(), union([*digits[address], *others[address]])
        digit = max(x1 - x0 for x0, _, x1, _ in digits[address])
        missing = max(found[0] - drawn[0], drawn[2] - found[2])
        if missing > max(_WIDER * digit, _LEAST):
            yield drawn


def _group_characters(
    text_page: PdfTextPage,
) -> tuple[dict[int, list[Box]], defaultdict[int, list[Box]]]:
    """The boxes of the digits, and of other characters, of each drawn text by its address."""
    from pypdfium2 import raw

    digits: defaultdict[int, list[Box]] = defaultdict(list)
    others: defaultdict[int, list[Box]] = defaultdict(list)
    for place in range(text_page.count_chars()):
        char = chr(raw.FPDFText_GetUnicode(text_page.raw, place))
        if not char.isspace():
            address = address_of(raw.FPDFText_GetTextObject(text_page.raw, place))
            boxes = digits if char in _DIGITS else others
            boxes[address].append(find_ink_box(text_page, place))
    return dict(digits), others
