"""Puts the text that style sheets add into the tree: before and after elements, and list numbers.

`generated_content.py` writes the text itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gouji.pipeline.ingest.scan.inline_pictures import PICTURE_MARK
from gouji.pipeline.ingest.web.css.cascade import Values
from gouji.pipeline.ingest.web.css.compute_style import compute_style
from gouji.pipeline.ingest.web.css.resolve_values import resolve_values
from gouji.pipeline.ingest.web.css.style import Style
from gouji.pipeline.ingest.web.css.values import Sizes, to_colour, to_pixels
from gouji.pipeline.ingest.web.drawing.generated_content import (
    Counters,
    count_element,
    start_list,
    write_content,
    write_marker,
)
from gouji.pipeline.ingest.web.drawing.shown_text import ShownText
from gouji.pipeline.ingest.web.drawing.styled_tree import Styled
from gouji.pipeline.ingest.web.drawing.tree_edits import find_cell, put_first, set_apart

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_LISTS = ("ol", "ul", "menu", "dir")


class AddedText:
    """Adds text to elements, which are entered and left in the order of the page."""

    def __init__(self, shown: ShownText) -> None:
        self._shown = shown
        self._counters = Counters()
        self._known: dict[tuple[int, int], tuple[Values, Style]] = {}

    def enter(self, styled: Styled) -> str:
        """Count an element and open it. Returns the number or the sign before a list item."""
        element, style, winners, _ = styled
        is_item = style.display == "list-item"
        values = resolve_values(winners.element, style.variables)
        count_element(element, values, self._counters, is_item)
        marker = self._write_marker(styled) if is_item else ""
        self._counters.enter()
        if element.tag in _LISTS:
            start_list(element, self._counters)
        return marker

    def leave(self) -> None:
        """Close the element that was entered last and is open."""
        self._counters.leave()

    def _write_marker(self, styled: Styled) -> str:
        content = styled.winners.marker.get("content")
        written = write_content(content or "", styled.element, "auto", self._counters)
        if styled.style.sight_of_text or styled.winners.marker.get("display") == "none":
            return ""
        return write_marker(styled.style.list_type, self._counters) if written is None else written

    def add_before(self, styled: Styled, marker: str) -> None:
        """Add `::before` and the marker of a list item to the content of an element."""
        self._add(styled, styled.winners.before, is_before=True)
        if marker:
            put_first(styled.element, marker)

    def add_after(self, styled: Styled) -> None:
        """Add `::after` to the content of an element."""
        self._add(styled, styled.winners.after, is_before=False)

    def _add(self, styled: Styled, values: Values, is_before: bool) -> None:
        """Add the text of a pseudo-element, or strike out its element."""
        element, style = styled.element, styled.style
        content = values.get("content", "")
        if element.tag == "q" and not content:
            content = "open-quote" if is_before else "close-quote"
        if content in ("", "none", "normal"):
            return
        values, added_style = self._compute(values, content, style)
        if _is_line_across(values):
            self._shown.strike(element)
        elif added_style.display != "none":
            count_element(element, values, self._counters, is_item=False)
            text = write_content(values.get("content", ""), element, style.quotes, self._counters)
            self._insert(element, text or "", added_style, is_before)

    def _compute(self, values: Values, content: str, style: Style) -> tuple[Values, Style]:
        """The values and the style of a pseudo-element inside an element of a style."""
        key = (id(values), id(style))
        if key not in self._known:
            resolved = resolve_values({**values, "content": content}, style.variables)
            self._known[key] = resolved, compute_style("span", resolved, style)
        return self._known[key]

    def _insert(self, element: HtmlElement, text: str, style: Style, is_before: bool) -> None:
        """Put a text with a style before or after the content of an element."""
        added = element.makeelement("span" if style.display.startswith("inline") else "div")
        self._shown.styles[added] = style
        if is_before:
            added.tail, element.text = element.text, None
            element.insert(0, added)
        else:
            element.append(added)
        is_picture = style.has_picture and not text.strip() and find_cell(element) is not None
        added.text = self._shown.show(PICTURE_MARK if is_picture else text, added, style)
        if style.is_apart:
            set_apart(added)


def _is_line_across(values: Values) -> bool:
    """Whether the empty box of a pseudo-element is a line through the middle of its element."""
    if values.get("content", "").strip("\"' ") or values.get("position") != "absolute":
        return False
    top = to_pixels(values.get("top", ""), Sizes(16.0, 16.0, 100.0))
    is_across = top is not None and 30 <= top <= 70 and values.get("top", "").endswith("%")
    height = to_pixels(values.get("height", ""), Sizes(16.0))
    ground = to_colour(values.get("background-color", "transparent"))
    is_bar = height is not None and height <= 4 and ground is not None and ground.alpha > 0.5
    return is_across and (is_bar or values.get("border-line", "none") != "none")
