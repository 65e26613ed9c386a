"""Word files: paragraphs and tables in the order of the body, as they are shown.

Tracked changes count as accepted; hidden text, comments, notes, headers and footers are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.errors import Damaged
from pipeline.ingest.draft import Draft, Slot
from pipeline.ingest.parts import attribute, local, open_parts
from pipeline.records import Document

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_BODY = "word/document.xml"
_SPACE = re.compile(r"[ \t\r\n\f\v\xa0]+")
# Deleted or moved away; alternatives of what stands beside them; what no reader sees.
_DROPPED = frozenset("del moveFrom Fallback delText instrText pPr rPr tblPr tcPr trPr".split())
_MARKS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": " "}
_OFF = ("0", "false", "off")
_MAX_SPAN = 60
_LONGEST_CELL = 600  # characters; a longer cell holds text that a table only places


def ingest_docx(data: bytes, media: str) -> Document:
    """The body of a Word file. Raises ReportError."""
    with open_parts(data) as parts:
        root = parts.parse(parts.main() or _BODY)
    body = next((one for one in root if local(one) == "body"), None)
    if body is None:
        raise Damaged("w:body")
    draft = Draft()
    _write(body, draft)
    return draft.finish(media)


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
        elif name not in _DROPPED:
            stack.extend(reversed(node))


def _boxes(paragraph: Element) -> Iterator[Element]:
    """The text boxes anchored in a paragraph, each once, outermost first."""
    stack = list(reversed(paragraph))
    while stack:
        node = stack.pop()
        if local(node) == "txbxContent":
            yield node
        elif local(node) not in _DROPPED:
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
        if name == "t":
            pieces.append(node.text or "")
        elif name in _MARKS:
            pieces.append(_MARKS[name])
        elif name not in _DROPPED and not (name == "r" and _is_hidden(node)):
            if name == "p":
                stack.append("\n")
            if boxed or name != "txbxContent":
                stack.extend(reversed(node))
    return "".join(pieces)


def _is_hidden(run: Element) -> bool:
    flags = (one for one in run if local(one) == "rPr")
    return any(_is_on(one) for flag in flags for one in flag if local(one) == "vanish")


def _is_on(flag: Element) -> bool:
    return attribute(flag, "val") not in _OFF


def _is_layout(table: Element) -> bool:
    """A table that only places other tables or long text on the page."""
    cells = 0
    for node in table.iterdescendants():
        name = local(node)
        if name == "tbl":
            return True
        if name == "tc":
            cells += 1
            if len(_text(node)) > _LONGEST_CELL:
                return True
    return cells <= 2


def _write_table(table: Element, draft: Draft) -> None:
    for row in _children(table, "tr"):
        facts = _facts(row, "trPr")
        if "del" not in facts and not ("hidden" in facts and _is_on(facts["hidden"])):
            draft.write_row(_slots(row, _size(facts.get("gridBefore"))))


def _slots(row: Element, x: int) -> Iterator[Slot]:
    """The cells that begin in a row; what a cell above covers keeps its columns."""
    for cell in _children(row, "tc"):
        facts = _facts(cell, "tcPr")
        width = max(1, _size(facts.get("gridSpan")))
        goes_on = attribute(facts.get("vMerge"), "val") != "restart"
        if not ("vMerge" in facts and goes_on) and "cellDel" not in facts:
            yield Slot(_tidy(_text(cell)), x, width)
        x += width


def _children(node: Element, name: str) -> Iterator[Element]:
    """Rows or cells, also inside what wraps them: content controls, insertions, custom XML."""
    stack = list(reversed(node))
    while stack:
        child = stack.pop()
        if local(child) == name:
            yield child
        elif local(child) not in _DROPPED and local(child) not in ("tr", "tc", "p"):
            stack.extend(reversed(child))


def _facts(node: Element, name: str) -> dict[str, Element]:
    """The properties of a row or cell by name."""
    return {local(one): one for facts in node if local(facts) == name for one in facts}


def _size(fact: Element | None) -> int:
    value = attribute(fact, "val") or ""
    return min(_MAX_SPAN, int(value)) if value.isascii() and value.isdigit() else 0


def _tidy(text: str) -> str:
    return _SPACE.sub(" ", text).strip()
