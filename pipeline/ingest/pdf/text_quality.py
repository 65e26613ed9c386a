"""Whether the text layer of a page can be trusted, or the page must be read from its picture."""

from __future__ import annotations

import re

from gouji.pipeline.ingest.pdf.pdfium import Leaf
from gouji.pipeline.language.normalise import fold

_LOST = 0.1  # share of glyphs without a character from which the rest is no whole text either
_FEW = 20  # letters that are too few to judge by
_HAN = re.compile("[㐀-鿿⺀-⿕豈-﫿]")
# Every page of a report has some of these; text from fonts with wrong tables has few.
_COMMON = re.compile(
    "[的一是不了在有和人中大为国政府信息公开申请行机关年度报告情况本上以及其他法数量、，。]"
)
_LEAST_HAN = 0.3
_LEAST_COMMON = 0.05


def is_legible(leaf: Leaf) -> bool:
    """A page with nothing on it is."""
    text = fold("".join(glyph.text for glyph in leaf.glyphs))
    if not text:
        return not leaf.lost and not leaf.images
    if leaf.lost > _LOST * (leaf.lost + len(text)):
        return False
    letters = sum(1 for char in text if char.isalpha())
    han = len(_HAN.findall(text))
    if letters >= _FEW and han < _LEAST_HAN * letters:
        return False
    return han < 2 * _FEW or len(_COMMON.findall(text)) >= _LEAST_COMMON * han
