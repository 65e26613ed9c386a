"""How much is seen of the box of an element: it may be clipped, tiny, off the page or turned."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import IntEnum

from gouji.pipeline.ingest.web.css.values import VIEWPORT, Sizes, repeat_sides, to_pixels

_OFF_PAGE = 1000.0  # Pixels: a box that is moved so far is off the page.
_OFF_LONG_PAGE = 3000.0  # Pixels: the same for `bottom`, since a page may be long.
_MAYBE_OFF_PAGE = 100.0  # Pixels: a box that is moved farther may be off the page.
_THIN = 2.0  # Pixels: nothing can be read in a box with a shorter side.
# Values of `overflow` with which a box cuts off what is larger than it.
CUTTING = frozenset(("hidden", "clip", "scroll", "auto", "overlay"))
_TABLE_PARTS = ("table-row", "table-header", "table-footer", "table-column", "table-cell")
_FUNCTION = re.compile(r"([\w-]+)\(([^()]*)\)")
_ZOOMED_AWAY = 0.2  # Zoom below which text is too small to be read.
_POSITIONED = ("relative", "absolute", "fixed", "sticky")
_BLUR = 3.0  # Pixels: text with a stronger blur may not be read.


class Sight(IntEnum):
    """How much a reader sees of a box or a text."""

    SEEN = 0
    DOUBTFUL = 1
    UNSEEN = 2

    @classmethod
    def of_doubt(cls, is_doubtful: bool) -> Sight:
        """DOUBTFUL or SEEN."""
        return cls.DOUBTFUL if is_doubtful else cls.SEEN


def find_sight(values: Mapping[str, str], sizes: Sizes, display: str, is_box: bool) -> Sight:
    """How much is seen of the box of an element, by its own declarations.

    `is_box` is false for an element within a line, which has no size of its own.
    """
    sights = [
        _judge_clip(values, sizes),
        _judge_filter(values, sizes),
        _judge_other_effects(values),
        _judge_spacing(values, sizes),
        _judge_offsets(values, sizes),
    ]
    if is_box:
        sights += [_judge_transform(values, sizes), _judge_margins(values, sizes)]
        if not display.startswith(_TABLE_PARTS):
            sights.append(_judge_size(values, sizes))
        elif _is_thin(values, ("max-width",), sizes) and values.get("overflow-x") in CUTTING:
            sights.append(Sight.UNSEEN)
    return max(sights)


def _judge_clip(values: Mapping[str, str], sizes: Sizes) -> Sight:
    path, clip = values.get("clip-path", "none"), values.get("clip", "auto")
    is_placed = values.get("position") in ("absolute", "fixed")
    if is_placed and clip.startswith("rect("):
        edges = [to_pixels(e, sizes) for e in re.split(r"[\s,]+", clip[5:].rstrip(") "))]
        if len(edges) == 4 and None not in edges:
            top, right, bottom, left = (edge or 0.0 for edge in edges)
            is_empty = bottom - top < _THIN or right - left < _THIN
            return Sight.UNSEEN if is_empty else Sight.DOUBTFUL
    if path == "none":
        return Sight.SEEN
    match = _FUNCTION.match(path)
    return _judge_path(match[1], match[2].strip()) if match else Sight.DOUBTFUL


def _judge_path(shape: str, arguments: str) -> Sight:
    """How much is seen inside a basic shape of `clip-path`."""
    share = Sizes(16.0, 16.0, 100.0)
    if shape == "inset":
        sides = [to_pixels(side, share) for side in arguments.split("round")[0].split()]
        known = [side or 0.0 for side in sides] or [0.0]
        top, right, bottom, left = repeat_sides(known)
        if top + bottom >= 100 or left + right >= 100:
            return Sight.UNSEEN
        return Sight.of_doubt(any(side > 0 for side in known))
    if shape in ("circle", "ellipse"):
        radii = [to_pixels(r, share) for r in arguments.split(" at ")[0].split()]
        return Sight.UNSEEN if any(r == 0 for r in radii) else Sight.DOUBTFUL
    if shape == "polygon":
        points = {tuple(point.split()) for point in arguments.split(",")}
        columns, rows = ({point[i] for point in points if len(point) > i} for i in (0, 1))
        is_line = len(points) < 3 or len(columns) < 2 or len(rows) < 2
        return Sight.UNSEEN if is_line else Sight.DOUBTFUL
    return Sight.DOUBTFUL


def _judge_filter(values: Mapping[str, str], sizes: Sizes) -> Sight:
    for name, argument in _FUNCTION.findall(values.get("filter", "")):
        amount = to_pixels(argument.strip(), sizes._replace(whole=1.0))
        if name == "opacity" and amount is not None and amount < 0.3:
            return Sight.UNSEEN if amount < 0.03 else Sight.DOUBTFUL
        if name == "blur" and (amount or 0.0) >= _BLUR:
            return Sight.DOUBTFUL
    return Sight.SEEN


def _judge_other_effects(values: Mapping[str, str]) -> Sight:
    if values.get("content-visibility") == "hidden":
        return Sight.UNSEEN
    is_masked = values.get("-webkit-text-security", "none") != "none"
    zoom = to_pixels(values.get("zoom", "1"), Sizes(16.0, whole=1.0)) or 1.0
    if zoom < _ZOOMED_AWAY:
        return Sight.UNSEEN
    is_behind = values.get("z-index", "").startswith("-") and values.get("position") in _POSITIONED
    is_masked = is_masked or values.get("mask-image", "none") != "none"
    return Sight.of_doubt(is_masked or is_behind or zoom < 2 * _ZOOMED_AWAY)


def _judge_spacing(values: Mapping[str, str], sizes: Sizes) -> Sight:
    """How much is seen of characters that are drawn over one another."""
    spacing = to_pixels(values.get("letter-spacing", ""), sizes)
    return Sight.of_doubt(spacing is not None and spacing < -0.25 * sizes.em)


def _judge_offsets(values: Mapping[str, str], sizes: Sizes) -> Sight:
    """How much is seen of a box that is moved away by its position."""
    position = values.get("position", "static")
    if position == "static":
        return Sight.SEEN
    sights = [Sight.SEEN]
    for name in ("left", "right", "top", "bottom"):
        whole = VIEWPORT[0] if name in ("left", "right") else VIEWPORT[1]
        offset = to_pixels(values.get(name, ""), sizes._replace(whole=whole))
        if offset is not None:
            is_away = abs(offset) >= (_OFF_LONG_PAGE if name == "bottom" else _OFF_PAGE)
            is_out = offset <= -whole * 0.99 and position == "fixed"
            sights.append(_judge_move(is_away or is_out, offset < -_MAYBE_OFF_PAGE))
    return max(sights)


def _judge_move(is_away: bool, may_be_away: bool) -> Sight:
    return Sight.UNSEEN if is_away else Sight.of_doubt(may_be_away)


def _judge_margins(values: Mapping[str, str], sizes: Sizes) -> Sight:
    """How much is seen of a box that negative margins move away."""
    margins = (
        to_pixels(values.get(name, ""), sizes._replace(whole=VIEWPORT[0]))
        for name in ("margin-left", "margin-top")
    )
    least = min((margin for margin in margins if margin is not None), default=0.0)
    return _judge_move(least <= -_OFF_PAGE, least < -_MAYBE_OFF_PAGE)


def _judge_transform(values: Mapping[str, str], sizes: Sizes) -> Sight:
    """How much is seen of a box that is scaled, moved or turned."""
    sights = [Sight.SEEN]
    if values.get("scale", "none").split()[:1] in (["0"], ["0.0"], ["0%"]):
        return Sight.UNSEEN
    for name, written in _FUNCTION.findall(values.get("transform", "")):
        arguments = [argument.strip() for argument in written.split(",")]
        if name.startswith("scale"):
            factors = [to_pixels(a, sizes._replace(whole=1.0)) for a in arguments]
            sights.append(_judge_factors([f for f in factors if f is not None]))
        elif name.startswith("translate"):
            whole = sizes._replace(whole=100.0)
            moves = [to_pixels(argument, whole) or 0.0 for argument in arguments]
            farthest = max(map(abs, moves))
            sights.append(_judge_move(farthest >= _OFF_PAGE, farthest > _MAYBE_OFF_PAGE))
        elif name.startswith(("rotate", "matrix", "skew")):
            sights.append(_judge_turn(name, arguments[0]))
    return max(sights)


def _judge_factors(factors: list[float]) -> Sight:
    """How much is seen of a box that is scaled by these factors."""
    least = min(factors, default=1.0)
    return _judge_move(0 <= least < 0.15, least < 0.3)


def _judge_turn(name: str, angle: str) -> Sight:
    """How much is seen of a box that is turned by an angle, or transformed in a way not known."""
    match = re.fullmatch(r"([+-]?[\d.]+)(deg|turn|rad|grad)?", angle)
    if name not in ("rotate", "rotatex", "rotatey", "rotatez") or not match:
        return Sight.DOUBTFUL
    unit = {"turn": 360.0, "rad": 57.2958, "grad": 0.9}.get(match[2] or "", 1.0)
    degrees = abs(float(match[1]) * unit) % 360
    if name in ("rotatex", "rotatey") and abs(degrees % 180 - 90) < 2:
        return Sight.UNSEEN
    return Sight.of_doubt(20 < degrees < 340)


def _judge_size(values: Mapping[str, str], sizes: Sizes) -> Sight:
    """How much is seen of a box that cuts off what is larger than it."""
    across, down = values.get("overflow-x", "visible"), values.get("overflow-y", "visible")
    wide = across in CUTTING and _is_thin(values, ("width", "max-width"), sizes)
    high = down in CUTTING and _is_thin(values, ("height", "max-height"), sizes)
    flat = down in CUTTING and values.get("height", "auto") == "auto"
    if wide or high or (flat and _is_thin(values, ("line-height",), sizes)):
        return Sight.UNSEEN
    indent = to_pixels(values.get("text-indent", ""), sizes._replace(whole=_OFF_PAGE))
    if across in CUTTING and indent is not None and indent >= _OFF_PAGE:
        return Sight.UNSEEN
    return Sight.of_doubt(down in CUTTING and _is_low(values, sizes))


def _is_thin(values: Mapping[str, str], names: tuple[str, ...], sizes: Sizes) -> bool:
    """Whether one of the named lengths is too short for anything to be read."""
    lengths = (to_pixels(values.get(name, ""), sizes._replace(whole=VIEWPORT[0])) for name in names)
    return any(length is not None and length < _THIN for length in lengths)


def _is_low(values: Mapping[str, str], sizes: Sizes) -> bool:
    """Whether a box is too low for one line of its text."""
    lengths = (to_pixels(values.get(name, ""), sizes) for name in ("height", "max-height"))
    return any(length is not None and length < 0.6 * sizes.em for length in lengths)
