"""Word files to `Document`: paragraphs and tables in the order of the body, as they are shown.

Tracked changes count as accepted. Hidden text, comments, notes, and the text of headers and footers
are left out; tables that are pictures in headers and footers are read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from gouji.pipeline.errors import Damaged
from gouji.pipeline.ingest.document_builder import RowCell
from gouji.pipeline.ingest.limits import collapse_narrow_space
from gouji.pipeline.ingest.office.package import (
    ZIP_SIGNATURE,
    Package,
    attribute,
    local_name,
    open_package,
    parse_xml,
)
from gouji.pipeline.ingest.office.word_pictures import (
    PictureLoader,
    find_pictures,
    open_pictures,
)
from gouji.pipeline.ingest.office.word_print.nested_tables import join_tables, open_nested_rows
from gouji.pipeline.ingest.office.word_print.numbering import write_numbers
from gouji.pipeline.ingest.office.word_print.properties import Styles
from gouji.pipeline.ingest.office.word_print.tables import (
    find_children,
    is_layout,
    is_long,
    read_row,
)
from gouji.pipeline.ingest.office.word_print.text import read_text
from gouji.pipeline.ingest.office.word_print.visibility import remove_hidden
from gouji.pipeline.ingest.scan.inline_pictures import InlinePicture, PictureBuilder
from gouji.pipeline.ingest.web.mhtml import write_page_or_mhtml
from gouji.pipeline.records import Document

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

# Writes the document that an element imports.
ChunkWriter = Callable[["Element", PictureBuilder], None]

_USUAL_MAIN = "word/document.xml"
_USUAL_STYLES = "word/styles.xml"
_USUAL_NUMBERING = "word/numbering.xml"
_DEEPEST = 3  # The most Word files within one another.
_HIGHEST_BANNER = 120.0  # Points. A lower picture in a header or footer is no table.


def ingest_docx(data: bytes, media: str) -> Document:
    """Return the body of a Word file. Raises ReportError."""
    builder = PictureBuilder()
    write_docx(data, builder)
    return builder.finish(media)


def write_docx(data: bytes, builder: PictureBuilder, depth: int = 0) -> None:
    """Write the body of a Word file, which is inside `depth` others. Raises ReportError."""
    with open_package(data) as package:
        main = package.find_main() or _USUAL_MAIN
        root = package.parse(main)
        styles = package.find_linked(main, "styles") or _USUAL_STYLES
        numbering = package.find(package.find_linked(main, "numbering") or _USUAL_NUMBERING)
        body = _find_body(root, Styles(package.find(styles)), numbering, builder)
        _write_frame(package, main, "header", builder)
        chunks = {link.id: link.target for link in package.links(main) if link.kind == "aFChunk"}
        write_chunk = partial(_write_chunk, package, chunks, depth)
        _write(body, builder, open_pictures(package, main), write_chunk)
        _write_frame(package, main, "footer", builder)


def _write_chunk(
    package: Package, chunks: dict[str, str], depth: int, node: Element, builder: PictureBuilder
) -> None:
    """Write a web page or a Word file that Word imports where the node is. Converters write whole
    documents so. `chunks` are the parts that were not written yet, by the ids of their links: each
    is written once. Raises ReportError."""
    part = chunks.pop(attribute(node, "id") or next(iter(chunks), ""), None)
    data = package.read(part) if part is not None and part in package else b""
    if data.startswith(ZIP_SIGNATURE):
        if depth < _DEEPEST:
            write_docx(data, builder, depth + 1)
    elif data:
        write_page_or_mhtml(data, builder)


def ingest_word_xml(data: bytes, media: str) -> Document:
    """Return the body of a Word file that is one XML tree: Word 2003, or a package in one file.

    Raises Damaged.
    """
    root = parse_xml(data, "Word")
    builder = PictureBuilder()
    styles = Styles(next(root.iter("{*}styles"), None))
    body = _find_body(root, styles, next(root.iter("{*}numbering"), None), builder)
    _write(body, builder, lambda _: None, lambda _, __: None)
    return builder.finish(media)


def _find_body(
    root: Element, styles: Styles, numbering: Element | None, builder: PictureBuilder
) -> Element:
    """The body with numbers written and hidden text removed. Adds its characters to the builder."""
    body = next(root.iter("{*}body"), None)
    if body is None:
        raise Damaged("w:body")
    write_numbers(body, numbering, styles)
    remove_hidden(body, styles)
    open_nested_rows(body)
    builder.characters += sum(len(text.text or "") for text in body.iter("{*}t"))
    return body


def _write_frame(package: Package, main: str, kind: str, builder: PictureBuilder) -> None:
    """Write the pictures in all headers or footers, each picture once."""
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


def _write(
    root: Element, builder: PictureBuilder, load: PictureLoader, write_chunk: ChunkWriter
) -> None:
    """Write a tree depth first, without recursion: files nest deeper than Python's stack allows."""
    stack = [root]
    while stack:
        node = stack.pop()
        name = local_name(node)
        if name == "p":
            for line in read_text(node).split("\n"):
                builder.write_line(collapse_narrow_space(line))
            for picture in find_pictures(node, load, "txbxContent"):
                builder.write_picture(picture)
            stack.extend(reversed(list(_find_text_boxes(node))))
        elif name == "altChunk":
            write_chunk(node, builder)
        elif name == "tr" and (rows := join_tables(node, load)):  # of a table that lays out
            _write_rows(rows, find_pictures(node, load), builder)
        elif name == "tbl" and not is_layout(node):
            _write_table(node, builder, load, write_chunk)
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


def _write_table(
    table: Element, builder: PictureBuilder, load: PictureLoader, write_chunk: ChunkWriter
) -> None:
    """Write the rows of a table, and its pictures after them."""
    open_columns: frozenset[int] = frozenset()
    pictures: list[InlinePicture] = []
    for element in find_children(table, "tr"):
        cells = list(find_children(element, "tc"))
        if len(cells) == 1 and is_long(cells[0]):
            _write(cells[0], builder, load, write_chunk)
            continue
        row = read_row(element, open_columns, load)
        open_columns = row.open_columns
        builder.write_row(row.row_cells)
        pictures += (picture for cell in cells for picture in find_pictures(cell, load))
    _write_rows((), pictures, builder)


def _write_rows(
    rows: Iterable[list[RowCell]], pictures: Iterable[InlinePicture], builder: PictureBuilder
) -> None:
    """Write rows of a table, and pictures after them."""
    for row in rows:
        builder.write_row(row)
    for picture in pictures:
        builder.write_picture(picture)
