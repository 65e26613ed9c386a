"""Word files: paragraphs and tables in the order of the body, as they are shown.

Tracked changes count as accepted; hidden text, comments, notes, headers and footers are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from gouji.pipeline.errors import Damaged
from gouji.pipeline.ingest.document_builder import Draft, Slot
from gouji.pipeline.ingest.office.package import attribute, local, open_parts, parse_xml, to_number
from gouji.pipeline.ingest.office.word_visibility import facts_of, hidden_styles, keep_shown
from gouji.pipeline.ingest.web.mhtml import write_web
from gouji.pipeline.records import Document

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_BODY = "word/document.xml"
_SPACE = re.compile(r"[ \t\r\n\f\v\xa0]+")
_MARKS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": " "}
_BEFORE = {"den": "/", "sup": "^", "sub": "_"}  # parts of equations
_SOFT = "\xad"  # shown only where a line breaks
_SYMBOL = "0123456789+-/.,()%"  # where the font Symbol has what ASCII has
_MAX_SPAN = 60
_LONGEST_CELL = 600  # characters; a longer cell holds text that a table only places
_FEW = 10  # cells of a table to one such cell


def ingest_docx(data: bytes, media: str) -> Document:
    """The body of a Word file. Raises ReportError."""
    with open_parts(data) as parts:
        main = parts.main() or _BODY
        root, styles = parts.parse(main), parts.linked(main, "styles") or "word/styles.xml"
        draft = _read(root, parts.find(styles))
        # pages that a converter left for Word to take in
        for link in parts.links(main) if not draft.pieces else ():
            if link.kind == "aFChunk" and link.target in parts:
                write_web(parts.read(link.target), draft)
    return draft.finish(media)


def ingest_word_xml(data: bytes, media: str) -> Document:
    """The body of a Word file that is one tree: of Word 2003, or a package in one file. Raises
    Damaged."""
    root = parse_xml(data, "Word")
    return _read(root, next(root.iter("{*}styles"), None)).finish(media)


def _read(root: Element, styles: Element | None) -> Draft:
    body = next(root.iter("{*}body"), None)
    if body is None:
        raise Damaged("w:body")
    keep_shown(body, hidden_styles(styles))
    draft = Draft()
    _write(body, draft)
    return draft


def _write(root: Element, draft: Draft) -> None:
    """Depth first without recursion: files nest deeper than Python's stack allows."""
    stack = [root]
    while stack:
        node = stack.pop()
        name = local(node)
        if name == "p":
            for line in _text(node).split("\n"):
                draft.write_line(_tidy(line))
            stack.extend(reversed(list(_boxes(node))))
        elif name == "tbl" and not _is_layout(node):
            _write_table(node, draft)
        else:
            stack.extend(reversed(node))


def _boxes(paragraph: Element) -> Iterator[Element]:
    """The text boxes anchored in a paragraph, outermost first."""
    stack = list(reversed(paragraph))
    while stack:
        node = stack.pop()
        if local(node) == "txbxContent":
            yield node
        else:
            stack.extend(reversed(node))


def _text(root: Element) -> str:
    """The text of a paragraph, or of all paragraphs of a cell and its boxes."""
    pieces: list[str] = []
    boxed = local(root) != "p"
    stack: list[Element | str] = list(reversed(root))
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            pieces.append(node)
            continue
        name = local(node)
        pieces.append(_own_text(node, name))
        if name == "p":
            stack.append("\n")
        if boxed or name != "txbxContent":
            stack.extend(reversed(node))
    return "".join(pieces)


def _own_text(node: Element, name: str) -> str:
    if name == "t":
        return node.text or ""
    if name == "sym":
        return _symbol(attribute(node, "font"), attribute(node, "char") or "")
    return _MARKS.get(name) or _BEFORE.get(name, "")


def _symbol(font: str | None, code: str) -> str:
    """A character by its place in a font; where that is no character of Unicode, something stands
    there all the same."""
    if not re.fullmatch("[0-9A-Fa-f]{4}", code):
        return "\ufffd"
    char, plain = chr(int(code, 16)), chr(int(code, 16) & 0xFF)
    if font == "Symbol" and plain in _SYMBOL:
        return plain
    return "\ufffd" if "\ud800" <= char <= "\udfff" or char < " " else char


def _is_layout(table: Element) -> bool:
    """A table that only places other tables or long text on the page."""
    rows = [list(_children(row, "tc")) for row in _children(table, "tr")]
    cells = [cell for row in rows for cell in row]
    if len(cells) <= 2:
        return True
    beside = sum(len(row) for row in rows if len(row) > 1)
    long = sum(map(_is_long, cells))
    return max(_nested(table), default=0) >= beside or long * _FEW > len(cells)


def _is_long(cell: Element) -> bool:
    """Whether a cell has more text than a field of a table; most have far less in all."""
    return sum(map(len, cell.itertext())) > _LONGEST_CELL < len(_text(cell))


def _nested(table: Element) -> Iterator[int]:
    """The cells of each table in a table."""
    stack = list(table)
    while stack:
        node = stack.pop()
        if local(node) == "tbl":
            yield sum(1 for _ in node.iter("{*}tc"))
        else:
            stack.extend(node)


def _write_table(table: Element, draft: Draft) -> None:
    above: frozenset[int] = frozenset()
    for row in _children(table, "tr"):
        cells = list(_children(row, "tc"))
        if len(cells) == 1 and _is_long(cells[0]):
            _write(cells[0], draft)
            continue
        slots, above = _slots(cells, _size(facts_of(row, "trPr").get("gridbefore")), above)
        draft.write_row(slots)


def _slots(
    cells: Iterable[Element], x: int, above: frozenset[int]
) -> tuple[list[Slot], frozenset[int]]:
    """The cells that begin in a row, and the columns of those that may go on in the next. `above`:
    those of the row before; what a cell above covers keeps its columns."""
    slots: list[Slot] = []
    merged: set[int] = set()
    for cell in cells:
        facts = facts_of(cell, "tcPr")
        if "celldel" in facts:
            continue
        width = max(1, _size(facts.get("gridspan")))
        if "vmerge" in facts:
            merged.add(x)
        if _goes_on(facts, "hmerge") and slots:
            slots[-1] = slots[-1]._replace(width=x + width - slots[-1].x)
        elif not (_goes_on(facts, "vmerge") and x in above):
            slots.append(Slot(_tidy(_text(cell)), x, width))
        x += width
    return slots, frozenset(merged)


def _goes_on(facts: dict[str, Element], name: str) -> bool:
    """Whether a cell is but a part of the one above or before it."""
    return name in facts and attribute(facts[name], "val") != "restart"


def _children(node: Element, name: str) -> Iterator[Element]:
    """Rows or cells, also inside what wraps them: content controls, insertions, custom XML."""
    stack = list(reversed(node))
    while stack:
        child = stack.pop()
        if local(child) == name:
            yield child
        elif local(child) not in ("tr", "tc", "p"):
            stack.extend(reversed(child))


def _size(fact: Element | None) -> int:
    return min(_MAX_SPAN, to_number(attribute(fact, "val"), _MAX_SPAN)) if fact is not None else 0


def _tidy(text: str) -> str:
    return _SPACE.sub(" ", text.replace(_SOFT, "")).strip()
