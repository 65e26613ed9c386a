"""Turns the tree of a web page into the text that a browser draws.

What is not seen is taken out, what style sheets add is put in, fields become their values. What is
drawn and cannot be read becomes a mark, so that no cell is taken for a blank one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gouji.pipeline.ingest.scan.inline_pictures import PICTURE_MARK
from gouji.pipeline.ingest.scripts import to_script
from gouji.pipeline.ingest.web.addresses import Files
from gouji.pipeline.ingest.web.css.browser_styles import default_display
from gouji.pipeline.ingest.web.css.cascade import Values
from gouji.pipeline.ingest.web.css.hidden_boxes import Sight, is_struck_by_line
from gouji.pipeline.ingest.web.css.style import Style, compute, settle
from gouji.pipeline.ingest.web.form_controls import read_control
from gouji.pipeline.ingest.web.generated_content import (
    Counters,
    count_element,
    start_list,
    write_content,
    write_marker,
)
from gouji.pipeline.ingest.web.reversed_text import reverse_element, suspect_direction
from gouji.pipeline.ingest.web.styled_tree import Styled, StyledTree, is_folded, style_tree

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_INLINE = ("inline", "ruby", "contents")
_CELLS = ("td", "th")
_TABLE_TAGS = frozenset("table thead tbody tfoot tr td th caption col colgroup".split())
_TABLE_DISPLAYS = {
    "table-row": "tr", "table-cell": "td", "table-row-group": "tbody",
    "table-header-group": "thead", "table-footer-group": "tfoot",
}  # fmt: skip
# Elements that draw what is not in the text.
_DRAWN = frozenset("svg canvas object embed video iframe meter progress".split())
_FEWEST_CELLS = 10  # Cells of the smallest table that is missed when it is not shown.
_LEAST_FRAME = (200.0, 100.0)  # Width and height in pixels of a frame with a table.
# Parts of formulas that are not read from left to right.
_FORMULAS = ("msup", "msub", "msubsup", "mover", "munder", "mfrac", "msqrt", "mmultiscripts")
_PAGE = re.compile(r"\s*data:(?:text/html|application/xhtml)", re.IGNORECASE)
# Characters of labels and sentences. What is hardly seen of these is no wrong figure.
_WORDS = re.compile(r"[^\W\d_零〇一二三四五六七八九十百千万亿]")
_FEWEST_WORDS = 2
_LEAST_DRAWN = 5  # Width and height in pixels of an element in which something can be read.


@dataclass(slots=True)
class Drawing:
    """What a page shows beside the text in its tree.

    `collapsed` has rows and columns that take part in their table and are not drawn; `unread` is
    the number of tables that are drawn by something that is not read. `frames` are elements with
    a page of their own in `srcdoc`.
    """

    collapsed: set[HtmlElement] = field(default_factory=set)
    frames: list[HtmlElement] = field(default_factory=list)
    unread: int = 0


def draw_page(root: HtmlElement, files: Files) -> Drawing:
    """Change the tree of a page into what a browser shows of it. Raises TooLarge."""
    drawing = Drawing()
    tree = style_tree(root, files)
    if tree is not None:
        drawing.unread = sum(_has_table(element) for element in _find_folded(tree))
        _Painter(tree, drawing).paint()
        if not drawing.unread and not _has_table(root):
            drawing.unread = any(_has_table(element) for element in tree.hidden)
    return drawing


def _find_folded(tree: StyledTree) -> Iterator[HtmlElement]:
    return (styled.element for styled in tree.shown if is_folded(styled.element))


def _has_table(element: HtmlElement) -> bool:
    return int(element.xpath("count(.//td)")) >= _FEWEST_CELLS


class _Painter:
    """Changes a tree, from the first element to the last."""

    def __init__(self, tree: StyledTree, drawing: Drawing) -> None:
        self.tree = tree
        self.drawing = drawing
        self.styles = {styled.element: styled.style for styled in tree.shown}
        self.counters = Counters()
        self.struck_cells: dict[HtmlElement, None] = {}
        self.added: dict[tuple[int, int], tuple[Values, Style]] = {}

    def paint(self) -> None:
        """Change the tree."""
        open_elements: list[Styled] = []
        for styled in self.tree.shown:
            while open_elements and open_elements[-1].depth >= styled.depth:
                self._leave(open_elements.pop())
            self._enter(styled)
            open_elements.append(styled)
        while open_elements:
            self._leave(open_elements.pop())
        for element in self.tree.hidden:
            _drop(element)
        self._mark_struck_cells()
        self._set_directions()
        self._set_tags()

    def _enter(self, styled: Styled) -> None:
        element, style, winners, _ = styled
        if is_folded(element):
            _fold(element)
        self._show_text(element, style)
        for values in (winners.first_letter, winners.first_line):
            if values and compute("span", values, style).is_special:
                _put_first(element, PICTURE_MARK)
        if style.is_collapsed and style.display.startswith("table-"):
            self.drawing.collapsed.add(element)
        is_item = style.display == "list-item"
        values = settle(winners.element, style.variables)
        count_element(element, values, self.counters, is_item)
        marker = self._write_marker(styled) if is_item else ""
        self.counters.enter()
        if element.tag in ("ol", "ul", "menu", "dir"):
            start_list(element, self.counters)
        self._replace(element, style)
        self._add(styled, winners.before, is_before=True)
        if marker:
            _put_first(element, marker)

    def _leave(self, styled: Styled) -> None:
        self._add(styled, styled.winners.after, is_before=False)
        self.counters.leave()
        if styled.style.is_apart or self._is_item_of_box(styled.element):
            _set_apart(styled.element)
        is_picture = styled.style.has_picture and not _has_text(styled.element)
        if is_picture and self._find_cell(styled.element) is not None:
            styled.element.text = PICTURE_MARK

    def _is_item_of_box(self, element: HtmlElement) -> bool:
        parent = self.styles.get(element.getparent())
        return parent is not None and parent.lays_out_items

    def _show_text(self, element: HtmlElement, style: Style) -> None:
        """Change the texts directly in an element to what is seen of them."""
        if not (style.is_special or style.room) and not style.white_space.startswith(
            ("pre", "break")
        ):
            return
        element.text = self._show(element.text, element, style)
        for child in element:
            child.tail = self._show(child.tail, element, style)
        if style.white_space.startswith(("pre", "break")) and element.tag != "textarea":
            _break_lines(element)

    def _show(self, text: str | None, element: HtmlElement, style: Style) -> str | None:
        if not text or text.isspace():
            return text
        if style.sight_of_text is Sight.UNSEEN:
            return " " if style.takes_room else ""
        if style.is_struck:
            if (cell := self._find_cell(element)) is not None:
                self.struck_cells[cell] = None
            return " "
        if style.sight_of_text is Sight.DOUBTFUL or style.cuts_off(text):
            return text if len(_WORDS.findall(text)) >= _FEWEST_WORDS else PICTURE_MARK
        return to_script(text, style.script) if self._is_beside_text(element) else text

    def _is_beside_text(self, element: HtmlElement) -> bool:
        """Whether there is other text in the block of an element within a line."""
        style = self.styles.get(element)
        while style is not None and style.script:
            parent = element.getparent()
            if parent is None or (parent.text or "").strip():
                return parent is not None
            for child in parent:
                is_other = child is not element and isinstance(child.tag, str)
                if (child.tail or "").strip() or (is_other and _has_text(child)):
                    return True
            element, style = parent, self.styles.get(parent)
            if style is not None and not style.display.startswith(_INLINE):
                return False
        return False

    def _find_cell(self, element: HtmlElement) -> HtmlElement | None:
        if element.tag in _CELLS:
            return element
        return next(element.iterancestors(*_CELLS), None)

    def _write_marker(self, styled: Styled) -> str:
        content = styled.winners.marker.get("content")
        written = write_content(content or "", styled.element, "auto", self.counters)
        if styled.style.sight_of_text or styled.winners.marker.get("display") == "none":
            return ""
        return write_marker(styled.style.list_type, self.counters) if written is None else written

    def _replace(self, element: HtmlElement, style: Style) -> None:
        """Put the text of a field, or a mark, in place of what is drawn otherwise."""
        lines = read_control(element)
        if lines is not None:
            _set_lines(element, [self._show(line, element, style) or "" for line in lines])
            element.tag = "span"
        elif element.tag in _DRAWN:
            self._replace_drawn(element, style)
        elif element.tag == "math" and next(element.iter(*_FORMULAS), None) is not None:
            _set_lines(element, [PICTURE_MARK])

    def _replace_drawn(self, element: HtmlElement, style: Style) -> None:
        is_seen = not style.sight and style.is_visible and style.opacity > 0 and _draws(element)
        is_in_cell = self._find_cell(element) is not None
        if is_seen and has_page(element):
            self.drawing.frames.append(element)
        elif is_seen and not is_in_cell:
            self.drawing.unread += _may_hold_table(element)
        is_mark = is_seen and is_in_cell and not has_page(element)
        _set_lines(element, [PICTURE_MARK if is_mark else ""])
        element.tag = "span"

    def _add(self, styled: Styled, values: Values, is_before: bool) -> None:
        """Add what a style sheet writes before or after the content of an element."""
        element, style = styled.element, styled.style
        content = values.get("content", "")
        if element.tag == "q" and not content:
            content = "open-quote" if is_before else "close-quote"
        if content in ("", "none", "normal"):
            return
        key = (id(values), id(style))
        if key not in self.added:
            settled = settle({**values, "content": content}, style.variables)
            self.added[key] = settled, compute("span", settled, style)
        values, own = self.added[key]
        if is_struck_by_line(values):
            self._strike(element)
        elif own.display != "none":
            count_element(element, values, self.counters, is_item=False)
            text = (
                write_content(values.get("content", ""), element, style.quotes, self.counters) or ""
            )
            self._insert(element, text, own, is_before)

    def _insert(self, element: HtmlElement, text: str, style: Style, is_before: bool) -> None:
        """Put a text of its own style before or after the content of an element."""
        piece = element.makeelement("span" if style.display.startswith("inline") else "div")
        self.styles[piece] = style
        if is_before:
            piece.tail, element.text = element.text, None
            element.insert(0, piece)
        else:
            element.append(piece)
        is_drawn = style.has_picture and not text.strip() and self._find_cell(element) is not None
        piece.text = self._show(PICTURE_MARK if is_drawn else text, piece, style)
        if style.is_apart:
            _set_apart(piece)

    def _strike(self, element: HtmlElement) -> None:
        """Take out the text of an element through which a line is drawn."""
        if (cell := self._find_cell(element)) is not None:
            self.struck_cells[cell] = None
        for child in list(element):
            _drop(child)
        element.text = " "

    def _mark_struck_cells(self) -> None:
        """Mark cells in which all is struck out; rows in which all is are not drawn."""
        rows = dict.fromkeys(cell.getparent() for cell in self.struck_cells)
        for row in rows:
            if row is not None and not "".join(row.itertext()).strip():
                self.drawing.collapsed.add(row)
        for cell in self.struck_cells:
            if not "".join(cell.itertext()).strip():
                cell.text = PICTURE_MARK

    def _set_directions(self) -> None:
        for element, style, _, _ in reversed(self.tree.shown):
            if style.is_reversed:
                reverse_element(element)
            elif style.direction == "rtl":
                suspect_direction(element)

    def _set_tags(self) -> None:
        """Give elements that are drawn as others do the names of those."""
        for element, style, _, _ in self.tree.shown:
            if element.tag in _TABLE_TAGS:
                _set_table_part(element, style)
            if element.tag in _TABLE_TAGS or element.tag in ("br", "img", "body", "html"):
                continue
            if style.display != default_display(element.tag):
                element.tag = self._find_tag(element, style.display)
        self._set_table_tags()

    def _find_tag(self, element: HtmlElement, display: str) -> str:
        if display.startswith(("inline", "contents", "ruby", "table")):
            is_text = display.startswith(("inline", "contents", "ruby"))
            return "span" if is_text else "div"
        is_block = not default_display(element.tag).startswith("inline")
        return element.tag if is_block else "div"

    def _set_table_tags(self) -> None:
        """Make tables of elements that are drawn as rows with cells."""
        rows = [s.element for s in self.tree.shown if s.style.display == "table-row"]
        for row in rows:
            parent = row.getparent()
            if row.tag == "tr" or parent is None or not self._has_cells(row):
                continue
            if not all(self._is_part(child) for child in parent) or (parent.text or "").strip():
                continue
            row.tag = "tr"
            for cell in row:
                cell.tag = "td"
            group = self.styles.get(parent)
            name = _TABLE_DISPLAYS.get(group.display if group else "", "table")
            parent.tag = parent.tag if parent.tag in _TABLE_TAGS else name
            above = parent.getparent()
            if name != "table" and above is not None and above.tag not in _TABLE_TAGS:
                above.tag = "table"

    def _has_cells(self, row: HtmlElement) -> bool:
        return len(row) > 0 and all(self._is_part(cell, ("table-cell",)) for cell in row)

    def _is_part(self, element: HtmlElement, displays: tuple[str, ...] = ("table-row",)) -> bool:
        style = self.styles.get(element)
        return style is not None and style.display in displays


def _set_table_part(element: HtmlElement, style: Style) -> None:
    """Give a part of a table the name of the place where it is drawn."""
    if element.tag in ("thead", "tbody", "tfoot"):
        element.tag = _TABLE_DISPLAYS.get(style.display, element.tag)
    elif element.tag == "caption" and style.caption_side == "bottom":
        element.set("align", "bottom")


def _drop(element: HtmlElement) -> None:
    """Take an element out of its tree, not the text after it."""
    if element.getparent() is not None:
        element.drop_tree()


def _fold(element: HtmlElement) -> None:
    """Take out the texts directly in a closed `details`."""
    element.text = None
    for child in element:
        child.tail = None


def _set_lines(element: HtmlElement, lines: list[str]) -> None:
    for child in list(element):
        element.remove(child)
    element.text, *others = lines or [""]
    for line in others:
        end = element.makeelement("br")
        end.tail = line
        element.append(end)


def _break_lines(element: HtmlElement) -> None:
    """Put breaks for the line ends of preformatted text."""
    pieces = [(None, element.text), *((child, child.tail) for child in element)]
    for place, (child, text) in reversed(list(enumerate(pieces))):
        first, *others = (text or "").split("\n")
        if child is None:
            element.text = first
        else:
            child.tail = first
        for offset, line in enumerate(others):
            end = element.makeelement("br")
            end.tail = line
            element.insert(place + offset, end)


def _set_apart(element: HtmlElement) -> None:
    """Separate an element from the text beside it, which is drawn elsewhere."""
    element.tail = " " + (element.tail or "")
    element.text = " " + (element.text or "")


def _put_first(element: HtmlElement, marker: str) -> None:
    """Write the marker of a list item before the first text in it."""
    while not (element.text or "").strip() and len(element) and _is_block(element[0]):
        element = element[0]
    element.text = marker + (element.text or "").lstrip()


def _is_block(element: HtmlElement) -> bool:
    return isinstance(element.tag, str) and default_display(element.tag) == "block"


def _has_text(element: HtmlElement) -> bool:
    return any(text.strip() for text in element.itertext())


def _draws(element: HtmlElement) -> bool:
    """Whether an element with no text of its own may draw some."""
    if element.tag in ("meter", "progress"):
        return False
    if element.tag == "svg":
        return len(element) > 0
    if element.tag == "iframe":
        source = (element.get("src") or "").strip().lower()
        is_page = bool(source) and not source.startswith(("about:", "javascript:", "cid:"))
        return (is_page or has_page(element)) and not _is_dot(element)
    return True


def has_page(element: HtmlElement) -> bool:
    """Whether a frame has its page in itself."""
    return element.get("srcdoc") is not None or bool(_PAGE.match(find_frame_address(element)))


def find_frame_address(element: HtmlElement) -> str:
    """The address of what an element shows in a frame."""
    return element.get("src") or element.get("data") or ""


def _is_dot(element: HtmlElement) -> bool:
    """Whether an element has no room for anything."""
    sizes = (element.get("width") or "", element.get("height") or "")
    return any(size.strip().isdecimal() and int(size) < _LEAST_DRAWN for size in sizes)


def _may_hold_table(element: HtmlElement) -> bool:
    """Whether something beside the text is large enough for a table."""
    if element.tag not in ("canvas", "iframe", "object", "embed"):
        return False
    sizes = (element.get("width") or "", element.get("height") or "")
    return all(
        not size.strip().isdecimal() or int(size) >= least
        for size, least in zip(sizes, _LEAST_FRAME, strict=True)
    )
