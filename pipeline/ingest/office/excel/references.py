"""References to cells and ranges of a sheet by letters and number: B3, $B$3, B3:D7."""

from __future__ import annotations

import re
from typing import NamedTuple

from gouji.pipeline.ingest.limits import MAX_COLUMNS

REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")

Position = tuple[int, int]  # row and column from 0


class CellRange(NamedTuple):
    """A range of cells, such as merged ones; all four are inclusive and count from 0."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    def contains(self, position: Position) -> bool:
        """Whether a cell is in the range."""
        row, column = position
        is_in_row = self.first_row <= row <= self.last_row
        return is_in_row and self.first_column <= column <= self.last_column


def to_column(letters: str) -> int:
    """Return the index of a column by its letters: A is 0, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def read_range(reference: str) -> CellRange | None:
    """Return the range of a reference such as B3:D7 or B3, as far as its columns are read; None
    for one that is none."""
    corners = [REFERENCE.fullmatch(corner) for corner in reference.split(":")[:2]]
    if None in corners:
        return None
    rows = [int(corner[2]) - 1 for corner in corners if corner]
    columns = [to_column(corner[1]) for corner in corners if corner]
    if columns[0] >= MAX_COLUMNS or rows[0] > rows[-1] or columns[0] > columns[-1]:
        return None
    return CellRange(rows[0], columns[0], rows[-1], min(columns[-1], MAX_COLUMNS - 1))


def shift(reference: str, first: Position, position: Position) -> Position | None:
    """Return the cell that a relative reference names in a cell, where it names `reference` in the
    cell `first`; None for one outside of the sheet."""
    match = REFERENCE.fullmatch(reference)
    if match is None:
        return None
    row, column = int(match[2]) - 1, to_column(match[1])
    letters, _, number = reference.lstrip("$").partition("$")
    has_fixed_row = bool(number) or not letters
    row += 0 if has_fixed_row else position[0] - first[0]
    column += 0 if reference.startswith("$") else position[1] - first[1]
    return (row, column) if row >= 0 and column >= 0 else None
