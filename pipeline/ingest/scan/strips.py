"""Dark strips on a picture that may be rulings: solid ones, and rows of dots that a threshold has
left of thin ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gouji.pipeline.ingest.scan.ocr import Ink, PixelBox

# Shares of the height of characters.
_SHORTEST = 1.4  # Length of the shortest ruling.
_SHORTEST_DOTTED = 4.0  # Length of the shortest row of dots that is a ruling.
_DOT_GAP = 0.3  # Widest gap between two dots; digits above one another are farther apart.
_THICKEST = 0.4  # Thickness up to which a dark strip is a ruling.
_LEAST_DARK = 40  # Least darkness, of 255, of every part of a ruling.
_SMOOTHED = 3  # Pixels along a ruling over which noise is averaged.
_DRIFT = 3  # Pixels across a row of dots in which they may lie.
_LACKING = 0.5  # Length of a row of dots, without solid strips, from which it is a ruling.


class _Paper(NamedTuple):
    """The paper beside a ruling: from and to how many pixels beyond its edge it is looked at, and
    the share that may be dark on one side and on the other, where text may touch the ruling."""

    start: int
    stop: int
    least: float
    most: float


_BESIDE_SOLID = _Paper(2, 3, 0.2, 0.5)
# Strokes of a line of text lie in a row as well, but there are others above or below them.
_BESIDE_DOTS = _Paper(4, 8, 0.12, 0.35)
_BESIDE_STRETCH = _Paper(3, 7, 0.2, 0.5)


class Strips(NamedTuple):
    """Dark strips from left to right that are long and thin: those without a gap, and those with
    the gaps of dotted lines."""

    solid: tuple[PixelBox, ...]
    dotted: tuple[PixelBox, ...]


def find_strips(ink: Ink, text_height: float, *, may_be_dotted: bool) -> Strips:
    """The strips of a picture; none is dotted unless `may_be_dotted`."""
    import cv2

    smooth = np.asarray(cv2.blur(ink, (_SMOOTHED, 1)))
    solid = _find_long(ink, smooth, _SHORTEST, text_height, _BESIDE_SOLID)
    if not may_be_dotted:
        return Strips(tuple(solid), ())
    dots = cv2.dilate((smooth >= _LEAST_DARK).astype(np.uint8) * 255, np.ones((_DRIFT, 1)))
    gap = max(3, round(_DOT_GAP * text_height))
    joined = np.asarray(cv2.morphologyEx(dots, cv2.MORPH_CLOSE, np.ones((1, gap), np.uint8)))
    dotted = _find_long(ink, joined, _SHORTEST_DOTTED, text_height, _BESIDE_DOTS)
    added = [part for box in dotted for part in _join_solid(ink, box, solid, text_height)]
    return Strips(tuple(box for box in solid if not _is_part(box, added)), tuple(added))


def _join_solid(
    ink: Ink, box: PixelBox, solid: Iterable[PixelBox], text_height: float
) -> list[PixelBox]:
    """The parts of a row of dots that join solid strips: where there are dots alone, there is paper
    beside each stretch of them. None where one solid strip is nearly all of it."""
    x0, y0, x1, y1 = box
    is_solid = np.zeros(x1 - x0, dtype=bool)
    longest = 0
    for left, top, right, bottom in solid:
        if top < y1 and y0 < bottom:
            is_solid[max(0, left - x0) : max(0, right - x0)] = True
            longest = max(longest, min(x1, right) - max(x0, left))
    if x1 - x0 - longest < _LACKING * text_height:
        return []
    is_ruling = is_solid.copy()
    for start, end in _find_runs(~is_solid):
        part = np.ones((y1 - y0, end - start), dtype=bool)
        is_ruling[start:end] = _has_paper_beside(ink, part, x0 + start, y0, _BESIDE_STRETCH)
    least = _SHORTEST * text_height
    runs = [run for run in _find_runs(is_ruling) if run[1] - run[0] >= least]
    return [(x0 + start, y0, x0 + end, y1) for start, end in runs if not is_solid[start:end].all()]


def _find_runs(mask: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """The starts and the ends of the runs of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return [(int(start), int(end)) for start, end in edges.reshape(-1, 2)]


def _is_part(box: PixelBox, longer: Sequence[PixelBox]) -> bool:
    """Whether a strip is inside one of some others."""
    x0, y0, x1, y1 = box
    return any(a <= x0 and x1 <= c and y0 < d and b < y1 for a, b, c, d in longer)


def _find_long(
    ink: Ink, smooth: Ink, shortest: float, text_height: float, paper: _Paper
) -> list[PixelBox]:
    """The strips of a smoothed picture that have this length and paper beside them."""
    import cv2

    length = max(12, round(shortest * text_height))
    strips = cv2.morphologyEx(smooth, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    boxes = []
    for part, (x, y) in _find_parts(np.asarray(strips, dtype=np.uint8)):
        height, width = part.shape
        # The thickness of a ruling that is not quite level is not the height of its box.
        is_thin = int(part.sum()) <= _THICKEST * text_height * width and height <= text_height
        if is_thin and _has_paper_beside(ink, part, x, y, paper):
            boxes.append((x, y, x + width, y + height))
    return boxes


def _find_parts(strips: Ink) -> Iterator[tuple[NDArray[np.bool_], tuple[int, int]]]:
    """The connected dark areas of a picture, which has few, and their upper left corners."""
    import cv2

    for top, bottom in _find_runs(strips.max(axis=1) >= _LEAST_DARK):
        dark = cv2.compare(strips[top:bottom], _LEAST_DARK, cv2.CMP_GE)
        count, labels, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
        for number in range(1, count):
            x, y, width, height = stats[number, :4].tolist()
            part = labels[y : y + height, x : x + width] == number
            yield part, (x, top + y)


def _has_paper_beside(ink: Ink, part: NDArray[np.bool_], x: int, y: int, paper: _Paper) -> bool:
    """Whether there is paper above and below a strip. A stroke of a text has none; a ruling may
    have text along one side."""
    columns = np.arange(x, x + part.shape[1])
    steps = np.arange(paper.start, paper.stop)[:, None]
    above = y + part.argmax(axis=0) - 1 - steps
    below = y + part.shape[0] - part[::-1].argmax(axis=0) + steps
    last = ink.shape[0] - 1
    shares = [
        float((ink[np.clip(rows, 0, last), columns] >= 2 * _LEAST_DARK).any(axis=0).mean())
        for rows in (above, below)
    ]
    return min(shares) <= paper.least and max(shares) <= paper.most
