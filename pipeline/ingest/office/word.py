"""Word files to `Document`: paragraphs and tables in the order of the body, as they are shown.

Tracked changes count as accepted. Hidden text, comments, notes, and the text of headers and footers
are left out; tables that are pictures in headers and footers are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from gouji.pipeline.errors import Damaged
from gouji.pipeline.ingest.document_builder import RowCell
from gouji.pipeline.ingest.limits import LONGEST_CELL, MAX_SPAN, collapse_narrow_space
from gouji.pipeline.ingest.office.package import (
    Package,
    attribute,
    local_name,
    open_package,
    parse_xml,
    to_int,
)
from gouji.pipeline.ingest.office.word_pictures import (
    PictureLoader,
    find_pictures,
    open_pictures,
)
from gouji.pipeline.ingest.office.word_print.numbering import NUMBER, write_numbers
from gouji.pipeline.ingest.office.word_print.properties import Styles, properties_of
from gouji.pipeline.ingest.office.word_print.visibility import remove_hidden
from gouji.pipeline.ingest.scan.inline_pictures import (
    PICTURE_MARK,
    InlinePicture,
    PictureBuilder,
)
from gouji.pipeline.ingest.web.mhtml import write_page_or_mhtml
from gouji.pipeline.records import Document

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_USUAL_MAIN = "word/document.xml"
_USUAL_STYLES = "word/styles.xml"
_USUAL_NUMBERING = "word/numbering.xml"
# The text of elements that stand for a character.
_CHARACTERS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": " "}
# The text before a part of an equation: denominator, superscript, subscript.
_EQUATION_MARKS = {"den": "/", "sup": "^", "sub": "_"}
# Characters that the font Symbol has at the places of ASCII.
_SYMBOL_FONT_ASCII = "0123456789+-/.,()%"
_REPLACEMENT = "\ufffd"  # for a symbol that has no character in Unicode
# Cells of a table for each cell with long text, below which the table only positions its text.
_FEWEST_CELLS_PER_LONG_CELL = 10
# Points up to which a picture in a header or footer is a banner and no table.
_HIGHEST_BANNER = 120.0


def ingest_docx(data: bytes, media: str) -> Document:
    """Return the body of a Word file. Raises ReportError."""
    builder = PictureBuilder()
    write_docx(data, builder)
    return builder.finish(media)


def write_docx(data: bytes, builder: PictureBuilder) -> None:
    """Write the body of a Word file. Raises ReportError."""
    with open_package(data) as package:
        main = package.find_main() or _USUAL_MAIN
        root = package.parse(main)
        styles = package.find_linked(main, "styles") or _USUAL_STYLES
        numbering = package.find(package.find_linked(main, "numbering") or _USUAL_NUMBERING)
        body = _find_body(root, Styles(package.find(styles)), numbering, builder)
        _write_frame(package, main, "header", builder)
        _write(body, builder, open_pictures(package, main))
        _write_frame(package, main, "footer", builder)
        # Some converters write web pages that Word imports when it opens the file.
        for link in package.links(main) if builder.is_empty else ():
            if link.kind == "aFChunk" and link.target in package:
                write_page_or_mhtml(package.read(link.target), builder)


def ingest_word_xml(data: bytes, media: str) -> Document:
    """Return the body of a Word file that is one XML tree: Word 2003, or a package in one file.

    Raises Damaged.
    """
    root = parse_xml(data, "Word")
    builder = PictureBuilder()
    styles = Styles(next(root.iter("{*}styles"), None))
    body = _find_body(root, styles, next(root.iter("{*}numbering"), None), builder)
    _write(body, builder, lambda _: None)
    return builder.finish(media)


def _find_body(
    root: Element, styles: Styles, numbering: Element | None, builder: PictureBuilder
) -> Element:
    """The visible body. Its characters are counted before its pictures are read."""
    body = next(root.iter("{*}body"), None)
    if body is None:
        raise Damaged("w:body")
    write_numbers(body, numbering, styles)
    remove_hidden(body, styles)
    builder.characters += sum(len(text.text or "") for text in body.iter("{*}t"))
    return body


def _write_frame(package: Package, main: str, kind: str, builder: PictureBuilder) -> None:
    """Write the pictures in all headers or footers; one that is in several of them is one."""
    written: set[bytes | None] = set()
    for link in package.links(main):
        if link.kind != kind or link.target not in package:
            continue
        root = package.parse(link.target)
        remove_hidden(root, Styles(None))
        for picture in find_pictures(root, open_pictures(package, link.target)):
            is_banner = 0 < picture.height < _HIGHEST_BANNER
            if not is_banner and picture.data not in written:
                builder.write_picture(picture)
            written.add(picture.data)


def _write(root: Element, builder: PictureBuilder, load: PictureLoader) -> None:
    """Write a tree depth first, without recursion: files nest deeper than Python's stack allows."""
    stack = [root]
    while stack:
        node = stack.pop()
        name = local_name(node)
        if name == "p":
            for line in _read_text(node).split("\n"):
                builder.write_line(collapse_narrow_space(line))
            for picture in find_pictures(node, load, "txbxContent"):
                builder.write_picture(picture)
            stack.extend(reversed(list(_find_text_boxes(node))))
        elif name == "tbl" and not _is_layout(node):
            _write_table(node, builder, load)
        else:
            stack.extend(reversed(node))


