"""Objects of a page that are not drawn: layers that are off, and groups without opacity.

The file says in many ways whether an object shows. The picture of the page says it in one: an
object that is drawn changes the picture where it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gouji.pipeline.boxes import overlaps
from gouji.pipeline.ingest.pdf.drawing.pixels import Pixels, draw_pixels
from gouji.pipeline.ingest.pdf.page_objects import PageObject, PageSpace

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

_SCALE = 1.5  # Pixels per point at which a page is drawn to see what shows.
_MOST_SIDE = 3000  # Most pixels of that picture in each direction.
_LEAST_CHANGE = 10  # Least change of a colour, of 255, that is seen.
_MOST_GROUPS = 8  # Most groups of objects that are told apart where they lie over one another.


def take_out_undrawn(
    page: PdfPage, space: PageSpace, objects: Sequence[PageObject]
) -> list[PageObject]:
    """The objects of a page that may show; the others are made inactive in the page, so that they
    are in its text layer no more."""
    groups: defaultdict[str, list[PageObject]] = defaultdict(list)
    for item in _find_suspects(objects):
        groups[item.layer].append(item)
    if not groups:
        return list(objects)
    parts = list(groups.values())
    if len(parts) > _MOST_GROUPS:
        parts = [[item for part in parts for item in part]]
    whole = draw_pixels(page, _SCALE, _MOST_SIDE).pixels
    undrawn = [item for part in parts for item in _find_undrawn(page, space, whole, part)]
    _activate(undrawn, False)
    gone = {id(item) for item in undrawn}
    return [item for item in objects if id(item) not in gone]


def _find_suspects(objects: Sequence[PageObject]) -> Iterator[PageObject]:
    """The objects in layers, and the text in form objects; not the text without ink, or over a
    picture, which is judged elsewhere: it may be what OCR has read."""
    from pypdfium2 import raw

    pictures = [item.visible_box() for item in objects if item.kind == raw.FPDF_PAGEOBJ_IMAGE]
    for item in objects:
        if not item.layer or item.kind == raw.FPDF_PAGEOBJ_FORM:
            continue
        if item.kind != raw.FPDF_PAGEOBJ_TEXT:
            if item.is_in_layer:
                yield item
        elif raw.FPDFTextObj_GetTextRenderMode(item.handle) != raw.FPDF_TEXTRENDERMODE_INVISIBLE:
            box = item.visible_box()
            if item.is_in_layer or not any(overlaps(box, picture) for picture in pictures):
                yield item


def _find_undrawn(
    page: PdfPage, space: PageSpace, whole: Pixels, part: Sequence[PageObject]
) -> list[PageObject]:
    """The objects of a part that leave the picture of the page as it is."""
    _activate(part, False)
    without = draw_pixels(page, _SCALE, _MOST_SIDE).pixels
    changed = np.abs(whole.astype(np.int16) - without).max(axis=2) >= _LEAST_CHANGE
    _activate(part, True)
    scale = changed.shape[1] / max(1.0, space.shown_width)
    return [item for item in part if not _has_change(changed, space, item, scale)]


def _has_change(
    changed: NDArray[np.bool_], space: PageSpace, item: PageObject, scale: float
) -> bool:
    """Whether the picture changes in the box of an object; also where it is outside of the page."""
    x0, y0, x1, y1 = (scale * end for end in space.to_shown(*item.visible_box()))
    height, width = changed.shape
    if x0 < 0 or y0 < 0 or x1 > width or y1 > height:
        return True
    return bool(changed[int(y0) : int(y1) + 2, int(x0) : int(x1) + 2].any())


def _activate(objects: Iterable[PageObject], is_active: bool) -> None:
    from pypdfium2 import raw

    for item in objects:
        raw.FPDFPageObj_SetIsActive(item.handle, is_active)
