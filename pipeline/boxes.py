"""Boxes on a page: (x0, y0, x1, y1) in PDF points from the top left corner."""

from __future__ import annotations

from collections.abc import Iterable

from gouji.pipeline.records import Box

_WITHIN = 0.5  # Share of the smaller of two boxes that is in both if they are at the same place.


def area(box: Box) -> float:
    """In square points."""
    return (box[2] - box[0]) * (box[3] - box[1])


def union(boxes: Iterable[Box]) -> Box:
    """The smallest box around `boxes`. Raises ValueError where there are none."""
    x0, y0, x1, y1 = zip(*boxes, strict=True)
    return min(x0), min(y0), max(x1), max(y1)


def contains(box: Box, x: float, y: float) -> bool:
    """Whether a point is inside a box or on its edge."""
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def overlaps(box: Box, other: Box) -> bool:
    """Whether two boxes have a part in common."""
    is_beside = box[2] <= other[0] or other[2] <= box[0]
    return not is_beside and box[1] < other[3] and other[1] < box[3]


def is_same_place(box: Box | None, other: Box | None) -> bool:
    """Whether two boxes share at least half of the smaller one. No box is at no place."""
    if box is None or other is None:
        return False
    width = min(box[2], other[2]) - max(box[0], other[0])
    height = min(box[3], other[3]) - max(box[1], other[1])
    return width > 0 and height > 0 and width * height >= _WITHIN * min(area(box), area(other))
