"""Changes the tree of a web page into the text that a browser draws.

Text that is not seen is taken out, text that style sheets add is put in, and fields become their
values. What is drawn and cannot be read becomes a mark, so that no cell is taken for a blank one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gouji.pipeline.ingest.scan.inline_pictures import PICTURE_MARK
from gouji.pipeline.ingest.web.addresses import Files
from gouji.pipeline.ingest.web.css.compute_style import compute_style
from gouji.pipeline.ingest.web.drawing.added_text import AddedText
from gouji.pipeline.ingest.web.drawing.display_tags import set_display_tags
from gouji.pipeline.ingest.web.drawing.drawing import Drawing
from gouji.pipeline.ingest.web.drawing.item_order import order_items
from gouji.pipeline.ingest.web.drawing.replaced_elements import replace_element
from gouji.pipeline.ingest.web.drawing.shown_text import ShownText
from gouji.pipeline.ingest.web.drawing.styled_tree import (
    Styled,
    StyledTree,
    is_folded,
    style_tree,
)
from gouji.pipeline.ingest.web.drawing.tree_edits import (
    drop,
    drop_texts,
    find_cell,
    has_text,
    put_first,
    set_apart,
)
from gouji.pipeline.ingest.web.reversed_text import reverse_element, suspect_direction

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_FEWEST_CELLS = 10  # Cells of the smallest table that counts as unread where it is not shown.


def draw_page(root: HtmlElement, files: Files) -> Drawing:
    """Change the tree of a page into what a browser shows of it. Raises TooLarge."""
    drawing = Drawing()
    tree = style_tree(root, files)
    if tree is not None:
        drawing.unread = _count_folded_tables(tree)
        had_table = _has_table(root)
        _Painter(tree, drawing).paint()
        if not drawing.unread and had_table and not _has_table(root, "[normalize-space()]"):
            drawing.unread = 1
    return drawing


def _count_folded_tables(tree: StyledTree) -> int:
    """The number of closed `details` with a table."""
    folded = (styled.element for styled in tree.shown if is_folded(styled.element))
    return sum(_has_table(element) for element in folded)


def _has_table(element: HtmlElement, predicate: str = "") -> bool:
    """Whether an element has as many cells as a table; `predicate`, in XPath, says which count."""
    return int(element.xpath(f"count(.//td{predicate})")) >= _FEWEST_CELLS


class _Painter:
    """Changes a tree, from the first element to the last."""

    def __init__(self, tree: StyledTree, drawing: Drawing) -> None:
        self.tree = tree
        self.drawing = drawing
        self.styles = {styled.element: styled.style for styled in tree.shown}
        self.shown = ShownText(self.styles)
        self.added = AddedText(self.shown)

    def paint(self) -> None:
        """Change the tree."""
        self._walk()
        for element in self.tree.hidden:
            drop(element)
        self.drawing.collapsed.update(self.shown.mark_struck_cells())
        order_items(self.tree.shown)
        self._set_directions()
        set_display_tags(self.tree.shown, self.styles)

    def _walk(self) -> None:
        """Enter each element before its children, and leave it after them."""
        open_elements: list[Styled] = []
        for styled in self.tree.shown:
            while open_elements and open_elements[-1].depth >= styled.depth:
                self._leave(open_elements.pop())
            self._enter(styled)
            open_elements.append(styled)
        while open_elements:
            self._leave(open_elements.pop())

    def _enter(self, styled: Styled) -> None:
        element, style = styled.element, styled.style
        if is_folded(element):
            drop_texts(element)
        self.shown.show_texts(element, style)
        self._mark_first(styled)
        if style.is_collapsed and style.display.startswith("table-"):
            self.drawing.collapsed.add(element)
        marker = self.added.enter(styled)
        replace_element(element, style, self.shown, self.drawing)
        self.added.add_before(styled, marker)

    def _mark_first(self, styled: Styled) -> None:
        """Put a mark where the first letter or line of an element is drawn in another way."""
        for values in (styled.winners.first_letter, styled.winners.first_line):
            if values and compute_style("span", values, styled.style).is_special:
                put_first(styled.element, PICTURE_MARK)

    def _leave(self, styled: Styled) -> None:
        element, style = styled.element, styled.style
        self.added.add_after(styled)
        self.added.leave()
        if style.is_apart or self._is_item_of_box(element):
            set_apart(element)
        if style.has_picture and not has_text(element) and find_cell(element) is not None:
            element.text = PICTURE_MARK

    def _is_item_of_box(self, element: HtmlElement) -> bool:
        parent = self.styles.get(element.getparent())
        return parent is not None and parent.lays_out_items

    def _set_directions(self) -> None:
        """Put the texts from right to left in the order in which they are drawn."""
        for element, style, _, _ in reversed(self.tree.shown):
            if style.is_reversed:
                reverse_element(element)
            elif style.direction == "rtl":
                suspect_direction(element)
