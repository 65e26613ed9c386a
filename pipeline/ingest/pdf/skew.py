"""The skew of a text layer: scanners' software, and some printers, turn a whole page a little."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from gouji.pipeline.ingest.pdf.page_objects import PageSpace, Point
from gouji.pipeline.records import Box

# Least and greatest skew, in degrees, that is taken out. Text turned further is a stamp.
_LEAST, _MOST = 0.05, 8.0
_SAME = 0.1  # Degrees by which a character of a skewed page may be turned otherwise.
_SHARE = 0.8  # Least share of the characters that are turned alike.


def find_skew(angles: Sequence[float]) -> float:
    """The skew of a page, in degrees clockwise, by the angles of its characters in radians; 0 where
    they are turned in several ways."""
    if not angles:
        return 0.0
    degrees = [math.degrees(angle) for angle in angles]
    turns = [angle - 90 * round(angle / 90) for angle in degrees]
    skew = median(turns)
    alike = sum(abs(turn - skew) <= _SAME for turn in turns)
    is_skewed = _LEAST <= abs(skew) <= _MOST and alike >= _SHARE * len(turns)
    return skew if is_skewed else 0.0


@dataclass(frozen=True, slots=True)
class Straightening:
    """Turns user space about the middle of the page so that its lines are level. `skew` is that of
    the page, in degrees clockwise."""

    skew: float
    middle: Point

    @classmethod
    def of(cls, space: PageSpace, skew: float) -> Straightening:
        return cls(skew, (space.left + space.width / 2, space.top - space.height / 2))

    def move_point(self, point: Point) -> Point:
        if not self.skew:
            return point
        sine, cosine = math.sin(math.radians(self.skew)), math.cos(math.radians(self.skew))
        x, y = point[0] - self.middle[0], point[1] - self.middle[1]
        return self.middle[0] + x * cosine - y * sine, self.middle[1] + x * sine + y * cosine

    def move_box(self, box: Box) -> Box:
        """A box around the place where its middle is then. Its size stays."""
        if not self.skew:
            return box
        x0, y0, x1, y1 = box
        x, y = self.move_point(((x0 + x1) / 2, (y0 + y1) / 2))
        width, height = (x1 - x0) / 2, (y1 - y0) / 2
        return x - width, y - height, x + width, y + height
