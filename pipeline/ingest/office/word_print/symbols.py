"""Symbols of Word: elements with a font and a place, and text in a font of symbols."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gouji.pipeline.ingest.office.package import attribute, local_name
from gouji.pipeline.ingest.office.symbol_fonts import draw_symbols, is_symbol_font
from gouji.pipeline.ingest.office.word_print.properties import Properties

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_CODE = re.compile("[0-9A-Fa-f]{4}")
# Characters that no text has: control characters, halves of pairs, and those that Unicode excludes.
_NO_TEXT = re.compile("[\x00-\x1f\ud800-\udfff\ufffe\uffff]")
_REPLACEMENT = "\ufffd"  # for a symbol that has no character in Unicode


def write_symbols(body: Element) -> None:
    """Turn the symbols of a tree into text."""
    for node in list(body.iter("{*}sym")):
        if local_name(node) == "sym":
            node.text = _read_symbol(attribute(node, "font") or "", attribute(node, "char") or "")
            node.tag = f"{str(node.tag).removesuffix('sym')}t"


def _read_symbol(font: str, code: str) -> str:
    """A character by its code in a font, or the replacement character."""
    if not _CODE.fullmatch(code):
        return _REPLACEMENT
    char = chr(int(code, 16))
    if is_symbol_font(font):
        char = draw_symbols(char, font)
    return _REPLACEMENT if _NO_TEXT.match(char) else char


def find_symbol_font(properties: Properties) -> str | None:
    """The font of symbols in which a run is, None for a font of text."""
    font = attribute(properties.get("rfonts"), "ascii")
    return font if is_symbol_font(font) else None


def draw_text(run: Element, properties: Properties) -> None:
    """Write the text of a run as its font of symbols draws it."""
    font = find_symbol_font(properties)
    for text in run.iter("{*}t") if font else ():
        text.text = draw_symbols(text.text or "", font or "")
