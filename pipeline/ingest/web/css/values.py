"""Lengths and colours of CSS."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple, TypeVar

T = TypeVar("T")

VIEWPORT = (1280.0, 720.0)  # The width and height of the window, in pixels.

_PIXELS = {
    "px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4,
    "q": 96 / 101.6,
    "vw": VIEWPORT[0] / 100, "vh": VIEWPORT[1] / 100,
    "vmin": VIEWPORT[1] / 100, "vmax": VIEWPORT[0] / 100,
}  # fmt: skip
# Units that depend on the font size of the element, in font sizes.
_FONT_UNITS = {"em": 1.0, "ex": 0.5, "ch": 0.5, "ic": 1.0, "lh": 1.2, "cap": 0.7}
_LENGTH = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)([a-z]+|%)?")
_HEX = re.compile("#([0-9a-f]{3}|[0-9a-f]{6})")
_MATH_FUNCTIONS = ("calc", "min", "max", "clamp")
_MOST_TERMS = 30  # Terms and signs of the longest calculation that is done.
_SYSTEM_COLOURS = {"canvas": "white", "canvastext": "black", "window": "white", "text": "black"}


class Sizes(NamedTuple):
    """What relative lengths refer to, in pixels.

    `em` is the font size of the element, `root` that of the root of the page. `whole` is the length
    that is 100 %, None where it is not known.
    """

    em: float
    root: float = 16.0
    whole: float | None = None


class Colour(NamedTuple):
    """Red, green and blue from 0 to 255, and opacity from 0 to 1."""

    red: float
    green: float
    blue: float
    alpha: float = 1.0


BLACK, WHITE = Colour(0, 0, 0), Colour(255, 255, 255)


@lru_cache(maxsize=4096)
def to_pixels(value: str, sizes: Sizes) -> float | None:
    """A length in pixels, None for a value that is no length, such as `auto`.

    A number without a unit is returned as it is.
    """
    match = _LENGTH.fullmatch(value)
    if match:
        return _scale(float(match[1]), match[2] or "", sizes)
    if not value.startswith(_MATH_FUNCTIONS):
        return None
    import tinycss2

    tokens = tinycss2.parse_component_value_list(value, skip_comments=True)
    return _calculate(tokens, sizes)


def _scale(number: float, unit: str, sizes: Sizes) -> float | None:
    if unit == "%":
        return number / 100 * sizes.whole if sizes.whole is not None else None
    if unit == "rem":
        return number * sizes.root
    if unit in _FONT_UNITS:
        return number * _FONT_UNITS[unit] * sizes.em
    if unit in _PIXELS:
        return number * _PIXELS[unit]
    return number if not unit else None


def _calculate(tokens: Sequence[Any], sizes: Sizes) -> float | None:
    """The value of a sum of products, None for one that is too long or not valid."""
    terms = [token for token in tokens if token.type != "whitespace"]
    if not terms or len(terms) > _MOST_TERMS:
        return None
    for signs in ("+-", "*/"):
        for place in range(len(terms) - 1, 0, -1):
            if terms[place].type == "literal" and terms[place].value in signs:
                left = _calculate(terms[:place], sizes)
                right = _calculate(terms[place + 1 :], sizes)
                return _operate(terms[place].value, left, right)
    return _read_term(terms[0], sizes) if len(terms) == 1 else None


def _operate(sign: str, left: float | None, right: float | None) -> float | None:
    if left is None or right is None or (sign == "/" and not right):
        return None
    return {"+": left + right, "-": left - right, "*": left * right}.get(sign, left / (right or 1))


def _read_term(token: Any, sizes: Sizes) -> float | None:
    if token.type == "() block":
        return _calculate(token.content, sizes)
    if token.type == "function" and token.lower_name in _MATH_FUNCTIONS:
        values = [_calculate(part, sizes) for part in split_at_commas(token.arguments)]
        known = [value for value in values if value is not None]
        return _choose(token.lower_name, known) if len(known) == len(values) else None
    if token.type in ("number", "dimension", "percentage"):
        unit = getattr(token, "lower_unit", "%" if token.type == "percentage" else "")
        return _scale(token.value, unit, sizes)
    return None


def _choose(name: str, values: Sequence[float]) -> float | None:
    """The result of a mathematical function, None without arguments."""
    if name == "clamp" and len(values) == 3:
        return max(values[0], min(values[1], values[2]))
    if not values:
        return None
    return min(values) if name == "min" else max(values) if name == "max" else values[0]


def split_at_commas(tokens: Sequence[Any]) -> list[list[Any]]:
    """The parts of a list of tokens that commas separate."""
    parts: list[list[Any]] = [[]]
    for token in tokens:
        if token.type == "literal" and token.value == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def repeat_sides(sides: Sequence[T]) -> tuple[T, T, T, T]:
    """What is given for the top, right, bottom and left; the last ones may be left out, not the
    first."""
    top = sides[0]
    right = sides[1] if len(sides) > 1 else top
    bottom = sides[2] if len(sides) > 2 else top
    left = sides[3] if len(sides) > 3 else right
    return top, right, bottom, left


@lru_cache(maxsize=1024)
def to_colour(value: str) -> Colour | None:
    """The colour that a value names, None for any other value and for `currentcolor`."""
    if match := _HEX.fullmatch(value):
        digits = match[1] if len(match[1]) == 6 else "".join(2 * digit for digit in match[1])
        return Colour(*(float(int(digits[place : place + 2], 16)) for place in (0, 2, 4)))
    from tinycss2 import color4

    colour: Any = color4.parse_color(_SYSTEM_COLOURS.get(value, value))
    if colour is None or isinstance(colour, str):
        return None
    try:
        red, green, blue = (255 * (part or 0) for part in colour.to("srgb").coordinates[:3])
    except (NotImplementedError, TypeError, ValueError):
        return None
    return Colour(red, green, blue, 1.0 if colour.alpha is None else colour.alpha)


def lay_over(colour: Colour, ground: Colour, opacity: float = 1.0) -> Colour:
    """The colour that is seen where `colour` is drawn over a ground with an opacity."""
    share = colour.alpha * opacity
    red, green, blue = (
        share * over + (1 - share) * under
        for over, under in zip(colour[:3], ground[:3], strict=True)
    )
    return Colour(red, green, blue)


def find_difference(colour: Colour, other: Colour) -> float:
    """The largest difference of the three parts of two colours, from 0 to 255."""
    return max(abs(left - right) for left, right in zip(colour[:3], other[:3], strict=True))
