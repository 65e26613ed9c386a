"""The properties that can change what is read on a page. All others are skipped.

A page on which no declaration hides, strikes, raises or adds anything is shown as it is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from gouji.pipeline.ingest.web.css.declarations import FONT_SIZES, HONOURED, Declaration
from gouji.pipeline.ingest.web.css.hidden_boxes import CUTTING
from gouji.pipeline.ingest.web.css.values import (
    BLACK,
    WHITE,
    Sizes,
    find_difference,
    lay_over,
    to_colour,
    to_pixels,
)

_SIZES = Sizes(16.0, 16.0, 16.0)
_SMALL = 8.0  # Pixels: text in a smaller font may not be seen.
_FAR = 90.0  # Pixels: a larger offset may move something out of sight.
_NARROW = 120.0  # Pixels: a box with a shorter side may cut off its content.
_NEAR_COLOURS = 60.0  # Difference of a text and its ground below which it may not be seen.
_ZOOMED_OUT = 0.5  # Zoom below which text may be too small to be read.
_MOST_COLOURS = 60  # Texts and grounds of a page that are compared, of each kind.
# Values with which most properties change nothing.
_USUAL = frozenset("none normal auto visible static ltr baseline disc 0 0s inherit".split())


def _is_small(value: str) -> bool:
    if value in FONT_SIZES:
        return False
    size = to_pixels(value, _SIZES)
    return value != "larger" and (size is None or size < _SMALL)


def _is_far(value: str) -> bool:
    length = to_pixels(value, _SIZES._replace(whole=1280.0))
    return length is not None and abs(length) > _FAR


def _is_narrow(value: str) -> bool:
    length = to_pixels(value, _SIZES)
    return length is not None and length < _NARROW


def _is_unusual(value: str) -> bool:
    return value not in _USUAL


# The values of a property that can change what is read. Of other properties all unusual ones can.
_TRIGGERS: Mapping[str, Callable[[str], bool]] = {
    "font-size": _is_small,
    "text-indent": _is_far,
    "margin-left": _is_far,
    "margin-top": _is_far,
    "letter-spacing": lambda value: value.startswith("-"),
    "z-index": lambda value: value.startswith("-"),
    "zoom": lambda value: (to_pixels(value, _SIZES._replace(whole=1.0)) or 1.0) < _ZOOMED_OUT,
    "opacity": lambda value: (to_pixels(value, _SIZES) or 0.0) < 0.5,
    "text-decoration-line": lambda value: "line-through" in value,
    "vertical-align": lambda value: value not in ("baseline", "middle", "bottom", "text-bottom"),
    "background-image": lambda value: "url(" in value or "gradient(" in value,
    "white-space": lambda value: value.startswith(("pre", "break-spaces")),
    "flex-direction": lambda value: "reverse" in value,
    "caption-side": lambda value: value == "bottom",
    "unicode-bidi": lambda value: "override" in value,
    "list-style-type": lambda value: value not in ("none", "disc", "circle", "square"),
    "position": lambda value: value in ("absolute", "fixed", "relative"),
    "display": lambda value: True,
}
# If a property can change what is read on a page, these are needed as well.
_COMPANIONS: Mapping[str, frozenset[str]] = {
    "position": frozenset(("left", "right", "top", "bottom", "font-size")),
    "vertical-align": frozenset(("font-size", "position")),
    "unicode-bidi": frozenset(("direction",)),
    "text-decoration-line": frozenset(("text-decoration-color", "color")),
    "opacity": frozenset(("animation-name", "color", "background-color", "background-image")),
    "text-indent": frozenset(("overflow-x", "white-space", "font-size")),
    "content": frozenset(
        "quotes color background-color position top height display border-line".split()
    ),
    "display": frozenset(("position", "list-style-type")),
    "z-index": frozenset(("position",)),
    "letter-spacing": frozenset(("font-size",)),
    "filter": frozenset(("color", "background-color")),
}
# Properties of boxes that cut off their content.
_BOXES = frozenset("overflow-x overflow-y width height max-width max-height line-height".split())
_BOX_COMPANIONS = _BOXES | frozenset(("position", "float", "display", "font-size"))
# Properties of the colours of text and ground.
_INKS = frozenset(("color", "-webkit-text-fill-color", "background-color"))
_INK_COMPANIONS = _INKS | frozenset(
    "background-image background-clip text-shadow opacity visibility".split()
)
# Properties that change nothing by themselves.
_PASSIVE = ("quotes", "background-clip", "text-decoration-color", "border-line")


def find_active(declarations: Iterable[Declaration]) -> frozenset[str]:
    """The properties that can change what is read on a page with these declarations.

    All properties are returned if a value depends on variables.
    """
    distinct = {(declaration.name, declaration.value) for declaration in declarations}
    if any(value.startswith("@") for _, value in distinct):
        return HONOURED
    active = {name for name, value in distinct if _is_active(name, value)}
    if _has_thin_box(distinct):
        active |= _BOX_COMPANIONS
    if _has_close_colours(distinct):
        active |= _INK_COMPANIONS
    for name in tuple(active):
        active |= _COMPANIONS.get(name, frozenset())
    return frozenset(active)


def _is_active(name: str, value: str) -> bool:
    if name in _BOXES or name in _INKS or name in ("left", "right", "top", "bottom"):
        return False
    if name.startswith("--") or name in _PASSIVE:
        return False
    if name == "-webkit-text-security":
        return value != "none"
    return _TRIGGERS.get(name, _is_unusual)(value)


def _has_thin_box(distinct: Iterable[tuple[str, str]]) -> bool:
    """Whether boxes that cut off their content may be too small for it."""
    values = set(distinct)
    cuts = any(name.startswith("overflow") and value in CUTTING for name, value in values)
    thin = _BOXES - {"overflow-x", "overflow-y"}
    return cuts and any(name in thin and _is_narrow(value) for name, value in values)


def _has_close_colours(distinct: Iterable[tuple[str, str]]) -> bool:
    """Whether a text may have the colour of its ground."""
    values = set(distinct)
    inks = {
        to_colour(value) for name, value in values if name in ("color", "-webkit-text-fill-color")
    }
    grounds = {to_colour(value) for name, value in values if name == "background-color"}
    shown = [ink for ink in inks if ink is not None] + [BLACK]
    under = [ground for ground in grounds if ground is not None and ground.alpha] + [WHITE]
    if len(shown) * len(under) > _MOST_COLOURS**2 or any(ink.alpha < 0.5 for ink in shown):
        return True
    return any(
        find_difference(ink, lay_over(ground, WHITE)) < _NEAR_COLOURS
        for ink in shown
        for ground in under
    )
