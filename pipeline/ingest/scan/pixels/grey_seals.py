"""Seals on photocopies: grey ink over the text, which is taken out where the text is darker.

The ring of a seal is a circle of grey ink, as no line of text and no ruling has it. It tells how
dark the seal is, and how far it reaches.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gouji.pipeline.ingest.scan.ocr import Ink, PixelBox

# Darkness, of 255, between which ink may be that of a grey seal.
_PALEST, _DARKEST = 70, 190
_DARKER = 14  # Difference, of 255, by which text is darker than the seal.
# Shares of the height of characters.
_THIN = 0.12  # Width of strokes that are thinner than a ring: the pale edges of characters.
# A ruling, which stays: its length, a width that none has, the length of its thin pieces, and of
# the thick ones between them, where it crosses the seal.
_STRAIGHT, _THICK, _PIECE, _BRIDGED = 6.0, 0.35, 1.0, 5.0
_RADIUS = 3.5, 13.0  # Least and greatest radius of a ring. Official seals are 38 to 50 mm wide.
_MARGIN = 0.5  # Distance from a ring to which its seal may reach outside.
# Search for circles, on a picture with characters of this height in pixels.
_SEARCHED_HEIGHT = 8.0
_ROUNDNESS = 0.6  # Least perfectness of a circle, as OpenCV measures it, from 0 to 1.
_STRONGEST_EDGE = 200  # Least gradient of its edges: all edges of a black and white picture.
_POINTS = 180  # Points of a circle that are looked at.
_LEAST_SHARE = 0.65  # Least share of them that have grey ink; characters and rulings hide the rest.


class GreySeal(NamedTuple):
    """The ink of a page without its grey seals, and 1 on the discs that they cover."""

    ink: Ink
    mask: Ink


class _Circle(NamedTuple):
    x: float
    y: float
    radius: float


def fade_seals(ink: Ink, text_height: float) -> GreySeal | None:
    """A page without the ink of its grey seals; None where it has none."""
    import cv2

    if not text_height:
        return None
    middle = np.asarray(cv2.inRange(ink, _PALEST, _DARKEST), dtype=np.uint8)
    thick = _open(middle, *[max(2.0, _THIN * text_height)] * 2)
    rings = list(_find_rings(thick, text_height))
    if not rings:
        return None
    mask, stroke = np.zeros_like(ink), np.zeros_like(ink)
    width = max(1, round(_MARGIN * text_height))
    for x, y, radius in rings:
        around = (round(x), round(y)), round(radius) + width
        cv2.circle(mask, *around, 1, cv2.FILLED)
        cv2.circle(stroke, around[0], round(radius), 1, width)
    ring = ink[(thick & stroke) > 0]
    if not ring.size:
        return None
    level = float(np.median(ring)) + _DARKER
    dark = cv2.convertScaleAbs(cv2.subtract(ink, level), alpha=255 / (255 - level))
    shown = np.maximum(dark, _find_straight(ink, text_height))
    return GreySeal(np.where(mask > 0, shown, ink).astype(np.uint8), mask)


def _find_straight(ink: Ink, text_height: float) -> Ink:
    """The ink of rulings: long strokes that are thin on both sides of a thick area, such as the
    star of a seal."""
    thick = _open(ink, _THICK * text_height, _THICK * text_height) > 0
    level = _find_level(ink, thick, text_height)
    return np.maximum(level, _find_level(ink.T, thick.T, text_height).T)


def _find_level(ink: Ink, thick: NDArray[np.bool_], text_height: float) -> Ink:
    """The ink of level rulings."""
    import cv2

    long = _open(ink, _STRAIGHT * text_height, 1)
    thin = _open(np.where(thick, 0, long).astype(np.uint8), _PIECE * text_height, 1)
    bridge = np.ones((1, 2 * round(_BRIDGED * text_height / 2) + 1), np.uint8)
    return np.where(cv2.morphologyEx(thin, cv2.MORPH_CLOSE, bridge) > 0, long, 0).astype(np.uint8)


def _find_rings(thick: Ink, text_height: float) -> Iterator[_Circle]:
    """The rings of seals, of the grey ink that is no edge of a character."""
    import cv2

    factor = _SEARCHED_HEIGHT / text_height
    small = np.asarray(
        cv2.resize(thick, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), np.uint8
    )
    least, most = (round(radius * _SEARCHED_HEIGHT) for radius in _RADIUS)
    if np.count_nonzero(small) < least:
        return
    found = cv2.HoughCircles(
        small, cv2.HOUGH_GRADIENT_ALT, dp=1.5, minDist=least, param1=_STRONGEST_EDGE,
        param2=_ROUNDNESS, minRadius=least, maxRadius=most,
    )  # fmt: skip
    if found is None:
        return
    near = cv2.dilate(small, np.ones((3, 3), np.uint8)) > 0
    for x, y, radius in found.reshape(-1, found.shape[-1])[:, :3].tolist():
        share, fitted = max((_share(near, x, y, r), r) for r in _radii_near(radius))
        if share >= _LEAST_SHARE:
            yield _Circle(x / factor, y / factor, fitted / factor)


def _radii_near(radius: float) -> list[float]:
    """Radii around that of a circle: OpenCV finds middles well, and radii less so."""
    return [radius * scale for scale in np.arange(0.8, 1.3, 0.02).tolist()]


def _share(near: NDArray[np.bool_], x: float, y: float, radius: float) -> float:
    """The share of the points of a circle that have ink near them. Points beyond the page have
    none."""
    angles = np.linspace(0, 2 * np.pi, _POINTS, endpoint=False)
    columns = np.rint(x + radius * np.cos(angles)).astype(int)
    rows = np.rint(y + radius * np.sin(angles)).astype(int)
    height, width = near.shape
    inside = (rows >= 0) & (rows < height) & (columns >= 0) & (columns < width)
    return float(near[rows[inside], columns[inside]].sum()) / _POINTS


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
