"""Handwritten notes in the margins of printed pages."""

from __future__ import annotations

from random import Random

import numpy as np
from numpy.typing import NDArray

from gouji.training.corpus.renderings.scans import Colours, spoil_as_scan_in_colour

_INKS = ((25, 40, 140), (35, 35, 45), (190, 30, 40))  # Blue, black and red, as RGB.
_MARGIN = 0.08  # Width of the margins that are written on, as a share of the page.
_HEIGHT = 0.16  # Height of digits, in inches.
_POINTS = 72  # Points of a scrawl.


def spoil_with_handwriting(rng: Random, picture: Colours, dpi: int) -> Colours:
    """A scan with numbers, ticks and scrawls in its margins."""
    written = picture.copy()
    for _ in range(rng.randint(3, 6)):
        write = rng.choice((_write_number, _write_number, _tick, _scrawl))
        write(rng, written, _draw_place(rng, picture), dpi)
    return spoil_as_scan_in_colour(rng, written)


def _draw_place(rng: Random, picture: Colours) -> tuple[int, int]:
    """A point in a margin, as x and y."""
    height, width = picture.shape[:2]
    left = rng.uniform(0.01, _MARGIN * 0.5)
    share = left if rng.random() < 0.5 else 1 - _MARGIN + left
    return round(share * width), round(rng.uniform(0.08, 0.92) * height)


def _write_number(rng: Random, picture: Colours, place: tuple[int, int], dpi: int) -> None:
    import cv2

    text = str(rng.randint(1, 9999 if rng.random() < 0.5 else 99))
    scale = _HEIGHT * dpi / 22  # The letters of this face are 22 pixels high at scale 1.
    cv2.putText(
        picture, text, place, cv2.FONT_HERSHEY_SCRIPT_SIMPLEX, scale * rng.uniform(0.8, 1.4),
        rng.choice(_INKS), _draw_thickness(rng, dpi), cv2.LINE_AA,
    )  # fmt: skip


def _tick(rng: Random, picture: Colours, place: tuple[int, int], dpi: int) -> None:
    size = _HEIGHT * dpi * rng.uniform(0.8, 1.6)
    corners = np.array([(0, 0), (0.35, 0.4), (1.1, -0.9)]) * size + place
    _draw_stroke(rng, picture, corners, dpi)


def _scrawl(rng: Random, picture: Colours, place: tuple[int, int], dpi: int) -> None:
    """Loops from left to right, as a signature."""
    angles = np.linspace(0, rng.uniform(3, 7) * np.pi, _POINTS)
    size = _HEIGHT * dpi * rng.uniform(0.3, 0.6)
    loops = np.stack([np.cos(angles) + angles * 0.3, np.sin(angles) * 1.4], axis=1)
    _draw_stroke(rng, picture, loops * size + place, dpi)


def _draw_stroke(rng: Random, picture: Colours, points: NDArray[np.float64], dpi: int) -> None:
    import cv2

    line, thickness = points.round().astype(np.int32), _draw_thickness(rng, dpi)
    cv2.polylines(picture, [line], False, rng.choice(_INKS), thickness, cv2.LINE_AA)


def _draw_thickness(rng: Random, dpi: int) -> int:
    """The thickness of a pen, in pixels."""
    return max(1, round(dpi / rng.uniform(70, 120)))
