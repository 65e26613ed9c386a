"""Where the pixels of a sheet are on the page, and its boxes and rulings in points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gouji.pipeline.ingest.layout.page import Ruling
from gouji.pipeline.ingest.scan.ocr import Ink, PixelBox
from gouji.pipeline.ingest.scan.pixels.perspective import Matrix
from gouji.pipeline.records import Box

_PRINT = (5.0, 18.0)  # Heights of characters, in points, between which a page has its true size.
_USUAL_PRINT = 10.0  # Height of characters, in points, that a page of another size is given.


@dataclass(frozen=True, slots=True)
class Place:
    """Where pixels are in reading space: the size of one in points, and the place of the upper left
    corner of the picture."""

    unit: float
    x: float
    y: float

    def to_points(self, box: PixelBox) -> Box:
        x0, y0, x1, y1 = (end * self.unit for end in box)
        return x0 + self.x, y0 + self.y, x1 + self.x, y1 + self.y

    def to_pixels(self, box: Box) -> PixelBox:
        x0, y0, x1, y1 = box
        ends = (x0 - self.x, y0 - self.y, x1 - self.x, y1 - self.y)
        left, top, right, bottom = (round(end / self.unit) for end in ends)
        return left, top, right, bottom

    def to_rulings(self, boxes: Sequence[PixelBox], *, is_level: bool) -> tuple[Ruling, ...]:
        """Rulings along the middles of boxes of pixels."""
        rulings = []
        for x0, y0, x1, y1 in map(self.to_points, boxes):
            x, y = (x0 + x1) / 2, (y0 + y1) / 2
            rulings.append(Ruling(x0, y, x1, y) if is_level else Ruling(x, y0, x, y1))
        return tuple(rulings)


def find_scale(print_height: float) -> float:
    """The points of the page to a point of reading space, in which characters have the size of
    print. `print_height` is their height on the page, in points, 0 where there are none."""
    is_print = _PRINT[0] <= print_height <= _PRINT[1] or not print_height
    return 1.0 if is_print else print_height / _USUAL_PRINT


def find_place(ink: Ink, unit: float, size: tuple[float, float], scale: float) -> Place:
    """The place of a picture with its middle in the middle of a page of this size."""
    width, height = (side / scale for side in size)
    return Place(unit, (width - ink.shape[1] * unit) / 2, (height - ink.shape[0] * unit) / 2)


def find_way_back(matrix: Matrix | None, unit: float) -> tuple[float, ...]:
    """The homography from points of the straight page to points of the page as shown, by rows;
    empty for none. `matrix` is in pixels of `unit` points, the other way."""
    if matrix is None:
        return ()
    scale = np.diag([unit, unit, 1.0])
    back = scale @ np.linalg.inv(matrix) @ np.linalg.inv(scale)
    return tuple((back / back[2, 2]).ravel().tolist())
