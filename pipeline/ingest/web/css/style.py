"""The computed style of elements: what a reader sees of the text that is directly in them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from gouji.pipeline.ingest.web.css.browser_styles import default_display
from gouji.pipeline.ingest.web.css.cascade import Values
from gouji.pipeline.ingest.web.css.declarations import FONT_SIZES, GENERAL, expand
from gouji.pipeline.ingest.web.css.hidden_boxes import CUTTING, Sight, find_sight
from gouji.pipeline.ingest.web.css.values import (
    BLACK,
    WHITE,
    Colour,
    Sizes,
    find_difference,
    lay_over,
    to_colour,
    to_pixels,
)
from gouji.pipeline.ingest.web.css.variables import resolve_variables, substitute

_UNSEEN = 8.0  # Difference of a text and its ground up to which the text is not seen.
_FAINT = 36.0  # Difference up to which it is not surely seen.
_UNSEEN_SIZE, _FAINT_SIZE = 3.0, 5.0  # Pixels of a font that is not seen, and not surely seen.
_FAR_INDENT = 300.0  # Pixels of a negative indent that leads off the page.
_LEAST_RELATIVE = 6.0  # Pixels of the smallest font of a relative size.
_RELATIVE = re.compile(r"[\d.]+(?:%|r?em|ex|ch|ic|lh|cap)$")
_FIGURE = re.compile(r"[\d.,]+")
_DIGIT_WIDTH = 0.5  # Font sizes of the width of a narrow digit.
_STEPS = {"smaller": "0.8333em", "larger": "1.2em"}
# Font sizes by which a raised text is at least higher than the text beside it, if it is smaller
# than that, and if it is as large.
_RAISED, _RAISED_AS_LARGE = 0.15, 0.35
_SMALLER = 0.9  # Share of the font size of a text beside it that a raised text has at most.
_NONE: Mapping[str, str] = {}
_PROBABLY_SEEN = 0.5


@dataclass(frozen=True, slots=True)
class Style:
    """What is computed for an element.

    `sight` is that of its box and of the boxes around it; `ground` is None where it is a picture
    or whatever is drawn below; `is_ground_known` is false where a style sheet that is not at hand
    may set it.
    `font_size` is in pixels, `declared_size` before a browser makes it legible; `has_fixed_size`:
    it goes back to a length in fixed units. `script` is `sup` or `sub`. `is_reversed`: its text is
    drawn from right to left, whatever it is. `sight_of_text` is that of the text directly in the
    element. `room` is the width in pixels of a box that cuts off what is wider, None without one.
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
    variables: Mapping[str, str] = None  # type: ignore[assignment]
    sight_of_text: Sight = Sight.SEEN

    @property
    def is_special(self) -> bool:
        """Whether the text directly in the element is not shown as it is written."""
        return bool(self.sight_of_text or self.is_struck or self.script)

    def cuts_off(self, text: str) -> bool:
        """Whether the box around a text is too narrow for a figure in it."""
        if self.room is None:
            return False
        longest = max(map(len, _FIGURE.findall(text)), default=0)
        return longest * _DIGIT_WIDTH * self.font_size > self.room

    @property
    def takes_room(self) -> bool:
        """Whether there is a gap where the text directly in the element is not seen."""
        is_laid_out = self.sight is Sight.SEEN and self.font_size >= _UNSEEN_SIZE
        return is_laid_out and self.text_indent >= -_FAR_INDENT

    def reveal(self) -> Style:
        """The style of an element that a script shows as soon as the page is loaded."""
        display = "block" if self.display == "none" else self.display
        return _judge(
            replace(self, display=display, is_visible=True, sight=Sight.SEEN, opacity=1.0)
        )


ROOT = Style(variables=_NONE)


