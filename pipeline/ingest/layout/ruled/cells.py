"""The cells of a grid with their words, lines and text, each worked out once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from gouji.pipeline.ingest.layout.page import Word
from gouji.pipeline.ingest.layout.ruled.grids import Grid, GridCell, index_positions
from gouji.pipeline.ingest.layout.text_lines import (
    Line,
    join_lines,
    line_box,
    line_to_text,
    split_at_gaps,
    turn_upright,
    words_to_lines,
)
from gouji.pipeline.language.numbering import ANY_NUMBER
from gouji.pipeline.language.numerals import looks_like_value
from gouji.pipeline.records import Box

# Height of a word, in usual heights of the words of a table, from which it may be a watermark.
_TALL = 2.0
_MOST_PADDING = (
    12.0  # Most space, in points, that a cell leaves free on both sides; Word's is 10.8.
)
_MANY_LINES = 3  # Lines, and lines with numbers, beyond which a cell may be a list of labels.
_WIDE = 100.0  # Width of a cell, in points, above which all of its lines cannot be short by need.
_SET_DOWNWARDS = (
    3  # Most characters a line of a label whose characters are set one below the other.
)
# A figure, or a mark for nothing, on several lines.
_ONE_FIGURE = re.compile(r"[0-9０-９][0-9０-９,，.．]*[^0-9０-９ ]{0,3}|—{2}")
_NUMBERED_LABEL = re.compile(r"\d+[、.．]\D")


@dataclass(frozen=True, slots=True)
class FilledCell:
    """A cell with its words as printed, their lines, and the text that these are.

    `fields` are the texts side by side in each line, `figures` those that are figures; the number
    of a label is none. `is_figure`: the cell is one figure, or one mark for nothing. `text_box` is
    around the printed characters, None where nothing is printed.
    """

    cell: GridCell
    words: tuple[Word, ...]
    lines: tuple[Line, ...]
    fields: tuple[tuple[Line, ...], ...]
    text: str
    figures: tuple[Line, ...]
    is_figure: bool
    text_box: Box | None

    @property
    def width(self) -> float:
        return self.cell.box[2] - self.cell.box[0]

    @property
    def is_value(self) -> bool:
        """Whether the text is a figure, several of them, or a mark for nothing."""
        return looks_like_value(self.text)

    @property
    def is_merged(self) -> bool:
        """Whether the cell spans several rows or columns."""
        return self.cell.column_span > 1 or self.cell.row_span > 1

    @property
    def is_crowded(self) -> bool:
        """Whether a figure is beside other text."""
        return bool(self.figures) and not self.is_figure

    @property
    def is_list(self) -> bool:
        """Whether the cell has many lines that all end in its left half: labels of several rows."""
        return self._has_lines_of_text and all(
            2 * (line[-1].box[2] - line[0].box[0]) < self.width for line in self.lines
        )

    @property
    def is_numbered_list(self) -> bool:
        """Whether several of its many lines begin with a number."""
        if not self._has_lines_of_text:
            return False
        return sum(bool(ANY_NUMBER.match(line_to_text(line))) for line in self.lines) >= _MANY_LINES

    @property
    def _has_lines_of_text(self) -> bool:
        """Whether the cell is of one row, wide enough for words, and has many lines of them."""
        if len(self.lines) <= _MANY_LINES or self.cell.row_span != 1 or self.width <= _WIDE:
            return False
        characters = sum(len(word.text) for word in self.words)
        is_upright = not any(word.turn for word in self.words)
        return characters > _SET_DOWNWARDS * len(self.lines) and is_upright


@dataclass(frozen=True, slots=True)
class FilledGrid:
    """A grid and its filled cells, in the order of the grid's. A word higher than its cell and than
    `watermark_height` points is part of a watermark and in no cell."""

    grid: Grid
    cells: tuple[FilledCell, ...]
    watermark_height: float


def fill_cell(cell: GridCell, words: Sequence[Word], padding: float = 0.0) -> FilledCell:
    """A cell with these words in it. `padding` is the space, in points, that its table leaves free
    on both sides of a cell together."""
    if not words:
        return FilledCell(cell, (), (), (), "", (), False, None)
    lines = words_to_lines(words)
    text = _cell_text(cell, words, lines, padding)
    fields = [tuple(split_at_gaps(line)) for line in lines]
    figures = [field for line in fields for field in line if _is_figure(line_to_text(field))]
    if _NUMBERED_LABEL.match(text) and figures[:1] == [fields[0][0]]:
        figures = figures[1:]  # the number of a label, alone on a line of a narrow column
    is_one = len(figures) == 1 or bool(_ONE_FIGURE.fullmatch(text))
    return FilledCell(
        cell,
        tuple(words),
        tuple(lines),
        tuple(fields),
        text,
        tuple(figures),
        is_one and looks_like_value(text),
        line_box(words),
    )


def _cell_text(cell: GridCell, words: Sequence[Word], lines: Sequence[Line], padding: float) -> str:
    upright, turn = turn_upright(words)
    if turn:
        return join_lines(words_to_lines(upright), None, padding)
    return join_lines(lines, cell.box[2] - cell.box[0], padding)


def _is_figure(text: str) -> bool:
    """Whether a field is a figure; a numeral in Chinese characters alone is the number of a
    label."""
    return looks_like_value(text) and (text.isdigit() or not text.isnumeric())


def fill_grid(grid: Grid, words: Sequence[Word]) -> FilledGrid:
    """A grid with the words in it, without those of a watermark."""
    height = _TALL * median(word.height for word in words) if words else 0.0
    return FilledGrid(grid, tuple(fill_cells(grid, grid.cells, words, height)), height)


def fill_cells(
    grid: Grid,
    cells: Sequence[GridCell],
    words: Iterable[Word],
    watermark_height: float,
    padding: float = 0.0,
) -> Iterator[FilledCell]:
    """Cells of a grid with the words whose middles lie in them; these cells hold all the words."""
    index_at = index_positions(cells)
    words_of: list[list[Word]] = [[] for _ in cells]
    for word in words:
        index = index_at[grid.find_position(word)]
        _, top, _, bottom = cells[index].box
        if word.height <= max(watermark_height, bottom - top):
            words_of[index].append(word)
    for cell, inside in zip(cells, words_of, strict=True):
        yield fill_cell(cell, inside, padding)


def find_padding(cells: Sequence[FilledCell]) -> float:
    """The space, in points, that even the fullest cells leave free at their left and right."""
    boxes = [(one.cell.box, one.text_box) for one in cells if one.text_box]
    left = min((inner[0] - outer[0] for outer, inner in boxes), default=0.0)
    right = min((outer[2] - inner[2] for outer, inner in boxes), default=0.0)
    return min(max(0.0, left + right), _MOST_PADDING)


def with_padding(filled: FilledGrid, padding: float) -> FilledGrid:
    """The grid with the texts that its cells have if they leave `padding` points free. Only whether
    a figure goes on in the next line depends on that."""
    if not padding:
        return filled
    cells = (
        fill_cell(one.cell, one.words, padding) if len(one.lines) > 1 else one
        for one in filled.cells
    )
    return replace(filled, cells=tuple(cells))


def count_lines_across(cell: FilledCell, edges: Sequence[float]) -> int:
    """The lines of a cell that have texts on both sides of an edge."""
    gaps = [[(a[-1].box[2], b[0].box[0]) for a, b in pairwise(line)] for line in cell.fields]
    return sum(any(x0 <= edge <= x1 for x0, x1 in line for edge in edges) for line in gaps)
