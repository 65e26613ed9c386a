"""What can be seen of each text of a page: some is clipped, painted over, white, without ink.

Such are earlier versions, words for search engines, labels cut off at the edge of a cell: nobody
reads them in the report. Text without ink over a picture is what OCR read in it.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Literal, NamedTuple

from gouji.pipeline.ingest.pdf.page_objects import Drawn, meet
from gouji.pipeline.ingest.pdf.rulings import read_outlines
from gouji.pipeline.records import Box

_MARGIN = 0.5  # points by which the middle of a glyph may lie outside its clip
_WHITE = 250  # of 255, of each colour
_CLEAR, _OPAQUE = 10, 250  # of 255: ink that cannot be seen, and that hides what lies below
_MOST_COVERS = 2000  # of one page; a page with more is a drawing
_MOST_CORNERS = 6  # of a rectangle, the first one up to three times
_THIN = 3.0  # points; what is no thicker hides no text
_SQUARE = 0.1  # points that a side of a rectangle may be askew

Ink = Literal["full", "white", "none"]
Fill = tuple[int, Box]  # a number in the order of drawing, and what is filled


class Sight(NamedTuple):
    """Where a text can be seen, in user space: inside `clip`, outside `covers`, and if it has no
    ink of its own, inside one of `grounds`."""

    clip: Box
    covers: tuple[Box, ...]
    grounds: tuple[Box, ...] | None

    def shows(self, x: float, y: float) -> bool:
        """Whether a glyph whose middle is here can be seen."""
        if not _holds(self.clip, x, y) or any(_holds(box, x, y) for box in self.covers):
            return False
        return self.grounds is None or any(_holds(box, x, y) for box in self.grounds)


def find_sights(drawn: Sequence[Drawn]) -> dict[int, Sight]:
    """By the addresses of the text objects. On a page where no text has ink all is seen."""
    from pypdfium2 import raw

    texts = [(at, one) for at, one in enumerate(drawn) if one.kind == raw.FPDF_PAGEOBJ_TEXT]
    inks = [_find_ink(one) for _, one in texts]
    pictures = list(_find_pictures(drawn)) if set(inks) > {"full"} else []
    darks = list(_find_darks(drawn)) if "full" in inks and "white" in inks else []
    covers = list(islice(_find_covers(drawn, texts[0][0] if texts else len(drawn)), _MOST_COVERS))
    sights: dict[int, Sight] = {}
    for (at, one), ink in zip(texts, inks, strict=True):
        grounds = None
        if ink != "full" and "full" in inks:
            below = (box for order, box in darks if order < at and ink == "white")
            grounds = (*(box for _, box in pictures), *below)
        sights[address_of(one.handle)] = Sight(one.clip, _later(covers, at, one), grounds)
    return sights


def address_of(handle: object) -> int:
    """What tells the objects of a page apart, 0 for none."""
    return ctypes.cast(handle, ctypes.c_void_p).value or 0  # type: ignore[arg-type]


def _holds(box: Box, x: float, y: float) -> bool:
    x0, y0, x1, y1 = box
    return x0 - _MARGIN <= x <= x1 + _MARGIN and y0 - _MARGIN <= y <= y1 + _MARGIN


def _find_ink(text: Drawn) -> Ink:
    from pypdfium2 import raw

    mode = raw.FPDFTextObj_GetTextRenderMode(text.handle)
    if mode != raw.FPDF_TEXTRENDERMODE_FILL:
        return "none" if mode == raw.FPDF_TEXTRENDERMODE_INVISIBLE else "full"
    *colours, alpha = _read_fill(text)
    return "none" if alpha < _CLEAR else "white" if min(colours) >= _WHITE else "full"


def _read_fill(one: Drawn) -> tuple[int, int, int, int]:
    """Red, green, blue and opacity of 255; black where they cannot be told."""
    from pypdfium2 import raw

    values = [ctypes.c_uint() for _ in range(4)]
    if not raw.FPDFPageObj_GetFillColor(one.handle, *values):
        return 0, 0, 0, 255
    red, green, blue, alpha = (value.value for value in values)
    return red, green, blue, alpha


def _find_pictures(drawn: Sequence[Drawn]) -> Iterator[Fill]:
    from pypdfium2 import raw

    for at, one in enumerate(drawn):
        if one.kind in (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_SHADING):
            yield at, one.bounds()


def _find_darks(drawn: Sequence[Drawn]) -> Iterator[Fill]:
    """What is painted in another colour than white."""
    for at, one in enumerate(drawn):
        if _is_filled(one) and min(_read_fill(one)[:3]) < _WHITE:
            yield at, one.bounds()


def _find_covers(drawn: Sequence[Drawn], first: int) -> Iterator[Fill]:
    """Rectangles through which nothing shows, from the place `first` on."""
    from pypdfium2 import raw

    for at, one in enumerate(drawn[first:], first):
        if not _is_filled(one) or raw.FPDFPath_CountSegments(one.handle) > _MOST_CORNERS:
            continue
        box = one.bounds()
        thick = min(box[2] - box[0], box[3] - box[1]) > _THIN
        if thick and not one.faint and _read_fill(one)[3] >= _OPAQUE:
            outlines = list(read_outlines(one.handle))
            if len(outlines) == 1 and _is_rectangle([one.matrix.on_point(*p) for p in outlines[0]]):
                yield at, box


def _is_filled(one: Drawn) -> bool:
    from pypdfium2 import raw

    if one.kind != raw.FPDF_PAGEOBJ_PATH:
        return False
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(one.handle, fill, stroke)
    return bool(fill.value)


def _is_rectangle(points: Sequence[tuple[float, float]]) -> bool:
    xs, ys = zip(*points, strict=True)
    corners = {(round(x / _SQUARE), round(y / _SQUARE)) for x, y in points}
    sides = [_between(xs), _between(ys)]
    return len(corners) == 4 and not any(sides)


def _between(ends: Sequence[float]) -> bool:
    """Whether some lie neither at the least nor at the greatest."""
    low, high = min(ends), max(ends)
    return any(low + _SQUARE < end < high - _SQUARE for end in ends)


def _later(covers: Sequence[Fill], order: int, text: Drawn) -> tuple[Box, ...]:
    """Those drawn after the text over some of it."""
    later = [box for at, box in covers if at > order]
    if not later:
        return ()
    around = text.bounds()
    common = ((box, meet(box, around)) for box in later)
    return tuple(box for box, (x0, y0, x1, y1) in common if x0 < x1 and y0 < y1)
