"""The text of Word paragraphs and cells: characters, symbols, numbers and parts of equations."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gouji.pipeline.ingest.office.package import attribute, local_name
from gouji.pipeline.ingest.office.word_print.numbering import NUMBER

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

# The text of elements that stand for a character.
_CHARACTERS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": " "}
# The text before a part of an equation: denominator, superscript, subscript.
_EQUATION_MARKS = {"den": "/", "sup": "^", "sub": "_"}
# Characters that the font Symbol has at the places of ASCII.
_SYMBOL_FONT_ASCII = "0123456789+-/.,()%"
_REPLACEMENT = "\ufffd"  # for a symbol that has no character in Unicode


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
