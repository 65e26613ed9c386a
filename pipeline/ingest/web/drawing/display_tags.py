"""Gives elements the tags of what they are drawn as, so that tables of `div` become tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from gouji.pipeline.ingest.web.css.browser_styles import default_display
from gouji.pipeline.ingest.web.css.style import Style
from gouji.pipeline.ingest.web.drawing.styled_tree import Styled

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_TABLE_TAGS = frozenset("table thead tbody tfoot tr td th caption col colgroup".split())
_UNCHANGED = _TABLE_TAGS | {"br", "img", "body", "html"}
# The tags of table parts by their `display`.
_TABLE_PARTS = {
    "table-row": "tr", "table-cell": "td", "table-row-group": "tbody",
    "table-header-group": "thead", "table-footer-group": "tfoot",
}  # fmt: skip
_IN_LINE = ("inline", "contents", "ruby")


def set_display_tags(shown: Sequence[Styled], styles: Mapping[HtmlElement, Style]) -> None:
    """Change the tags of elements that are not drawn in the usual way of their tag.

    `styles` has the styles of the elements in `shown`, and of those that style sheets add.
    """
    for element, style, _, _ in shown:
        if element.tag in _TABLE_TAGS:
            _set_table_part(element, style)
        if element.tag not in _UNCHANGED and style.display != default_display(element.tag):
            element.tag = _find_tag(element, style.display)
    for styled in shown:
        if styled.style.display == "table-row":
            _set_row_tags(styled.element, styles)


def _set_table_part(element: HtmlElement, style: Style) -> None:
    """Give a part of a table the tag of the place where it is drawn."""
    if element.tag in ("thead", "tbody", "tfoot"):
        element.tag = _TABLE_PARTS.get(style.display, element.tag)
    elif element.tag == "caption" and style.caption_side == "bottom":
        element.set("align", "bottom")


def _find_tag(element: HtmlElement, display: str) -> str:
    if display.startswith(_IN_LINE):
        return "span"
    is_block = not default_display(element.tag).startswith("inline")
    return element.tag if is_block and not display.startswith("table") else "div"


def _set_row_tags(row: HtmlElement, styles: Mapping[HtmlElement, Style]) -> None:
    """Make an element that is drawn as a row of cells a row of a table."""
    parent = row.getparent()
    if row.tag == "tr" or parent is None or not _has_only(row, "table-cell", styles):
        return
    if not _has_only(parent, "table-row", styles) or (parent.text or "").strip():
        return
    row.tag = "tr"
    for cell in row:
        cell.tag = "td"
    group = styles.get(parent)
    tag = _TABLE_PARTS.get(group.display if group else "", "table")
    parent.tag = parent.tag if parent.tag in _TABLE_TAGS else tag
    above = parent.getparent()
    if tag != "table" and above is not None and above.tag not in _TABLE_TAGS:
        above.tag = "table"


def _has_only(element: HtmlElement, display: str, styles: Mapping[HtmlElement, Style]) -> bool:
    """Whether an element has children, and all are drawn as `display` says."""
    found = [styles.get(child) for child in element]
    return bool(found) and all(style is not None and style.display == display for style in found)
