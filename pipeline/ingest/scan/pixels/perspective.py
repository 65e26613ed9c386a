"""The perspective of a picture, by its rulings and its lines of text.

The homography that makes level lines level and upright ones upright is found by least squares over
many short lines. It needs no corner of the page and no frame of a table: half a page, or several
tables, do as well.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from gouji.pipeline.ingest.layout.page import rotation
from gouji.pipeline.ingest.scan.ocr import Ink
from gouji.pipeline.ingest.scan.pixels.ink import find_black
from gouji.pipeline.ingest.scan.text_runs import find_text_runs

Matrix = NDArray[np.float64]  # (3, 3): a homography of points (x, y, 1)
Lines = NDArray[np.float64]  # (lines, 4): x0, y0, x1, y1 of both ends

_SIZE = 1400  # Pixels of the longer side at which lines are looked for.
_LONG = 3.0  # Least length of a line, in heights of characters: no stroke of a character.
_MOST_OFF = 0.2  # Greatest deviation from level or upright, in radians, of a line that counts.
_FEWEST = 8  # Fewest lines by which a perspective is measured.
_NOISE = 1.0  # Pixels by which the ends of a line are usually off.
# Usual size of the terms of a homography, in halves of the longer side: perspective, and the sum
# of both shears, which is 0 in a rotation. Few lines move them little.
_USUAL = np.array([0.1, 0.1, 0.05, 0.05])
_LEAST = 0.12  # Least shift, in heights of characters, that is taken out.
_MOST_TERM = 0.35  # Greatest term of a homography that is believed.


def measure_perspective(ink: Ink, text_height: float, skew: float) -> Matrix | None:
    """The homography that straightens a picture, its skew of `skew` degrees included: from its
    pixels to pixels of the straight picture, both from the middle. None where the skew is all.

    `text_height`: the height of its characters in pixels.
    """
    if not text_height:
        return None
    half = max(ink.shape) / 2
    lines = _rotate(find_lines(ink, text_height) / half, -math.radians(skew))
    level, upright = _split_directions(lines)
    if len(level) < _FEWEST:
        return None
    terms = _fit(level, upright, _NOISE / half)
    if np.abs(terms).max() > _MOST_TERM:
        return None
    scale = np.diag([half, half, 1.0])
    straight = scale @ _to_matrix(terms) @ np.linalg.inv(scale)
    if _largest_shift(straight, ink.shape) < _LEAST * text_height:
        return None
    return np.asarray(straight @ _rotation(-math.radians(skew)))


def _rotation(angle: float) -> Matrix:
    return np.array(rotation(angle)).reshape(3, 3)


def move_points(matrix: Matrix, points: Matrix) -> Matrix:
    """Points (n, 2) moved by a homography."""
    moved = np.column_stack([points, np.ones(len(points))]) @ matrix.T
    return np.asarray(moved[:, :2] / moved[:, 2:])


def find_lines(ink: Ink, text_height: float) -> Lines:
    """The straight edges and the lines of text of a picture, in pixels from its middle."""
    import cv2

    factor = min(1.0, _SIZE / max(ink.shape))
    size = max(1, round(ink.shape[1] * factor)), max(1, round(ink.shape[0] * factor))
    small = np.asarray(cv2.resize(ink, size, interpolation=cv2.INTER_AREA))
    found = cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD).detect(255 - small)[0]
    edges = np.zeros((0, 4)) if found is None else found.reshape(-1, 4).astype(np.float64)
    lengths = np.hypot(edges[:, 2] - edges[:, 0], edges[:, 3] - edges[:, 1])
    edges = edges[lengths >= _LONG * text_height * factor]
    runs = find_text_runs(find_black(small), text_height * factor)
    middle = np.array([*size, *size]) / 2
    return np.asarray((np.concatenate([edges, runs]) - middle) / factor)


def _rotate(lines: Lines, angle: float) -> Lines:
    return move_points(_rotation(angle), lines.reshape(-1, 2)).reshape(-1, 4)


def _split_directions(lines: Lines) -> tuple[Lines, Lines]:
    """The level lines and the upright ones."""
    across, down = np.abs(lines[:, 2] - lines[:, 0]), np.abs(lines[:, 3] - lines[:, 1])
    return lines[down <= _MOST_OFF * across], lines[across <= _MOST_OFF * down]


def _to_matrix(terms: NDArray[np.float64]) -> Matrix:
    right_by_y, down_by_x, p, q = terms
    return np.array([[1.0, right_by_y, 0.0], [down_by_x, 1.0, 0.0], [p, q, 1.0]])


def _fit(level: Lines, upright: Lines, noise: float) -> NDArray[np.float64]:
    """The terms of the homography after which level lines are level and upright ones upright."""
    from scipy.optimize import least_squares

    ends = np.concatenate([level, upright])

    def measure(terms: NDArray[np.float64]) -> NDArray[np.float64]:
        moved = move_points(_to_matrix(terms), ends.reshape(-1, 2)).reshape(-1, 4)
        off = (moved[:, 2:] - moved[:, :2]) / noise
        shear = terms[0] + terms[1]
        usual = np.array([terms[0], shear, terms[2], terms[3]]) / _USUAL
        return np.concatenate([off[: len(level), 1], off[len(level) :, 0], usual])

    return np.asarray(least_squares(measure, np.zeros(4), loss="soft_l1").x)


def _largest_shift(matrix: Matrix, shape: tuple[int, ...]) -> float:
    """How far a homography moves a corner of a picture, in pixels, beyond a uniform scale."""
    y, x = shape[0] / 2, shape[1] / 2
    corners = np.array([(-x, -y), (x, -y), (x, y), (-x, y)])
    return float(np.abs(move_points(matrix, corners) - corners).max())


def straighten(ink: Ink, matrix: Matrix) -> Ink:
    """The picture moved by a homography about its middle, and made as large as that needs: its
    middle is the middle of the result."""
    import cv2

    height, width = ink.shape
    corners = np.array([(-width, -height), (width, -height), (width, height), (-width, height)]) / 2
    new_width, new_height = np.ceil(2 * np.abs(move_points(matrix, corners)).max(axis=0))
    to_middle = np.array([[1, 0, -width / 2], [0, 1, -height / 2], [0, 0, 1]])
    back = np.array([[1, 0, new_width / 2], [0, 1, new_height / 2], [0, 0, 1]])
    size = int(new_width), int(new_height)
    moved = cv2.warpPerspective(
        ink, back @ matrix @ to_middle, size, flags=cv2.INTER_CUBIC, borderValue=0
    )
    return np.asarray(moved)
