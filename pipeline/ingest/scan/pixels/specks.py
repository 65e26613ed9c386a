"""Rulings of which a threshold has left scattered specks, more than on the rows around."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gouji.pipeline.ingest.scan.ocr import Ink, PixelBox

# Shares of the height of characters.
_SPECK = 0.25  # Width and height up to which a blot is a speck; a dash is wider.
# Width and height of the area around characters in which a speck is a point of theirs, where level
# and where upright rulings are looked for.
_NEAR_LEVEL, _NEAR_UPRIGHT = (1.0, 0.2), (0.7, 1.0)
_AROUND = 1.0  # Distance of the rows that a row is compared with.
_GAP = 9.0  # Widest gap between two specks of one ruling.
# Most of the usual gap between its specks; the points of two lines of text are farther apart.
_USUAL_GAP = 0.7
_LONG = 6.0  # Length of the shortest ruling of specks.
_STEP = 0.5  # Length of a strip that counts as one speck.
_SNAP = 1.0  # Greatest distance of the end of a ruling from the one that it ends at.
_BAND = 1  # Rows above and below a row in which its specks lie.
_FEWEST = 5  # Fewest specks of a ruling.
# Standard deviations by which a row has more specks than those around it.
_DEVIATIONS = 4.0

Points = NDArray[np.int64]  # (specks, 2): x and y


class Specks(NamedTuple):
    """The middles of specks, and which of them are no points of text along a level and along an
    upright ruling."""

    middles: Points
    is_level: NDArray[np.bool_]
    is_upright: NDArray[np.bool_]


def find_specks(black: Ink, text_height: float) -> Specks:
    """The specks of a picture."""
    import cv2

    _, labels, stats, middles = cv2.connectedComponentsWithStats(black, connectivity=8)
    is_speck = stats[:, 2:4].max(axis=1) <= _SPECK * text_height
    is_speck[0] = True  # the paper
    large = (~is_speck)[labels].astype(np.uint8)
    points = np.rint(middles[1:][is_speck[1:]]).astype(np.int64)
    near = [
        cv2.dilate(large, np.ones([2 * round(side * text_height / 2) + 1 for side in area[::-1]]))
        for area in (_NEAR_LEVEL, _NEAR_UPRIGHT)
    ]
    is_level, is_upright = (mask[points[:, 1], points[:, 0]] == 0 for mask in near)
    return Specks(points, is_level, is_upright)


def find_speck_rulings(
    specks: Points, strips: Sequence[PixelBox], text_height: float
) -> list[PixelBox]:
    """The level rulings of specks and of the strips on their rows."""
    if len(specks) < _FEWEST:
        return []
    found = []
    for row in _find_rows(specks[:, 1], text_height):
        on_row = specks[np.abs(specks[:, 1] - row) <= _BAND, 0]
        pieces = [box for box in strips if box[1] - _BAND <= row < box[3] + _BAND]
        for x0, x1 in _group(on_row, pieces, text_height):
            found.append((x0, row - _BAND, x1 + 1, row + _BAND + 1))
    return found


def _find_rows(ys: NDArray[np.int64], text_height: float) -> list[int]:
    """The rows with clearly more specks than the rows around them."""
    around = round(_AROUND * text_height)
    counts = np.bincount(ys, minlength=2 * around + 1).astype(np.float64)
    band = np.convolve(counts, np.ones(2 * _BAND + 1), "same")
    window = np.ones(2 * around + 1)
    window[around - 2 * _BAND : around + 2 * _BAND + 1] = 0
    usual = np.convolve(counts, window, "same") * (2 * _BAND + 1) / window.sum()
    excess = band - usual - _DEVIATIONS * np.sqrt(usual) - _FEWEST
    rows: list[int] = []
    for row in np.argsort(-excess).tolist():
        if excess[row] < 0:
            break
        if all(abs(row - other) > around / 2 for other in rows):
            rows.append(row)
    return rows


def _group(
    specks: NDArray[np.int64], strips: Iterable[PixelBox], text_height: float
) -> list[tuple[int, int]]:
    """The ends of the rulings on a row, whose specks and strips are near to one another."""
    step = max(1, round(_STEP * text_height))
    filled = [x for x0, _, x1, _ in strips for x in (*range(x0, x1, step), x1)]
    points = np.concatenate([specks, np.array(filled, dtype=np.int64)])
    order = np.argsort(points)
    is_speck, points = order < len(specks), points[order]
    cuts = np.flatnonzero(np.diff(points) > _GAP * text_height) + 1
    groups = zip(np.split(points, cuts), np.split(is_speck, cuts), strict=True)
    return [
        (int(group[0]), int(group[-1]))
        for group, real in groups
        if real.sum() >= _FEWEST
        and np.median(np.diff(group[real])) <= _USUAL_GAP * text_height
        and group[-1] - group[0] >= _LONG * text_height
    ]


def snap_ends(
    rulings: Iterable[PixelBox], uprights: Sequence[PixelBox], text_height: float
) -> list[PixelBox]:
    """Level rulings of specks, each lengthened or shortened to the upright ones near its ends."""
    return [
        (
            _snap(
                x0, [(a + c) // 2 for a, b, c, d in uprights if b <= y1 and y0 <= d], text_height
            ),
            y0,
            _snap(
                x1, [(a + c) // 2 for a, b, c, d in uprights if b <= y1 and y0 <= d], text_height
            ),
            y1,
        )
        for x0, y0, x1, y1 in rulings
    ]


def _snap(end: int, places: Sequence[int], text_height: float) -> int:
    nearest = min(places, key=lambda place: abs(place - end), default=end)
    return nearest if abs(nearest - end) <= _SNAP * text_height else end