def _find_text_boxes(paragraph: Element) -> Iterator[Element]:
    """Yield the outermost text boxes that are anchored in a paragraph."""
    stack = list(reversed(paragraph))
    while stack:
        node = stack.pop()
        if local_name(node) == "txbxContent":
            yield node
        else:
            stack.extend(reversed(node))


def _read_text(root: Element) -> str:
    """Return the text of a paragraph without its boxes, or of a cell with all that is in it."""
    pieces: list[str] = []
    includes_boxes = local_name(root) != "p"
    if not includes_boxes and (number := root.get(NUMBER)):
        pieces.append(number)
    stack: list[Element | str] = list(reversed(root))
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            pieces.append(node)
            continue
        name = local_name(node)
        pieces.append(_read_element(node, name))
        if name == "p":
            stack.append("\n")
        if includes_boxes or name != "txbxContent":
            stack.extend(reversed(node))
    return "".join(pieces)


def _read_element(node: Element, name: str) -> str:
    """Return the text of an element without that of its children."""
    if name == "t":
        return node.text or ""
    if name == "p":
        return node.get(NUMBER) or ""
    if name == "sym":
        return _read_symbol(attribute(node, "font"), attribute(node, "char") or "")
    return _CHARACTERS.get(name) or _EQUATION_MARKS.get(name, "")


def _read_symbol(font: str | None, code: str) -> str:
    """Return a character by its code in a font, or the replacement character."""
    if not re.fullmatch("[0-9A-Fa-f]{4}", code):
        return _REPLACEMENT
    char, ascii_char = chr(int(code, 16)), chr(int(code, 16) & 0xFF)
    if font == "Symbol" and ascii_char in _SYMBOL_FONT_ASCII:
        return ascii_char
    return _REPLACEMENT if "\ud800" <= char <= "\udfff" or char < " " else char


def _is_layout(table: Element) -> bool:
    """Whether a table only positions other tables or long text on the page."""
    rows = [list(_find_children(row, "tc")) for row in _find_children(table, "tr")]
    cells = [cell for row in rows for cell in row]
    if len(cells) <= 2:
        return True
    cells_in_rows = sum(len(row) for row in rows if len(row) > 1)
    largest_nested = max(_count_nested_cells(table), default=0)
    long_cells = sum(map(_is_long, cells))
    return largest_nested >= cells_in_rows or long_cells * _FEWEST_CELLS_PER_LONG_CELL > len(cells)


def _is_long(cell: Element) -> bool:
    """Whether a cell has more text than a field of a table; the raw text is counted first."""
    return sum(map(len, cell.itertext())) > LONGEST_CELL < len(_read_text(cell))


def _count_nested_cells(table: Element) -> Iterator[int]:
    """Yield the number of cells of each outermost table inside a table."""
    stack = list(table)
    while stack:
        node = stack.pop()
        if local_name(node) == "tbl":
            yield sum(1 for _ in node.iter("{*}tc"))
        else:
            stack.extend(node)


class _Row(NamedTuple):
    """The cells that begin in a row, and the columns of cells that may continue in the next row."""

    row_cells: list[RowCell]
    open_columns: frozenset[int]


def _write_table(table: Element, builder: PictureBuilder, load: PictureLoader) -> None:
    open_columns: frozenset[int] = frozenset()
    pictures: list[InlinePicture] = []
    for element in _find_children(table, "tr"):
        cells = list(_find_children(element, "tc"))
        if len(cells) == 1 and _is_long(cells[0]):
            _write(cells[0], builder, load)
            continue
        first_column = _read_size(properties_of(element, "trPr").get("gridbefore"))
        row = _read_row(cells, first_column, open_columns, load)
        open_columns = row.open_columns
        builder.write_row(row.row_cells)
        pictures += (picture for cell in cells for picture in find_pictures(cell, load))
    for picture in pictures:
        builder.write_picture(picture)


def _read_row(
    cells: Iterable[Element], column: int, open_columns: frozenset[int], load: PictureLoader
) -> _Row:
    """Read the cells of a row from `column` on.

    A cell that continues one of the row above has no cell; its columns stay empty.
    """
    row_cells: list[RowCell] = []
    merged: set[int] = set()
    for cell in cells:
        properties = properties_of(cell, "tcPr")
        if "celldel" in properties:
            continue
        width = max(1, _read_size(properties.get("gridspan")))
        if "vmerge" in properties:
            merged.add(column)
        if _is_continued(properties, "hmerge") and row_cells:
            row_cells[-1] = row_cells[-1]._replace(
                column_span=column + width - row_cells[-1].column
            )
        elif not (_is_continued(properties, "vmerge") and column in open_columns):
            row_cells.append(RowCell(_read_cell(cell, load), column, width))
        column += width
    return _Row(row_cells, frozenset(merged))


def _read_cell(cell: Element, load: PictureLoader) -> str:
    """The text of a cell; a mark where there is a picture in place of text, so that the cell is not
    taken for a blank one."""
    text = collapse_narrow_space(_read_text(cell))
    is_pictured = not text and any(not each.is_spacer for each in find_pictures(cell, load))
    return PICTURE_MARK if is_pictured else text


def _is_continued(properties: dict[str, Element], name: str) -> bool:
    """Whether a cell is merged into the one above (vmerge) or before it (hmerge)."""
    return name in properties and attribute(properties[name], "val") != "restart"


def _find_children(node: Element, name: str) -> Iterator[Element]:
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
