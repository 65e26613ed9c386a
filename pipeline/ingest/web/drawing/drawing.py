"""The record of what a page shows beside the texts in its tree."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement


@dataclass(slots=True)
class Drawing:
    """What a page shows beside the texts in its tree.

    - `collapsed`: rows and columns that count in their table and are not drawn
    - `frames`: elements with a page of their own, in `srcdoc` or in their address
    - `unread`: the number of tables that the page shows and that cannot be read
    """

    collapsed: set[HtmlElement] = field(default_factory=set)
    frames: list[HtmlElement] = field(default_factory=list)
    unread: int = 0
