"""The door to pdfium: the glyphs of a page's text layer and the rules drawn on it.

What is handed on lies in *reading space*: points from the top left, turned so that most of the text
runs from left to right. `Leaf.to_page` leads back to the page as it is shown.
"""

from __future__ import annotations

import ctypes
import math
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from pipeline.errors import Damaged, Encrypted, TooLarge
from pipeline.records import Box

if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdfium2 import PdfDocument, PdfPage

MOST_PAGES = 1000
_MOST_OBJECTS = 100_000  # of one page; a map or a drawing may have more and is no table
_DEEPEST = 8  # forms within forms
_THIN = 3.0  # points; a filled rectangle no thicker is a rule
_STRAIGHT = 0.5  # points that a rule may deviate from its axis
_SKEWED = 0.1  # radians
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
    reading direction.
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

    def to_page(self, box: Box) -> Box:
        """A box in reading space as one on the page as it is shown."""
        x0, y0, x1, y1 = _turn_box(
            box, -self.turn % 4, *_turned(self.width, self.height, self.turn)
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
        glyphs, lost = _read_glyphs(page, shown)
        rules, images = _read_rules(page, shown)
    except PdfiumError as error:
        raise Damaged(f"page {index + 1}: {error}"[:100]) from error
    turn = _reading_turn(glyphs)
    turned = tuple(
        one._replace(box=_turn_box(one.box, turn, *size), turn=(one.turn + turn) % 4)
        for one in glyphs
    )
    boxes = [_turn_box(rule, turn, *size) for rule in rules]
    across = tuple(box for box in boxes if box[3] - box[1] <= box[2] - box[0])
    down = tuple(box for box in boxes if box[3] - box[1] > box[2] - box[0])
    return Leaf(index + 1, width, height, turn, turned, across, down, lost, images)


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


def _read_glyphs(page: PdfPage, shown: _Shown) -> tuple[list[Glyph], int]:
    """The glyphs of the text layer in its order, in shown space, and how many have no character."""
    from pypdfium2 import raw

    text = page.get_textpage()
    rect = raw.FS_RECTF()
    glyphs: list[Glyph] = []
    lost, spaced = 0, False
    for at in range(text.count_chars()):
        char = chr(raw.FPDFText_GetUnicode(text, at))
        if raw.FPDFText_IsGenerated(text, at) == 1:
            continue
        if char.isspace():
            spaced = True
            continue
        turn = _quarter(raw.FPDFText_GetCharAngle(text, at))
        if raw.FPDFText_HasUnicodeMapError(text, at) == 1 or _is_no_character(char):
            lost += 1
        elif turn is not None and raw.FPDFText_GetLooseCharBox(text, at, ctypes.byref(rect)):
            box = shown.box(rect.left, rect.bottom, rect.right, rect.top)
            size = min(box[2] - box[0], box[3] - box[1])
            glyphs.append(Glyph(char, box, size, (turn + shown.turn) % 4, spaced))
            spaced = False
    return glyphs, lost


def _is_no_character(char: str) -> bool:
    """Control characters, halves of pairs, private use and what stands for the unknown."""
    return char < " " or "\ud800" <= char <= "\uf8ff" or char in "\x7f\ufffd\ufffe\uffff"


def _quarter(angle: float) -> int | None:
    """Quarter turns clockwise; None for text that runs askew: watermarks, stamps."""
    turns = angle / (math.pi / 2)
    return None if abs(turns - round(turns)) > _SKEWED else round(turns) % 4


def _reading_turn(glyphs: list[Glyph]) -> int:
    """Quarter turns clockwise of the paper after which most glyphs stand upright."""
    turns = Counter(glyph.turn for glyph in glyphs)
    return -turns.most_common(1)[0][0] % 4 if turns else 0


def _read_rules(page: PdfPage, shown: _Shown) -> tuple[list[Rule], int]:
    """Straight lines and thin rectangles along the axes, in shown space; the number of images."""
    from pypdfium2 import PdfMatrix, raw

    rules: list[Rule] = []
    images = 0
    for item, matrix in _walk(page, PdfMatrix()):
        kind = raw.FPDFPageObj_GetType(item)
        images += kind == raw.FPDF_PAGEOBJ_IMAGE
        if kind == raw.FPDF_PAGEOBJ_PATH:
            corners = ((matrix.on_point(*a), matrix.on_point(*b)) for a, b in _edges(item))
            rules += [shown.box(*a, *b) for a, b in corners if _is_straight(a, b)]
    return rules, images


def _walk(page: PdfPage, matrix: Any) -> Iterator[tuple[Any, Any]]:
    """Every object with the matrix that leads to user space, forms opened."""
    from pypdfium2 import PdfMatrix, raw

    count, get = raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject
    stack = [(page, index, matrix, 0) for index in range(min(count(page), _MOST_OBJECTS))][::-1]
    seen = 0
    while stack and seen < _MOST_OBJECTS:
        seen += 1
        holder, index, outer, depth = stack.pop()
        item = (raw.FPDFFormObj_GetObject if depth else get)(holder, index)
        own = raw.FS_MATRIX()
        raw.FPDFPageObj_GetMatrix(item, own)
        inner = PdfMatrix.from_raw(own).multiply(outer)
        yield item, inner
        if raw.FPDFPageObj_GetType(item) == raw.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
            inside = min(raw.FPDFFormObj_CountObjects(item), _MOST_OBJECTS)
            stack += [(item, at, inner, depth + 1) for at in range(inside)][::-1]


Point = tuple[float, float]


def _edges(item: Any) -> Iterator[tuple[Point, Point]]:
    """The lines that a path draws; a thin filled rectangle is one line."""
    from pypdfium2 import raw

    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(item, fill, stroke)
    for outline in _outlines(item):
        if stroke.value:
            yield from pairwise(outline)
        elif fill.value and len(outline) >= 4:
            xs, ys = zip(*outline, strict=True)
            (x0, x1), (y0, y1) = (min(xs), max(xs)), (min(ys), max(ys))
            if min(x1 - x0, y1 - y0) <= _THIN:
                yield _middle(x0, y0, x1, y1)


def _middle(x0: float, y0: float, x1: float, y1: float) -> tuple[Point, Point]:
    """The line along the middle of a thin rectangle."""
    if x1 - x0 > y1 - y0:
        return (x0, (y0 + y1) / 2), (x1, (y0 + y1) / 2)
    return ((x0 + x1) / 2, y0), ((x0 + x1) / 2, y1)


def _outlines(item: Any) -> Iterator[list[Point]]:
    """The points of each part of a path, the first one again where it is closed."""
    from pypdfium2 import raw

    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[Point] = []
    for at in range(min(raw.FPDFPath_CountSegments(item), _MOST_OBJECTS)):
        segment = raw.FPDFPath_GetPathSegment(item, at)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_MOVETO:
            if points:
                yield points
            points = []
        points.append((x.value, y.value))
        if raw.FPDFPathSegment_GetClose(segment):
            yield [*points, points[0]]
            points = []
    if points:
        yield points


def _is_straight(a: Point, b: Point) -> bool:
    across, down = abs(a[0] - b[0]), abs(a[1] - b[1])
    return min(across, down) <= _STRAIGHT < max(across, down)


def draw_page(data: bytes, number: int, scale: float) -> Image:
    """Page `number` (from 1) as a picture, `scale` pixels a point. Raises ReportError and, where
    there is no such page, IndexError."""
    with open_pdf(data) as document:
        if not 1 <= number <= len(document):
            raise IndexError(number)
        page = document[number - 1]
        scale = min(scale, _MOST_PIXELS / max(*page.get_size(), 1))
        return page.render(scale=scale).to_pil()
