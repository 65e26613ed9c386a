"""Filled areas and pictures, and which of them hide what is drawn below."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from gouji.pipeline.boxes import overlaps
from gouji.pipeline.ingest.pdf.page_objects import PageObject
from gouji.pipeline.ingest.pdf.rulings import read_outlines
from gouji.pipeline.records import Box

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

_OPAQUE = 250  # Opacity, of 255, from which ink hides what is below it.
_MOST_CORNERS = 6  # Most points of a rectangle, which may give the first one three times.
_THIN = 3.0  # Thickness, in points, up to which a rectangle hides no text.
_SQUARE = 0.1  # Distance, in points, by which a corner may be off the sides of a rectangle.
_MOST_PICTURES = 100  # Most pictures of a page that are drawn to see whether they hide text.
_LARGEST = 1000.0  # Points of the longest side of such a picture.
_ALPHA = 3  # The place of the opacity among the four bytes of a pixel.


class Fill(NamedTuple):
    """A filled area: its place in the order of drawing, and its box."""

    order: int
    box: Box


def read_fill(painted: PageObject) -> tuple[int, int, int, int]:
    """Red, green, blue and opacity, of 255; opaque black where the file does not say."""
    from pypdfium2 import raw

    values = [ctypes.c_uint() for _ in range(4)]
    if not raw.FPDFPageObj_GetFillColor(painted.handle, *values):
        return 0, 0, 0, 255
    red, green, blue, alpha = (value.value for value in values)
    return red, green, blue, alpha


def is_filled(one: PageObject) -> bool:
    """Whether an object is a path whose inside is painted."""
    from pypdfium2 import raw

    if one.kind != raw.FPDF_PAGEOBJ_PATH:
        return False
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(one.handle, fill, stroke)
    return bool(fill.value)


def find_covers(objects: Sequence[PageObject], first: int) -> Iterator[Fill]:
    """The opaque rectangles from the index `first` on."""
    from pypdfium2 import raw

    for index, one in enumerate(objects[first:], first):
        if not is_filled(one) or raw.FPDFPath_CountSegments(one.handle) > _MOST_CORNERS:
            continue
        box = one.visible_box()
        is_thick = min(box[2] - box[0], box[3] - box[1]) > _THIN
        if is_thick and not one.is_transparent and read_fill(one)[3] >= _OPAQUE:
            outlines, matrix = list(read_outlines(one.handle)), one.find_matrix()
            if len(outlines) == 1 and _is_rectangle([matrix.on_point(*p) for p in outlines[0]]):
                yield Fill(index, box)


def find_opaque(
    objects: Sequence[PageObject],
    pictures: Sequence[Fill],
    texts: Sequence[int],
    is_opaque: Callable[[PageObject], bool],
) -> Iterator[Fill]:
    """The opaque pictures over text. `texts` are the places of texts in the order of drawing."""
    later = [picture for picture in pictures if texts and picture.order > texts[0]]
    boxes = [(index, objects[index].visible_box()) for index in texts] if later else []
    for picture in islice(later, _MOST_PICTURES):
        drawn = objects[picture.order]
        is_over = any(index < picture.order and overlaps(box, picture.box) for index, box in boxes)
        if is_over and not drawn.is_transparent and _is_upright(drawn) and is_opaque(drawn):
            yield picture


def _is_upright(picture: PageObject) -> bool:
    """Whether the sides of a picture are level and upright."""
    a, b, c, d, *_ = picture.find_matrix().get()
    return bool(max(abs(b), abs(c)) <= _SQUARE or max(abs(a), abs(d)) <= _SQUARE)


def is_opaque_picture(document: PdfDocument, page: PdfPage, picture: PageObject) -> bool:
    """Whether a picture, drawn with its masks, lets nothing show through but at its edges."""
    from pypdfium2 import PdfBitmap, raw

    x0, y0, x1, y1 = picture.outer_box()
    if picture.kind != raw.FPDF_PAGEOBJ_IMAGE or max(x1 - x0, y1 - y0) > _LARGEST:
        return False
    drawn = raw.FPDFImageObj_GetRenderedBitmap(document.raw, page.raw, picture.handle)
    if not drawn:
        return False
    pixels = PdfBitmap.from_raw(drawn).to_numpy()
    inner = pixels[1:-1, 1:-1]
    if pixels.ndim < 3 or pixels.shape[2] <= _ALPHA or not inner.size:
        return False
    return bool(inner[:, :, _ALPHA].min() >= _OPAQUE)


def _is_rectangle(points: Sequence[tuple[float, float]]) -> bool:
    xs, ys = zip(*points, strict=True)
    corners = {(round(x / _SQUARE), round(y / _SQUARE)) for x, y in points}
    return len(corners) == 4 and not _has_value_between(xs) and not _has_value_between(ys)


def _has_value_between(values: Sequence[float]) -> bool:
    """Whether some values are neither the least nor the greatest."""
    low, high = min(values), max(values)
    return any(low + _SQUARE < value < high - _SQUARE for value in values)
