"""Form fields inside the cells of a table: a filled-in form prints a box around each figure.

Their rulings are taken away, or their sides would become the edges of columns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, product
from typing import NamedTuple

from gouji.pipeline.ingest.layout.page import Ruling
from gouji.pipeline.records import Box

_NEAR = 1.0  # Distance, in points, within which the ends of rulings meet.
_MOST_RULINGS = 2000  # Most rulings of a page; a page with more is a drawing.


class PageRulings(NamedTuple):
    horizontal: Sequence[Ruling]
    vertical: Sequence[Ruling]


def without_form_boxes(horizontal: Sequence[Ruling], vertical: Sequence[Ruling]) -> PageRulings:
    """The rulings without those of boxes that meet no other ruling and lie inside one cell."""
    rulings = PageRulings(horizontal, vertical)
    if len(horizontal) + len(vertical) > _MOST_RULINGS:
        return rulings
    boxes = [box for box in _find_boxes(rulings) if _is_form_box(box, rulings)]
    return PageRulings(_without(horizontal, boxes), _without(vertical, boxes))


def _without(rulings: Sequence[Ruling], boxes: Sequence[Box]) -> Sequence[Ruling]:
    if not boxes:
        return rulings
    return [ruling for ruling in rulings if not any(_is_within(ruling, box) for box in boxes)]


def _find_boxes(rulings: PageRulings) -> Iterator[Box]:
    """Rectangles of two rulings in each direction that share their ends with no other ruling and
    have none like them between."""
    corners = Counter((round(x), round(y)) for x0, y, x1, _ in rulings.horizontal for x in (x0, x1))
    levels_by_sides: dict[tuple[int, int], list[float]] = {}
    for x0, y0, x1, _ in rulings.horizontal:
        levels_by_sides.setdefault((round(x0), round(x1)), []).append(y0)
    sides = {(round(x0), round(y0), round(y1)) for x0, y0, _, y1 in rulings.vertical}
    for (left, right), levels in levels_by_sides.items():
        for y0, y1 in pairwise(sorted(levels)):
            shared = any(_count(corners, x, y) > 1 for x in (left, right) for y in (y0, y1))
            drawn = (not sides.isdisjoint(_side_places(x, y0, y1)) for x in (left, right))
            if not shared and all(drawn):
                yield float(left), y0, float(right), y1


def _count(corners: Mapping[tuple[int, int], int], x: int, y: float) -> int:
    places = product((x - 1, x, x + 1), (round(y) - 1, round(y), round(y) + 1))
    return sum(corners.get(place, 0) for place in places)


def _side_places(x: int, y0: float, y1: float) -> Iterator[tuple[int, int, int]]:
    """Where a side may be, in whole points: its ends are often drawn a little off the corners."""
    for right, up, down in product((-1, 0, 1), repeat=3):
        yield x + right, round(y0) + up, round(y1) + down


def _is_form_box(box: Box, rulings: PageRulings) -> bool:
    """Whether a box meets no other ruling, and the next ruling on each side is longer than it."""
    x0, y0, x1, y1 = box
    level = [one for one in rulings.horizontal if one.x0 < x1 + _NEAR and one.x1 > x0 - _NEAR]
    upright = [one for one in rulings.vertical if one.y0 < y1 + _NEAR and one.y1 > y0 - _NEAR]
    inside = [one for one in (*level, *upright) if _is_within(one, box)]
    sides = [one for one in inside if _is_side(one, box)]
    met = sum(y0 - _NEAR < one.y0 < y1 + _NEAR for one in level)
    met += sum(x0 - _NEAR < one.x0 < x1 + _NEAR for one in upright)
    if not len(sides) == len(inside) == met:
        return False
    return _is_enclosed(box, level, upright)


def _is_enclosed(box: Box, level: Sequence[Ruling], upright: Sequence[Ruling]) -> bool:
    """Whether the next ruling above, below, left and right goes on beyond the box."""
    x0, y0, x1, y1 = box
    above = max((one for one in level if one.y0 < y0 - _NEAR), key=_height, default=None)
    below = min((one for one in level if one.y0 > y1 + _NEAR), key=_height, default=None)
    left = max((one for one in upright if one.x0 < x0 - _NEAR), default=None)
    right = min((one for one in upright if one.x0 > x1 + _NEAR), default=None)
    longer = (one and one.x0 < x0 - _NEAR and one.x1 > x1 + _NEAR for one in (above, below))
    higher = (one and one.y0 < y0 - _NEAR and one.y1 > y1 + _NEAR for one in (left, right))
    return all(longer) and all(higher)


def _is_side(ruling: Ruling, box: Box) -> bool:
    """Whether a ruling within a box runs along its edge."""
    near = [abs(a - b) < _NEAR for a, b in zip(ruling, box, strict=True)]
    return near.count(True) >= 3


def _height(ruling: Ruling) -> float:
    return ruling.y0


def _is_within(ruling: Ruling, box: Box) -> bool:
    x0, y0, x1, y1 = box
    across = x0 - _NEAR < ruling.x0 and ruling.x1 < x1 + _NEAR
    return across and y0 - _NEAR < ruling.y0 and ruling.y1 < y1 + _NEAR
