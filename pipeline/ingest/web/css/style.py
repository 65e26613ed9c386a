"""The record of a computed style: what is known of an element after all style sheets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gouji.pipeline.ingest.web.css.hidden_boxes import Sight
from gouji.pipeline.ingest.web.css.values import BLACK, WHITE, Colour


@dataclass(frozen=True, slots=True)
class Style:
    """The computed style of an element. The defaults are those of the root of a page.

    Boxes and their place:

    - `sight`: how much is seen of the box of the element, and of the boxes around it
    - `room`: the width in pixels of the nearest box that cuts off wider content; None without one
    - `text_indent`: the indent in pixels that blocks inherit
    - `line_indent`: the indent of the nearest block, which inline elements do not change
    - `is_apart`: the element is not drawn between the texts before and after it
    - `lays_out_items`: the element is a flex box or a grid, and each child is a box in it
    - `has_picture`: the background is an image

    Fonts and colours:

    - `font_size`: the size in pixels as drawn; `declared_size`: before a browser makes it legible
    - `has_fixed_size`: the size derives from a length in fixed units
    - `ground`: the colour behind the text; None where it is an image or is not known
    - `is_ground_known`: false where a style sheet that is not at hand may set the ground
    - `is_struck`: a line is drawn through the text

    Order and sight of the text:

    - `script`: `sup` for raised text, `sub` for lowered text, else empty
    - `is_reversed`: all characters are drawn from right to left, also digits
    - `variables`: the custom properties, without `var()`
    - `sight_of_text`: how much is seen of the text directly in the element
    """

    display: str = "inline"
    is_visible: bool = True
    is_collapsed: bool = False
    sight: Sight = Sight.SEEN
    color: Colour = BLACK
    ground: Colour | None = WHITE
    is_ground_known: bool = True
    opacity: float = 1.0
    font_size: float = 16.0
    declared_size: float = 16.0
    has_fixed_size: bool = False
    text_indent: float = 0.0
    line_indent: float = 0.0
    room: float | None = None
    has_shadow: bool = False
    is_struck: bool = False
    script: str = ""
    direction: str = "ltr"
    is_reversed: bool = False
    list_type: str = "disc"
    quotes: str = "auto"
    white_space: str = "normal"
    caption_side: str = "top"
    is_apart: bool = False
    lays_out_items: bool = False
    has_picture: bool = False
    variables: Mapping[str, str] = field(default_factory=dict)
    sight_of_text: Sight = Sight.SEEN

    @property
    def is_special(self) -> bool:
        """Whether the text directly in the element is not shown as it is written."""
        return bool(self.sight_of_text or self.is_struck or self.script)

    @property
    def keeps_lines(self) -> bool:
        """Whether line ends in the text of the element are drawn as line ends."""
        return self.white_space.startswith(("pre", "break"))
