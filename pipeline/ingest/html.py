"""Web pages: the tree to lines, and tables to rows with grid columns.

The text of a page is written anew: one line a block, one a table row with tabs between cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.errors import Damaged
from pipeline.ingest.encoding import decode
from pipeline.records import Document, Fragment

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_HIDDEN = frozenset(
    "script style noscript template head title meta link svg iframe object select option".split()
)
_BLOCKS = frozenset(
    "p div section article main header footer nav aside h1 h2 h3 h4 h5 h6 li ul ol dl dt dd "
    "tr table tbody thead tfoot caption td th form fieldset blockquote pre center hr body".split()
)
_SPACE = re.compile(r"[ \t\r\n\f\v\xa0]+")
_NOT_SHOWN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_PROLOGUE = re.compile(r"^\s*<\?xml[^>]*\?>")
# The official tables have at most 15 columns; a wider span is a slip or an attack.
_MAX_SPAN = 60
_LONGEST_FIELD = 60
_FEWEST_ROWS = 3
_ROW_FIELDS = ("div", "span", "li", "dd", "dt")


@dataclass(slots=True)
class _Page:
    """The text written so far, and the fragments that stand in it."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    line: int = 0
    fragments: list[Fragment] = field(default_factory=list)

    def write(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def end_line(self) -> None:
        self.write("\n")
        self.line += 1

    def add(self, text: str, x: int = 0, width: int = 1, ruled: bool = False) -> None:
        start = self.length
        self.write(text)
        self.fragments.append(Fragment(start, self.length, text, self.line, x, width, ruled))


def ingest_html(data: bytes, media: str) -> Document:
    """A web page as lines and table rows, in the order of its tree. Raises ReportError."""
    source, encoding = decode(data)
    root = _parse(source)
    page = _Page()
    _walk(root, page)
    title = root.findtext(".//title")
    text = "".join(page.parts)
    return Document(
        text, media, tuple(page.fragments), encoding, title=_tidy(title) if title else None
    )


def _parse(source: str) -> HtmlElement:
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    parser = HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        clean = _CONTROL.sub("", _PROLOGUE.sub("", source))
        return document_fromstring(clean, parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise Damaged(str(error)[:200]) from error


def _walk(root: HtmlElement, page: _Page) -> None:
    """Depth first without recursion: pages nest deeper than Python's stack allows."""
    line: list[str] = []

    def close() -> None:
        text = _tidy("".join(line))
        line.clear()
        if text:
            page.add(text)
            page.end_line()

    rows: set[HtmlElement] = set()
    stack: list[HtmlElement | str] = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            line.append(node)
        elif node.tag == "br" or node.tag is _CLOSE:
            close()
        elif not _is_shown(node):
            continue
        elif node.tag == "table" and not _is_layout(node):
            close()
            _write_table(node, page)
        elif node in rows:
            close()
            _write_row(node, page)
        else:
            rows.update(_find_rows(node))
            stack.extend(reversed(list(_inside(node))))
            if node.tag in _BLOCKS:
                close()
    close()


_CLOSE = object()


@dataclass(frozen=True, slots=True)
class _End:
    """Stands on the stack where a block ends."""

    tag: object = _CLOSE


def _inside(node: HtmlElement) -> Iterator[HtmlElement | str]:
    if node.text:
        yield node.text
    for child in node:
        yield child
        if child.tail:
            yield child.tail
    if node.tag in _BLOCKS:
        yield _End()


def _is_shown(node: HtmlElement) -> bool:
    if not isinstance(node.tag, str) or node.tag in _HIDDEN or node.tag.startswith("o:"):
        return isinstance(node.tag, str) and node.tag == "o:p"
    return not _NOT_SHOWN.search(node.get("style") or "") and node.get("hidden") is None


def _is_layout(table: HtmlElement) -> bool:
    """A table that only places other tables or long text on the page."""
    if table.find(".//table") is not None:
        return True
    cells = table.xpath("count(.//td | .//th)")
    return cells <= 2 or any(len(cell.text_content()) > 600 for cell in table.iter("td", "th"))


def _write_table(table: HtmlElement, page: _Page) -> None:
    """Row by row; a cell stands at its grid column, spans from above keep their columns."""
    below: dict[int, int] = {}
    for row in table.iter("tr"):
        if _NOT_SHOWN.search(row.get("style") or ""):
            continue
        x, first = 0, True
        upper = {column: rows for column, rows in below.items() if rows > 0}
        below = {column: rows - 1 for column, rows in upper.items()}
        for cell in row.iterchildren("td", "th"):
            while x in upper:
                x += 1
            if not first:
                page.write("\t")
            first = False
            width, height = _span(cell, "colspan"), _span(cell, "rowspan")
            page.add(_cell_text(cell), x, width, ruled=True)
            below.update(dict.fromkeys(range(x, x + width), height - 1))
            x += width
        if not first:
            page.end_line()


def _find_rows(node: HtmlElement) -> list[HtmlElement]:
    """The rows of a table made of divs: three or more blocks in one, each of short fields."""
    rows = [child for child in node if _is_row(child)]
    return rows if len(rows) >= _FEWEST_ROWS else []


def _is_row(node: HtmlElement) -> bool:
    fields = list(node)
    if node.tag not in ("div", "ul", "dl") or len(fields) < 2 or (node.text or "").strip():
        return False
    return all(
        field.tag in ("div", "li", "dd", "dt")
        and not (field.tail or "").strip()
        and not any(child.tag in _BLOCKS for child in field.iterdescendants())
        and len(_cell_text(field)) <= _LONGEST_FIELD
        for field in fields
    )


def _write_row(row: HtmlElement, page: _Page) -> None:
    for x, box in enumerate(row):
        if x:
            page.write("\t")
        page.add(_cell_text(box), x, ruled=True)
    page.end_line()


def _span(cell: HtmlElement, name: str) -> int:
    digits = re.match(r"\s*(\d{1,4})", cell.get(name) or "")
    return min(_MAX_SPAN, max(1, int(digits.group(1)))) if digits else 1


def _cell_text(cell: HtmlElement) -> str:
    parts: list[str] = []
    stack: list[HtmlElement | str] = list(reversed(list(_inside(cell))))
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            parts.append(node)
        elif node.tag is _CLOSE or node.tag == "br":
            parts.append(" ")
        elif _is_shown(node):
            stack.extend(reversed(list(_inside(node))))
    return _tidy("".join(parts))


def _tidy(text: str) -> str:
    return _SPACE.sub(" ", text).strip()
