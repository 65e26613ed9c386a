"""The lines of text on a picture: in the cells that rulings draw, and outside of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from gouji.pipeline.ingest.scan.ocr import Ink, PixelBox

# Shares of the height of characters.
_SPECK = 0.22  # Width or height from which a blot of ink may be a character or a mark.
_POINT = 0.07  # Width or height from which a speck beside a character may be a point.
_POINT_GAP = 0.8  # Gap between a point and the character that it belongs to.
_TALL = 2.2  # Height of a blot from which it is no character of a line.
_LEVEL = 0.3  # Overlap, in heights of the smaller one, of two blots of one line.
_RULE, _FLAT = 3.5, 0.25  # Width and height of what is left of a ruling.
_STROKE = 0.5  # Height below which a blot is a stroke of a character.
_LINE = 1.2  # Height of the highest line.
_BROKEN = 0.2  # Gap between the upper and the lower part of a character that a threshold broke.
_GAP = 1.2  # Gap that separates two texts on a line.
_LONGEST = 45.0  # Width of the longest text that is read in one piece.
_NEAR = 0.9  # Gap up to which blots that no line holds are one text.
_CLOSE = 0.3  # Gap between two characters that are set together.
_FEWEST_PIXELS = 4  # Fewest pixels of a blot that is not noise.
_SPECKS = 0.06  # Share of the square of a character that specks without a blot may cover.


class Blots(NamedTuple):
    """The connected areas of ink: their boxes as an array of (x0, y0, x1, y1), and their sizes in
    pixels."""

    boxes: np.ndarray
    areas: np.ndarray

    def select(self, chosen: np.ndarray) -> Blots:
        return Blots(self.boxes[chosen], self.areas[chosen])

    @property
    def middles(self) -> tuple[np.ndarray, np.ndarray]:
        """The x and the y of their middles."""
        return (self.boxes[:, 0] + self.boxes[:, 2]) / 2, (self.boxes[:, 1] + self.boxes[:, 3]) / 2


def find_blots(black: Ink) -> Blots:
    """The connected areas of ink, without single pixels."""
    import cv2

    count, _, stats, _ = cv2.connectedComponentsWithStats(black, connectivity=8)
    found = stats[1:count]
    found = found[found[:, 4] >= _FEWEST_PIXELS]
    boxes = np.column_stack([found[:, 0], found[:, 1], found[:, :2] + found[:, 2:4]])
    return Blots(boxes.astype(np.int64), found[:, 4].astype(np.int64))


def blots_to_lines(blots: Blots, text_height: float) -> list[PixelBox]:
    """The texts that blots form, from top to bottom and from left to right: boxes tight around
    their ink. No text is where there are only specks; beside larger blots they are its points."""
    widths = blots.boxes[:, 2] - blots.boxes[:, 0]
    heights = blots.boxes[:, 3] - blots.boxes[:, 1]
    sizes = np.maximum(widths, heights)
    is_mark = (sizes >= _SPECK * text_height) & (heights <= _TALL * text_height)
    is_mark &= (widths < _RULE * text_height) | (heights > _FLAT * text_height)
    if not is_mark.any():
        if blots.areas.sum() < _SPECKS * text_height**2:
            return []
        is_mark[:] = True
    is_point = ~is_mark & (sizes < _SPECK * text_height) & (sizes >= _POINT * text_height)
    marks, points = _to_boxes(blots.select(is_mark)), _to_boxes(blots.select(is_point))
    return [
        text
        for line in _group_lines(marks, text_height)
        for text in _split_line(_with_points(line, points, text_height), line, text_height)
    ]


def _to_boxes(blots: Blots) -> list[PixelBox]:
    return [(x0, y0, x1, y1) for x0, y0, x1, y1 in blots.boxes.tolist()]


def _with_points(
    line: list[PixelBox], points: Sequence[PixelBox], text_height: float
) -> list[PixelBox]:
    """The blots of a line, with the points near them."""
    if not points:
        return line
    _, top, _, bottom = bounding_box(line)
    reach = _POINT_GAP * text_height
    return line + [
        point
        for point in points
        if top <= point[1] and point[3] <= bottom + reach / 4
        if any(box[0] - reach <= point[2] and point[0] <= box[2] + reach for box in line)
    ]


def _group_lines(boxes: Iterable[PixelBox], text_height: float) -> list[list[PixelBox]]:
    """Boxes by the line that they are on. Strokes above one another are one character."""
    lines: list[list[PixelBox]] = []
    extents: list[tuple[int, int]] = []
    for box in sorted(boxes, key=lambda box: box[1]):
        _, top, _, bottom = box
        if lines:
            above, below = extents[-1]
            height = max(below, bottom) - above
            is_stroke = min(below - above, bottom - top) < _STROKE * text_height
            fits = height <= _LINE * text_height
            smaller = min(below - above, bottom - top)
            is_level = below - top > _LEVEL * smaller
            is_part = is_stroke or top - below < _BROKEN * text_height
            if is_level or (fits and is_part):
                lines[-1].append(box)
                extents[-1] = above, max(below, bottom)
                continue
        lines.append([box])
        extents.append((top, bottom))
    return lines


def _split_line(
    boxes: Sequence[PixelBox], marks: Sequence[PixelBox], text_height: float
) -> list[PixelBox]:
    """The texts of a line, from left to right. A text has one of the marks at least."""
    ordered = sorted(boxes)
    texts, start, right = [], 0, ordered[0][2]
    for index, box in enumerate(ordered[1:], 1):
        if box[0] - right > _GAP * text_height:
            texts.append(ordered[start:index])
            start = index
        right = max(right, box[2])
    texts.append(ordered[start:])
    kept = (text for text in texts if not set(marks).isdisjoint(text))
    return [box for text in kept for box in _halve(text, _LONGEST * text_height)]


def _halve(boxes: Sequence[PixelBox], longest: float) -> list[PixelBox]:
    """The box around a text; of a text that is too long, the boxes of its pieces between the
    widest gaps near its middle."""
    whole = bounding_box(boxes)
    middle = (whole[0] + whole[2]) / 2
    if whole[2] - whole[0] <= longest or len(boxes) < 2:
        return [whole]
    rights = np.maximum.accumulate([box[2] for box in boxes])
    gaps = [(boxes[i][0] - int(rights[i - 1]), i) for i in range(1, len(boxes))]
    near = [(gap, i) for gap, i in gaps if abs(boxes[i][0] - middle) < longest / 4] or gaps
    _, cut = max(near)
    return [*_halve(boxes[:cut], longest), *_halve(boxes[cut:], longest)]


def bounding_box(boxes: Sequence[PixelBox]) -> PixelBox:
    """The box around boxes, of which there is one at least."""
    x0, y0, x1, y1 = zip(*boxes, strict=True)
    return min(x0), min(y0), max(x1), max(y1)


def lines_in_cells(
    blots: Blots, cells: Sequence[PixelBox], text_height: float
) -> tuple[list[PixelBox], Blots]:
    """The texts in cells, and the blots outside of all cells."""
    x, y = blots.middles
    rest = np.ones(len(blots.areas), dtype=bool)
    lines: list[PixelBox] = []
    for x0, y0, x1, y1 in cells:
        inside = rest & (x >= x0) & (x < x1) & (y >= y0) & (y < y1)
        rest &= ~inside
        if inside.any():
            lines += blots_to_lines(blots.select(inside), text_height)
    return lines, blots.select(rest)


def found_to_lines(blots: Blots, found: Sequence[PixelBox], text_height: float) -> list[PixelBox]:
    """The texts of a page outside of cells. `found` are the lines that the detector has found; the
    ink that it has missed is put together by its gaps."""
    x, y = blots.middles
    rest = np.ones(len(blots.areas), dtype=bool)
    lines: list[PixelBox] = []
    for x0, y0, x1, y1 in sorted(found, key=lambda box: (box[3] - box[1]) * (box[2] - box[0])):
        inside = rest & (x >= x0) & (x <= x1) & (y >= y0) & (y <= y1)
        rest &= ~inside
        if inside.any():
            lines += blots_to_lines(blots.select(inside), max(text_height, (y1 - y0) / _LINE))
    for group in _near_groups(blots.select(rest), text_height):
        lines += blots_to_lines(group, text_height)
    return lines


def find_runs(blots: Blots, text_height: float) -> list[PixelBox]:
    """The boxes around characters near to one another, whichever way the text runs."""
    sizes = blots.boxes[:, 2:] - blots.boxes[:, :2]
    is_character = (sizes.max(axis=1, initial=0) <= _TALL * text_height) & (
        sizes.max(axis=1, initial=0) >= _SPECK * text_height
    )
    level = _near_groups(blots.select(is_character), text_height, _CLOSE)
    turned = Blots(blots.boxes[:, [1, 0, 3, 2]], blots.areas).select(is_character)
    upright = _near_groups(turned, text_height, _CLOSE)
    boxes = [bounding_box(_to_boxes(group)) for group in level]
    flipped = [bounding_box(_to_boxes(group)) for group in upright]
    return boxes + [(y0, x0, y1, x1) for x0, y0, x1, y1 in flipped]


def _near_groups(blots: Blots, text_height: float, reach: float = _NEAR) -> list[Blots]:
    """Blots by the text that they are in: from left to right each is near to the next."""
    import cv2

    if not len(blots.areas):
        return []
    gap, (width, height) = round(reach * text_height), blots.boxes[:, 2:].max(axis=0)
    mask = np.zeros((int(height) + 1, int(width) + gap + 1), np.uint8)
    for x0, y0, x1, y1 in blots.boxes:
        mask[y0:y1, x0 : x1 + gap] = 1
    _, labels = cv2.connectedComponents(mask)
    numbers = labels[blots.boxes[:, 1], blots.boxes[:, 0]]
    return [blots.select(numbers == number) for number in np.unique(numbers)]
