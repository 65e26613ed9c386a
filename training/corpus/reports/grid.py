"""A table as printed: a matrix whose places hold boxes; a merged box stands in several places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from gouji.pipeline.records import CellKey

Fill = Literal["blank", "skip", "copy"]


@dataclass(frozen=True, slots=True, eq=False)
class Box:
    """A printed field. Two boxes are the same only if they are one: identity makes a merge.

    `skew` is what a careless editor adds to the printed rowspan and colspan.
    """

    text: str
    key: CellKey | None = None
    skew: tuple[int, int] = (0, 0)

    def emptied(self) -> Box:
        """The same field with nothing printed in it."""
        return replace(self, text="")


Row = tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of the report; rows need not be of one length.

    `head` is the number of header rows, `labels` the number of label columns.
    """

    table: str
    rows: tuple[Row, ...]
    head: int
    labels: int

    @property
    def width(self) -> int:
        return max(map(len, self.rows), default=0)

    @property
    def keys(self) -> set[CellKey]:
        return {box.key for row in self.rows for box in row if box.key}

    def with_rows(self, rows: list[Row]) -> Grid:
        return replace(self, rows=tuple(rows))

    def swap(self, boxes: dict[Box, Box]) -> Grid:
        """This grid with some boxes replaced, wherever they stand."""
        rows = [tuple(boxes.get(box, box) for box in row) for row in self.rows]
        return self.with_rows(rows)


class Field(NamedTuple):
    """A box as an HTML row lists it."""

    box: Box
    rows: int
    columns: int
    head: bool


def list_fields(grid: Grid) -> Iterator[list[Field]]:
    """The rows with their fields as HTML has them: a merged box once, with its spans."""
    for at, row in enumerate(grid.rows):
        yield [
            Field(box, _height(grid, at, x), _breadth(row, x), at < grid.head)
            for x, box in enumerate(row)
            if not _covered(grid, at, x)
        ]


def list_texts(grid: Grid, across: Fill, down: Fill) -> Iterator[list[str]]:
    """The rows with their texts; what merged boxes cover is left blank, skipped, or a copy."""
    for at, row in enumerate(grid.rows):
        texts = []
        for x, box in enumerate(row):
            left = x > 0 and row[x - 1] is box
            fill = across if left else down if _above(grid, at, x) is box else "copy"
            if fill != "skip":
                texts.append(box.text if fill == "copy" else "")
        yield texts


def _above(grid: Grid, at: int, x: int) -> Box | None:
    return grid.rows[at - 1][x] if at and x < len(grid.rows[at - 1]) else None


def _covered(grid: Grid, at: int, x: int) -> bool:
    row = grid.rows[at]
    return (x > 0 and row[x - 1] is row[x]) or _above(grid, at, x) is row[x]


def _breadth(row: Row, x: int) -> int:
    end = x
    while end < len(row) and row[end] is row[x]:
        end += 1
    return end - x


def _height(grid: Grid, at: int, x: int) -> int:
    box, end = grid.rows[at][x], at + 1
    while end < len(grid.rows) and _above(grid, end + 1, x) is box:
        end += 1
    return end - at
