"""Web pages to `Document`: blocks to lines, and tables to rows with grid columns.

The text is composed from the tree: one line for each block, and one line for each table row, with
tabs between the cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from gouji.pipeline.errors import Damaged
from gouji.pipeline.ingest.document_builder import RowCell
from gouji.pipeline.ingest.encoding import decode
from gouji.pipeline.ingest.limits import LONGEST_CELL, MAX_SPAN, collapse_narrow_space
from gouji.pipeline.ingest.scan.inline_pictures import PICTURE_MARK, PictureBuilder
from gouji.pipeline.ingest.scripts import to_script
from gouji.pipeline.ingest.web.images import Files, count_characters, has_picture, to_picture
from gouji.pipeline.records import Document

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_HIDDEN_TAGS = frozenset(
    "script style noscript template head title meta link svg iframe object select option".split()
)
_BLOCKS = frozenset(
    "p div section article main header footer nav aside h1 h2 h3 h4 h5 h6 li ul ol dl dt dd "
    "tr table tbody thead tfoot caption td th form fieldset blockquote pre center hr body".split()
)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_PROLOGUE = re.compile(r"^\s*<\?xml[^>]*\?>")
# Characters of the longest cell of a table that is made of divs.
_LONGEST_DIV_CELL = 60
# Rows of the shortest table that is made of divs.
_FEWEST_DIV_ROWS = 3


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
    root = _parse(source)
    builder.characters += count_characters(root)
    _write(root, builder, files or {})
    title = root.findtext(".//title")
    return Page(encoding, collapse_narrow_space(title) if title else None)


def _parse(source: str) -> HtmlElement:
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    parser = HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        cleaned = _CONTROL.sub("", _PROLOGUE.sub("", source))
        root = document_fromstring(cleaned, parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise Damaged(str(error)[:200]) from error
    if root.find("body") is None:  # this parser does not end a head at an HTML 5 element
        for head in root.iter("head"):
            head.tag = "body"
    return root


def _write(root: HtmlElement, builder: PictureBuilder, files: Files) -> None:
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
        elif node.tag == "br" or node.tag is _BLOCK_END:
            end_line()
        elif not _is_shown(node):
            continue
        elif node.tag == "img":
            if picture := to_picture(node, files):
                end_line()
                builder.write_picture(picture)
        elif node.tag == "table" and not _is_layout(node):
            end_line()
            _write_table(node, builder, files)
        elif node in div_rows:
            end_line()
            builder.write_row(_div_row_slots(node))
        else:
            div_rows.update(_find_div_rows(node))
            stack.extend(reversed(list(_content(node))))
            if node.tag in _BLOCKS:
                end_line()
    end_line()


_BLOCK_END = object()


@dataclass(frozen=True, slots=True)
class _End:
    """The end of a block, as an item of the stack."""

    tag: object = _BLOCK_END


def _content(node: HtmlElement) -> Iterator[HtmlElement | str]:
    """Yield the texts and child elements of a node, and the end of a block."""
    if node.tag in ("sup", "sub") and (node.getprevious() is not None or _text_before(node)):
        yield to_script("".join(node.itertext()), node.tag)
        return
    if node.text:
        yield node.text
    for child in node:
        yield child
        if child.tail:
            yield child.tail
    if node.tag in _BLOCKS:
        yield _End()


def _text_before(node: HtmlElement) -> str:
    """Return the text before a node that has no element before it."""
    parent = node.getparent()
    return (parent.text or "").strip() if parent is not None else ""


def _is_shown(node: HtmlElement) -> bool:
    """Whether a node is shown. Word wraps text in `o:p`; its other `o:` elements are not shown."""
    if not isinstance(node.tag, str) or node.tag in _HIDDEN_TAGS or node.tag.startswith("o:"):
        return isinstance(node.tag, str) and node.tag == "o:p"
    return not _HIDDEN_STYLE.search(node.get("style") or "") and node.get("hidden") is None


def _is_layout(table: HtmlElement) -> bool:
    """Whether a table only positions other tables or long text on the page."""
    if table.find(".//table") is not None:
        return True
    cells = table.xpath("count(.//td | .//th)")
    texts = (cell.text_content() for cell in table.iter("td", "th"))
    return cells <= 2 or any(len(text) > LONGEST_CELL for text in texts)


def _write_table(table: HtmlElement, builder: PictureBuilder, files: Files) -> None:
    """Write the rows of a table, each cell at its grid column, and the tables that are pictures in
    it."""
    remaining: dict[int, int] = {}  # further rows that a cell spans, by column
    for row in table.iter("tr"):
        if _HIDDEN_STYLE.search(row.get("style") or ""):
            continue
        covered = {column: rows for column, rows in remaining.items() if rows > 0}
        remaining = {column: rows - 1 for column, rows in covered.items()}
        builder.write_row(_row_slots(row, covered, remaining, files))
    for image in table.iter("img"):
        if picture := to_picture(image, files):
            builder.write_picture(picture)


def _row_slots(
    row: HtmlElement, covered: Mapping[int, int], remaining: dict[int, int], files: Files
) -> Iterator[RowCell]:
    """Yield the cells of a row, beside the columns covered from above; update `remaining`.

    A cell with a picture in place of text has a mark, so that it is not taken for a blank one.
    """
    column = 0
    for cell in row.iterchildren("td", "th"):
        while column in covered:
            column += 1
        width, height = _span(cell, "colspan"), _span(cell, "rowspan")
        text = _cell_text(cell) or (PICTURE_MARK if has_picture(cell, files) else "")
        yield RowCell(text, column, width)
        remaining.update(dict.fromkeys(range(column, column + width), height - 1))
        column += width


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
        and not any(child.tag in _BLOCKS for child in cell.iterdescendants())
        and len(_cell_text(cell)) <= _LONGEST_DIV_CELL
        for cell in cells
    )


def _div_row_slots(row: HtmlElement) -> Iterator[RowCell]:
    return (RowCell(_cell_text(cell), column) for column, cell in enumerate(row))


def _span(cell: HtmlElement, name: str) -> int:
    digits = re.match(r"\s*(\d{1,4})", cell.get(name) or "")
    return min(MAX_SPAN, max(1, int(digits.group(1)))) if digits else 1


def _cell_text(cell: HtmlElement) -> str:
    pieces: list[str] = []
    stack: list[HtmlElement | str] = list(reversed(list(_content(cell))))
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            pieces.append(node)
        elif node.tag is _BLOCK_END or node.tag == "br":
            pieces.append(" ")
        elif _is_shown(node):
            stack.extend(reversed(list(_content(node))))
    return collapse_narrow_space("".join(pieces))
