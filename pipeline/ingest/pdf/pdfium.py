"""The door to pdfium: the glyphs of a page's text layer and the rules drawn on it.

What is handed on lies in *reading space*: points from the top left, turned so that most of the text
runs from left to right. `Leaf.to_page` leads back to the page as it is shown.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from gouji.pipeline.errors import Damaged, Encrypted, TooLarge
from gouji.pipeline.ingest.pdf.page_objects import Drawn, read_objects
from gouji.pipeline.ingest.pdf.rulings import find_rules
from gouji.pipeline.ingest.pdf.visibility import Sight, address_of, find_sights
from gouji.pipeline.records import Box

if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdfium2 import PdfDocument, PdfPage, PdfTextPage

MOST_PAGES = 1000
_SKEWED = 0.1  # quarter turns
_EDGE = 1.0  # points by which a rule along the edge of the page may lie outside
_DOUBLE = 0.3  # of its size: so near another of its kind a glyph is the same
_LEAST = 0.01  # points; the size of a glyph that has none
_PITCH = 8  # of the distance within which doubles are looked for, that of the places looked at
_MOST_PIXELS = 8000  # each way
_LOCKED = 4  # FPDF_ERR_PASSWORD

Rule = tuple[float, float, float, float]


class Glyph(NamedTuple):
    """A character as printed and the box that it fills. `turn`: quarter turns clockwise from the
    reading direction; `spaced`: the text layer has a space before it."""

    text: str
    box: Box
    size: float
    turn: int
    spaced: bool

    @property
    def x(self) -> float:
        return (self.box[0] + self.box[2]) / 2

    @property
    def y(self) -> float:
        return (self.box[1] + self.box[3]) / 2


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page. `lost` counts glyphs that have no character; `images` the pictures on it.

    `width`, `height` are those of the page as shown, `turn` the quarter turns from that to the
    reading direction, `left` where reading space begins on a page parted in two.
    """

    number: int
    width: float
    height: float
    turn: int
    glyphs: tuple[Glyph, ...]
    across: tuple[Rule, ...]
    down: tuple[Rule, ...]
    lost: int
    images: int
    left: float = 0.0

    @property
    def breadth(self) -> float:
        """That of the whole page in reading space."""
        return _turned(self.width, self.height, self.turn)[0]

    def to_page(self, box: Box) -> Box:
        """A box in reading space as one on the page as it is shown."""
        whole = box[0] + self.left, box[1], box[2] + self.left, box[3]
        x0, y0, x1, y1 = _turn_box(
            whole, -self.turn % 4, *_turned(self.width, self.height, self.turn)
        )
        return round(x0, 2), round(y0, 2), round(x1, 2), round(y1, 2)


@contextmanager
def open_pdf(data: bytes) -> Iterator[PdfDocument]:
    """The document in `data`. Raises ReportError."""
    from pypdfium2 import PdfDocument, PdfiumError

    try:
        document = PdfDocument(data)
        count = len(document)
    except PdfiumError as error:
        if getattr(error, "err_code", None) == _LOCKED:
            raise Encrypted from error
        raise Damaged(str(error)[:100]) from error
    try:
        if not count:
            raise Damaged("0 pages")
        if count > MOST_PAGES:
            raise TooLarge(f"{count} > {MOST_PAGES} pages")
        yield document
    finally:
        document.close()


def read_leaf(document: PdfDocument, index: int) -> Leaf:
    """Page `index` (from 0) of an open document. Raises Damaged."""
    from pypdfium2 import PdfiumError

    try:
        page = document[index]
        width, height = size = page.get_size()
        shown = _Shown(page)
        drawn = list(read_objects(page))
        glyphs, lost = _read_glyphs(page, shown, find_sights(drawn))
        rules = [shown.box(*rule) for rule in find_rules(drawn)]
    except PdfiumError as error:
        raise Damaged(f"page {index + 1}: {error}"[:100]) from error
    boxes = [*rules, *(one.box for one in glyphs)]
    area = min(width, height) > 0  # a crop box beside the paper leaves none
    if area and not any(_runs_off(box, width, height) for box in boxes):
        glyphs = [one for one in glyphs if _is_on(one.box, width, height)]
        rules = [rule for rule in rules if _is_on(rule, width, height)]
    turn = _reading_turn(glyphs)
    turned = tuple(
        one._replace(box=_turn_box(one.box, turn, *size), turn=(one.turn + turn) % 4)
        for one in glyphs
    )
    lines = [_turn_box(rule, turn, *size) for rule in rules]
    across = tuple(box for box in lines if box[3] - box[1] <= box[2] - box[0])
    down = tuple(box for box in lines if box[3] - box[1] > box[2] - box[0])
    return Leaf(index + 1, width, height, turn, turned, across, down, lost, _count_images(drawn))


def _is_on(box: Box, width: float, height: float) -> bool:
    x0, y0, x1, y1 = box
    return x0 < width and y0 < height and x1 > 0 and y1 > 0


def _runs_off(box: Box, width: float, height: float) -> bool:
    """Whether something begins on the page and goes on beyond its edge: the page is too small for
    its table. What stands elsewhere belongs to no page or to another, cropped from one sheet."""
    x0, y0, x1, y1 = box
    out = min(x0, y0) < -_EDGE or x1 > width + _EDGE or y1 > height + _EDGE
    return out and _is_on(box, width, height)


