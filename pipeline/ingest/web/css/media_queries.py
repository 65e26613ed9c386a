"""Media queries: whether they hold in a browser window on a desktop screen."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from operator import eq, ge, gt, le, lt
from typing import Any

from gouji.pipeline.ingest.web.css.values import VIEWPORT, Sizes, split_at_commas, to_pixels

_SIZES = Sizes(16.0)
# Features with a length or a number, and their values on the screen.
_NUMBERS = {
    "width": VIEWPORT[0], "device-width": VIEWPORT[0],
    "height": VIEWPORT[1], "device-height": VIEWPORT[1],
    "color": 8.0, "monochrome": 0.0, "color-index": 0.0, "grid": 0.0,
    "-webkit-device-pixel-ratio": 1.0,
}  # fmt: skip
# Features with a keyword, and their values on the screen.
_KEYWORDS = {
    "orientation": "landscape", "prefers-color-scheme": "light", "hover": "hover",
    "any-hover": "hover", "pointer": "fine", "any-pointer": "fine", "scripting": "enabled",
    "prefers-reduced-motion": "no-preference", "prefers-contrast": "no-preference",
    "update": "fast", "display-mode": "browser", "color-gamut": "srgb",
    "prefers-reduced-transparency": "no-preference", "forced-colors": "none",
}  # fmt: skip
_COMPARISONS = {"<": lt, "<=": le, ">": gt, ">=": ge, "=": eq}
_RANGE = re.compile(r"\s*(<=|>=|<|>|=)\s*")
_MOST_QUERIES = 100  # Queries of a list that are looked at.
_DEEPEST = 20  # Depth of the brackets in a query.


@lru_cache(maxsize=1024)
def matches_screen(queries: str) -> bool:
    """Whether a list of media queries holds on a screen. An empty list does."""
    import tinycss2

    tokens = tinycss2.parse_component_value_list(queries.lower(), skip_comments=True)
    if not queries.strip():
        return True
    return any(_holds(query) for query in split_at_commas(tokens)[:_MOST_QUERIES])


def supports(condition: str) -> bool:
    """Whether a condition of `@supports` holds: each one that does not begin with `not`."""
    import tinycss2

    tokens = tinycss2.parse_component_value_list(condition.lower(), skip_comments=True)
    first = next((token for token in tokens if token.type != "whitespace"), None)
    return not (first is not None and first.type == "ident" and first.value == "not")


def _holds(query: Sequence[Any], depth: int = 0) -> bool:
    """Whether one query holds: a type of media, and conditions in brackets."""
    words = [token for token in query if token.type != "whitespace"]
    if not words or depth > _DEEPEST:
        return False
    if words[0].type == "ident" and words[0].value == "not":
        return not _holds(words[1:], depth + 1)
    if any(word.type == "ident" and word.value == "or" for word in words):
        return any(_holds_term(word, depth) for word in words if word.type != "ident")
    return all(_holds_term(word, depth) for word in words)


def _holds_term(word: Any, depth: int) -> bool:
    """Whether a part of a query holds: a type of media, or a condition in brackets."""
    if word.type == "ident":
        return word.value in ("only", "and", "all", "screen")
    if word.type != "() block":
        return False
    if any(token.type in ("() block", "function") for token in word.content):
        return _holds(word.content, depth + 1)
    import tinycss2

    content = tinycss2.serialize(word.content).strip()
    if content.startswith("not "):
        return False
    return _compare_range(content) if _RANGE.search(content) else _compare_feature(content)


def _compare_feature(feature: str) -> bool:
    """Whether a condition on one feature holds, as `min-width: 400px` or `hover`."""
    name, _, value = (part.strip() for part in feature.partition(":"))
    if name in _KEYWORDS:
        on_screen = _KEYWORDS[name]
        return value == on_screen or (not value and on_screen != "no-preference")
    bound = name.removeprefix("min-").removeprefix("max-").replace("-webkit-min-", "-webkit-")
    screen = _NUMBERS.get(bound.replace("-webkit-max-", "-webkit-"))
    if screen is None or not value:
        return bool(screen)
    number = to_pixels(value, _SIZES)
    compare = ge if "min-" in name else le if "max-" in name else eq
    return number is not None and bool(compare(screen, number))


def _compare_range(feature: str) -> bool:
    """Whether a condition on a range holds, as `400px <= width < 900px`."""
    parts = _RANGE.split(feature)
    values = [_NUMBERS.get(part.strip(), to_pixels(part.strip(), _SIZES)) for part in parts[::2]]
    return all(
        left is not None and right is not None and bool(_COMPARISONS[sign](left, right))
        for left, sign, right in zip(values, parts[1::2], values[1:], strict=False)
    )
