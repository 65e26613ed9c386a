"""Pages to printed lines, by their rulings and by their words alone.

A page with a ruled table is read in both ways, since lost rulings lead to wrong columns at places
that look right. Text layers and scans give the same records and go the same way.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from gouji.pipeline.ingest.layout.continuation import join_pages
from gouji.pipeline.ingest.layout.facing_pages import split_facing_pages
from gouji.pipeline.ingest.layout.letter_spacing import join_spaced_figures
from gouji.pipeline.ingest.layout.page import Page, Word
from gouji.pipeline.ingest.layout.printed_lines import (
    PrintedLine,
    PrintedPage,
    add_scores,
    doubt_cells,
)
from gouji.pipeline.ingest.layout.raised_digits import attach_raised
from gouji.pipeline.ingest.layout.ruled.camelot_grids import find_grids
from gouji.pipeline.ingest.layout.ruled.column_edges import infer_column_edges
from gouji.pipeline.ingest.layout.ruled.field_borders import without_form_boxes
from gouji.pipeline.ingest.layout.ruled.tables import (
    PageLayout,
    PageLayouts,
    RuledTable,
    find_tables,
)
from gouji.pipeline.ingest.layout.text_lines import words_to_lines
from gouji.pipeline.ingest.layout.unruled.bands import Band, read_band, words_to_band
from gouji.pipeline.ingest.layout.unruled.table_context import (
    NO_CONTEXT,
    TableContext,
    context_below_ruled_header,
    context_below_ruled_table,
)
from gouji.pipeline.ingest.layout.wide_tables import TablesOnPages, join_wide_tables

# Least width and height of a cell, in heights of small characters: less than a figure needs.
_MIN_CELL = 0.4
_SMALL = 10  # One in so many words may be smaller than the small ones: marks of notes.


class Readings(NamedTuple):
    """The pages read in two ways, the numbers of those where the ways differ, and of those much of
    whose text OCR could not make out."""

    by_rulings: tuple[PrintedPage, ...]
    by_words: tuple[PrintedPage, ...]
    read_twice: tuple[int, ...]
    unclear: tuple[int, ...] = ()


def read_pages(pages: Iterable[Page]) -> Readings:
    """The printed lines of pages, in both ways."""
    by_rulings, by_words = _Reading(), _Reading()
    read_twice: list[int] = []
    unclear: list[int] = []
    for sheet in pages:
        unclear += [sheet.number] if sheet.is_unclear else []
        joined = replace(sheet, words=join_spaced_figures(attach_raised(sheet.words)))
        for page in split_facing_pages(joined):
            layouts = _lay_out(page, by_rulings.context.right)
            bands = _Bands()
            is_same = by_words.context == by_rulings.context
            by_rulings.add(page, layouts.by_rulings, bands)
            if layouts.by_words:
                by_words.add(page, layouts.by_words, bands)
                read_twice += [page.number] if page.number not in read_twice else []
            elif is_same:
                by_words.copy_last_page(by_rulings)
            else:
                by_words.add(page, layouts.by_rulings, bands)
    return Readings(by_rulings.join(), by_words.join(), tuple(read_twice), tuple(unclear))


def _lay_out(page: Page, right: float) -> PageLayouts:
    """A page by its rulings and by its words. `right` is the right end of a table that may go on
    from the page before."""
    horizontal, vertical = without_form_boxes(page.horizontal, page.vertical)
    inferred = [] if vertical else infer_column_edges(horizontal, words_to_lines(page.words))
    grids = find_grids(horizontal, vertical or inferred, _min_cell_size(page.words))
    return find_tables(grids, page, bool(inferred), right)


def _min_cell_size(words: Sequence[Word]) -> float:
    """The least width and height, in points, of a cell with one of the small words in it."""
    heights = sorted(word.height for word in words)
    return _MIN_CELL * heights[len(heights) // _SMALL] if heights else 0.0


class _Bands:
    """The bands of a page by their words: both readings share those that they have in common."""

    def __init__(self) -> None:
        self._bands: dict[tuple[Word, ...], Band] = {}

    def find(self, words: tuple[Word, ...]) -> Band:
        if words not in self._bands:
            self._bands[words] = words_to_band(words)
        return self._bands[words]


@dataclass(slots=True)
class _Reading:
    """The pages read so far in one way, their ruled tables, and the context of the next page."""

    pages: list[PrintedPage] = field(default_factory=list)
    tables: list[RuledTable] = field(default_factory=list)
    context: TableContext = NO_CONTEXT

    def add(self, page: Page, layout: PageLayout, bands: _Bands) -> None:
        """Read a page: its tables and lines, from top to bottom."""
        lines: list[PrintedLine] = []
        for words in layout.bands:
            band = bands.find(words)
            context = context_below_ruled_header(self.context, layout.tables, band.top)
            reading = read_band(band, context)
            lines += reading.lines
            self.context = reading.context
        for table in layout.tables:
            above = sum(line.top < table.grid.box[1] for line in lines)
            below = sum(line.top > table.grid.box[3] for line in lines)
            number = len(self.tables)
            self.tables.append(replace(table, lines_above=above, lines_below=below))
            lines += [PrintedLine(row.top, row.cells, "ruled row", number) for row in table.rows]
        self.context = context_below_ruled_table(self.context, layout.tables, lines)
        ordered = sorted(lines, key=_top)
        scored = add_scores(ordered, page.words)
        if page.doubted:
            scored = doubt_cells(scored, page.doubted)
        self.pages.append(PrintedPage(page.number, tuple(_in_page_space(page, scored))))

    def copy_last_page(self, other: _Reading) -> None:
        """Take the last page of another reading, on which there is no ruled table."""
        self.pages.append(other.pages[-1])
        self.context = other.context

    def join(self) -> tuple[PrintedPage, ...]:
        """The pages with tables joined over their ends."""
        document = TablesOnPages(tuple(self.pages), tuple(self.tables))
        return join_pages(join_wide_tables(document))


def _top(line: PrintedLine) -> float:
    return line.top


def _in_page_space(page: Page, lines: Iterable[PrintedLine]) -> Iterable[PrintedLine]:
    for line in lines:
        cells = tuple(cell.map_boxes(page.to_page_space) for cell in line.cells)
        yield line._replace(cells=cells)
