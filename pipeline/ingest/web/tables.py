"""The rows of tables of web pages, each cell at its grid column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, NamedTuple

from gouji.pipeline.ingest.document_builder import RowCell
from gouji.pipeline.ingest.limits import LONGEST_CELL, MAX_SPAN, collapse_narrow_space
from gouji.pipeline.ingest.scan.inline_pictures import PICTURE_MARK, PictureBuilder
from gouji.pipeline.ingest.stacked_rows import count_rows, is_in_row
from gouji.pipeline.ingest.web.addresses import Files
from gouji.pipeline.ingest.web.cell_text import read_lines
from gouji.pipeline.ingest.web.images import has_picture, to_picture

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_GROUPS = ("thead", "tbody", "tfoot")
_TO_THE_END = 10**6  # Rows of a cell that reaches to the end of its part of the table.


class _Cell(NamedTuple):
    """The lines of a cell, and where it is."""

    lines: tuple[str, ...]
    column: int
    width: int

    @property
    def text(self) -> str:
        return " ".join(filter(None, self.lines))


def is_layout(table: HtmlElement) -> bool:
    """Whether a table only positions other tables or long text on the page."""
    if table.find(".//table") is not None:
        return True
    cells = table.xpath("count(.//td | .//th)")
    texts = (cell.text_content() for cell in table.iter("td", "th"))
    return cells <= 2 or any(len(text) > LONGEST_CELL for text in texts)


def write_table(
    table: HtmlElement, builder: PictureBuilder, files: Files, collapsed: AbstractSet[HtmlElement]
) -> None:
    """Write the rows of a table in the order in which they are drawn, without those that are
    `collapsed`, and the tables that are pictures in it."""
    _write_captions(table, builder, is_below=False)
    hidden = _find_hidden_columns(table, collapsed)
    group, remaining = None, dict[int, int]()  # further rows that a cell spans, by column
    for row in _order_rows(table):
        if row.getparent() is not group:
            group, remaining = row.getparent(), {}
        covered = {column: rows for column, rows in remaining.items() if rows > 0}
        remaining = {column: rows - 1 for column, rows in covered.items()}
        cells = list(_place_cells(row, covered, remaining, files))
        if row in collapsed or group in collapsed:
            continue
        for line in _split_lines([cell for cell in cells if cell.column not in hidden]):
            builder.write_row(_to_row(line, hidden))
    for image in table.iter("img"):
        if picture := to_picture(image, files):
            builder.write_picture(picture)
    _write_captions(table, builder, is_below=True)


def _write_captions(table: HtmlElement, builder: PictureBuilder, is_below: bool) -> None:
    for caption in table.iterchildren("caption"):
        if (caption.get("align") == "bottom") is is_below:
            for line in read_lines(caption):
                builder.write_line(line)


def _order_rows(table: HtmlElement) -> Iterator[HtmlElement]:
    """The rows of a table as they are drawn: the first head above all, the first foot below."""
    parts = [part for part in table if part.tag in (*_GROUPS, "tr")]
    head = next((part for part in parts if part.tag == "thead"), None)
    foot = next((part for part in parts if part.tag == "tfoot"), None)
    if not parts or (head is None and foot is None):
        yield from table.iter("tr")
        return
    others = [part for part in parts if part is not head and part is not foot]
    for part in (head, *others, foot):
        if part is not None:
            yield from part.iter("tr")


def _find_hidden_columns(
    table: HtmlElement, collapsed: AbstractSet[HtmlElement]
) -> AbstractSet[int]:
    if not collapsed:
        return frozenset()
    hidden: set[int] = set()
    column = 0
    for element in table.iter("col", "colgroup"):
        if element.tag == "colgroup" and element.find("col") is not None:
            continue
        width = _read_span(element, "span")
        if element in collapsed or element.getparent() in collapsed:
            hidden.update(range(column, column + width))
        column += width
    return hidden


def _place_cells(
    row: HtmlElement, covered: Mapping[int, int], remaining: dict[int, int], files: Files
) -> Iterator[_Cell]:
    """Yield the cells of a row, beside the columns covered from above; update `remaining`.

    A cell with a picture in place of text has a mark, so that it is not taken for a blank one.
    """
    column = 0
    for cell in row.iterchildren("td", "th"):
        while column in covered:
            column += 1
        width, height = _read_span(cell, "colspan"), _read_height(cell)
        lines = tuple(read_lines(cell, keep_blank=True)) if len(cell) else _read_line(cell)
        if not any(lines) and has_picture(cell, files):
            lines = (PICTURE_MARK,)
        yield _Cell(lines, column, width)
        remaining.update(dict.fromkeys(range(column, column + width), height - 1))
        column += width


def _read_line(cell: HtmlElement) -> tuple[str, ...]:
    """The text of a cell without elements."""
    text = collapse_narrow_space(cell.text or "")
    return (text,) if text else ()


def _read_height(cell: HtmlElement) -> int:
    if (cell.get("rowspan") or "").strip() == "0":
        return _TO_THE_END
    return _read_span(cell, "rowspan")


def _read_span(cell: HtmlElement, name: str) -> int:
    digits = re.match(r"\s*(\d{1,4})", cell.get(name) or "")
    return min(MAX_SPAN, max(1, int(digits.group(1)))) if digits else 1


def _to_row(cells: Sequence[_Cell], hidden: AbstractSet[int]) -> Iterator[RowCell]:
    for cell in cells:
        if not hidden:
            yield RowCell(cell.text, cell.column, cell.width)
            continue
        before = sum(column < cell.column for column in hidden)
        inside = sum(cell.column <= column < cell.column + cell.width for column in hidden)
        yield RowCell(cell.text, cell.column - before, max(1, cell.width - inside))


def _split_lines(cells: Sequence[_Cell]) -> Iterator[list[_Cell]]:
    """Yield the rows of a table that stand as lines in one row."""
    count = count_rows([cell.lines for cell in cells])
    if count < 2:
        yield list(cells)
        return
    for number in range(count):
        yield [
            cell._replace(lines=cell.lines[number : number + 1])
            for cell in cells
            if is_in_row(cell.lines, number, count)
        ]
