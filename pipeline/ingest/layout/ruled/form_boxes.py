"""Boxes inside the cells of a table: a form that is filled in prints one around each figure.

They are taken away, lest their sides become the edges of columns.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, product

from gouji.pipeline.ingest.pdf.pdfium import Rule
from gouji.pipeline.records import Box

_NEAR = 1.0  # points between ends that meet
_MOST = 2000  # rules of one page; a page with more is a drawing

Rules = Sequence[Rule]


def without_boxes(across: Rules, down: Rules) -> tuple[Rules, Rules]:
    """The rules but those of boxes that meet no other rule and stand inside one cell."""
    if len(across) + len(down) > _MOST:
        return across, down
    boxes = [box for box in _find_boxes(across, down) if _is_field(box, across, down)]
    level = [rule for rule in across if not any(_is_of(rule, box) for box in boxes)]
    plumb = [rule for rule in down if not any(_is_of(rule, box) for box in boxes)]
    return level, plumb


def _find_boxes(across: Rules, down: Rules) -> Iterator[Box]:
    """Where two rules each way have their ends in common and no other begins or ends there, with
    no such rule between."""
    corners = Counter((round(x), round(y)) for x0, y, x1, _ in across for x in (x0, x1))
    heights: dict[tuple[int, int], list[float]] = {}
    for x0, y0, x1, _ in across:
        heights.setdefault((round(x0), round(x1)), []).append(y0)
    sides = {(round(x0), round(y0), round(y1)) for x0, y0, _, y1 in down}
    for (x0, x1), levels in heights.items():
        for y0, y1 in pairwise(sorted(levels)):
            shared = any(_count(corners, x, y) > 1 for x in (x0, x1) for y in (y0, y1))
            if not shared and all(not sides.isdisjoint(_around(x, y0, y1)) for x in (x0, x1)):
                yield float(x0), y0, float(x1), y1


def _count(corners: Mapping[tuple[int, int], int], x: int, y: float) -> int:
    places = product((x - 1, x, x + 1), (round(y) - 1, round(y), round(y) + 1))
    return sum(corners.get(place, 0) for place in places)


def _around(x: int, y0: float, y1: float) -> Iterator[tuple[int, int, int]]:
    """Where a side may stand: its ends are drawn a little apart from those of others."""
    for right, up, down in product((-1, 0, 1), repeat=3):
        yield x + right, round(y0) + up, round(y1) + down


def _is_field(box: Box, across: Rules, down: Rules) -> bool:
    """Whether a box meets no other rule, and the next rules on all its sides go on beyond it."""
    x0, y0, x1, y1 = box
    level = [one for one in across if one[0] < x1 + _NEAR and one[2] > x0 - _NEAR]
    plumb = [one for one in down if one[1] < y1 + _NEAR and one[3] > y0 - _NEAR]
    own = [one for one in (*level, *plumb) if _is_of(one, box)]
    sides = [one for one in own if _is_side(one, box)]
    met = [one for one in level if y0 - _NEAR < one[1] < y1 + _NEAR]
    met += [one for one in plumb if x0 - _NEAR < one[0] < x1 + _NEAR]
    if not len(sides) == len(own) == len(met):
        return False
    above = max((one for one in level if one[1] < y0 - _NEAR), key=_height, default=None)
    below = min((one for one in level if one[1] > y1 + _NEAR), key=_height, default=None)
    left = max((one for one in plumb if one[0] < x0 - _NEAR), default=None)
    right = min((one for one in plumb if one[0] > x1 + _NEAR), default=None)
    longer = (one and one[0] < x0 - _NEAR and one[2] > x1 + _NEAR for one in (above, below))
    higher = (one and one[1] < y0 - _NEAR and one[3] > y1 + _NEAR for one in (left, right))
    return all(longer) and all(higher)


def _is_side(rule: Rule, box: Box) -> bool:
    """Of the rules within a box, whether one runs along its edge."""
    ends = zip(rule, box, strict=True)
    near = [abs(a - b) < _NEAR for a, b in ends]
    return near.count(True) >= 3


def _height(rule: Rule) -> float:
    return rule[1]


def _is_of(rule: Rule, box: Box) -> bool:
    x0, y0, x1, y1 = box
    across = x0 - _NEAR < rule[0] and rule[2] < x1 + _NEAR
    return across and y0 - _NEAR < rule[1] and rule[3] < y1 + _NEAR
