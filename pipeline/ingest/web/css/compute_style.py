"""Computes the style of an element from its winning values and the style around it."""

from __future__ import annotations

import re
from dataclasses import replace

from gouji.pipeline.ingest.web.css.browser_styles import default_display
from gouji.pipeline.ingest.web.css.cascade import Values
from gouji.pipeline.ingest.web.css.declarations import FONT_SIZES
from gouji.pipeline.ingest.web.css.hidden_boxes import CUTTING, find_sight
from gouji.pipeline.ingest.web.css.ink import add_ink, is_line_seen
from gouji.pipeline.ingest.web.css.legibility import judge_text
from gouji.pipeline.ingest.web.css.resolve_values import resolve_values, resolve_variables
from gouji.pipeline.ingest.web.css.style import Style
from gouji.pipeline.ingest.web.css.values import Sizes, to_pixels

_LEAST_RELATIVE = 6.0  # Pixels of the smallest font of a relative size.
_RELATIVE = re.compile(r"[\d.]+(?:%|r?em|ex|ch|ic|lh|cap)$")
_STEPS = {"smaller": "0.8333em", "larger": "1.2em"}
_SMALLER = 0.9  # A font of at most this share of the size around it is a smaller one.
# The least height of raised text over the text around it, in sizes of the font around it.
_LEAST_RISE_OF_SMALLER, _LEAST_RISE_OF_EQUAL = 0.15, 0.35
_LINE_HEIGHT = 1.2  # The usual height of a line, in font sizes.


def compute_style(tag: str, values: Values, parent: Style, root_size: float = 16.0) -> Style:
    """The style of an element with the winning `values` inside one with the style `parent`.

    `root_size` is the font size of the root of the page, in pixels.
    """
    if not values:
        return _inherit(tag, parent)
    variables = resolve_variables(values, parent.variables)
    values = resolve_values(values, variables)
    style = _add_font_size(_inherit(tag, parent), values.get("font-size"), parent, root_size)
    sizes = Sizes(style.font_size, root_size)
    display = values.get("display") or default_display(tag)
    indent = _compute_indent(values, parent, sizes)
    style = replace(
        style,
        display=display,
        variables=variables,
        is_visible=_is_visible(values, parent),
        is_collapsed=values.get("visibility") == "collapse",
        has_shadow=_has_shadow(values, parent),
        direction=values.get("direction", parent.direction),
        list_type=values.get("list-style-type", parent.list_type),
        quotes=values.get("quotes", parent.quotes),
        white_space=values.get("white-space", parent.white_space),
        caption_side=values.get("caption-side", parent.caption_side),
        text_indent=indent,
        line_indent=parent.line_indent if display == "inline" else indent,
    )
    style = _add_layout(style, values, parent, sizes)
    return judge_text(add_ink(style, values, parent))


def _inherit(tag: str, parent: Style) -> Style:
    """The style of an element for which nothing is declared."""
    display = default_display(tag)
    style = replace(
        parent,
        display=display,
        is_collapsed=False,
        is_apart=False,
        lays_out_items=False,
        has_picture=False,
        is_reversed=False,
    )
    if display == "inline" or parent.line_indent == parent.text_indent:
        return style
    return judge_text(replace(style, line_indent=parent.text_indent))


def _add_font_size(style: Style, value: str | None, parent: Style, root_size: float) -> Style:
    """The style with its font size. A browser enlarges fonts of a relative size to a minimum."""
    declared_size, is_fixed = _compute_font_size(value, parent, root_size)
    is_kept_legible = not is_fixed and declared_size > 0
    return replace(
        style,
        font_size=max(_LEAST_RELATIVE, declared_size) if is_kept_legible else declared_size,
        declared_size=declared_size,
        has_fixed_size=is_fixed,
    )


def _compute_font_size(value: str | None, parent: Style, root_size: float) -> tuple[float, bool]:
    """The declared size of a font in pixels, and whether it derives from a length in fixed units.

    `value` is the winning value of `font-size`, None without one.
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


def _is_visible(values: Values, parent: Style) -> bool:
    visibility = values.get("visibility")
    return parent.is_visible if visibility is None else visibility == "visible"


def _compute_indent(values: Values, parent: Style, sizes: Sizes) -> float:
    indent = to_pixels(values.get("text-indent", ""), sizes._replace(whole=1000.0))
    return parent.text_indent if indent is None else indent


def _has_shadow(values: Values, parent: Style) -> bool:
    shadow = values.get("text-shadow")
    return parent.has_shadow if shadow is None else shadow != "none"


def _add_layout(style: Style, values: Values, parent: Style, sizes: Sizes) -> Style:
    """The style with the place of the element: out of sight, apart, raised, reversed."""
    position = values.get("position", "static")
    is_apart = position in ("absolute", "fixed") or values.get("float", "none") != "none"
    is_box = is_apart or style.display != "inline" or parent.lays_out_items
    bidi = values.get("unicode-bidi", "normal")
    return replace(
        style,
        sight=max(parent.sight, find_sight(values, sizes, style.display, is_box)),
        room=_find_room(values, style, sizes) if is_box else parent.room,
        is_apart=is_apart or values.get("order", "0") != "0",
        lays_out_items="flex" in style.display or "grid" in style.display,
        is_struck=_is_struck(values, style, parent, is_apart),
        script=_find_script(values, style, parent, sizes) or parent.script,
        is_reversed="override" in bidi and style.direction == "rtl",
        has_picture="url(" in values.get("background-image", ""),
    )


def _is_struck(values: Values, style: Style, parent: Style, is_apart: bool) -> bool:
    """Whether a line is drawn through the text, for this element or for one around it."""
    ends_line = is_apart or style.display in ("inline-block", "inline-table", "inline-flex")
    if parent.is_struck and not ends_line:
        return True
    is_declared = "line-through" in values.get("text-decoration-line", "")
    return is_declared and is_line_seen(values, style.ground)


def _find_room(values: Values, style: Style, sizes: Sizes) -> float | None:
    """The width in pixels of the nearest box that cuts off wider content, None without one."""
    if values.get("overflow-x") not in CUTTING or style.display.startswith("table"):
        return style.room
    lengths = (to_pixels(values.get(name, ""), sizes) for name in ("width", "max-width"))
    return min((length for length in lengths if length is not None), default=style.room)


def _find_script(values: Values, style: Style, parent: Style, sizes: Sizes) -> str:
    """`sup` for a text that is raised within its line, `sub` for a lowered one, else empty."""
    if not style.display.startswith(("inline", "ruby-text")):
        return ""
    if style.display == "ruby-text":
        return "sup"
    align = values.get("vertical-align", "baseline")
    is_smaller = style.font_size <= _SMALLER * parent.font_size
    if align in ("super", "sub"):
        return "sup" if align == "super" else "sub"
    if align in ("top", "text-top") and is_smaller:
        return "sup"
    rise = _find_rise(values, align, style, sizes)
    least = (_LEAST_RISE_OF_SMALLER if is_smaller else _LEAST_RISE_OF_EQUAL) * parent.font_size
    return "sup" if rise >= least else "sub" if rise <= -least else ""


def _find_rise(values: Values, align: str, style: Style, sizes: Sizes) -> float:
    """The pixels by which a text is moved up, negative where it is moved down."""
    rise = to_pixels(align, sizes._replace(whole=_LINE_HEIGHT * style.font_size)) or 0.0
    if values.get("position") == "relative":
        whole = sizes._replace(whole=0.0)
        rise += to_pixels(values.get("bottom", ""), whole) or 0.0
        rise -= to_pixels(values.get("top", ""), whole) or 0.0
    return rise
