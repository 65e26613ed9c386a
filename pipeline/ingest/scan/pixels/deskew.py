"""The skew of a picture, by its lines of text and its rulings."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gouji.pipeline.ingest.scan.ocr import Ink

_SIZE = 1000  # Pixels of the longer side at which the skew is measured.
_MOST = 6.0  # Greatest skew, in degrees, that is looked for.
_STEPS = (
    0.5,
    0.1,
    0.02,
)  # Steps of the search, in degrees, each around the best of the one before.
_DARK = 64  # Least darkness, of 255, of a pixel that counts.
_FEWEST = 1000  # Fewest dark pixels that show a skew.
_LEAST_GAIN = 1.02  # Least ratio by which rows differ more without the skew.
_LEAST = 0.03  # Least skew, in degrees, that is taken out.


def measure_skew(black: Ink) -> float:
    """The degrees clockwise by which the lines of a picture are turned."""
    import cv2

    factor = min(1.0, _SIZE / max(black.shape))
    size = max(1, round(black.shape[1] * factor)), max(1, round(black.shape[0] * factor))
    small = cv2.resize(black * 255, size, interpolation=cv2.INTER_AREA)
    rows, columns = (ends.astype(np.float32) for ends in np.nonzero(small > _DARK))
    if len(rows) < _FEWEST:
        return 0.0
    best, reach = 0.0, _MOST
    for step in _STEPS:
        angles = best + np.arange(-reach, reach + step / 2, step)
        best = max(angles.tolist(), key=lambda angle: _sharpness(rows, columns, angle))
        reach = step
    least = _LEAST_GAIN * _sharpness(rows, columns, 0.0)
    is_skewed = abs(best) >= _LEAST and _sharpness(rows, columns, best) >= least
    return best if is_skewed else 0.0


def _sharpness(rows: NDArray[np.float32], columns: NDArray[np.float32], angle: float) -> float:
    """How much rows of ink and paper along an angle differ."""
    levels = rows - columns * np.tan(np.deg2rad(angle))
    counts = np.bincount((levels - levels.min()).astype(np.int64)).astype(np.float64)
    return float(np.square(np.diff(counts)).sum())


def rotate(ink: Ink, angle: float) -> Ink:
    """The picture turned by `angle` degrees counterclockwise about its middle, and made as large as
    that needs: its middle is the middle of the result."""
    import cv2

    if not angle:
        return ink
    height, width = ink.shape
    sine, cosine = abs(np.sin(np.deg2rad(angle))), abs(np.cos(np.deg2rad(angle)))
    new_width = round(width * cosine + height * sine)
    new_height = round(height * cosine + width * sine)
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    matrix[:, 2] += (new_width - width) / 2, (new_height - height) / 2
    return np.asarray(
        cv2.warpAffine(ink, matrix, (new_width, new_height), flags=cv2.INTER_CUBIC, borderValue=0)
    )
