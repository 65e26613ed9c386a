"""Puts boxes in the order in which they are drawn, where that is not the order of the source.

The items of a flex box or a grid are drawn by their `order`, those of a flex box with a reversed
direction from the last to the first. Short boxes that float to the right begin at the right side.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from gouji.pipeline.ingest.web.drawing.styled_tree import Styled

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_RIGHT = ("right", "inline-end")
# Parts of tables, which do not float.
_NEVER_FLOAT = ("td", "th", "tr", "tbody", "thead", "tfoot")


def order_items(shown: Sequence[Styled]) -> None:
    """Put the children of the elements in `shown` in the order in which they are drawn."""
    if not any(map(_may_move, shown)):
        return
    by_element = {styled.element: styled for styled in shown}
    for styled in shown:
        children = list(styled.element)
        order = _find_order(styled, children, by_element)
        if order != children and not _has_texts(styled.element):
            styled.element.extend(order)  # moves the children


def _may_move(styled: Styled) -> bool:
    values = styled.winners.element
    is_reversed = "reverse" in values.get("flex-direction", "")
    return is_reversed or "order" in values or values.get("float") in _RIGHT


def _find_order(
    styled: Styled, children: Sequence[HtmlElement], by_element: Mapping[HtmlElement, Styled]
) -> list[HtmlElement]:
    """The children of an element as they are drawn, from the left or from above."""

    def find(child: HtmlElement, name: str) -> str:
        return by_element[child].winners.element.get(name, "") if child in by_element else ""

    def floats(child: HtmlElement) -> bool:
        is_on_line = not len(child) and child.tag not in _NEVER_FLOAT and not find(child, "width")
        return is_on_line and find(child, "float") in _RIGHT

    if not styled.style.lays_out_items:
        runs = groupby(children, key=floats)
        ordered = ((is_right, list(run)) for is_right, run in runs)
        return [child for is_right, run in ordered for child in (run[::-1] if is_right else run)]
    items = sorted(children, key=lambda child: _to_number(find(child, "order")))
    direction = styled.winners.element.get("flex-direction", "")
    is_flex = "flex" in styled.style.display
    is_reversed = is_flex and "reverse" in direction
    if is_flex and not direction.startswith("column") and styled.style.direction == "rtl":
        is_reversed = not is_reversed
    return items[::-1] if is_reversed else items


def _to_number(order: str) -> int:
    """The value of `order`, 0 where it is none."""
    digits = order.removeprefix("-").removeprefix("+")
    return int(order) if digits.isdecimal() and len(digits) <= 9 else 0


def _has_texts(element: HtmlElement) -> bool:
    """Whether there is text between the children of an element, which would be moved with them."""
    texts = (element.text, *(child.tail for child in element))
    return any((text or "").strip() for text in texts)
