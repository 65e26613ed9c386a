"""The tables of a Word file: the cells of a row by grid columns, and tables that only lay out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from gouji.pipeline.ingest.document_builder import RowCell
from gouji.pipeline.ingest.limits import LONGEST_CELL, MAX_SPAN, collapse_narrow_space
from gouji.pipeline.ingest.office.package import attribute, local_name, to_int
from gouji.pipeline.ingest.office.word_pictures import PictureLoader, find_pictures
from gouji.pipeline.ingest.office.word_print.properties import properties_of
from gouji.pipeline.ingest.office.word_print.text import read_text
from gouji.pipeline.ingest.scan.inline_pictures import PICTURE_MARK
from gouji.pipeline.ingest.ticks import leave_out_ticks

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

# A table with fewer cells for each long cell only positions its text.
_FEWEST_CELLS_PER_LONG_CELL = 10


def is_layout(table: Element) -> bool:
    """Whether a table only positions other tables or long text on the page."""
    rows = [list(find_children(row, "tc")) for row in find_children(table, "tr")]
    cells = [cell for row in rows for cell in row]
    if len(cells) <= 2:
        return True
    cells_in_rows = sum(len(row) for row in rows if len(row) > 1)
    largest_nested = max(_count_nested_cells(table), default=0)
    long_cells = sum(map(is_long, cells))
    return largest_nested >= cells_in_rows or long_cells * _FEWEST_CELLS_PER_LONG_CELL > len(cells)


def is_long(cell: Element) -> bool:
    """Whether a cell has more text than a field of a table."""
    # Most cells are short: the raw text is counted before the shown text is read.
    return sum(map(len, cell.itertext())) > LONGEST_CELL < len(read_text(cell))


def _count_nested_cells(table: Element) -> Iterator[int]:
    """Yield the number of cells of each outermost table inside a table."""
    stack = list(table)
    while stack:
        node = stack.pop()
        if local_name(node) == "tbl":
            yield sum(1 for _ in node.iter("{*}tc"))
        else:
            stack.extend(node)


class TableRow(NamedTuple):
    """The cells that begin in a row, and the columns of cells that may continue in the next row."""

    row_cells: list[RowCell]
    open_columns: frozenset[int]


def read_row(row: Element, open_columns: frozenset[int], load: PictureLoader) -> TableRow:
    """Read the cells of a row.

    `open_columns` are those of the row above. A cell that continues the one above is left out; its
    columns stay empty.
    """
    column = _read_size(properties_of(row, "trPr").get("gridbefore"))
    row_cells: list[RowCell] = []
    merged: set[int] = set()
    for cell in find_children(row, "tc"):
        properties = properties_of(cell, "tcPr")
        if "celldel" in properties:
            continue
        width = _width_of(properties)
        if "vmerge" in properties:
            merged.add(column)
        if _is_continued(properties, "hmerge") and row_cells:
            row_cells[-1] = _widen(row_cells[-1], column + width)
        elif not (_is_continued(properties, "vmerge") and column in open_columns):
            row_cells.append(RowCell(_read_cell(cell, load), column, width))
        column += width
    return TableRow(row_cells, frozenset(merged))


def read_width(cell: Element) -> int:
    """The number of columns of a cell."""
    return _width_of(properties_of(cell, "tcPr"))


def _width_of(properties: dict[str, Element]) -> int:
    return max(1, _read_size(properties.get("gridspan")))


def _widen(cell: RowCell, end: int) -> RowCell:
    """A cell that reaches to the column before `end`."""
    return cell._replace(column_span=end - cell.column)


def _read_cell(cell: Element, load: PictureLoader) -> str:
    """The text of a cell. A cell with a picture alone has a mark: it is no blank cell."""
    text = leave_out_ticks(collapse_narrow_space(read_text(cell)))
    is_pictured = not text and any(not each.is_spacer for each in find_pictures(cell, load))
    return PICTURE_MARK if is_pictured else text


def _is_continued(properties: dict[str, Element], name: str) -> bool:
    """Whether a cell is merged into the one above (vmerge) or before it (hmerge)."""
    return name in properties and attribute(properties[name], "val") != "restart"


def find_children(node: Element, name: str) -> Iterator[Element]:
    """Yield rows or cells, also those inside content controls, insertions and custom XML."""
    stack = list(reversed(node))
    while stack:
        child = stack.pop()
        if local_name(child) == name:
            yield child
        elif local_name(child) not in ("tr", "tc", "p"):
            stack.extend(reversed(child))


def _read_size(element: Element | None) -> int:
    """Return a number of columns, at most MAX_SPAN; 0 for no element."""
    if element is None:
        return 0
    return min(MAX_SPAN, to_int(attribute(element, "val"), MAX_SPAN))
