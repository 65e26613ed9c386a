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
_LONGEST_NAME = 100  # Most characters of the name of a layer.
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

    @property
    def shown_width(self) -> float:
        """The width of the page as shown, in points."""
        return self.height if self.turn % 2 else self.width

    def to_shown(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        """The box between any two corners in user space, on the page as shown."""
        a, b, c, d = x0 - self.left, self.top - y0, x1 - self.left, self.top - y1
        box = (a if a < c else c, b if b < d else d, c if a < c else a, d if b < d else b)
        return turn_box(box, self.turn, self.width, self.height)


class PageObject(NamedTuple):
    """An object of a page.

    `own` is its matrix in the coordinates of what contains it, `outer` leads from there to user
    space. `clip` is the box in user space inside which it is visible. `is_transparent`: objects
    below it show through. `layer` names the layers that it is in, and the form object of the page
    that contains it; `is_in_layer`: there are layers among them.
    """

    kind: int
    handle: Any
    own: Any
    outer: PdfMatrix
    clip: Box
    is_transparent: bool
    layer: str = ""
    is_in_layer: bool = False

    def find_matrix(self) -> PdfMatrix:
        """The matrix that leads from the object to user space."""
        from pypdfium2 import PdfMatrix

        return PdfMatrix.from_raw(self.own).multiply(self.outer)

    def visible_box(self) -> Box:
        """The box around the object in user space, as far as it is visible."""
        return intersect(self.outer_box(), self.clip)

    def outer_box(self) -> Box:
        """The box around the object in user space, clipped or not."""
        from pypdfium2 import raw

        ends = [ctypes.c_float() for _ in range(4)]
        raw.FPDFPageObj_GetBounds(self.handle, *ends)
        x0, y0, x1, y1 = (end.value for end in ends)
        corners = [(x0, y0), (x0, y1), (x1, y0), (x1, y1)]
        return _box_around(self.outer, corners)


class _Container(NamedTuple):
    """The page, or a form object on it, with the matrix that leads from inside it to user space.
    `depth` counts the form objects around its contents."""

    handle: Any
    matrix: PdfMatrix
    clip: Box
    is_transparent: bool
    depth: int
    layer: str = ""
    is_in_layer: bool = False


def read_objects(page: PdfPage) -> Iterator[PageObject]:
    """The objects of a page; a form object comes before the objects in it."""
    from pypdfium2 import PdfMatrix, raw

    whole = _Container(page.raw, PdfMatrix(), EVERYWHERE, False, 0)
    stack = [(whole, index) for index in range(_count(whole))][::-1]
    seen = 0
    while stack and seen < _MOST_OBJECTS:
        seen += 1
        container, index = stack.pop()
        found = _read(container, index)
        yield found
        if found.kind == raw.FPDF_PAGEOBJ_FORM and container.depth < _DEEPEST:
            inner = _open_form(found, container.depth + 1, f"{container.layer or index} ")
            stack += [(inner, place) for place in range(_count(inner))][::-1]


def _open_form(form: PageObject, depth: int, name: str) -> _Container:
    clip, layer = form.clip, form.layer or name
    matrix = form.find_matrix()
    return _Container(
        form.handle, matrix, clip, form.is_transparent, depth, layer, form.is_in_layer
    )


def _count(container: _Container) -> int:
    from pypdfium2 import raw

    count = raw.FPDFFormObj_CountObjects if container.depth else raw.FPDFPage_CountObjects
    return int(min(count(container.handle), _MOST_OBJECTS))


def _read(container: _Container, index: int) -> PageObject:
    from pypdfium2 import raw

    get = raw.FPDFFormObj_GetObject if container.depth else raw.FPDFPage_GetObject
    handle, own = get(container.handle, index), raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(handle, own)
    clip = _read_clip(handle, container)
    is_transparent = container.is_transparent or bool(raw.FPDFPageObj_HasTransparency(handle))
    kind = raw.FPDFPageObj_GetType(handle)
    layers = _read_layers(handle)
    layer, is_in_layer = container.layer + layers, container.is_in_layer or bool(layers)
    return PageObject(kind, handle, own, container.matrix, clip, is_transparent, layer, is_in_layer)


def _read_layers(handle: Any) -> str:
    """The names of the layers that an object of a page says it is in."""
    from pypdfium2 import raw

    count = raw.FPDFPageObj_CountMarks(handle)
    marks = (raw.FPDFPageObj_GetMark(handle, place) for place in range(max(0, count)))
    return "".join(_read_layer(mark) for mark in marks)


def _read_layer(mark: Any) -> str:
    """The name of a layer, "" if a mark of content is none."""
    from pypdfium2 import raw

    size, buffer = ctypes.c_ulong(), (ctypes.c_ushort * _LONGEST_NAME)()
    raw.FPDFPageObjMark_GetName(mark, buffer, ctypes.sizeof(buffer), size)
    if bytes(buffer)[: size.value].decode("utf-16-le", "replace").rstrip("\0") != "OC":
        return ""
    raw.FPDFPageObjMark_GetParamStringValue(mark, b"Name", buffer, ctypes.sizeof(buffer), size)
    name = bytes(buffer)[: min(size.value, ctypes.sizeof(buffer))]
    return "/" + name.decode("utf-16-le", "replace").rstrip("\0")


def _read_clip(handle: Any, container: _Container) -> Box:
    """The box in user space that the clips of an object and of its container have in common."""
    from pypdfium2 import raw

    path = raw.FPDFPageObj_GetClipPath(handle)
    box = container.clip
    for index in range(max(0, raw.FPDFClipPath_CountPaths(path))):
        count = min(raw.FPDFClipPath_CountPathSegments(path, index), _MOST_OBJECTS)
        segments = (raw.FPDFClipPath_GetPathSegment(path, index, n) for n in range(count))
        if points := [segment_to_point(segment) for segment in segments]:
            box = intersect(box, _box_around(container.matrix, points))
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