def compute(tag: str, values: Values, parent: Style, root_size: float = 16.0) -> Style:
    """The style of an element with the winning `values` inside one with the style `parent`."""
    if not values:
        return _inherit(tag, parent)
    variables = resolve_variables(values, parent.variables)
    values = settle(values, variables)
    declared_size, is_fixed = _compute_font_size(values.get("font-size"), parent, root_size)
    is_kept_legible = not is_fixed and declared_size > 0
    font_size = max(_LEAST_RELATIVE, declared_size) if is_kept_legible else declared_size
    sizes = Sizes(font_size, root_size)
    style = replace(
        _inherit(tag, parent),
        display=values.get("display") or default_display(tag),
        variables=variables,
        font_size=font_size,
        declared_size=declared_size,
        has_fixed_size=is_fixed,
        is_visible=_inherited(values, "visibility", parent.is_visible, "visible"),
        is_collapsed=values.get("visibility") == "collapse",
        has_shadow=_has_shadow(values, parent),
        direction=values.get("direction", parent.direction),
        list_type=values.get("list-style-type", parent.list_type),
        quotes=values.get("quotes", parent.quotes),
        white_space=values.get("white-space", parent.white_space),
        caption_side=values.get("caption-side", parent.caption_side),
        text_indent=_compute_indent(values, parent, sizes),
    )
    style = _add_layout(style, values, parent, sizes)
    return _judge(_add_ink(style, values, parent))


def _inherit(tag: str, parent: Style) -> Style:
    """The style of an element for which nothing is declared."""
    return replace(
        parent,
        display=default_display(tag),
        is_collapsed=False,
        script=parent.script,
        is_apart=False,
        lays_out_items=False,
        has_picture=False,
        is_reversed=False,
    )


def _inherited(values: Values, name: str, inherited: bool, shown: str) -> bool:
    return values[name] == shown if name in values else inherited


def settle(values: Values, variables: Mapping[str, str]) -> dict[str, str]:
    """Values with variables put in, without those that only say that they are inherited."""
    settled: dict[str, str] = {}
    for name, value in values.items():
        if value.startswith("@"):
            shorthand, _, written = value[1:].partition(":")
            value = expand(shorthand, substitute(written, variables)).get(name, "unset")
        if value in GENERAL:
            if value == "initial" and name in _INITIAL:
                settled[name] = _INITIAL[name]
        elif not name.startswith("--"):
            settled[name] = value
    return settled


# The values that properties have which are inherited, if they are not.
_INITIAL = {
    "visibility": "visible", "color": "black", "font-size": "medium", "text-indent": "0",
    "direction": "ltr", "list-style-type": "disc", "white-space": "normal", "text-shadow": "none",
    "display": "inline", "quotes": "auto", "caption-side": "top",
}  # fmt: skip


def _compute_font_size(value: str | None, parent: Style, root_size: float) -> tuple[float, bool]:
    """The size of a font, and whether it goes back to a length in fixed units.

    A browser does not make fonts smaller than six pixels that do not.
    """
    if value is None:
        return parent.declared_size, parent.has_fixed_size
    if value in FONT_SIZES:
        return FONT_SIZES[value], False
    is_relative = value in _STEPS or _RELATIVE.match(value) is not None
    is_fixed = parent.has_fixed_size or not is_relative
    around = parent.declared_size
    size = to_pixels(_STEPS.get(value, value), Sizes(around, root_size, around))
    if size is None:
        return parent.declared_size, parent.has_fixed_size
    return max(0.0, size), is_fixed


def _compute_indent(values: Values, parent: Style, sizes: Sizes) -> float:
    indent = to_pixels(values.get("text-indent", ""), sizes._replace(whole=1000.0))
    return parent.text_indent if indent is None else indent


def _has_shadow(values: Values, parent: Style) -> bool:
    shadow = values.get("text-shadow")
    return parent.has_shadow if shadow is None else shadow != "none"


def _add_layout(style: Style, values: Values, parent: Style, sizes: Sizes) -> Style:
    """Add where an element is drawn: out of sight, apart from the line, raised, reversed."""
    position = values.get("position", "static")
    is_apart = position in ("absolute", "fixed") or values.get("float", "none") != "none"
    is_box = is_apart or style.display != "inline" or parent.lays_out_items
    own = find_sight(values, sizes, style.display, is_box)
    bidi = values.get("unicode-bidi", "normal")
    lines = values.get("text-decoration-line", "")
    stops = is_apart or style.display in ("inline-block", "inline-table", "inline-flex")
    return replace(
        style,
        sight=max(parent.sight, own),
        room=_find_room(values, style, sizes) if is_box else parent.room,
        is_apart=is_apart or values.get("order", "0") != "0",
        lays_out_items="flex" in style.display or "grid" in style.display,
        is_struck=(parent.is_struck and not stops)
        or ("line-through" in lines and _is_drawn(values, style)),
        script=_find_script(values, style, parent, sizes) or parent.script,
        is_reversed="override" in bidi and style.direction == "rtl",
        has_picture="url(" in values.get("background-image", ""),
    )


