"""Column edges of tables that have horizontal rulings only, drawn cell by cell.

The ends of such rulings show the edges of all columns. An edge is drawn beside a cell where no text
runs across it: some programs cut the ruling below a wide cell at every column that the cell spans.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gouji.pipeline.ingest.layout.page import Ruling
from gouji.pipeline.ingest.layout.text_lines import Line, is_text_across

_SAME = 1.0  # Distance, in points, below which two ends or two levels are one.
_MOST_RULINGS = 2000  # Most rulings of a page; a page with more is a drawing.
_FEWEST_CUT_LEVELS = 2  # Fewest levels at which the rulings of a table are cut.


class _Level(NamedTuple):
    """The rulings at one height, from left to right."""

    y: float
    rulings: list[Ruling]

    @property
    def ends(self) -> list[float]:
        return [end for ruling in self.rulings for end in (ruling.x0, ruling.x1)]


def infer_column_edges(horizontal: Sequence[Ruling], lines: Sequence[Line]) -> list[Ruling]:
    """Vertical rulings where horizontal ones end. `lines` are those of the page's words."""
    edges: list[Ruling] = []
    if len(horizontal) > _MOST_RULINGS:
        return edges
    for table in _find_tables(_find_levels(horizontal)):
        if sum(len(level.rulings) > 1 for level in table) >= _FEWEST_CUT_LEVELS:
            edges += _draw_edges(table, lines)
    return edges


def _find_levels(horizontal: Sequence[Ruling]) -> list[_Level]:
    """From top to bottom."""
    levels: list[_Level] = []
    for ruling in sorted(horizontal, key=_height):
        if levels and ruling.y0 - levels[-1].y < _SAME:
            levels[-1].rulings.append(ruling)
        else:
            levels.append(_Level(ruling.y0, [ruling]))
    return [_Level(level.y, sorted(level.rulings)) for level in levels]


def _height(ruling: Ruling) -> float:
    return ruling.y0


def _find_tables(levels: Sequence[_Level]) -> Iterator[list[_Level]]:
    """Consecutive levels with the same columns: the ends of one are among those of the others."""
    table: list[_Level] = []
    columns: list[float] = []
    for level in levels:
        ends = level.ends
        if table and not (_are_among(ends, columns) or _are_among(columns, ends)):
            yield table
            table, columns = [], []
        table.append(level)
        columns = columns if _are_among(ends, columns) else ends
    if table:
        yield table


def _are_among(ends: Sequence[float], others: Sequence[float]) -> bool:
    return all(any(abs(end - other) < _SAME for other in others) for end in ends)


def _draw_edges(table: Sequence[_Level], lines: Sequence[Line]) -> Iterator[Ruling]:
    """Both sides of the cell above each ruling, up to the next ruling above it."""
    for index, (bottom, rulings) in enumerate(table):
        for x0, _, x1, _ in rulings:
            above = (y for y, others in table[:index] if _covers(others, (x0 + x1) / 2))
            top = max(above, default=None)
            if top is None:
                continue
            inside = [line for line in lines if top < line[0].y < bottom]
            for x in (x0, x1):
                if not any(is_text_across(line, x) for line in inside):
                    yield Ruling(x, top, x, bottom)


def _covers(rulings: Sequence[Ruling], x: float) -> bool:
    return any(x0 <= x <= x1 for x0, _, x1, _ in rulings)
