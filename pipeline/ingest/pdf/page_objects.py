"""What a page draws, object by object in the order of drawing, with forms opened."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from gouji.pipeline.records import Box

if TYPE_CHECKING:
    from pypdfium2 import PdfMatrix, PdfPage

_MOST_OBJECTS = 100_000  # of one page; a map or a drawing may have more and is no table
_DEEPEST = 8  # forms within forms
EVERYWHERE: Box = (-1e9, -1e9, 1e9, 1e9)

Point = tuple[float, float]


class Drawn(NamedTuple):
    """An object of a page. `matrix` leads from it to user space, `outer` from what holds it;
    `clip` is the box in user space inside which it shows; `faint`: what lies below shows through.
    """

    kind: int
    handle: Any
    matrix: PdfMatrix
    outer: PdfMatrix
    clip: Box
    faint: bool

    def bounds(self) -> Box:
        """The box around it in user space, as far as it shows."""
        from pypdfium2 import raw

        ends = [ctypes.c_float() for _ in range(4)]
        raw.FPDFPageObj_GetBounds(self.handle, *ends)
        x0, y0, x1, y1 = (end.value for end in ends)
        return meet(_around(self.outer, [(x0, y0), (x0, y1), (x1, y0), (x1, y1)]), self.clip)


def read_objects(page: PdfPage) -> Iterator[Drawn]:
    """Forms before what stands in them."""
    from pypdfium2 import PdfMatrix, raw

    whole = Drawn(raw.FPDF_PAGEOBJ_FORM, page, PdfMatrix(), PdfMatrix(), EVERYWHERE, False)
    stack = [(whole, at, 0) for at in range(_count(page, 0))][::-1]
    seen = 0
    while stack and seen < _MOST_OBJECTS:
        seen += 1
        holder, at, depth = stack.pop()
        one = _read(holder, at, depth)
        yield one
        if one.kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
            stack += [(one, at, depth + 1) for at in range(_count(one.handle, depth + 1))][::-1]


def _count(holder: Any, depth: int) -> int:
    from pypdfium2 import raw

    count = raw.FPDFFormObj_CountObjects if depth else raw.FPDFPage_CountObjects
    return int(min(count(holder), _MOST_OBJECTS))


def _read(holder: Drawn, at: int, depth: int) -> Drawn:
    from pypdfium2 import PdfMatrix, raw

    get = raw.FPDFFormObj_GetObject if depth else raw.FPDFPage_GetObject
    item, own = get(holder.handle, at), raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(item, own)
    matrix = PdfMatrix.from_raw(own).multiply(holder.matrix)
    clip = meet(holder.clip, _read_clip(item, holder.matrix))
    faint = holder.faint or bool(raw.FPDFPageObj_HasTransparency(item))
    return Drawn(raw.FPDFPageObj_GetType(item), item, matrix, holder.matrix, clip, faint)


def _read_clip(item: Any, outer: PdfMatrix) -> Box:
    """The box around what each path of a clip leaves."""
    from pypdfium2 import raw

    path = raw.FPDFPageObj_GetClipPath(item)
    box = EVERYWHERE
    for at in range(max(0, raw.FPDFClipPath_CountPaths(path))):
        points = []
        for n in range(min(raw.FPDFClipPath_CountPathSegments(path, at), _MOST_OBJECTS)):
            points.append(segment_to_point(raw.FPDFClipPath_GetPathSegment(path, at, n)))
        if points:
            box = meet(box, _around(outer, points))
    return box


def segment_to_point(segment: Any) -> Point:
    from pypdfium2 import raw

    x, y = ctypes.c_float(), ctypes.c_float()
    raw.FPDFPathSegment_GetPoint(segment, x, y)
    return x.value, y.value


def _around(matrix: PdfMatrix, points: list[Point]) -> Box:
    xs, ys = zip(*(matrix.on_point(*point) for point in points), strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def meet(box: Box, other: Box) -> Box:
    """What two boxes have in common; its ends are in disorder where that is nothing."""
    return (
        max(box[0], other[0]),
        max(box[1], other[1]),
        min(box[2], other[2]),
        min(box[3], other[3]),
    )
