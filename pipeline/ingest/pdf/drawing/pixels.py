"""The picture of a page that its own text and objects are held against."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

Pixels = NDArray[np.uint8]  # (height, width, colours)


class DrawnPage(NamedTuple):
    """The picture of a page, and its pixels per point."""

    pixels: Pixels
    scale: float


def draw_pixels(page: PdfPage, scale: float, most: int, *, grayscale: bool = False) -> DrawnPage:
    """A page at `scale` pixels per point, or fewer where a side would have more than `most` pixels.

    Annotations are not drawn; what is filled in is among the objects of the page by then. The
    picture of a page without area is empty.
    """
    size = page.get_size()
    if min(size) <= 0:
        return DrawnPage(np.zeros((0, 0, 1), np.uint8), scale)
    scale = min(scale, most / max(*size, 1))
    drawn = page.render(
        scale=scale, grayscale=grayscale, may_draw_forms=False, draw_annots=False
    ).to_numpy()
    pixels: Pixels = drawn.reshape(*drawn.shape[:2], -1)
    return DrawnPage(pixels, scale)
