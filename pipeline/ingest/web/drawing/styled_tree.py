"""The elements of a page in order, each with its computed style."""

from __future__ import annotations

from collections.abc import Iterator
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
_NEARLY_ALL = 0.8
_FEWEST_LETTERS = 500


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
        if is_scripted and (element.tag in ("html", "body") or _waits_for_script(element, style)):
            style = reveal(style)
        if style.display == "none" or element.tag in _INERT:
            hidden.append(element)
            continue
        shown.append(Styled(element, style, winners, depth))
        stack.extend((child, style, depth + 1) for child in reversed(_shown_children(element)))
        hidden += _folded_children(element)
    return StyledTree(shown, hidden)


def _waits_for_script(element: HtmlElement, style: Style) -> bool:
    """Whether an element is unseen by its own style attribute, not folded away, and has nearly all
    text of the page: scripts show articles (of WeChat, for one) when they are loaded."""
    is_unseen = style.sight_of_text is Sight.UNSEEN and style.display != "none"
    declared = element.get("style") or ""
    if not is_unseen or not ("visibility" in declared or "opacity" in declared):
        return False
    letters = _count_letters(element)
    page = element.getroottree().getroot()
    return letters >= _FEWEST_LETTERS and letters >= _NEARLY_ALL * _count_letters(page)


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
