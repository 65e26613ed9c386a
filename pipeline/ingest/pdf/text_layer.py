"""The text layer of a page: its characters as words with boxes, and whether it can be trusted."""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from gouji.pipeline.boxes import union
from gouji.pipeline.ingest.layout.page import Page, Word
from gouji.pipeline.ingest.pdf.overprint import TINY_POINTS, without_overprint
from gouji.pipeline.ingest.pdf.page_objects import PageSpace
from gouji.pipeline.ingest.pdf.skew import Straightening, find_skew
from gouji.pipeline.ingest.pdf.visibility import Visibility, address_of
from gouji.pipeline.language.normalise import fold
from gouji.pipeline.records import Box

if TYPE_CHECKING:
    from pypdfium2 import PdfTextPage

# Deviation, in quarter turns, from which text runs neither along the page nor down it.
_SKEWED = 0.1

# Share of characters hidden over pictures from which the page is a scan.
_HIDDEN = 0.1
# Share of characters without Unicode from which the others are no whole text either.
_UNMAPPED = 0.1
_FEWEST_LETTERS = 20  # Fewest letters by which a text layer is judged.
_FEWEST_HAN = 40  # Fewest Chinese characters by which the common ones are counted.
_LEAST_HAN = 0.3  # Least share of Chinese characters among letters.
_LEAST_COMMON = 0.05  # Least share of common characters among Chinese ones.
_HAN = re.compile("[㐀-鿿⺀-⿕豈-﫿]")
# Every page of a report has some of these; text from fonts with wrong tables has few.
_COMMON = re.compile(
    "[的一是不了在有和人中大为国政府信息公开申请行机关年度报告情况本上以及其他法数量、，。]"
)


class TextLayer(NamedTuple):
    """The visible characters of a page, in the order of the text layer and the coordinates of the
    page as shown without its skew; the number of those without Unicode; the characters that OCR
    software has written invisibly over a picture; and the skew in degrees clockwise."""

    words: list[Word]
    unmapped: int
    hidden: list[Word]
    skew: float


class _Character(NamedTuple):
    """A character, and its place in the text layer."""

    place: int
    text: str
    has_space_before: bool


def is_legible(page: Page) -> bool:
    """Whether the text layer of a page is its text. An empty page is legible."""
    text = fold("".join(word.text for word in page.words))
    if not text:
        return not page.unmapped and not page.images
    if _lacks_many(page, text):
        return False
    if len(page.hidden) > _HIDDEN * (len(page.hidden) + len(text)):
        return False
    return _is_chinese(text)


def lacks_characters(page: Page) -> bool:
    """Whether the text layer of a page is its text but for many characters without Unicode."""
    text = fold("".join(word.text for word in page.words))
    han = len(_HAN.findall(text))
    return _lacks_many(page, text) and han >= _FEWEST_HAN and _is_chinese(text)


def _lacks_many(page: Page, text: str) -> bool:
    return page.unmapped > _UNMAPPED * (page.unmapped + len(text))


def _is_chinese(text: str) -> bool:
    """Whether a text has the characters of a Chinese one, unless it is too short to tell."""
    letters = sum(1 for char in text if char.isalpha())
    han = len(_HAN.findall(text))
    if letters >= _FEWEST_LETTERS and han < _LEAST_HAN * letters:
        return False
    return han < _FEWEST_HAN or len(_COMMON.findall(text)) >= _LEAST_COMMON * han


def read_text_layer(
    text_page: PdfTextPage,
    space: PageSpace,
    visibilities: Mapping[int, Visibility],
    undrawn: Container[int] = (),
    drawn: Mapping[int, str] = MappingProxyType({}),
) -> TextLayer:
    """The characters of a page, each as a word. `visibilities` are those of text objects by their
    addresses; `undrawn` are the places of characters that the picture of the page does not show,
    `drawn` the characters that it shows in place of those of the text layer."""
    from pypdfium2 import raw

    text, rect = text_page.raw, raw.FS_RECTF()
    rect_pointer = ctypes.byref(rect)
    words, hidden, pale = list[Word](), list[Word](), list[Word]()
    unmapped = 0
    characters = list(_find_characters(text_page, drawn))
    angles = [raw.FPDFText_GetCharAngle(text, place) for place, _, _ in characters]
    skewed = _find_skewed(angles)
    skew = find_skew(
        [angle for angle, is_skewed in zip(angles, skewed, strict=True) if not is_skewed]
    )
    straightening = Straightening.of(space, skew)
    for character, angle, is_skewed in zip(characters, angles, skewed, strict=True):
        place, char, has_space = character
        if not raw.FPDFText_GetLooseCharBox(text, place, rect_pointer):
            continue
        x0, y0, x1, y1 = rect.left, rect.bottom, rect.right, rect.top
        visibility = None
        if visibilities:
            visibility = visibilities.get(address_of(raw.FPDFText_GetTextObject(text, place)))
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        is_hidden = visibility is not None and visibility.is_hidden(x, y)
        if visibility and not is_hidden and not visibility.is_visible(x, y):
            continue
        if place in undrawn and not is_hidden:
            continue
        if raw.FPDFText_HasUnicodeMapError(text, place) == 1 or _is_no_character(char):
            unmapped += not is_hidden
        elif not is_skewed:
            around = _widen((x0, y0, x1, y1), text, place)
            box = space.to_shown(*(around if is_hidden else straightening.move_box(around)))
            size = min(box[2] - box[0], box[3] - box[1])
            word = Word(char, box, size, (_quarter(angle) + space.turn) % 4, has_space)
            (hidden if is_hidden else words).append(word)
            if visibility and visibility.is_pale and not is_hidden:
                pale.append(word)
    return TextLayer(without_overprint(words, pale), unmapped, hidden, skew)


def _widen(box: Box, text: object, place: int) -> Box:
    """The box of a character, or that of what it draws: fonts without a size have no other."""
    from pypdfium2 import raw

    if max(box[2] - box[0], box[3] - box[1]) >= TINY_POINTS:
        return box
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    raw.FPDFText_GetCharBox(text, place, left, right, bottom, top)
    return union([box, (left.value, bottom.value, right.value, top.value)])


def _find_characters(text_page: PdfTextPage, drawn: Mapping[int, str]) -> Iterator[_Character]:
    """The printed characters of a text layer."""
    from pypdfium2 import raw

    text, has_space = text_page.raw, False
    for place in range(text_page.count_chars()):
        char = drawn.get(place) or chr(raw.FPDFText_GetUnicode(text, place))
        if raw.FPDFText_IsGenerated(text, place) == 1:
            continue
        is_space = char.isspace()
        if not is_space:
            yield _Character(place, char, has_space)
        has_space = is_space


def _is_no_character(char: str) -> bool:
    """Control characters, surrogates, private use, and the marks of an unknown character."""
    return char < " " or "\ud800" <= char <= "\uf8ff" or char in "\x7f\ufffd\ufffe\uffff"


def _find_skewed(angles: Sequence[float]) -> list[bool]:
    """Which characters are set askew: watermarks and stamps. One between two such is askew too,
    since text along an arc has one upright character."""
    skewed = [False, *map(_is_skewed, angles), False]
    triples = zip(skewed, skewed[1:], skewed[2:], strict=False)
    return [is_skewed or (before and after) for before, is_skewed, after in triples]


def _is_skewed(angle: float) -> bool:
    turns = angle / (math.pi / 2)
    return abs(turns - round(turns)) > _SKEWED


def _quarter(angle: float) -> int:
    """Quarter turns clockwise."""
    return round(angle / (math.pi / 2)) % 4