def _find_room(values: Values, style: Style, sizes: Sizes) -> float | None:
    if values.get("overflow-x") not in CUTTING or style.display.startswith("table"):
        return style.room
    lengths = (to_pixels(values.get(name, ""), sizes) for name in ("width", "max-width"))
    return min((length for length in lengths if length is not None), default=style.room)


def _is_drawn(values: Values, style: Style) -> bool:
    """Whether the line through a text has a colour."""
    colour = to_colour(values.get("text-decoration-color", "currentcolor"))
    return colour is None or (
        colour.alpha > _PROBABLY_SEEN
        and (style.ground is None or find_difference(colour, style.ground) > _FAINT)
    )


def _find_script(values: Values, style: Style, parent: Style, sizes: Sizes) -> str:
    """Whether a text within a line is raised or lowered."""
    if not style.display.startswith(("inline", "ruby-text")):
        return ""
    if style.display == "ruby-text":
        return "sup"
    align = values.get("vertical-align", "baseline")
    is_small = style.font_size <= _SMALLER * parent.font_size
    if align in ("super", "sub"):
        return "sup" if align == "super" else "sub"
    if align in ("top", "text-top") and is_small:
        return "sup"
    rise = to_pixels(align, sizes._replace(whole=1.2 * style.font_size)) or 0.0
    if values.get("position") == "relative":
        whole = sizes._replace(whole=0.0)
        rise += to_pixels(values.get("bottom", ""), whole) or 0.0
        rise -= to_pixels(values.get("top", ""), whole) or 0.0
    least = (_RAISED if is_small else _RAISED_AS_LARGE) * parent.font_size
    return "sup" if rise >= least else "sub" if rise <= -least else ""


def _add_ink(style: Style, values: Values, parent: Style) -> Style:
    """Add the colour of the text and of what is behind it."""
    ink = values.get("-webkit-text-fill-color") or values.get("color")
    colour = to_colour(ink) if ink else None
    opacity = to_pixels(values.get("opacity", "1"), Sizes(0.0, whole=1.0))
    is_animated = values.get("animation-name", "none") != "none"
    share = 1.0 if opacity is None or is_animated else min(1.0, max(0.0, opacity))
    if values.get("background-clip") == "text":  # the ground is drawn in the shape of the text
        colour = BLACK
    return replace(
        style,
        color=colour or style.color,
        ground=_find_ground(values, parent),
        is_ground_known=parent.is_ground_known or _covers(values),
        opacity=parent.opacity * share,
    )


def _covers(values: Values) -> bool:
    colour = to_colour(values.get("background-color", "transparent"))
    return colour is not None and colour.alpha == 1.0


def _find_ground(values: Values, parent: Style) -> Colour | None:
    image = values.get("background-image", "none")
    if image != "none" or values.get("background-clip") == "text":
        return None
    colour = to_colour(values.get("background-color", "transparent"))
    if colour is None or not colour.alpha:
        is_over_others = values.get("position") in ("absolute", "fixed")
        return None if is_over_others else parent.ground
    if parent.ground is None:
        return colour._replace(alpha=1.0) if colour.alpha == 1.0 else None
    return lay_over(colour, parent.ground)


def _judge(style: Style) -> Style:
    """Add how much is seen of the text directly in an element."""
    sight = max(style.sight, Sight.SEEN if style.is_visible else Sight.UNSEEN)
    sight = max(sight, _judge_size(style.font_size), _judge_ink(style))
    if style.text_indent < -_FAR_INDENT:
        sight = Sight.UNSEEN
    return replace(style, sight_of_text=sight)


def _judge_size(size: float) -> Sight:
    return Sight.UNSEEN if size < _UNSEEN_SIZE else Sight.of_doubt(size < _FAINT_SIZE)


def _judge_ink(style: Style) -> Sight:
    if style.ground is None:
        return Sight.UNSEEN if style.opacity * style.color.alpha < 0.02 else Sight.SEEN
    drawn = lay_over(style.color, style.ground, style.opacity)
    difference = find_difference(drawn, style.ground)
    if difference <= _UNSEEN:
        is_doubtful = style.has_shadow or not (style.is_ground_known or style.color.alpha < 0.1)
        return Sight.DOUBTFUL if is_doubtful else Sight.UNSEEN
    return Sight.of_doubt(difference <= _FAINT and not style.has_shadow)
