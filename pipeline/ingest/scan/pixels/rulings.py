"""Rulings from the pixels of a picture without skew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from gouji.pipeline.ingest.scan.ocr import Ink, PixelBox
from gouji.pipeline.ingest.scan.pixels.ink import find_black
from gouji.pipeline.ingest.scan.pixels.specks import find_speck_rulings, find_specks, snap_ends
from gouji.pipeline.ingest.scan.strips import find_strips

# Shares of the height of characters.
_ALONE = 6.0  # Length from which a ruling need not end at others; a drawn dash is shorter.
_SHORT = 3.2  # Length up to which a strip may be a dash.
_BRIDGED = 2.5  # Widest gap between two pieces of one ruling.
_MEETING = 0.2  # Distance at which a ruling still ends at another one.
_DARK_SHARE = 0.6  # Share of its own darkness that the ends of a ruling have at least.


class PixelRulings(NamedTuple):
    """The rulings of a picture as boxes of pixels. `is_broken`: some are dots or specks, so others
    may be missing, and strokes that stand in a row may be taken for some."""

    horizontal: tuple[PixelBox, ...]
    vertical: tuple[PixelBox, ...]
    is_broken: bool = False


def find_pixel_rulings(
    ink: Ink, text_height: float, *, may_be_broken: bool = False
) -> PixelRulings:
    """The rulings of a picture with characters of this height, in pixels. `may_be_broken`: dots and
    specks in a row are rulings as well."""
    import cv2

    if not text_height:
        return PixelRulings((), ())
    across = find_strips(ink, text_height, may_be_dotted=may_be_broken)
    turned = np.asarray(cv2.transpose(ink), dtype=np.uint8)
    down = find_strips(turned, text_height, may_be_dotted=may_be_broken)
    level = [*across.solid, *across.dotted]
    upright = [_flip(box) for box in (*down.solid, *down.dotted)]
    kept_level = [
        box
        for box in _keep_joined(ink, level, upright, text_height)
        if not _may_be_dash(box, level, text_height)
    ]
    flipped_level = [_flip(box) for box in kept_level]
    kept_upright = _keep_joined(ink.T, [_flip(box) for box in upright], flipped_level, text_height)
    flipped_kept = [_flip(box) for box in kept_upright]
    dots = PixelRulings((), ())
    if may_be_broken:
        dots = _find_speck_rulings(ink, kept_level, kept_upright, text_height)
    has_dotted = not {*across.dotted}.isdisjoint(kept_level)
    has_dotted |= not {*down.dotted}.isdisjoint(kept_upright)
    return PixelRulings(
        (*_bridge(kept_level, flipped_kept, text_height), *dots.horizontal),
        (*map(_flip, _bridge(kept_upright, flipped_level, text_height)), *dots.vertical),
        has_dotted or any(dots[:2]),
    )


def _find_speck_rulings(
    ink: Ink, level: Sequence[PixelBox], upright: Sequence[PixelBox], text_height: float
) -> PixelRulings:
    """The rulings that are scattered specks. Uprights are given from left to right."""
    specks = find_specks(find_black(ink), text_height)
    across = find_speck_rulings(specks.middles[specks.is_level], level, text_height)
    turned = specks.middles[specks.is_upright, ::-1]
    down = find_speck_rulings(turned, upright, text_height)
    every_level, every_upright = [*level, *across], [*upright, *down]
    snapped = snap_ends(across, [_flip(box) for box in every_upright], text_height)
    snapped_down = snap_ends(down, [_flip(box) for box in every_level], text_height)
    return PixelRulings(tuple(snapped), tuple(_flip(box) for box in snapped_down))


def _bridge(
    level: Sequence[PixelBox], uprights: Sequence[PixelBox], text_height: float
) -> list[PixelBox]:
    """The rulings, with a piece for each gap between two on one level: a threshold breaks thin ones
    in pieces. A gap from one upright ruling to another is a cell that is merged."""
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
            gap = x1, min(y0, top), end, max(y1, bottom)
            pieces += [] if _is_between(gap, uprights, reach) else [gap]
    return [*level, *pieces]


def _is_between(gap: PixelBox, uprights: Sequence[PixelBox], reach: int) -> bool:
    """Whether a gap in a level ruling begins at an upright one and ends at another."""
    x0, y0, x1, y1 = gap
    meeting = [box for box in uprights if box[1] - reach <= y0 and y1 <= box[3] + reach]
    begins = any(left - reach <= x0 <= right + reach for left, _, right, _ in meeting)
    return begins and any(left - reach <= x1 <= right + reach for left, _, right, _ in meeting)


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
