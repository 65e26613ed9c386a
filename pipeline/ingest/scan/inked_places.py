"""Ink of which no text is made: specks and pale marks in cells, and between the figures of a line.

A cell with such ink is no blank cell, and a row in which such a mark is left out would have its
figures in other columns. Each is a place of its own, which is read, and which stays in doubt.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gouji.pipeline.ingest.scan.ocr import Ink, PixelBox
from gouji.pipeline.ingest.scan.pixels.ink import measure_floor
from gouji.pipeline.ingest.scan.text_lines import Blots, blots_to_lines, bounding_box

# Shares of the height of characters, or of its square.
_LEAST = 0.006  # Full ink that a blot has at least to be a mark: half of the thinnest hyphen.
_MOST = 2.2  # Width and height up to which a blot may be a mark.
_SMALL = 0.8  # Height of the characters in cells, below which cells have a height of their own.
_APART = 0.5  # Distance of a mark from the texts of its line.
# How much longer a text is with its pale strokes: at least, at most, and at least for a low mark,
# whose blurred edges are as wide.
_GROWN, _MOST_GROWN, _MARK_GROWN = 0.12, 1.0, 0.35
_EDGE = 0.15  # Distance from the edge of its cell at which ink is what is left of a ruling.
_LOW = 0.4  # Height of a character, below which it is a mark.
_FEWEST_TEXTS = 3  # Texts of a line between which a mark may stand.
_FEWEST = 10  # Fewest characters in cells that have a height of their own.
_NOISE, _FEWEST_NOISE = 1.5, 20  # How much more ink than noise a mark has; blots that are noise.


class CellTexts(NamedTuple):
    """The texts in cells, the cells that have none, and the blots outside of all cells."""

    lines: list[PixelBox]
    blank: list[PixelBox]
    outside: Blots


def find_cell_texts(blots: Blots, cells: Sequence[PixelBox], text_height: float) -> CellTexts:
    """The texts that blots form in cells."""
    x, y = blots.middles
    rest = np.ones(len(blots.areas), dtype=bool)
    lines: list[PixelBox] = []
    blank: list[PixelBox] = []
    for cell in cells:
        x0, y0, x1, y1 = cell
        inside = rest & (x >= x0) & (x < x1) & (y >= y0) & (y < y1)
        rest &= ~inside
        found = blots_to_lines(blots.select(inside), text_height) if inside.any() else []
        lines += found
        if not found:
            blank.append(cell)
    return CellTexts(lines, blank, blots.select(rest))


def measure_cell_height(blots: Blots, cells: Sequence[PixelBox], text_height: float) -> float:
    """The height of the characters in cells, where it is clearly less than that of the page."""
    x, y = blots.middles
    inside = np.zeros(len(blots.areas), dtype=bool)
    for x0, y0, x1, y1 in cells:
        inside |= (x >= x0) & (x < x1) & (y >= y0) & (y < y1)
    sizes = (blots.boxes[:, 2:] - blots.boxes[:, :2])[inside]
    widths, heights = sizes[:, 0], sizes[:, 1]
    is_character = (heights >= _LOW * text_height) & (heights < 4 * widths + 8)
    heights = heights[is_character & (widths < 3 * heights)]
    if len(heights) < _FEWEST:
        return text_height
    height = float(np.percentile(heights, 80))
    return height if height < _SMALL * text_height else text_height


def find_pale_blots(ink: Ink) -> Blots:
    """The connected areas of all ink above the noise of the paper. Their sizes are those that they
    had as full ink, in pixels."""
    import cv2

    pale = (ink > measure_floor(ink)).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(pale, connectivity=8)
    masses = np.bincount(labels.ravel(), weights=ink.ravel(), minlength=count)[1:] / 255
    boxes = np.column_stack([stats[1:, :2], stats[1:, :2] + stats[1:, 2:4]])
    return Blots(boxes.astype(np.int64), masses)


def grow_boxes(lines: Sequence[PixelBox], pale: Blots, text_height: float) -> list[PixelBox]:
    """The boxes of texts, with the pale strokes of their characters. Texts that are parts of one
    character become one."""
    x0, y0, x1, y1 = pale.boxes.T
    grown = []
    for line in lines:
        touching = (x0 < line[2]) & (line[0] < x1) & (y0 < line[3]) & (line[1] < y1)
        boxes = [(a, b, c, d) for a, b, c, d in pale.boxes[touching].tolist()]
        box = bounding_box([line, *boxes])
        longer = max(abs(end - other) for end, other in zip(box, line, strict=True)) / text_height
        is_mark = line[3] - line[1] < _LOW * text_height
        least = _MARK_GROWN if is_mark else _GROWN
        grown.append(box if least <= longer <= _MOST_GROWN else line)
    return [box for n, box in enumerate(grown) if not _is_part(box, n, grown)]


def _is_part(box: PixelBox, index: int, others: Sequence[PixelBox]) -> bool:
    """Whether a box is inside another one, or has been before in a list."""
    x0, y0, x1, y1 = box
    return any(
        a <= x0 and b <= y0 and x1 <= c and y1 <= d and (n < index or (a, b, c, d) != box)
        for n, (a, b, c, d) in enumerate(others)
        if n != index
    )


def find_marks(pale: Blots, texts: Iterable[PixelBox], text_height: float) -> Blots:
    """The blots that are no noise and no parts of rulings or pictures. `texts` are the boxes of all
    cells and texts; ink elsewhere tells how much is noise."""
    sizes = (pale.boxes[:, 2:] - pale.boxes[:, :2]).max(axis=1, initial=0)
    pale = pale.select((sizes <= _MOST * text_height) & (pale.areas > 1))
    noise = pale.areas[_find_far(pale, texts, _APART * text_height)]
    least = max(_LEAST * text_height**2, _measure_noise(noise))
    return pale.select(pale.areas >= least)


def find_lost_marks(
    marks: Blots,
    cells: Sequence[PixelBox],
    blank: Iterable[PixelBox],
    lines: Sequence[PixelBox],
    text_height: float,
) -> list[PixelBox]:
    """The marks of which no text was made. `cells` are all cells, `blank` those without a text, and
    `lines` the texts outside of cells."""
    found = [_find_mark(marks, cell, _EDGE * text_height) for cell in blank]
    between = marks.select(_find_far(marks, cells, 0))
    return [box for box in found if box] + _find_between(between, lines, text_height)


def find_incomplete(
    figures: Sequence[PixelBox], texts: Iterable[PixelBox], marks: Blots, text_height: float
) -> frozenset[PixelBox]:
    """The figures beside which a mark is in no text, near enough to be one of their digits."""
    unread = marks.select(_find_far(marks, texts, 0))
    x, y = unread.middles
    reach = _APART * text_height
    return frozenset(
        box
        for box in figures
        if ((x > box[0] - reach) & (x < box[2] + reach) & (y >= box[1]) & (y < box[3])).any()
    )


def _find_far(blots: Blots, boxes: Iterable[PixelBox], distance: float) -> NDArray[np.bool_]:
    """Which blots are farther from all boxes than a distance."""
    x, y = blots.middles
    is_far = np.ones(len(blots.areas), dtype=bool)
    for x0, y0, x1, y1 in boxes:
        is_near = (x >= x0 - distance) & (x <= x1 + distance)
        is_far &= ~(is_near & (y >= y0 - distance) & (y <= y1 + distance))
    return is_far


def _measure_noise(areas: NDArray[np.float64]) -> float:
    """The ink that a mark has at least on a page with these blots where no text is."""
    return _NOISE * float(np.percentile(areas, 99)) if len(areas) >= _FEWEST_NOISE else 0.0


def _find_mark(marks: Blots, cell: PixelBox, edge: float) -> PixelBox | None:
    """The box around the marks in a cell, None where it has none."""
    (x, y), (x0, y0, x1, y1) = marks.middles, cell
    inside = (x >= x0 + edge) & (x < x1 - edge) & (y >= y0 + edge) & (y < y1 - edge)
    boxes = [(a, b, c, d) for a, b, c, d in marks.boxes[inside].tolist()]
    return bounding_box(boxes) if boxes else None


def _find_between(marks: Blots, lines: Sequence[PixelBox], text_height: float) -> list[PixelBox]:
    """The marks on the level of several texts beside one another, apart from them all."""
    apart = marks.select(_find_far(marks, lines, 0))
    found = []
    for x0, y0, x1, y1 in apart.boxes.tolist():
        middle = (y0 + y1) / 2
        level = [line for line in lines if line[1] <= middle <= line[3]]
        reach = _APART * text_height
        is_apart = all(x1 + reach <= line[0] or line[2] + reach <= x0 for line in level)
        if len(level) >= _FEWEST_TEXTS and is_apart:
            found.append((x0, y0, x1, y1))
    return found
