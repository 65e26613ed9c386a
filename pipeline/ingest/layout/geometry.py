"""Boxes, and texts with their boxes: how they lie to one another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from gouji.pipeline.language.numbering import MARKED_NUMBER
from gouji.pipeline.records import Box

# Distance, in points, that lines of one cell may have beyond the line spacing of the page.
SLACK = 1.5
Extent = tuple[float, float]  # left and right end, or top and bottom
Lines = Sequence[Sequence["TextBox"]]


class TextBox(NamedTuple):
    """Neighbouring words of a line as one text. `is_value`: it is a figure or a mark for
    nothing."""

    text: str
    box: Box
    is_value: bool

    @property
    def middle(self) -> float:
        """Its middle from top to bottom."""
        return (self.box[1] + self.box[3]) / 2

    @property
    def height(self) -> float:
        return self.box[3] - self.box[1]

    @property
    def extent(self) -> Extent:
        """Its left and right end."""
        return self.box[0], self.box[2]

    @property
    def has_label_number(self) -> bool:
        """Whether it begins with a number as labels have it, so that it continues no text."""
        return bool(MARKED_NUMBER.match(self.text))

    def is_above(self, other: TextBox) -> bool:
        x0, _, x1, bottom = self.box
        left, top, right, low = other.box
        overlaps = (x1 if x1 < right else right) > (x0 if x0 > left else left)
        return overlaps and low - bottom >= 0.9 * (low - top)

    def continues(self, other: TextBox, leading: float) -> bool:
        """Whether this text is the next line of `other`, at a line spacing of `leading` points."""
        return self.box[3] - other.box[3] <= leading + SLACK and other.is_above(self)

    def is_next_to(self, other: TextBox, leading: float) -> bool:
        """Whether two texts that are no figures lie as two lines of one text do."""
        if self.is_value or other.is_value:
            return False
        close = abs(other.box[3] - self.box[3]) <= leading + SLACK
        return close and (self.is_above(other) or other.is_above(self))


def line_middle(line: Sequence[TextBox]) -> float:
    """The mean of the middles of a line's texts, from top to bottom."""
    return sum(text.middle for text in line) / len(line)


def line_top(line: Sequence[TextBox]) -> float:
    return min(text.box[1] for text in line)


def bounding_box(boxes: Iterable[Box]) -> Box:
    """The box around boxes. Raises ValueError where there are none."""
    x0, y0, x1, y1 = zip(*boxes, strict=True)
    return min(x0), min(y0), max(x1), max(y1)


def is_over(column: Extent, box: Box) -> bool:
    """Whether a box lies above or below a column, in part at least."""
    return column[0] < box[2] and box[0] < column[1]
