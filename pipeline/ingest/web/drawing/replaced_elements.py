"""Elements that draw something else than the text in them: fields, frames, pictures, formulas.

A field becomes the text that it shows. What is drawn and cannot be read becomes a mark, so that no
cell is taken for a blank one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gouji.pipeline.ingest.scan.inline_pictures import PICTURE_MARK
from gouji.pipeline.ingest.web.css.style import Style
from gouji.pipeline.ingest.web.drawing.drawing import Drawing
from gouji.pipeline.ingest.web.drawing.form_controls import read_control
from gouji.pipeline.ingest.web.drawing.shown_text import ShownText
from gouji.pipeline.ingest.web.drawing.tree_edits import find_cell, set_lines

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_DRAWN = frozenset("svg canvas object embed video iframe meter progress".split())
# Elements that may draw a table, of which nothing is in the tree.
_LARGE = ("canvas", "iframe", "object", "embed")
_LEAST_FRAME = (200.0, 100.0)  # Width and height in pixels of a frame with a table.
_LEAST_DRAWN = 5  # Width and height in pixels of an element in which something can be read.
# Parts of formulas that are not read from left to right.
_FORMULAS = ("msup", "msub", "msubsup", "mover", "munder", "mfrac", "msqrt", "mmultiscripts")
_PAGE = re.compile(r"\s*data:(?:text/html|application/xhtml)", re.IGNORECASE)
_NO_PAGES = ("about:", "javascript:", "cid:")


def replace_element(element: HtmlElement, style: Style, shown: ShownText, drawing: Drawing) -> None:
    """Put the text of a field, or a mark, in place of what an element draws.

    `drawing` gets the frames that have a page, and the number of tables that cannot be read.
    """
    lines = read_control(element)
    if lines is not None:
        set_lines(element, [shown.show(line, element, style) or "" for line in lines])
        element.tag = "span"
    elif element.tag in _DRAWN:
        _replace_drawn(element, style, drawing)
    elif element.tag == "math" and next(element.iter(*_FORMULAS), None) is not None:
        set_lines(element, [PICTURE_MARK])


def _replace_drawn(element: HtmlElement, style: Style, drawing: Drawing) -> None:
    is_seen = not style.sight and style.is_visible and style.opacity > 0 and _draws(element)
    is_in_cell = find_cell(element) is not None
    if is_seen and _has_page(element):
        drawing.frames.append(element)
    elif is_seen and not is_in_cell:
        drawing.unread += _may_hold_table(element)
    is_mark = is_seen and is_in_cell and not _has_page(element)
    set_lines(element, [PICTURE_MARK if is_mark else ""])
    element.tag = "span"


def find_frame_address(element: HtmlElement) -> str:
    """The address of what an element shows in a frame."""
    return element.get("src") or element.get("data") or ""


def _has_page(element: HtmlElement) -> bool:
    """Whether the page of a frame is in the attributes of the frame."""
    return element.get("srcdoc") is not None or bool(_PAGE.match(find_frame_address(element)))


def _draws(element: HtmlElement) -> bool:
    """Whether an element may draw something that can be read."""
    if element.tag in ("meter", "progress") or _is_dot(element):
        return False
    if element.tag == "svg":
        return len(element) > 0
    if element.tag == "iframe":
        source = (element.get("src") or "").strip().lower()
        is_page = bool(source) and not source.startswith(_NO_PAGES)
        return is_page or _has_page(element)
    return True


def _is_dot(element: HtmlElement) -> bool:
    """Whether an element is too small for any text."""
    sizes = (element.get("width") or "", element.get("height") or "")
    return any(size.strip().isdecimal() and int(size) < _LEAST_DRAWN for size in sizes)


def _may_hold_table(element: HtmlElement) -> bool:
    """Whether an element outside of tables is large enough to draw a table."""
    if element.tag not in _LARGE:
        return False
    sizes = (element.get("width") or "", element.get("height") or "")
    return all(
        not size.strip().isdecimal() or int(size) >= least
        for size, least in zip(sizes, _LEAST_FRAME, strict=True)
    )
