"""Texts of a page with their boxes, and how they stand to one another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gouji.pipeline.language.numbering import ANY_NUMBER, MARKED_NUMBER
from gouji.pipeline.records import Box

SLACK = 1.5  # points by which lines of one cell may be further apart than those of a paragraph
NUMBERED = ANY_NUMBER
Extent = tuple[float, float]
Lines = Sequence[Sequence["Field"]]


@dataclass(frozen=True, slots=True)
class Field:
    """Neighbouring glyphs of a line, as one text."""

    text: str
    box: Box
    is_value: bool

    @property
    def level(self) -> float:
        return (self.box[1] + self.box[3]) / 2

    @property
    def height(self) -> float:
        return self.box[3] - self.box[1]

    @property
    def begins(self) -> bool:
        """Whether it begins with a number as labels bear: no text goes on so."""
        return bool(MARKED_NUMBER.match(self.text))

    def is_above(self, other: Field) -> bool:
        overlaps = min(self.box[2], other.box[2]) > max(self.box[0], other.box[0])
        return overlaps and other.box[3] - self.box[3] >= 0.9 * other.height

    def is_next_to(self, other: Field, leading: float) -> bool:
        """Whether two texts that are no figures stand as lines of one text do."""
        stacked = self.is_above(other) or other.is_above(self)
        close = abs(other.box[3] - self.box[3]) <= leading + SLACK
        return stacked and close and not self.is_value and not other.is_value


def center(line: Sequence[Field]) -> float:
    """The height at which a line stands."""
    return sum(one.level for one in line) / len(line)


def around(boxes: Iterable[Box]) -> Box:
    """The box around boxes, of which there is one at least."""
    x0, y0, x1, y1 = zip(*boxes, strict=True)
    return min(x0), min(y0), max(x1), max(y1)


def overlap(column: Extent, box: Box) -> bool:
    """Whether a box stands over or under a column."""
    return column[0] < box[2] and box[0] < column[1]
