"""Web pages: the tree to lines, and tables to rows with grid columns.

The text of a page is written anew: one line a block, one a table row with tabs between cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gouji.pipeline.errors import Damaged
from gouji.pipeline.ingest.document_builder import Draft, Slot
from gouji.pipeline.ingest.encoding import decode
from gouji.pipeline.ingest.scripts import set_apart
from gouji.pipeline.records import Document

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
_SOFT = "\xad"  # shown only where a line breaks
_NOT_SHOWN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_PROLOGUE = re.compile(r"^\s*<\?xml[^>]*\?>")
# The official tables have at most 15 columns; a wider span is a slip or an attack.
_MAX_SPAN = 60
_LONGEST_FIELD = 60
_FEWEST_ROWS = 3
_ROW_FIELDS = ("div", "span", "li", "dd", "dt")


def ingest_html(data: bytes, media: str) -> Document:
    """A web page as lines and table rows, in the order of its tree. Raises ReportError."""
    draft = Draft()
    encoding, title = write_page(data, draft)
    return draft.finish(media, encoding, title)


def write_page(data: bytes, draft: Draft) -> tuple[str, str | None]:
    """Write a web page; its encoding and title. Raises ReportError."""
    source, encoding = decode(data)
    root = _parse(source)
    _walk(root, draft)
    title = root.findtext(".//title")
    return encoding, _tidy(title) if title else None


def _parse(source: str) -> HtmlElement:
    from lxml import etree
    from lxml.html import HTMLParser, document_fromstring

    parser = HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        clean = _CONTROL.sub("", _PROLOGUE.sub("", source))
        root = document_fromstring(clean, parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise Damaged(str(error)[:200]) from error
    if root.find("body") is None:  # elements of HTML 5 do not end a head for this parser
        for head in root.iter("head"):
            head.tag = "body"
    return root


def _walk(root: HtmlElement, draft: Draft) -> None:
    """Depth first without recursion: pages nest deeper than Python's stack allows."""
    line: list[str] = []

    def close() -> None:
        draft.write_line(_tidy("".join(line)))
        line.clear()

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
            _write_table(node, draft)
        elif node in rows:
            close()
            draft.write_row(_fields(node))
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
    if node.tag in ("sup", "sub") and (node.getprevious() is not None or _text_before(node)):
        yield set_apart("".join(node.itertext()), node.tag)
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
    """What stands right before a node without an element before it."""
    parent = node.getparent()
    return (parent.text or "").strip() if parent is not None else ""


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


def _write_table(table: HtmlElement, draft: Draft) -> None:
    """Row by row; a cell stands at its grid column, spans from above keep their columns."""
    below: dict[int, int] = {}
    for row in table.iter("tr"):
        if _NOT_SHOWN.search(row.get("style") or ""):
            continue
        upper = {column: rows for column, rows in below.items() if rows > 0}
        below = {column: rows - 1 for column, rows in upper.items()}
        draft.write_row(_row_slots(row, upper, below))


def _row_slots(row: HtmlElement, upper: Mapping[int, int], below: dict[int, int]) -> Iterator[Slot]:
    """The cells of a row past the columns that `upper` spans take; its own spans go to `below`."""
    x = 0
    for cell in row.iterchildren("td", "th"):
        while x in upper:
            x += 1
        width, height = _span(cell, "colspan"), _span(cell, "rowspan")
        yield Slot(_cell_text(cell), x, width)
        below.update(dict.fromkeys(range(x, x + width), height - 1))
        x += width


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


def _fields(row: HtmlElement) -> Iterator[Slot]:
    return (Slot(_cell_text(box), x) for x, box in enumerate(row))


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
    return _SPACE.sub(" ", text.replace(_SOFT, "")).strip()
