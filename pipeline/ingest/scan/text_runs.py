"""The lines of text of a picture that may be turned or bent, as straight lines through them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gouji.pipeline.ingest.scan.ocr import Ink

# Heights of characters.
_CLOSED = 0.8  # Gap between characters of one line of text.
_LONG = 8.0  # Least length of a line of text.
_HIGH = 1.6  # Height of a line of text up to which it is one line.
_TALL = 1.6  # Height from which a blot is no character.


def find_text_runs(black: Ink, text_height: float) -> NDArray[np.float64]:
    """The middle lines (n, 4) of long lines of text: x0, y0, x1, y1 of their ends."""
    import cv2

    gap = max(2, round(_CLOSED * text_height))
    text = _without_tall(black, text_height)
    closed = cv2.morphologyEx(text, cv2.MORPH_CLOSE, np.ones((1, gap), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(closed, connectivity=8)
    runs = []
    for number in range(1, count):
        x, y, width, height, area = stats[number, :5].tolist()
        if width < _LONG * text_height or area > _HIGH * text_height * width:
            continue
        rows, columns = np.nonzero(labels[y : y + height, x : x + width] == number)
        slope, start = np.polyfit(columns, rows, 1)
        runs.append((x, y + start, x + width, y + start + slope * width))
    return np.array(runs, dtype=np.float64).reshape(-1, 4)


def _without_tall(black: Ink, text_height: float) -> Ink:
    """The ink without rulings and other blots that are no characters."""
    import cv2

    _, labels, stats, _ = cv2.connectedComponentsWithStats(black, connectivity=8)
    is_character = stats[:, 2:4].max(axis=1) <= _TALL * text_height
    is_character[0] = False
    return np.asarray(is_character[labels], dtype=np.uint8)
