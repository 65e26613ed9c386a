"""A picture to ink: how dark each pixel is against the paper around it, without colour seals."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gouji.pipeline.ingest.scan.ocr import Ink

Colours = NDArray[np.uint8]  # (height, width, 3): red, green, blue

# Least excess of red over the other colours, of 255, of the ink of a seal.
_RED = 24
_SEAL_MARGIN = 5  # Size, in pixels, by which the area of a seal is widened.
_BACKGROUND_SCALE = 8  # Pixels of the picture to one of the picture of its paper.
_BACKGROUND_REACH = 15  # Size, in pixels of the latter, of the area that has some paper in it.
_LEAST_PAPER = 40  # Least brightness, of 255, of paper; a darker area is not made brighter.
_MOST_STRETCHED = 2.0  # Greatest factor by which pale ink is darkened.
_SAMPLED = 3  # Every so many rows and columns of a picture tell its noise.
# Noise in standard deviations: its 80th percentile, and the most that is left of it.
_DEVIATIONS_AT_80, _NOISE_DEVIATIONS = 0.84, 4.0
# Darkness of noise, of 255, from which a picture is blurred, and by how many pixels: of a dark
# photo of little contrast only grains would be left.
_MOST_NOISE, _BLUR = 110.0, 0.9
_SOFT = 0.6  # Standard deviation, in pixels, by which a black and white picture is blurred.
_FAINT = 24  # Darkness, of 255, up to which a pixel is never ink.
# Darkness, of 255, between which a pixel is grey, and the greatest share of the dark pixels that is
# grey in a black and white picture. On grey scans it is two fifths and more.
_GREY = 64, 192
_MOST_GREY = 0.15


def measure_ink(picture: Colours | Ink) -> Ink:
    """The ink of a picture in colour, or of a grey one in which 255 is white."""
    import cv2

    grey = picture if picture.ndim == 2 else _without_seals(picture)
    ink = _to_ink(grey)
    if _measure_floor(ink) <= _MOST_NOISE:
        return ink
    return _to_ink(np.asarray(cv2.GaussianBlur(grey, (0, 0), _BLUR), dtype=np.uint8))


def _to_ink(grey: Ink) -> Ink:
    """The ink of a grey picture, against the paper around it."""
    import cv2

    height, width = grey.shape
    size = max(1, width // _BACKGROUND_SCALE), max(1, height // _BACKGROUND_SCALE)
    small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
    reach = np.ones((_BACKGROUND_REACH, _BACKGROUND_REACH), np.uint8)
    paper = cv2.medianBlur(cv2.morphologyEx(small, cv2.MORPH_CLOSE, reach), 5)
    paper = cv2.resize(np.maximum(paper, _LEAST_PAPER), (width, height))
    return _stretch(np.asarray(255 - cv2.divide(grey, paper, scale=255)))


def _stretch(ink: Ink) -> Ink:
    """The ink of a pale picture, as dark as on others."""
    import cv2

    dark = _sort_darkness(ink, _measure_floor(ink))
    full = float(np.percentile(dark, 95)) if dark.size else 255.0
    factor = min(_MOST_STRETCHED, 255 / full)
    if factor <= 1:
        return ink
    stretched = np.clip(np.arange(256) * factor, 0, 255).astype(np.uint8)
    return np.asarray(cv2.LUT(ink, stretched), dtype=np.uint8)


def _without_seals(picture: Colours) -> Ink:
    """The grey picture, by the brightest colour where there is red ink: a seal disappears, and the
    black below it stays."""
    import cv2

    grey = np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    red, green, blue = cv2.split(picture)
    other = cv2.max(green, blue)
    is_red = cv2.compare(cv2.subtract(red, other), _RED, cv2.CMP_GE)
    if not is_red.any():
        return grey
    area = cv2.dilate(is_red, np.ones((_SEAL_MARGIN, _SEAL_MARGIN), np.uint8))
    return np.asarray(cv2.copyTo(cv2.max(red, other), area, grey), dtype=np.uint8)


def is_black_and_white(ink: Ink) -> bool:
    """Whether a picture has no grey: a threshold made it, which breaks thin lines."""
    counts = _count_levels(ink)
    dark, black = (int(counts[level + 1 :].sum()) for level in _GREY)
    return dark - black <= _MOST_GREY * dark


def soften(ink: Ink) -> Ink:
    """The ink of a black and white picture with strokes a pixel wider and grey edges: the gaps that
    the threshold left in thin strokes close, and OCR knows print with grey edges."""
    import cv2

    wider = cv2.dilate(ink, np.ones((2, 2), np.uint8))
    return np.asarray(cv2.GaussianBlur(wider, (0, 0), _SOFT), dtype=np.uint8)


def find_black(ink: Ink) -> Ink:
    """1 where there is ink, 0 on paper: by the threshold that separates the two best, above the
    noise of the paper."""
    import cv2

    floor = _measure_floor(ink)
    dark = _sort_darkness(ink, floor)
    if not dark.size:
        return np.zeros_like(ink)
    threshold, _ = cv2.threshold(dark.reshape(-1, 1), 0, 1, cv2.THRESH_OTSU)
    # Most dark pixels of blurred text are grey: half of the darkness of full ink is enough.
    full = float(np.percentile(dark, 90))
    level = int(max(floor, min(float(threshold), full / 2)))
    return np.asarray(cv2.threshold(ink, level, 1, cv2.THRESH_BINARY)[1], dtype=np.uint8)


def _count_levels(ink: Ink) -> NDArray[np.int64]:
    """The number of pixels of each darkness from 0 to 255."""
    import cv2

    return np.asarray(cv2.calcHist([ink], [0], None, [256], [0, 256])).ravel().astype(np.int64)


def _sort_darkness(ink: Ink, floor: float) -> Ink:
    """The darkness of the pixels above a floor, in order."""
    counts = _count_levels(ink)
    counts[: int(floor) + 1] = 0
    return np.repeat(np.arange(256, dtype=np.uint8), counts)


def _measure_floor(ink: Ink) -> float:
    """The darkness up to which a pixel may be noise. Half of the paper's noise is darkness above
    0, and less than a fifth of a page is ink."""
    sample = _sort_darkness(np.ascontiguousarray(ink[::_SAMPLED, ::_SAMPLED]), -1)
    deviation = float(np.percentile(sample, 80)) / _DEVIATIONS_AT_80
    return max(float(_FAINT), _NOISE_DEVIATIONS * deviation)


def measure_text_height(black: Ink) -> float:
    """The height, in pixels, of Chinese characters on a page; 0 where there is no text."""
    import cv2

    count, _, stats, _ = cv2.connectedComponentsWithStats(black, connectivity=8)
    if count < 2:
        return 0.0
    widths, heights, areas = stats[1:, 2], stats[1:, 3], stats[1:, 4]
    is_mark = (heights >= 5) & (heights < black.shape[0] / 12) & (widths < 3 * heights)
    is_mark &= (areas > 8) & (heights < 4 * widths + 8)
    return float(np.percentile(heights[is_mark], 80)) if is_mark.sum() > 3 else 0.0
