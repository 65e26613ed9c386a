"""The colour of a text, the ground behind it, and whether a reader can tell them apart."""

from __future__ import annotations

from dataclasses import replace

from gouji.pipeline.ingest.web.css.cascade import Values
from gouji.pipeline.ingest.web.css.hidden_boxes import Sight
from gouji.pipeline.ingest.web.css.style import Style
from gouji.pipeline.ingest.web.css.values import (
    BLACK,
    Colour,
    Sizes,
    find_difference,
    lay_over,
    to_colour,
    to_pixels,
)

# Differences of a text and its ground, as `find_difference` gives them.
_UNSEEN = 8.0  # The text is not seen up to this one.
_DOUBTFUL = 36.0  # The text is not surely seen up to this one.
_LEAST_OPACITY = 0.02  # Opacity below which text over an unknown ground is not seen.
_LEAST_LINE_OPACITY = 0.5  # Opacity up to which a line through a text is not surely seen.


def add_ink(style: Style, values: Values, parent: Style) -> Style:
    """The style with the colour of the text, its opacity, and the ground behind it."""
    ink = values.get("-webkit-text-fill-color") or values.get("color")
    colour = to_colour(ink) if ink else None
    opacity = to_pixels(values.get("opacity", "1"), Sizes(0.0, whole=1.0))
    is_animated = values.get("animation-name", "none") != "none"
    share = 1.0 if opacity is None or is_animated else min(1.0, max(0.0, opacity))
    if values.get("background-clip") == "text":  # The ground is drawn in the shape of the text.
        colour = BLACK
    return replace(
        style,
        color=colour or style.color,
        ground=_find_ground(values, parent),
        is_ground_known=parent.is_ground_known or _has_opaque_ground(values),
        opacity=parent.opacity * share,
    )


def _has_opaque_ground(values: Values) -> bool:
    colour = to_colour(values.get("background-color", "transparent"))
    return colour is not None and colour.alpha == 1.0


def _find_ground(values: Values, parent: Style) -> Colour | None:
    """The colour behind the text of an element, None for an image or an unknown one."""
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


def judge_ink(style: Style) -> Sight:
    """How much is seen of a text by its colour and its ground."""
    if style.ground is None:
        is_clear = style.opacity * style.color.alpha < _LEAST_OPACITY
        return Sight.UNSEEN if is_clear else Sight.SEEN
    drawn = lay_over(style.color, style.ground, style.opacity)
    difference = find_difference(drawn, style.ground)
    if difference <= _UNSEEN:
        is_doubtful = style.has_shadow or not (style.is_ground_known or style.color.alpha < 0.1)
        return Sight.DOUBTFUL if is_doubtful else Sight.UNSEEN
    return Sight.of_doubt(difference <= _DOUBTFUL and not style.has_shadow)


def is_line_seen(values: Values, ground: Colour | None) -> bool:
    """Whether the line through a text can be seen on its ground."""
    colour = to_colour(values.get("text-decoration-color", "currentcolor"))
    return colour is None or (
        colour.alpha > _LEAST_LINE_OPACITY
        and (ground is None or find_difference(colour, ground) > _DOUBTFUL)
    )
