"""The text of elements of web pages, in the lines in which it is drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gouji.pipeline.ingest.limits import collapse_narrow_space
from gouji.pipeline.ingest.web.css.browser_styles import BLOCKS

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_HIDDEN_TAGS = frozenset(
    "script style noscript template head title meta link svg object select option".split()
)
BLOCK_END = object()


@dataclass(frozen=True, slots=True)
class _End:
    """The end of a block, as an item of the stack."""

    tag: object = BLOCK_END


def is_shown(node: HtmlElement) -> bool:
    """Whether a node has text. Word wraps text in `o:p`; its other `o:` elements have none."""
    if not isinstance(node.tag, str) or node.tag in _HIDDEN_TAGS or node.tag.startswith("o:"):
        return isinstance(node.tag, str) and node.tag == "o:p"
    return True


def list_content(node: HtmlElement) -> Iterator[HtmlElement | str]:
    """Yield the texts and child elements of a node, and the end of a block."""
    if node.text:
        yield node.text
    for child in node:
        yield child
        if child.tail:
            yield child.tail
    if node.tag in BLOCKS:
        yield _End()


def read_lines(element: HtmlElement, keep_blank: bool = False) -> Iterator[str]:
    """Yield the lines of an element without those that are empty; with `keep_blank` those before
    a break, and no-break spaces after one, are kept."""
    pieces: list[str] = []
    is_after_break = False
    stack: list[HtmlElement | str] = list(reversed(list(list_content(element))))
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            pieces.append(node)
        elif node.tag is BLOCK_END or node.tag == "br" or node.tag in BLOCKS:
            written = "".join(pieces)
            pieces.clear()
            line, is_break = collapse_narrow_space(written), node.tag == "br"
            if line or (keep_blank and (is_break or (is_after_break and "\xa0" in written))):
                yield line
            is_after_break = is_break
            if node.tag in BLOCKS:
                stack.extend(reversed(list(list_content(node))))
        elif is_shown(node):
            stack.extend(reversed(list(list_content(node))))
    if line := collapse_narrow_space("".join(pieces)):
        yield line
