"""The records of a page: its words and its rulings, whatever read them.

Words and rulings lie in *reading space*: points from the top left corner, turned so that most of
the text runs from left to right. `Page.to_page_space` leads back to the page as it is shown.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

from gouji.pipeline.records import Box, TextSource


class Word(NamedTuple):
    """The smallest piece of text with a box of its own: one character of a text layer, or one word
    that OCR recognised.

    `size` is the size of its characters in points, `turn` the quarter turns clockwise from the
    reading direction. `has_space_before`: a space was typed before it. `score` is the probability
    that `text` is right, `alternatives` are other texts with their scores, best first.
    """

    text: str
    box: Box
    size: float
    turn: int = 0
    has_space_before: bool = False
    source: TextSource = "text"
    score: float = 1.0
    alternatives: tuple[tuple[str, float], ...] = ()

    @property
    def x(self) -> float:
        """The middle from left to right."""
        return (self.box[0] + self.box[2]) / 2

    @property
    def y(self) -> float:
        """The middle from top to bottom."""
        return (self.box[1] + self.box[3]) / 2

    @property
    def height(self) -> float:
        return self.box[3] - self.box[1]


# A page is unclear where less than this share of its characters is in words of at least this score.
_CLEAR_SHARE, _CLEAR_SCORE = 0.75, 0.5
# Score of what is in a doubted box of a page: below the trust threshold.
DOUBTED = 0.8


class Ruling(NamedTuple):
    """A straight line on a page, along its middle: `y0 == y1` where it is level, `x0 == x1` where
    it is upright, up to the deviation that its reader allows."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Page:
    """One page, or one of two pages that were printed side by side on a sheet.

    `width` and `height` are those of the page as shown, in points. `turn` is the number of quarter
    turns clockwise from there to the reading direction. `horizontal` and `vertical` are rulings.
    `unmapped` counts characters for which the font has no Unicode, `images` the pictures on the
    page. `left` is the x of reading space at which the words of the right one of two pages begin.
    `skew` is the angle, in degrees clockwise, by which the page as shown is turned about its middle
    against its lines, which are level in reading space. `scale` is the number of points on the page
    as shown to a point of reading space, in which characters have the size of print. `hidden` is
    what OCR software has written invisibly over the pictures of the page, in the coordinates of the
    page as shown: no print. `perspective` is the homography, by rows, from reading space without
    turn and scale to the page as shown, both in points from its middle; it is empty where the page
    has none, and otherwise contains the skew. `pictures` are the boxes of the pictures on the page
    as shown. `doubted` are boxes of reading space in which no figure and no blank cell is sure,
    whatever OCR says: rulings may be missing or invented there, or figures may be covered.
    """

    number: int
    width: float
    height: float
    turn: int
    words: tuple[Word, ...]
    horizontal: tuple[Ruling, ...]
    vertical: tuple[Ruling, ...]
    unmapped: int = 0
    images: int = 0
    source: TextSource = "text"
    left: float = 0.0
    skew: float = 0.0
    scale: float = 1.0
    hidden: tuple[Word, ...] = ()
    pictures: tuple[Box, ...] = ()
    perspective: tuple[float, ...] = ()
    doubted: tuple[Box, ...] = ()

    @property
    def reading_width(self) -> float:
        """The width of the whole sheet in reading space, in points."""
        return self.whole[2]

    @property
    def whole(self) -> Box:
        """The box of the whole sheet in reading space."""
        width, height = turn_size(self.width, self.height, self.turn)
        return 0.0, 0.0, width / self.scale, height / self.scale

    @property
    def is_unclear(self) -> bool:
        """Whether OCR could not make out much of the text: words may be lost or invented."""
        count = sum(len(word.text) for word in self.words)
        clear = sum(len(word.text) for word in self.words if word.score >= _CLEAR_SCORE)
        return clear < _CLEAR_SHARE * count

    def to_page_space(self, box: Box) -> Box:
        """A box in reading space as a box on the page as shown, in hundredths of a point."""
        x0, y0, x1, y1 = box
        moved = (x0 + self.left, y0, x1 + self.left, y1)
        x0, y0, x1, y1 = (self.scale * end for end in moved)
        size = turn_size(self.width, self.height, self.turn)
        shown = turn_box((x0, y0, x1, y1), -self.turn % 4, *size)
        if self.skew or self.perspective:
            shown = self._distort(shown)
        x0, y0, x1, y1 = shown
        return round(x0, 2), round(y0, 2), round(x1, 2), round(y1, 2)

    def _distort(self, box: Box) -> Box:
        """A box of the straight page, moved to where it is on the page as shown. Its width and
        height are the distances between the middles of its sides there."""
        x0, y0, x1, y1 = box
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        left, top = self._distort_point(x0, y), self._distort_point(x, y0)
        right, bottom = self._distort_point(x1, y), self._distort_point(x, y1)
        x, y = self._distort_point(x, y)
        width, height = math.dist(left, right), math.dist(top, bottom)
        return x - width / 2, y - height / 2, x + width / 2, y + height / 2

    def _distort_point(self, x: float, y: float) -> tuple[float, float]:
        middle_x, middle_y = self.width / 2, self.height / 2
        x, y = x - middle_x, y - middle_y
        a, b, c, d, e, f, g, h, i = self.perspective or rotation(math.radians(self.skew))
        w = g * x + h * y + i
        return (a * x + b * y + c) / w + middle_x, (d * x + e * y + f) / w + middle_y


def rotation(angle: float) -> tuple[float, ...]:
    """The matrix, by rows, of the rotation by an angle in radians, clockwise as y points down."""
    sine, cosine = math.sin(angle), math.cos(angle)
    return cosine, -sine, 0.0, sine, cosine, 0.0, 0.0, 0.0, 1.0


def turn_size(width: float, height: float, turn: int) -> tuple[float, float]:
    """Width and height of a sheet after `turn` quarter turns."""
    return (height, width) if turn % 2 else (width, height)


def turn_box(box: Box, turn: int, width: float, height: float) -> Box:
    """A box on a sheet of this size after `turn` quarter turns of the sheet clockwise."""
    for _ in range(turn):
        x0, y0, x1, y1 = box
        box = (height - y1, x0, height - y0, x1)
        width, height = height, width
    return box
