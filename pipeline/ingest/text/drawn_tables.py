"""Tables that are drawn with characters: ┌─┬─┐ of text browsers, +---+---+ of reStructuredText.

A cell is a rectangle between drawn lines, and may have several lines of text and cover several
columns and rows.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from gouji.pipeline.ingest.document_builder import RowCell
from gouji.pipeline.language.numerals import looks_like_value

# Characters of vertical lines that go on upwards and downwards, and of horizontal lines.
_BARS = frozenset("│┃║┆┊├┤┼┝┥┿┠┨╂┣┫╋╠╣╬╞╡╪╟╢╫|+¦")
_LEVELS = frozenset("─━═┄┈┬┴┭┮┯┰┱┲┳┵┶┷┸┹┺┻╦╩╤╧╥╨┼╋╬╪╫┌┐└┘┏┓┗┛╔╗╚╝╒╓╕╖╘╙╛╜╭╮╯╰-=+├┤┝┥┠┨┣┫╠╣╞╡╟╢|:")
# Characters that only tables are drawn with.
BOX_CHARACTERS = frozenset(chr(code) for code in range(0x2500, 0x2580))
_RULE = frozenset("─━═┄┈-=")
# Vertical lines from which no horizontal line goes.
_PLAIN = frozenset("│┃║┆┊|¦")
_MOST_COLUMNS = 4000
# The columns of a Chinese character, and of one whose width depends on the font. Programs that know
# of no widths count characters.
_WIDTHS = ((2, 1), (2, 2), (1, 1))


class _Char(NamedTuple):
    """A character and the column that it is drawn in."""

    char: str
    column: int


@dataclass(slots=True)
class _Cell:
    """A cell that is being read: the bars at its sides, its first and last line, its texts."""

    left: int
    right: int
    first: int
    last: int
    texts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return _join_lines([text for text in self.texts if text])


def read_drawn_table(lines: Sequence[str]) -> list[list[RowCell]] | None:
    """Return the rows of a table that is drawn in full; None for lines that draw no such table."""
    for wide, ambiguous in _WIDTHS:
        drawn = [_place(line, wide, ambiguous) for line in lines]
        if _is_aligned(drawn):
            return _to_rows(_find_cells(drawn))
    return None


def _place(line: str, wide: int, ambiguous: int) -> list[_Char]:
    column, placed = 0, []
    for char in line.rstrip():
        placed.append(_Char(char, column))
        kind = unicodedata.east_asian_width(char)
        width = wide if kind in "WF" else ambiguous if kind == "A" else 1
        column += 0 if unicodedata.combining(char) else width
    return placed


def _is_aligned(drawn: list[list[_Char]]) -> bool:
    """Whether all lines end at the same bar and their bars are below one another."""
    ends = {line[-1].column for line in drawn if line}
    starts = {line[0].column for line in drawn if line}
    first = [one.char for one in drawn[0]]
    is_border = all(char in _LEVELS for char in first) and len(first) > 2
    return is_border and len(ends) == 1 and len(starts) == 1 and ends.pop() < _MOST_COLUMNS


def _find_cells(drawn: list[list[_Char]]) -> list[_Cell]:
    cells: list[_Cell] = []
    open_cells: list[_Cell] = []
    edges = _find_edges(drawn)
    for number, line in enumerate(drawn):
        for left, right, text, bar in _cut(line, edges):
            if bar not in _PLAIN and len(text) > 1 and _LEVELS.issuperset(text):
                open_cells = [one for one in open_cells if not left <= one.left < right]
                continue
            found = next(
                (one for one in open_cells if (one.left, one.right) == (left, right)), None
            )
            if found is None:
                found = _Cell(left, right, number, number)
                open_cells = [one for one in open_cells if one.right <= left or one.left >= right]
                open_cells.append(found)
                cells.append(found)
            found.texts.append(text.strip())
            found.last = number
    return cells


def _find_edges(drawn: list[list[_Char]]) -> frozenset[int]:
    """The columns in which the horizontal lines have corners and crossings."""
    found: set[int] = set()
    for line in drawn:
        if sum(one.char in _LEVELS for one in line) * 2 > len(line):
            found |= {one.column for one in line if one.char not in _RULE and one.char in _LEVELS}
    return frozenset(found) | {line[end].column for line in drawn if line for end in (0, -1)}


def _cut(line: list[_Char], edges: frozenset[int]) -> Iterator[tuple[int, int, str, str]]:
    """The texts between the bars of a line, each with the bar on its left."""
    bars = [n for n, one in enumerate(line) if one.char in _BARS and one.column in edges]
    bars = sorted({0, *bars, len(line) - 1}) if line else []
    for left, right in pairwise(bars):
        text = "".join(one.char for one in line[left + 1 : right])
        yield line[left].column, line[right].column, text, line[left].char


def _to_rows(cells: list[_Cell]) -> list[list[RowCell]]:
    """Rows by the lines in which cells begin."""
    if any(_is_stacked(cell) for cell in cells):
        return _to_lines(cells)
    starts = sorted({cell.first for cell in cells})
    rows = [
        sorted((c for c in cells if c.first == start), key=lambda c: c.left) for start in starts
    ]
    edges = sorted({edge for cell in cells for edge in (cell.left, cell.right)})
    return [[_to_cell(cell, cell.text, edges) for cell in row] for row in rows]


def _is_stacked(cell: _Cell) -> bool:
    """Whether a cell has a figure among other lines: rows of the table without rules between."""
    filled = [text for text in cell.texts if text]
    return len(filled) > 1 and any(map(looks_like_value, filled))


def _to_lines(cells: list[_Cell]) -> list[list[RowCell]]:
    """Every line of text is a row."""
    edges = sorted({edge for cell in cells for edge in (cell.left, cell.right)})
    by_line: dict[int, list[RowCell]] = {}
    for cell in sorted(cells, key=lambda one: one.left):
        for number, text in enumerate(cell.texts, cell.first):
            by_line.setdefault(number, []).append(_to_cell(cell, text, edges))
    return [by_line[number] for number in sorted(by_line)]


def _to_cell(cell: _Cell, text: str, edges: list[int]) -> RowCell:
    column = edges.index(cell.left)
    return RowCell(text, column, edges.index(cell.right) - column)


def _join_lines(texts: list[str]) -> str:
    """Lines of one text: a space between Latin letters, none between Chinese ones."""
    joined = ""
    for text in texts:
        has_gap = joined and joined[-1].isascii() and text[0].isascii()
        joined += f" {text}" if has_gap else text
    return joined
