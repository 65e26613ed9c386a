"""The objects that a page draws, in the order of drawing, with form objects opened."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from gouji.pipeline.ingest.layout.page import turn_box
from gouji.pipeline.records import Box

if TYPE_CHECKING:
    from pypdfium2 import PdfMatrix, PdfPage

_MOST_OBJECTS = 100_000  # Most objects of a page; a page with more is a map or a drawing.
_DEEPEST = 8  # Most form objects within one another.
EVERYWHERE: Box = (-1e9, -1e9, 1e9, 1e9)

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class PageSpace:
    """How user space lies on the page as pdfium shows it: cropped to a box, and turned by /Rotate.
    `turn` counts quarter turns clockwise, the rest is in points."""

    left: float
    top: float
    width: float
    height: float
    turn: int

    @classmethod
    def of(cls, page: PdfPage) -> PageSpace:
        from pypdfium2 import raw

        box = raw.FS_RECTF()
        raw.FPDF_GetPageBoundingBox(page, ctypes.byref(box))
        turn = page.get_rotation() // 90 % 4
        return cls(box.left, box.top, box.right - box.left, box.top - box.bottom, turn)

    def to_shown(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        """The box between any two corners in user space, on the page as shown."""
        a, b, c, d = x0 - self.left, self.top - y0, x1 - self.left, self.top - y1
        box = (a if a < c else c, b if b < d else d, c if a < c else a, d if b < d else b)
        return turn_box(box, self.turn, self.width, self.height)


class PageObject(NamedTuple):
    """An object of a page.

    `matrix` leads from the object to user space, `outer` from what contains it. `clip` is the box
    in user space inside which it is visible. `is_transparent`: objects below it show through.
    """

    kind: int
    handle: Any
    matrix: PdfMatrix
    outer: PdfMatrix
    clip: Box
    is_transparent: bool

    def visible_box(self) -> Box:
        """The box around the object in user space, as far as it is visible."""
        from pypdfium2 import raw

        ends = [ctypes.c_float() for _ in range(4)]
        raw.FPDFPageObj_GetBounds(self.handle, *ends)
        x0, y0, x1, y1 = (end.value for end in ends)
        corners = [(x0, y0), (x0, y1), (x1, y0), (x1, y1)]
        return intersect(_box_around(self.outer, corners), self.clip)


def read_objects(page: PdfPage) -> Iterator[PageObject]:
    """The objects of a page; a form object comes before the objects in it."""
    from pypdfium2 import PdfMatrix, raw

    whole = PageObject(raw.FPDF_PAGEOBJ_FORM, page, PdfMatrix(), PdfMatrix(), EVERYWHERE, False)
    stack = [(whole, index, 0) for index in range(_count(page, 0))][::-1]
    seen = 0
    while stack and seen < _MOST_OBJECTS:
        seen += 1
        container, index, depth = stack.pop()
        inner = _read(container, index, depth)
        yield inner
        if inner.kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
            count = _count(inner.handle, depth + 1)
            stack += [(inner, place, depth + 1) for place in range(count)][::-1]


def _count(handle: Any, depth: int) -> int:
    from pypdfium2 import raw

    count = raw.FPDFFormObj_CountObjects if depth else raw.FPDFPage_CountObjects
    return int(min(count(handle), _MOST_OBJECTS))


def _read(container: PageObject, index: int, depth: int) -> PageObject:
    from pypdfium2 import PdfMatrix, raw

    get = raw.FPDFFormObj_GetObject if depth else raw.FPDFPage_GetObject
    handle, own = get(container.handle, index), raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(handle, own)
    outer = container.matrix
    clip = intersect(container.clip, _read_clip(handle, outer))
    is_transparent = container.is_transparent or bool(raw.FPDFPageObj_HasTransparency(handle))
    matrix = PdfMatrix.from_raw(own).multiply(outer)
    kind = raw.FPDFPageObj_GetType(handle)
    return PageObject(kind, handle, matrix, outer, clip, is_transparent)


def _read_clip(handle: Any, outer: PdfMatrix) -> Box:
    """The box that the clip paths of an object have in common, in user space."""
    from pypdfium2 import raw

    path = raw.FPDFPageObj_GetClipPath(handle)
    box = EVERYWHERE
    for index in range(max(0, raw.FPDFClipPath_CountPaths(path))):
        count = min(raw.FPDFClipPath_CountPathSegments(path, index), _MOST_OBJECTS)
        segments = (raw.FPDFClipPath_GetPathSegment(path, index, n) for n in range(count))
        if points := [segment_to_point(segment) for segment in segments]:
            box = intersect(box, _box_around(outer, points))
    return box


def segment_to_point(segment: Any) -> Point:
    """The end of a path segment."""
    from pypdfium2 import raw

    x, y = ctypes.c_float(), ctypes.c_float()
    raw.FPDFPathSegment_GetPoint(segment, x, y)
    return x.value, y.value


def _box_around(matrix: PdfMatrix, points: list[Point]) -> Box:
    xs, ys = zip(*(matrix.on_point(*point) for point in points), strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def intersect(box: Box, other: Box) -> Box:
    """The box that two boxes have in common; its left end is right of its right end, or its top
    below its bottom, where that is nothing."""
    return (
        max(box[0], other[0]),
        max(box[1], other[1]),
        min(box[2], other[2]),
        min(box[3], other[3]),
    )
