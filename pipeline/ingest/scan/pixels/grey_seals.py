"""Seals on photocopies: grey ink over the text, which is taken out where the text is darker.

A seal is found by its ring, or by the star in its middle, a flat grey area as no character has it.
Both tell how dark the seal is. What it covers is in doubt, whether its ink can be taken out or not.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gouji.pipeline.ingest.scan.ocr import Ink, PixelBox

# Darkness, of 255, between which ink may be that of a star, and up to which a seal is paler than
# text, so that its ink can be taken out.
_PALEST, _DARKEST = 70, 215
_DARKER = 14  # Difference, of 255, by which text is darker than the seal.
# Shares of the height of characters.
_FLAT = 0.5  # Width and height of a square inside the star of a seal; no stroke of a text has it.
_STRAIGHT = 4.0  # Length of a ruling, which stays.
_STAR = 1.5, 12.0  # Least and greatest width and height of the flat ink of a star.
_REACH = 5.5  # Radius of a seal, in halves of the width of the flat ink of its star.
_RING = 3.0, 16.0  # Least and greatest radius of a ring.
_MARGIN = 0.3  # Ink of a seal beyond the middle of its ring.
# How rings are looked for: height, in pixels, of characters at which it is done; darkness, of 255,
# that counts as full ink; least roundness; share of a ring that has ink, darker than this.
_SMALL, _FULL, _ROUND, _CLOSED, _LEAST_INK = 6.0, 90, 0.6, 0.85, 22
_DIRECTIONS = 360  # Points of a ring that are looked at.


class Seal(NamedTuple):
    """A seal: its middle and radius in pixels, and the darkness of its ink."""

    x: float
    y: float
    radius: float
    level: float


class GreySeal(NamedTuple):
    """The ink of a page without its grey seals, and 1 on the discs that they cover."""

    ink: Ink
    mask: Ink


def fade_seals(ink: Ink, text_height: float) -> GreySeal | None:
    """A page without the ink of its grey seals; None where it has none."""
    if not text_height:
        return None
    seals = [*_find_rings(ink, text_height), *_find_stars(ink, text_height)]
    if not seals:
        return None
    straight = _STRAIGHT * text_height
    stays = _open(ink, straight, 1) | _open(ink, 1, straight)
    mask, faded = np.zeros_like(ink), ink
    for seal in seals:
        disc = _draw_disc(ink.shape, seal)
        mask |= disc
        if seal.level <= _DARKEST:
            faded = np.where(disc > 0, np.maximum(_fade(ink, seal.level), stays), faded)
    return GreySeal(faded.astype(np.uint8), mask)


def _fade(ink: Ink, level: float) -> Ink:
    """The ink that is darker than a level, made as dark as it was."""
    import cv2

    least = level + _DARKER
    return np.asarray(cv2.convertScaleAbs(cv2.subtract(ink, least), alpha=255 / (255 - least)))


def _draw_disc(shape: tuple[int, ...], seal: Seal) -> Ink:
    import cv2

    mask = np.zeros(shape, np.uint8)
    cv2.circle(mask, (round(seal.x), round(seal.y)), round(seal.radius), 1, cv2.FILLED)
    return mask


def _find_rings(ink: Ink, text_height: float) -> list[Seal]:
    """The seals with a ring."""
    import cv2

    factor = min(1.0, _SMALL / text_height)
    size = max(1, round(ink.shape[1] * factor)), max(1, round(ink.shape[0] * factor))
    small = np.asarray(cv2.resize(ink, size, interpolation=cv2.INTER_AREA))
    full = np.minimum(small, _FULL) * (255 // _FULL)
    least, most = (round(share * text_height * factor) for share in _RING)
    found = cv2.HoughCircles(
        full, cv2.HOUGH_GRADIENT_ALT, 1.5, least,
        param1=100, param2=_ROUND, minRadius=least, maxRadius=most,
    )  # fmt: skip
    circles = [] if found is None else found.reshape(-1, found.shape[-1])[:, :3].tolist()
    seals = []
    for x, y, radius in circles:
        ring = _measure_ring(small, x, y, radius)
        if len(ring) >= _DIRECTIONS / 2 and (ring >= _LEAST_INK).mean() >= _CLOSED:
            level = float(np.median(_measure_ring(ink, *(v / factor for v in (x, y, radius)))))
            margin = _MARGIN * text_height
            seals.append(Seal(x / factor, y / factor, radius / factor + margin, level))
    return seals


def _measure_ring(ink: Ink, x: float, y: float, radius: float) -> NDArray[np.uint8]:
    """The greatest darkness near a circle, in each direction from its middle in which it is on the
    page."""
    angles = np.linspace(0, 2 * np.pi, _DIRECTIONS, endpoint=False)
    reach = max(1.5, 0.04 * radius)
    radii = np.arange(radius - reach, radius + reach + 0.5, 0.5)[:, None]
    columns = np.rint(x + radii * np.cos(angles)).astype(np.int64)
    rows = np.rint(y + radii * np.sin(angles)).astype(np.int64)
    height, width = ink.shape
    is_inside = (rows >= 0) & (rows < height) & (columns >= 0) & (columns < width)
    is_inside = is_inside.all(axis=0)
    return np.asarray(ink[rows[:, is_inside], columns[:, is_inside]].max(axis=0))


def _find_stars(ink: Ink, text_height: float) -> Iterable[Seal]:
    """The seals with a star."""
    import cv2

    middle = ((ink >= _PALEST) & (ink <= _DARKEST)).astype(np.uint8)
    flat = _open(middle, _FLAT * text_height, _FLAT * text_height)
    gap = 2 * round(text_height / 2) + 1
    joined = cv2.morphologyEx(flat, cv2.MORPH_CLOSE, np.ones((gap, gap), np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    least, most = (size * text_height for size in _STAR)
    for x, y, width, height in stats[1:count, :4].tolist():
        # A star is as high as wide; a shaded field of a table is not.
        size = max(width, height)
        if least <= size <= most and size <= 1.5 * min(width, height):
            part = (slice(y, y + height), slice(x, x + width))
            level = float(np.median(ink[part][flat[part] > 0]))
            yield Seal(x + width // 2, y + height // 2, _REACH * size / 2, level)


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
