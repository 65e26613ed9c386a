"""Small changes of the tree of a page, and the questions that come before them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gouji.pipeline.ingest.web.css.browser_styles import default_display

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_CELLS = ("td", "th")


def find_cell(element: HtmlElement) -> HtmlElement | None:
    """The innermost table cell that an element is in, or is; None outside of tables."""
    if element.tag in _CELLS:
        return element
    return next(element.iterancestors(*_CELLS), None)


def has_text(element: HtmlElement) -> bool:
    """Whether there is any text in an element."""
    return any(text.strip() for text in element.itertext())


def drop(element: HtmlElement) -> None:
    """Take an element out of its tree, and keep the text after it."""
    if element.getparent() is not None:
        element.drop_tree()


def drop_texts(element: HtmlElement) -> None:
    """Take out the texts directly in an element, and keep its children."""
    element.text = None
    for child in element:
        child.tail = None


def set_lines(element: HtmlElement, lines: list[str]) -> None:
    """Put lines of text, with breaks between them, in place of the content of an element."""
    for child in list(element):
        element.remove(child)
    element.text, *others = lines or [""]
    for line in others:
        element.append(_make_break(element, line))


def break_lines(element: HtmlElement) -> None:
    """Put a break in place of each line end in the texts directly in an element."""
    pieces = [(None, element.text), *((child, child.tail) for child in element)]
    for place, (child, text) in reversed(list(enumerate(pieces))):
        first, *others = (text or "").split("\n")
        if child is None:
            element.text = first
        else:
            child.tail = first
        for offset, line in enumerate(others):
            element.insert(place + offset, _make_break(element, line))


def _make_break(element: HtmlElement, line: str) -> HtmlElement:
    """A break and the line after it."""
    line_break = element.makeelement("br")
    line_break.tail = line
    return line_break


def set_apart(element: HtmlElement) -> None:
    """Put spaces between an element and the texts beside it, which are drawn elsewhere."""
    element.tail = " " + (element.tail or "")
    element.text = " " + (element.text or "")


def put_first(element: HtmlElement, text: str) -> None:
    """Write a text before the first text in an element, inside the blocks that begin there."""
    while not (element.text or "").strip() and len(element) and _is_block(element[0]):
        element = element[0]
    element.text = text + (element.text or "").lstrip()


def _is_block(element: HtmlElement) -> bool:
    return isinstance(element.tag, str) and default_display(element.tag) == "block"
