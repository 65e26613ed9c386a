"""Web pages to `Document`: blocks to lines, and tables to rows with grid columns.

The text is composed from the tree as a browser draws it: one line for each block, and one line for
each table row, with tabs between the cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, NamedTuple

from gouji.pipeline.errors import Damaged
from gouji.pipeline.ingest.document_builder import RowCell
from gouji.pipeline.ingest.encoding import decode
from gouji.pipeline.ingest.limits import collapse_narrow_space
from gouji.pipeline.ingest.scan.inline_pictures import InlinePicture, PictureBuilder
from gouji.pipeline.ingest.web.addresses import Files, find_file
from gouji.pipeline.ingest.web.cell_text import (
    BLOCK_END,
    is_shown,
    list_content,
    read_lines,
)
from gouji.pipeline.ingest.web.css.browser_styles import BLOCKS
from gouji.pipeline.ingest.web.drawing.draw_page import draw_page
from gouji.pipeline.ingest.web.drawing.drawing import Drawing
from gouji.pipeline.ingest.web.drawing.replaced_elements import find_frame_address
from gouji.pipeline.ingest.web.images import count_characters, to_picture
from gouji.pipeline.ingest.web.reversed_text import draw_overrides
from gouji.pipeline.ingest.web.scripted import mark_scripted
from gouji.pipeline.ingest.web.tables import is_layout, write_table
from gouji.pipeline.records import Document

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_PROLOGUE = re.compile(r"^\s*<\?xml[^>]*\?>")
# Characters of the longest cell of a table that is made of divs.
_LONGEST_DIV_CELL = 60
# Rows of the shortest table that is made of divs.
_FEWEST_DIV_ROWS = 3
_DEEPEST_FRAME = 3  # Frames within one another.
_NOT_AT_HAND = InlinePicture(None)  # A table that is drawn by something which is not read.


class Page(NamedTuple):
    """The encoding of a web page, and its title, None for a page without one."""

    encoding: str
    title: str | None


def ingest_html(data: bytes, media: str) -> Document:
    """Return a web page as lines and table rows, in the order of its tree. Raises ReportError."""
    builder = PictureBuilder()
    page = write_page(data, builder)
    return builder.finish(media, page.encoding, page.title)


def write_page(data: bytes, builder: PictureBuilder, files: Files | None = None) -> Page:
    """Write the lines, table rows and pictures of a web page. `files` are those beside it, by the
    addresses under which the page refers to them. Raises ReportError."""
    source, encoding = decode(data)
    root = parse_page(source)
    title = root.findtext(".//title")
    drawing = _draw(root, source, files or {})
    builder.characters += count_characters(root)
    _write(root, builder, files or {}, drawing.collapsed)
    for _ in range(drawing.unread):
        builder.write_picture(_NOT_AT_HAND)
    return Page(encoding, collapse_narrow_space(title) if title else None)


def parse_page(source: str) -> HtmlElement:
    """The tree of a page. Raises Damaged."""
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    parser = HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        cleaned = _CONTROL.sub("", _PROLOGUE.sub("", draw_overrides(source)))
        root = document_fromstring(cleaned, parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise Damaged(str(error)[:200]) from error
    if root.find("body") is None:  # this parser does not end a head at an HTML 5 element
        for head in root.iter("head"):
            head.tag = "body"
    return root


def _draw(root: HtmlElement, source: str, files: Files, depth: int = 0) -> Drawing:
    """Change the tree of a page into what a browser shows, with the pages in its frames."""
    scripted = mark_scripted(root, source)
    drawing = draw_page(root, files)
    drawing.unread += scripted
    for frame in drawing.frames:
        source = _read_frame(frame)
        if depth < _DEEPEST_FRAME and source.strip():
            inner = parse_page(source)
            inside = _draw(inner, source, files, depth + 1)
            drawing.collapsed |= inside.collapsed
            drawing.unread += inside.unread
            frame.tag = "div"
            frame.extend(inner)
    return drawing


def _read_frame(frame: HtmlElement) -> str:
    """The source of the page in a frame."""
    if (source := frame.get("srcdoc")) is not None:
        return str(source)
    data = find_file(find_frame_address(frame), {}, "text/html")
    return decode(data)[0] if data else ""


def _write(
    root: HtmlElement, builder: PictureBuilder, files: Files, collapsed: AbstractSet[HtmlElement]
) -> None:
    """Write a tree depth first, without recursion: pages nest deeper than Python's stack allows."""
    line: list[str] = []

    def end_line() -> None:
        builder.write_line(collapse_narrow_space("".join(line)))
        line.clear()

    div_rows: set[HtmlElement] = set()
    stack: list[HtmlElement | str] = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            line.append(node)
        elif node.tag == "br" or node.tag is BLOCK_END:
            end_line()
        elif not is_shown(node):
            continue
        elif node.tag == "img":
            if picture := to_picture(node, files):
                end_line()
                builder.write_picture(picture)
        elif node.tag == "table" and not is_layout(node):
            end_line()
            write_table(node, builder, files, collapsed)
        elif node in div_rows:
            end_line()
            builder.write_row(_div_row_slots(node))
        else:
            div_rows.update(_find_div_rows(node))
            stack.extend(reversed(list(list_content(node))))
            if node.tag in BLOCKS:
                end_line()
    end_line()


def _find_div_rows(node: HtmlElement) -> list[HtmlElement]:
    """Return the rows of a table that is made of divs: several blocks with only short cells."""
    rows = [child for child in node if _is_div_row(child)]
    return rows if len(rows) >= _FEWEST_DIV_ROWS else []


def _is_div_row(node: HtmlElement) -> bool:
    cells = list(node)
    if node.tag not in ("div", "ul", "dl") or len(cells) < 2 or (node.text or "").strip():
        return False
    return all(
        cell.tag in ("div", "li", "dd", "dt")
        and not (cell.tail or "").strip()
        and not any(child.tag in BLOCKS for child in cell.iterdescendants())
        and len(" ".join(read_lines(cell))) <= _LONGEST_DIV_CELL
        for cell in cells
    )


def _div_row_slots(row: HtmlElement) -> Iterator[RowCell]:
    return (RowCell(" ".join(read_lines(cell)), column) for column, cell in enumerate(row))
