"""Rulings from the pixels of a picture without skew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gouji.pipeline.ingest.scan.ocr import Ink, PixelBox

# Shares of the height of characters.
_SHORTEST = 1.4  # Length of the shortest ruling.
_ALONE = 6.0  # Length from which a ruling need not end at others; a drawn dash is shorter.
_SHORT = 3.2  # Length up to which a strip may be a dash.
_BRIDGED = 2.5  # Widest gap between two pieces of one ruling.
_THICKEST = 0.4  # Thickness up to which a dark strip is a ruling.
_MEETING = 0.2  # Distance at which a ruling still ends at another one.
_DARK_SHARE = 0.6  # Share of its own darkness that the ends of a ruling have at least.
_LEAST_DARK = 40  # Least darkness, of 255, of every part of a ruling.
_SMOOTHED = 3  # Pixels along a ruling over which noise is averaged.
_BESIDE = 2  # Pixels on each side of a ruling on which there is mostly paper.
# Share of them that may be dark, on one side and on the other: text that touches a ruling.
_MOST_BESIDE, _MOST_ON_ONE_SIDE = 0.2, 0.5


class PixelRulings(NamedTuple):
    """The rulings of a picture as boxes of pixels."""

    horizontal: tuple[PixelBox, ...]
    vertical: tuple[PixelBox, ...]


def find_pixel_rulings(ink: Ink, text_height: float) -> PixelRulings:
    """The rulings of a picture with characters of this height, in pixels."""
    if not text_height:
        return PixelRulings((), ())
    level = _find_level(ink, text_height)
    upright = [_flip(box) for box in _find_level(np.ascontiguousarray(ink.T), text_height)]
    kept_level = [
        box
        for box in _keep_joined(ink, level, upright, text_height)
        if not _may_be_dash(box, level, text_height)
    ]
    flipped = [_flip(box) for box in upright], [_flip(box) for box in kept_level]
    kept_upright = _keep_joined(ink.T, *flipped, text_height)
    return PixelRulings(
        tuple(_bridge(kept_level, text_height)),
        tuple(map(_flip, _bridge(kept_upright, text_height))),
    )


def _bridge(level: Sequence[PixelBox], text_height: float) -> list[PixelBox]:
    """The rulings, with a piece for each gap between two on one level: a threshold breaks thin ones
    in pieces."""
    reach, widest = max(2, round(_MEETING * text_height)), _BRIDGED * text_height
    pieces = []
    for _, y0, x1, y1 in level:
        following = [
            box
            for box in level
            if abs(box[1] + box[3] - y0 - y1) <= reach and 0 < box[0] - x1 <= widest
        ]
        if following:
            end, top, _, bottom = min(following)
            pieces.append((x1, min(y0, top), end, max(y1, bottom)))
    return [*level, *pieces]


def _keep_joined(
    ink: Ink, level: Sequence[PixelBox], uprights: Sequence[PixelBox], text_height: float
) -> list[PixelBox]:
    """The level strips that are long, or end at upright ones on both sides: no stroke of a
    character."""
    reach = max(2, round(_MEETING * text_height))
    alone = _ALONE * text_height
    return [
        box for box in level if box[2] - box[0] > alone or _is_joined(ink, box, uprights, reach)
    ]


def _may_be_dash(box: PixelBox, level: Sequence[PixelBox], text_height: float) -> bool:
    """Whether a strip is short and on the level of no long one. A dash in a narrow cell may touch
    the rulings on both sides."""
    reach, alone = max(2, round(_MEETING * text_height)), _ALONE * text_height
    if box[2] - box[0] > _SHORT * text_height:
        return False
    return not any(
        other[2] - other[0] > alone and abs(other[1] + other[3] - box[1] - box[3]) <= 2 * reach
        for other in level
    )


def _is_joined(ink: Ink, box: PixelBox, uprights: Sequence[PixelBox], reach: int) -> bool:
    """Whether a level ruling touches an upright one at each of its ends. A dash in a narrow cell
    ends a little before."""
    x0, y0, x1, y1 = box
    meeting = [
        upright for upright in uprights if y0 - reach <= upright[3] and upright[1] <= y1 + reach
    ]
    left = [end for start, _, end, _ in meeting if start - reach <= x0 <= end + reach]
    right = [start for start, _, end, _ in meeting if start - reach <= x1 <= end + reach]
    if not left or not right:
        return False
    dark = _DARK_SHARE * float(ink[y0:y1, x0:x1].max(axis=0).mean())
    around = ink[max(0, y0 - 1) : y1 + 1]
    gaps = (around[:, max(left) : x0], around[:, x1 : min(right)])
    return all(gap.max(axis=0).min(initial=255) >= dark for gap in gaps)


def _flip(box: PixelBox) -> PixelBox:
    return box[1], box[0], box[3], box[2]


def _find_level(ink: Ink, text_height: float) -> list[PixelBox]:
    """Dark strips from left to right that are long, thin and without a gap."""
    import cv2

    length = max(12, round(_SHORTEST * text_height))
    smooth = cv2.blur(ink, (_SMOOTHED, 1))
    strips = cv2.morphologyEx(smooth, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    dark = (strips >= _LEAST_DARK).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    boxes = []
    for number in range(1, count):
        x, y, width, height, area = (int(value) for value in stats[number])
        # The thickness of a ruling that is not quite level is not the height of its box.
        if area <= _THICKEST * text_height * width and height <= text_height:
            part = labels[y : y + height, x : x + width] == number
            if _has_paper_beside(ink, part, x, y):
                boxes.append((x, y, x + width, y + height))
    return boxes


def _has_paper_beside(ink: Ink, part: NDArray[np.bool_], x: int, y: int) -> bool:
    """Whether there is paper above and below a strip. A stroke of a text has none; a ruling may
    have text along one side."""
    columns = np.arange(x, x + part.shape[1])
    above = y + part.argmax(axis=0) - 1 - _BESIDE
    below = y + part.shape[0] - part[::-1].argmax(axis=0) + _BESIDE
    last = ink.shape[0] - 1
    shares = [
        float((ink[np.clip(rows, 0, last), columns] >= 2 * _LEAST_DARK).mean())
        for rows in (above, below)
    ]
    return min(shares) <= _MOST_BESIDE and max(shares) <= _MOST_ON_ONE_SIDE
