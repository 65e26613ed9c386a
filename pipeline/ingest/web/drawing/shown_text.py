"""The texts of a page as they are seen: unseen, struck, doubtful, raised, or as written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gouji.pipeline.ingest.scan.inline_pictures import PICTURE_MARK
from gouji.pipeline.ingest.scripts import to_script
from gouji.pipeline.ingest.web.css.hidden_boxes import Sight
from gouji.pipeline.ingest.web.css.legibility import is_cut_off, leaves_gap
from gouji.pipeline.ingest.web.css.style import Style
from gouji.pipeline.ingest.web.drawing.tree_edits import break_lines, drop, find_cell, has_text

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_INLINE = ("inline", "ruby", "contents")
# A character of a label or a sentence. Doubtful text with some of these is no wrong figure.
_WORDS = re.compile(r"[^\W\d_零〇一二三四五六七八九十百千万亿]")
_FEWEST_WORDS = 2
# Struck text within a figure. A longer one may be a figure between two others.
_DIGIT = re.compile(r"[0-9]")


class ShownText:
    """Changes the texts of a page to what is seen of them.

    `styles` has the style of each shown element, also of those that are added later.
    """

    def __init__(self, styles: dict[HtmlElement, Style]) -> None:
        self.styles = styles
        self._struck_cells: dict[HtmlElement, None] = {}

    def show_texts(self, element: HtmlElement, style: Style) -> None:
        """Change the texts directly in an element."""
        if not (style.is_special or style.room or style.keeps_lines):
            return
        element.text = self.show(element.text, element, style)
        for child in element:
            child.tail = self.show(child.tail, element, style)
        if style.keeps_lines and element.tag != "textarea":
            break_lines(element)

    def show(self, text: str | None, element: HtmlElement, style: Style) -> str | None:
        """What is seen of a text directly in an element: the text, a space, a mark, or nothing."""
        if not text or text.isspace():
            return text
        if style.sight_of_text is Sight.UNSEEN:
            return " " if leaves_gap(style) else ""
        if style.is_struck:
            self._note_struck(element)
            return "" if _DIGIT.fullmatch(text) else " "
        if style.sight_of_text is Sight.DOUBTFUL or is_cut_off(text, style):
            return text if len(_WORDS.findall(text)) >= _FEWEST_WORDS else PICTURE_MARK
        return to_script(text, style.script) if self._is_beside_text(element) else text

    def _is_beside_text(self, element: HtmlElement) -> bool:
        """Whether there is other text in the block of an element within a line."""
        style = self.styles.get(element)
        if style is None or not style.script:
            return False
        while style is not None and style.display.startswith(_INLINE):
            parent = element.getparent()
            if parent is None or (parent.text or "").strip():
                return parent is not None
            if any(_has_other_text(child, element) for child in parent):
                return True
            element, style = parent, self.styles.get(parent)
        return False

    def strike(self, element: HtmlElement) -> None:
        """Take out the text of an element through which a line is drawn."""
        self._note_struck(element)
        for child in list(element):
            drop(child)
        element.text = " "

    def _note_struck(self, element: HtmlElement) -> None:
        if (cell := find_cell(element)) is not None:
            self._struck_cells[cell] = None

    def mark_struck_cells(self) -> list[HtmlElement]:
        """Mark the cells in which all text is struck. Returns the rows in which all text is."""
        rows = dict.fromkeys(cell.getparent() for cell in self._struck_cells)
        struck_rows = [row for row in rows if row is not None and not has_text(row)]
        for cell in self._struck_cells:
            if not has_text(cell):
                cell.text = PICTURE_MARK
        return struck_rows


def _has_other_text(child: HtmlElement, element: HtmlElement) -> bool:
    """Whether there is text after a child, or in it if it is not `element`."""
    is_other = child is not element and isinstance(child.tag, str)
    return bool((child.tail or "").strip()) or (is_other and has_text(child))
