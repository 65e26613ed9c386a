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
from gouji.pipeline.ingest.pdf.page_objects import PageObject, PageSpace

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

_SCALE = 1.5  # Pixels per point at which a page is drawn to see what shows.
_MOST_SIDE = 3000  # Most pixels of that picture in each direction.
_LEAST_CHANGE = 10  # Least change of a colour, of 255, that is seen.
_MOST_GROUPS = 8  # Most groups of objects that are told apart where they lie over one another.

Pixels = NDArray[np.uint8]


def take_out_undrawn(
    page: PdfPage, space: PageSpace, objects: Sequence[PageObject]
) -> list[PageObject]:
    """The objects of a page that may show; the others are made inactive in the page, so that they
    are in its text layer no more."""
    groups: defaultdict[str, list[PageObject]] = defaultdict(list)
    for one in _find_suspects(objects):
        groups[one.layer].append(one)
    if not groups:
        return list(objects)
    parts = list(groups.values())
    if len(parts) > _MOST_GROUPS:
        parts = [[one for part in parts for one in part]]
    whole = _draw(page)
    undrawn = [one for part in parts for one in _find_undrawn(page, space, whole, part)]
    _activate(undrawn, False)
    gone = {id(one) for one in undrawn}
    return [one for one in objects if id(one) not in gone]


def _find_suspects(objects: Sequence[PageObject]) -> Iterator[PageObject]:
    """The objects in layers, and the text in form objects; not the text without ink, or over a
    picture, which is judged elsewhere: it may be what OCR has read."""
    from pypdfium2 import raw

    pictures = [one.visible_box() for one in objects if one.kind == raw.FPDF_PAGEOBJ_IMAGE]
    for one in objects:
        if not one.layer or one.kind == raw.FPDF_PAGEOBJ_FORM:
            continue
        if one.kind != raw.FPDF_PAGEOBJ_TEXT:
            if one.is_in_layer:
                yield one
        elif raw.FPDFTextObj_GetTextRenderMode(one.handle) != raw.FPDF_TEXTRENDERMODE_INVISIBLE:
            box = one.visible_box()
            if one.is_in_layer or not any(overlaps(box, picture) for picture in pictures):
                yield one


def _find_undrawn(
    page: PdfPage, space: PageSpace, whole: Pixels, part: Sequence[PageObject]
) -> list[PageObject]:
    """The objects of a part that leave the picture of the page as it is."""
    _activate(part, False)
    changed = np.abs(whole.astype(np.int16) - _draw(page)).max(axis=2) >= _LEAST_CHANGE
    _activate(part, True)
    scale = changed.shape[1] / max(1.0, space.shown_width)
    return [one for one in part if not _has_change(changed, space, one, scale)]


def _has_change(
    changed: NDArray[np.bool_], space: PageSpace, one: PageObject, scale: float
) -> bool:
    """Whether the picture changes in the box of an object; also where it is outside of the page."""
    x0, y0, x1, y1 = (scale * end for end in space.to_shown(*one.visible_box()))
    height, width = changed.shape
    if x0 < 0 or y0 < 0 or x1 > width or y1 > height:
        return True
    return bool(changed[int(y0) : int(y1) + 2, int(x0) : int(x1) + 2].any())


def _activate(objects: Iterable[PageObject], is_active: bool) -> None:
    from pypdfium2 import raw

    for one in objects:
        raw.FPDFPageObj_SetIsActive(one.handle, is_active)


def _draw(page: PdfPage) -> Pixels:
    scale = min(_SCALE, _MOST_SIDE / max(*page.get_size(), 1))
    drawn = page.render(scale=scale, may_draw_forms=False, draw_annots=False).to_numpy()
    pixels: Pixels = drawn.reshape(*drawn.shape[:2], -1)
    return pixels
