"""Seals on photocopies: grey ink over the text, which is taken out where the text is darker.

The star in the middle of a seal is a flat grey area, as no character has it. It tells how dark the
seal is, and how far it reaches.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gouji.pipeline.ingest.scan.ocr import Ink, PixelBox

# Darkness, of 255, between which ink may be that of a grey seal.
_PALEST, _DARKEST = 70, 190
_DARKER = 14  # Difference, of 255, by which text is darker than the seal.
# Shares of the height of characters.
_FLAT = 0.5  # Width and height of a square inside the star of a seal; no stroke of a text has it.
_STRAIGHT = 4.0  # Length of a ruling, which stays.
_STAR = 1.5, 12.0  # Least and greatest width and height of the flat ink of a star.
_REACH = 5.5  # Radius of a seal, in halves of the width of the flat ink of its star.


class GreySeal(NamedTuple):
    """The ink of a page without its grey seals, and 1 on the discs that they cover."""

    ink: Ink
    mask: Ink


def fade_seals(ink: Ink, text_height: float) -> GreySeal | None:
    """A page without the ink of its grey seals; None where it has none."""
    import cv2

    if not text_height:
        return None
    middle = np.asarray(cv2.inRange(ink, _PALEST, _DARKEST), dtype=np.uint8)
    flat = _open(middle, _FLAT * text_height, _FLAT * text_height)
    if not flat.any():
        return None
    mask = _find_discs(flat, text_height)
    if not mask.any():
        return None
    level = float(np.median(ink[(flat & mask) > 0])) + _DARKER
    dark = cv2.convertScaleAbs(cv2.subtract(ink, level), alpha=255 / (255 - level))
    straight = _STRAIGHT * text_height
    stays = _open(ink, straight, 1) | _open(ink, 1, straight)
    return GreySeal(np.where(mask > 0, np.maximum(dark, stays), ink).astype(np.uint8), mask)


def _find_discs(flat: Ink, text_height: float) -> Ink:
    """1 on the discs of the seals whose stars have this flat ink."""
    import cv2

    mask = np.zeros_like(flat)
    gap = 2 * round(text_height / 2) + 1
    joined = cv2.morphologyEx(flat, cv2.MORPH_CLOSE, np.ones((gap, gap), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    least, most = (size * text_height for size in _STAR)
    for x, y, width, height in stats[1:count, :4].tolist():
        # A star is as high as wide; a shaded field of a table is not.
        size = max(width, height)
        if least <= size <= most and size <= 1.5 * min(width, height):
            middle = x + width // 2, y + height // 2
            cv2.circle(mask, middle, round(_REACH * size / 2), 1, cv2.FILLED)
    return mask


def _open(ink: Ink, width: float, height: float) -> Ink:
    import cv2

    kernel = np.ones((max(1, round(height)), max(1, round(width))), np.uint8)
    return np.asarray(cv2.morphologyEx(ink, cv2.MORPH_OPEN, kernel))


def is_covered(box: PixelBox, mask: Ink) -> bool:
    """Whether a text is under a seal, in whole or in part."""
    x0, y0, x1, y1 = box
    return bool(mask[max(0, y0) : y1, max(0, x0) : x1].any())


def find_boxes(mask: Ink) -> list[PixelBox]:
    """The boxes around the seals of a mask; seals that touch have one."""
    import cv2

    count, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    return [(x, y, x + width, y + height) for x, y, width, height in stats[1:count, :4].tolist()]
