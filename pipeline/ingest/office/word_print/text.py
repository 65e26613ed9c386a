"""The text of Word paragraphs and cells: characters, numbers and parts of equations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gouji.pipeline.ingest.office.package import local_name
from gouji.pipeline.ingest.office.word_print.numbering import NUMBER

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

# The text of elements that stand for a character.
_CHARACTERS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": " "}
# The text before a part of an equation: denominator, superscript, subscript.
_EQUATION_MARKS = {"den": "/", "sup": "^", "sub": "_"}


def read_text(root: Element) -> str:
    """Return the text of a paragraph without its text boxes, or of a cell with all text in it."""
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
    return _CHARACTERS.get(name) or _EQUATION_MARKS.get(name, "")