class _Shown:
    """How user space lies on the page as pdfium shows it: cropped, and turned by /Rotate."""

    def __init__(self, page: PdfPage) -> None:
        from pypdfium2 import raw

        whole = raw.FS_RECTF()
        raw.FPDF_GetPageBoundingBox(page, ctypes.byref(whole))
        self.width, self.height = whole.right - whole.left, whole.top - whole.bottom
        self.left, self.top, self.turn = whole.left, whole.top, page.get_rotation() // 90 % 4

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        """Of any two corners in user space."""
        flat = (x0 - self.left, self.top - y0, x1 - self.left, self.top - y1)
        return _turn_box(_sorted(flat), self.turn, self.width, self.height)


def _sorted(box: Box) -> Box:
    x0, y0, x1, y1 = box
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _turned(width: float, height: float, turn: int) -> tuple[float, float]:
    return (height, width) if turn % 2 else (width, height)


def _turn_box(box: Box, turn: int, width: float, height: float) -> Box:
    """`box` on a paper of this size after so many quarter turns clockwise of the paper."""
    for _ in range(turn):
        x0, y0, x1, y1 = box
        box = (height - y1, x0, height - y0, x1)
        width, height = height, width
    return box


def _read_glyphs(
    page: PdfPage, shown: _Shown, sights: Mapping[int, Sight]
) -> tuple[list[Glyph], int]:
    """The glyphs that can be seen, in the order of the text layer and in shown space, and how many
    of them have no character."""
    from pypdfium2 import raw

    text = page.get_textpage()
    rect = raw.FS_RECTF()
    glyphs: list[Glyph] = []
    lost = 0
    printed = list(_find_printed(text))
    angles = [raw.FPDFText_GetCharAngle(text, at) for at, _, _ in printed]
    for (at, char, spaced), angle, askew in zip(printed, angles, _find_askew(angles), strict=True):
        if not raw.FPDFText_GetLooseCharBox(text, at, ctypes.byref(rect)):
            continue
        sight = sights.get(address_of(raw.FPDFText_GetTextObject(text, at)))
        if sight and not sight.shows((rect.left + rect.right) / 2, (rect.bottom + rect.top) / 2):
            continue
        if raw.FPDFText_HasUnicodeMapError(text, at) == 1 or _is_no_character(char):
            lost += 1
        elif not askew:
            box = shown.box(rect.left, rect.bottom, rect.right, rect.top)
            size = min(box[2] - box[0], box[3] - box[1])
            glyphs.append(Glyph(char, box, size, (_quarter(angle) + shown.turn) % 4, spaced))
    return list(_without_doubles(glyphs)), lost


def _find_printed(text: PdfTextPage) -> Iterator[tuple[int, str, bool]]:
    """The places of glyphs in a text layer, each with its character and whether a space is before
    it."""
    from pypdfium2 import raw

    spaced = False
    for at in range(text.count_chars()):
        char = chr(raw.FPDFText_GetUnicode(text, at))
        if raw.FPDFText_IsGenerated(text, at) == 1:
            continue
        if not char.isspace():
            yield at, char, spaced
        spaced = char.isspace()


def _count_images(drawn: Sequence[Drawn]) -> int:
    from pypdfium2 import raw

    return sum(one.kind == raw.FPDF_PAGEOBJ_IMAGE for one in drawn)


def _is_no_character(char: str) -> bool:
    """Control characters, halves of pairs, private use and what stands for the unknown."""
    return char < " " or "\ud800" <= char <= "\uf8ff" or char in "\x7f\ufffd\ufffe\uffff"


def _is_skewed(angle: float) -> bool:
    """Of text that runs neither along the page nor down it: watermarks, stamps."""
    turns = angle / (math.pi / 2)
    return abs(turns - round(turns)) > _SKEWED


def _find_askew(angles: Sequence[float]) -> list[bool]:
    """Which glyphs are skewed, those between two such among them: writing along an arc has one
    that stands upright."""
    own = [False, *map(_is_skewed, angles), False]
    return [one or (a and b) for a, one, b in zip(own, own[1:], own[2:], strict=False)]


def _quarter(angle: float) -> int:
    """Quarter turns clockwise."""
    return round(angle / (math.pi / 2)) % 4


def _without_doubles(glyphs: Iterable[Glyph]) -> Iterator[Glyph]:
    """Bold type and shadows are made by printing a glyph again, hardly off its place."""
    seen: dict[tuple[str, float, int, int], list[Glyph]] = {}
    for glyph in glyphs:
        off = _DOUBLE * 2 ** round(math.log2(max(glyph.size, _LEAST)))
        x, y, pitch = glyph.x, glyph.y, _PITCH * off
        near = {
            (glyph.text, off, int(column / pitch), int(row / pitch))
            for column in (x - 2 * off, x + 2 * off)
            for row in (y - 2 * off, y + 2 * off)
        }
        if not any(_is_double(glyph, other) for key in near for other in seen.get(key, ())):
            seen.setdefault((glyph.text, off, int(x / pitch), int(y / pitch)), []).append(glyph)
            yield glyph


def _is_double(a: Glyph, b: Glyph) -> bool:
    off = _DOUBLE * min(a.size, b.size)
    return abs(a.x - b.x) < off and abs(a.y - b.y) < off


def _reading_turn(glyphs: list[Glyph]) -> int:
    """Quarter turns clockwise of the paper after which most glyphs stand upright."""
    turns = Counter(glyph.turn for glyph in glyphs)
    return -turns.most_common(1)[0][0] % 4 if turns else 0


def draw_page(data: bytes, number: int, scale: float) -> Image:
    """Page `number` (from 1) as a picture, `scale` pixels a point. Raises ReportError and, where
    there is no such page, IndexError."""
    with open_pdf(data) as document:
        if not 1 <= number <= len(document):
            raise IndexError(number)
        page = document[number - 1]
        scale = min(scale, _MOST_PIXELS / max(*page.get_size(), 1))
        return page.render(scale=scale).to_pil()
