"""Text that is drawn from right to left."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gouji.pipeline.ingest.scan.inline_pictures import PICTURE_MARK

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_MIRRORED = str.maketrans("()[]{}<>（）【】《》", ")(][}{><）（】【》《")
# Elements that stand on lines of their own.
_BLOCKS = (
    "p", "div", "table", "tr", "td", "th", "ul", "ol", "li", "br", "h1", "h2", "h3", "section"
)  # fmt: skip
# A figure that looks the same in both directions of its line, and text that sets the direction.
_NUMBER = re.compile(r"\s*\d+(?:[.,]\d+)*\s*")
_LETTER = re.compile(r"[A-Za-z\u2e80-\u9fff\uac00-\ud7a3]")
# A run of text after an override of its direction, up to its end.
_OVERRIDE = re.compile("\u202e([^\u202c\u202e\u202d\n]*)\u202c?")


def reverse_element(element: HtmlElement) -> None:
    """Reverse the text of an element within a line; several lines are not made out."""
    if any(child.tag in _BLOCKS for child in element.iterdescendants()):
        _mark_figures(element)
        return
    text = "".join(element.itertext())
    for child in list(element):
        element.remove(child)
    element.text = reverse(text)


def reverse(text: str) -> str:
    """A text as it is drawn from right to left."""
    return "".join(text.split("\n"))[::-1].translate(_MIRRORED)


def suspect_direction(element: HtmlElement) -> None:
    """Mark texts whose signs or figures are drawn in another order than they are written."""
    if element.text and _changes(element.text):
        element.text = PICTURE_MARK
    for child in element:
        if child.tail and _changes(child.tail):
            child.tail = PICTURE_MARK


def _changes(text: str) -> bool:
    """Whether a line from right to left draws a text in another order."""
    has_digits = any(char.isdecimal() for char in text)
    return has_digits and not _NUMBER.fullmatch(text) and not _LETTER.search(text)


def _mark_figures(element: HtmlElement) -> None:
    for part in element.iter():
        if part.text and any(char.isdecimal() for char in part.text):
            part.text = PICTURE_MARK
        if part is not element and part.tail and any(char.isdecimal() for char in part.tail):
            part.tail = PICTURE_MARK


def draw_overrides(source: str) -> str:
    """A source in which the text after characters that override its direction is as it is drawn."""
    if "\u202e" not in source:
        return source
    return _OVERRIDE.sub(lambda match: reverse(match[1]), source)
