"""Which text of a page is visible: some is clipped, painted over, white, or without ink.

Such text is an earlier version, a list of words for search engines, or a label cut off at the edge
of a cell; no reader of the report sees it. Text without ink over a picture is the result of OCR: it
is kept apart, since what a person sees is the picture.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Literal, NamedTuple

from gouji.pipeline.boxes import area, overlaps, union
from gouji.pipeline.ingest.pdf.fills import Fill, find_covers, find_opaque, is_filled, read_fill
from gouji.pipeline.ingest.pdf.page_objects import EVERYWHERE, PageObject, intersect
from gouji.pipeline.records import Box

_MARGIN = 0.5  # Distance, in points, by which the middle of a character may be outside its clip.
_WHITE = 250  # Least value of each colour, of 255, of white.
_CLEAR = 10  # Opacity, of 255, below which ink is invisible.
_PALE = 0.35  # Darkness, of 1, up to which text is pale.
_MOST_COVERS = 2000  # Most rectangles of a page that may hide text; a page with more is a drawing.
_SHEET = 0.5  # Least share of the area with text that the picture of a page covers.

Ink = Literal["full", "white", "none"]


class Visibility(NamedTuple):
    """Where a text object is visible, in user space: inside `clip`, outside of `covers`, and, if it
    is white, inside one of `grounds`. Text without ink is hidden over `pictures`. `is_pale`: it may
    be a watermark."""

    clip: Box
    covers: tuple[Box, ...]
    grounds: tuple[Box, ...] | None
    pictures: tuple[Box, ...] = ()
    is_pale: bool = False

    def is_visible(self, x: float, y: float) -> bool:
        """Whether a character with its middle here is visible."""
        if not _contains(self.clip, x, y) or any(_contains(box, x, y) for box in self.covers):
            return False
        if self.is_hidden(x, y):
            return False
        return self.grounds is None or any(_contains(box, x, y) for box in self.grounds)

    def is_hidden(self, x: float, y: float) -> bool:
        """Whether a character with its middle here is what OCR read on a picture."""
        return any(_contains(box, x, y) for box in self.pictures)


_WHOLLY_VISIBLE = Visibility(EVERYWHERE, (), None)


def find_visibilities(
    objects: Sequence[PageObject], is_opaque: Callable[[PageObject], bool] = lambda _: False
) -> dict[int, Visibility]:
    """The visibility of text objects by their addresses, without those that are wholly visible. On
    a page where no text has ink all is visible that is not hidden over a picture. `is_opaque` tells
    whether a picture lets nothing show through."""
    from pypdfium2 import raw

    texts = [(n, one) for n, one in enumerate(objects) if one.kind == raw.FPDF_PAGEOBJ_TEXT]
    inks = [_find_ink(text) for _, text in texts]
    pictures = list(_find_pictures(objects))
    sheets = _find_sheets(objects, pictures, [text for _, text in texts])
    darks = list(_find_dark_areas(objects)) if "full" in inks and "white" in inks else []
    first = texts[0][0] if texts else len(objects)
    covers = list(islice(find_covers(objects, first), _MOST_COVERS))
    overlays = [picture for picture in pictures if picture not in sheets]
    covers += find_opaque(objects, overlays, [n for n, _ in texts], is_opaque)
    visibilities: dict[int, Visibility] = {}
    for (index, text), ink in zip(texts, inks, strict=True):
        around = tuple(fill.box for fill in pictures)
        hidden = around if ink == "none" else _covers_of(text, sheets, index)
        grounds = None
        if ink != "full" and "full" in inks:
            below = (fill.box for fill in darks if fill.order < index)
            grounds = (*around, *below) if ink == "white" else ()
        over = _covers_of(text, covers, index)
        visibility = Visibility(text.clip, over, grounds, hidden, _is_pale(text))
        if visibility != _WHOLLY_VISIBLE:
            visibilities[address_of(text.handle)] = visibility
    return visibilities


def address_of(handle: object) -> int:
    """The address by which an object of a page is known, 0 for none."""
    return ctypes.cast(handle, ctypes.c_void_p).value or 0  # type: ignore[arg-type]


def _contains(box: Box, x: float, y: float) -> bool:
    x0, y0, x1, y1 = box
    return x0 - _MARGIN <= x <= x1 + _MARGIN and y0 - _MARGIN <= y <= y1 + _MARGIN


def _find_ink(text: PageObject) -> Ink:
    from pypdfium2 import raw

    mode = raw.FPDFTextObj_GetTextRenderMode(text.handle)
    if mode != raw.FPDF_TEXTRENDERMODE_FILL:
        return "none" if mode == raw.FPDF_TEXTRENDERMODE_INVISIBLE else "full"
    *colours, alpha = read_fill(text)
    return "none" if alpha < _CLEAR else "white" if min(colours) >= _WHITE else "full"


def _is_pale(text: PageObject) -> bool:
    """Whether a text has little ink, or is in a group that lets the paper show through."""
    red, green, blue, alpha = read_fill(text)
    light = (0.3 * red + 0.59 * green + 0.11 * blue) / 255
    return text.is_transparent or (1 - light) * alpha / 255 <= _PALE


def _find_pictures(objects: Sequence[PageObject]) -> Iterator[Fill]:
    from pypdfium2 import raw

    for index, one in enumerate(objects):
        if one.kind in (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_SHADING):
            yield Fill(index, one.visible_box())


def _find_sheets(
    objects: Sequence[PageObject], pictures: Sequence[Fill], texts: Sequence[PageObject]
) -> list[Fill]:
    """The opaque pictures over most of the text of a page. What is written below them, and not on
    them, is what OCR read on the picture of the page."""
    if not pictures or not texts:
        return []
    whole = union(text.visible_box() for text in texts)
    return [
        picture
        for picture in pictures
        if not objects[picture.order].is_transparent
        and overlaps(picture.box, whole)
        and area(intersect(picture.box, whole)) >= _SHEET * area(whole)
    ]


def _find_dark_areas(objects: Sequence[PageObject]) -> Iterator[Fill]:
    """The areas painted in another colour than white."""
    for index, one in enumerate(objects):
        if is_filled(one) and min(read_fill(one)[:3]) < _WHITE:
            yield Fill(index, one.visible_box())


def _covers_of(text: PageObject, covers: Sequence[Fill], index: int) -> tuple[Box, ...]:
    """The covers drawn after a text and over some of it."""
    later = [fill.box for fill in covers if fill.order > index]
    if not later:
        return ()
    around = text.visible_box()
    common = ((box, intersect(box, around)) for box in later)
    return tuple(box for box, (x0, y0, x1, y1) in common if x0 < x1 and y0 < y1)
