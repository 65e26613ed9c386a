"""Tables in the cells of a Word table that are parts of it: the figures of a row in a table of
their own, and groups of columns side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from gouji.pipeline.ingest.document_builder import RowCell
from gouji.pipeline.ingest.limits import LONGEST_CELL, collapse_narrow_space
from gouji.pipeline.ingest.office.package import local_name
from gouji.pipeline.ingest.office.word_pictures import PictureLoader
from gouji.pipeline.ingest.office.word_print.properties import properties_of
from gouji.pipeline.ingest.office.word_print.tables import find_children, read_row, read_width
from gouji.pipeline.ingest.office.word_print.text import read_text

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_MOST_ROWS = 100  # Most rows of tables side by side.
_PARAGRAPHS = ("p", "tcPr", "bookmarkStart", "bookmarkEnd")
_PICTURES = frozenset("drawing pict object".split())
_MERGED = ("vmerge", "hmerge", "celldel")


class _Part(NamedTuple):
    """A group of columns: its heading, and the rows of its table."""

    heading: str
    rows: list[list[RowCell]]

    @property
    def width(self) -> int:
        """Columns of the table."""
        return max((cell.column + cell.column_span for row in self.rows for cell in row), default=0)

    @property
    def head(self) -> list[str]:
        """The texts of the first row."""
        return [cell.text for cell in self.rows[0]] if self.rows else []


def open_nested_rows(body: Element) -> None:
    """Put the cells of a nested table into the row around it, where the table has a single row, is
    all that is in its cell, and has as many columns as the cell spans."""
    for table in list(body.iter("{*}tbl")):
        cell = table.getparent()
        if cell is None or local_name(cell) != "tc" or len(table) > _MOST_ROWS:
            continue
        rows = list(find_children(table, "tr"))
        if len(rows) == 1 and _fills_cell(table, cell) and _has_width_of(rows[0], cell):
            row = cell.getparent()
            for inner in find_children(rows[0], "tc") if row is not None else ():
                cell.addprevious(inner)
            if row is not None:
                row.remove(cell)


def _fills_cell(table: Element, cell: Element) -> bool:
    """Whether a cell has nothing but a table."""
    others = [each for each in cell if each is not table]
    return all(local_name(each) in _PARAGRAPHS and _is_empty(each) for each in others)


def _is_empty(paragraph: Element) -> bool:
    """Whether a paragraph prints nothing."""
    has_picture = any(local_name(each) in _PICTURES for each in paragraph.iter("{*}*"))
    return not has_picture and not read_text(paragraph).strip()


def _has_width_of(row: Element, cell: Element) -> bool:
    """Whether the cells of a row are as wide as a cell of several columns, and none is merged."""
    inner = list(find_children(row, "tc"))
    is_merged = any(
        name in properties_of(each, "tcPr") for each in (cell, *inner) for name in _MERGED
    )
    is_moved = "gridbefore" in properties_of(row, "trPr")
    width = read_width(cell)
    return not is_merged and not is_moved and width > 1 and sum(map(read_width, inner)) == width


def join_tables(row: Element, load: PictureLoader) -> list[list[RowCell]]:
    """The rows of the tables in the cells of a row, if these are groups of columns of one table
    under their headings: with the same first row, and as many rows. Without such groups none."""
    cells = list(find_children(row, "tc"))
    tables = [[each for each in cell if local_name(each) == "tbl"] for cell in cells]
    if len(cells) < 2 or any(len(each) != 1 for each in tables):
        return []
    parts = [_read_part(each, cell, load) for (each,), cell in zip(tables, cells, strict=True)]
    first = parts[0]
    is_one = len(first.rows) > 1 and any(first.head) and first.width > 1
    if not is_one or any(not part.heading or _shape(part) != _shape(first) for part in parts):
        return []
    return list(_join(parts))


def _shape(part: _Part) -> tuple[int, list[str]]:
    return len(part.rows), part.head


def _read_part(table: Element, cell: Element, load: PictureLoader) -> _Part:
    """The table of a cell under the text before it. A text behind it is none of a group."""
    texts = [read_text(each).strip() for each in cell if local_name(each) == "p"]
    place = sum(1 for _ in table.itersiblings("{*}p", preceding=True))
    heading = collapse_narrow_space(" ".join(texts[:place]))
    rows = list(_read_rows(table, load))
    is_short = len(heading) <= LONGEST_CELL and len(rows) <= _MOST_ROWS
    return _Part(heading if is_short and not any(texts[place:]) else "", rows)


def _read_rows(table: Element, load: PictureLoader) -> Iterator[list[RowCell]]:
    open_columns: frozenset[int] = frozenset()
    for element in find_children(table, "tr"):
        row = read_row(element, open_columns, load)
        open_columns = row.open_columns
        yield row.row_cells


def _join(parts: Sequence[_Part]) -> Iterator[list[RowCell]]:
    """The rows of tables side by side, below a row of their headings."""
    starts = [sum(part.width for part in parts[:index]) for index in range(len(parts))]
    placed = list(zip(parts, starts, strict=True))
    yield [RowCell(part.heading, start, part.width) for part, start in placed]
    for number in range(len(parts[0].rows)):
        yield [
            cell._replace(column=start + cell.column)
            for part, start in placed
            for cell in part.rows[number]
        ]
