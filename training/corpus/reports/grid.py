"""A table as printed: rows of boxes, where a merged box is in several positions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from gouji.pipeline.records import CellKey

Fill = Literal["blank", "skip", "copy"]


@dataclass(frozen=True, slots=True, eq=False)
class Box:
    """A printed field of a table.

    Boxes are compared by identity: neighbouring positions are merged only if they hold the same
    object. `skew` is added to the rowspan and colspan that HTML prints, as a careless editor would.
    """

    text: str
    key: CellKey | None = None
    skew: tuple[int, int] = (0, 0)

    def emptied(self) -> Box:
        """The box without its text."""
        return replace(self, text="")


Row = tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of a report; its rows may differ in length.

    `head` is the number of header rows, `labels` the number of columns of row heads.
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
        """The grid with some boxes replaced, in all their positions."""
        rows = [tuple(boxes.get(box, box) for box in row) for row in self.rows]
        return self.with_rows(rows)


class Field(NamedTuple):
    """A box as a row of HTML lists it: once, with the rows and columns that it spans."""

    box: Box
    rows: int
    columns: int
    head: bool


def list_fields(grid: Grid) -> Iterator[list[Field]]:
    """The rows as HTML lists them: a merged box once, in the first of its positions."""
    for y, row in enumerate(grid.rows):
        yield [
            Field(box, _count_rows(grid, y, x), _count_columns(row, x), y < grid.head)
            for x, box in enumerate(row)
            if not _is_covered(grid, y, x)
        ]


def list_texts(grid: Grid, across: Fill, down: Fill) -> Iterator[list[str]]:
    """The texts of the rows. `across` and `down` say what the further positions of a merged box
    give in its first row and in the rows below: an empty text, nothing, or a copy of its text."""
    for y, row in enumerate(grid.rows):
        texts = []
        for x, box in enumerate(row):
            is_continued = x > 0 and row[x - 1] is box
            fill = across if is_continued else down if _find_above(grid, y, x) is box else "copy"
            if fill != "skip":
                texts.append(box.text if fill == "copy" else "")
        yield texts


def _find_above(grid: Grid, y: int, x: int) -> Box | None:
    """The box in the row above, or None where that row has no such column."""
    return grid.rows[y - 1][x] if y and x < len(grid.rows[y - 1]) else None


def _is_covered(grid: Grid, y: int, x: int) -> bool:
    """Whether the box of a position began further left or in a row above."""
    row = grid.rows[y]
    return (x > 0 and row[x - 1] is row[x]) or _find_above(grid, y, x) is row[x]


def _count_columns(row: Row, x: int) -> int:
    end = x
    while end < len(row) and row[end] is row[x]:
        end += 1
    return end - x


def _count_rows(grid: Grid, y: int, x: int) -> int:
    box, end = grid.rows[y][x], y + 1
    while end < len(grid.rows) and _find_above(grid, end + 1, x) is box:
        end += 1
    return end - y
