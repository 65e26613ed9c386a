"""The elements of a page in order, each with its computed style."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from gouji.pipeline.errors import TooLarge
from gouji.pipeline.ingest.web.addresses import Files
from gouji.pipeline.ingest.web.css.cascade import Cascade, Winners
from gouji.pipeline.ingest.web.css.compute_style import compute_style
from gouji.pipeline.ingest.web.css.hidden_boxes import Sight
from gouji.pipeline.ingest.web.css.legibility import reveal
from gouji.pipeline.ingest.web.css.style import Style
from gouji.pipeline.ingest.web.css.stylesheets import has_other_sheets

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# Elements that are never shown, whatever style sheets say.
_INERT = frozenset("script style noscript template head title".split())
# The share of the text of a page in an element without which the page would be empty.
_NEARLY_ALL = 0.9
# Characters of the shortest name of an element that is looked for in scripts.
_SHORTEST_NAME = 4


class Styled(NamedTuple):
    """An element that is shown, its style, its winning values, and its depth in the tree."""

    element: HtmlElement
    style: Style
    winners: Winners
    depth: int


class StyledTree(NamedTuple):
    """The elements of a page that are shown, in order, and the outermost hidden elements."""

    shown: list[Styled]
    hidden: list[HtmlElement]


def style_tree(root: HtmlElement, files: Files) -> StyledTree | None:
    """The styles of a page, None where everything is shown as it is written. Raises TooLarge."""
    try:
        return _style_tree(root, files)
    except RecursionError as error:
        raise TooLarge("CSS") from error


def _style_tree(root: HtmlElement, files: Files) -> StyledTree | None:
    cascade = Cascade(root, files)
    if not cascade.active:
        return None
    is_scripted = bool(root.xpath("boolean(//script)"))
    scripts = _Scripts(root)
    shown: list[Styled] = []
    hidden: list[HtmlElement] = []
    known: dict[tuple[str, int, int], Style] = {}
    page = Style(is_ground_known=not has_other_sheets(root, files))
    stack, root_size = [(root, page, 0)], page.font_size
    while stack:
        element, parent, depth = stack.pop()
        winners = cascade.find_winners(element, depth)
        key = (element.tag, id(parent), id(winners.element))
        if key not in known:
            known[key] = compute_style(element.tag, winners.element, parent, root_size)
        style = known[key]
        root_size = style.font_size if element is root else root_size
        if is_scripted and (element.tag in ("html", "body") or scripts.show(element, style)):
            style = reveal(style)
        if style.display == "none" or element.tag in _INERT:
            hidden.append(element)
            continue
        shown.append(Styled(element, style, winners, depth))
        stack.extend((child, style, depth + 1) for child in reversed(_shown_children(element)))
        hidden += _folded_children(element)
    return StyledTree(shown, hidden)


class _Scripts:
    """The scripts of a page, and the elements that they show when the page is loaded."""

    def __init__(self, root: HtmlElement) -> None:
        self._root = root

    @cached_property
    def _text(self) -> str:
        return " ".join(self._root.xpath("//script/text()"))

    @cached_property
    def _letters(self) -> int:
        return _count_letters(self._root)

    def show(self, element: HtmlElement, style: Style) -> bool:
        """Whether an element is unseen by its own style attribute alone, named by a script, and
        has nearly all text of the page: the articles of WeChat are written so."""
        is_unseen = style.sight_of_text is Sight.UNSEEN and style.display != "none"
        declared, name = element.get("style") or "", element.get("id") or ""
        if not is_unseen or not ("visibility" in declared or "opacity" in declared):
            return False
        is_named = len(name) >= _SHORTEST_NAME and name in self._text
        return is_named and _count_letters(element) >= _NEARLY_ALL * self._letters


def _count_letters(element: HtmlElement) -> int:
    texts = element.xpath(".//text()[not(ancestor::script or ancestor::style)]")
    return sum(len(text.strip()) for text in texts)


def _shown_children(element: HtmlElement) -> list[HtmlElement]:
    children = [child for child in element if isinstance(child.tag, str)]
    if not is_folded(element):
        return children
    return [child for child in children if child.tag == "summary"][:1]


def _folded_children(element: HtmlElement) -> Iterator[HtmlElement]:
    """What is in a closed `details` besides its summary."""
    if is_folded(element):
        shown = _shown_children(element)
        yield from (child for child in element if child not in shown)


def is_folded(element: HtmlElement) -> bool:
    """Whether an element shows its content only when a reader opens it."""
    return element.tag == "details" and element.get("open") is None
