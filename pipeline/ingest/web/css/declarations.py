"""The declarations of CSS that decide what a reader sees, each for one property.

A shorthand becomes the properties for which it stands. A value that a browser would not understand
is dropped, so that an earlier declaration is in force.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from gouji.pipeline.ingest.web.css.values import Sizes, repeat_sides, to_colour, to_pixels

_SIZES = Sizes(16.0, 16.0, 16.0)
_DISPLAYS = frozenset(
    "none inline block inline-block list-item flex inline-flex grid inline-grid table inline-table "
    "table-row table-row-group table-header-group table-footer-group table-cell table-caption "
    "table-column table-column-group contents flow-root ruby ruby-text -webkit-box "
    "-webkit-inline-box".split()
)
_KEYWORDS: Mapping[str, frozenset[str]] = {
    "display": _DISPLAYS,
    "visibility": frozenset(("visible", "hidden", "collapse")),
    "position": frozenset(("static", "relative", "absolute", "fixed", "sticky")),
    "direction": frozenset(("ltr", "rtl")),
    "unicode-bidi": frozenset(
        "normal embed isolate bidi-override isolate-override plaintext".split()
    ),
    "float": frozenset(("none", "left", "right", "inline-start", "inline-end")),
    "overflow-x": frozenset("visible hidden clip scroll auto overlay".split()),
    "overflow-y": frozenset("visible hidden clip scroll auto overlay".split()),
    "caption-side": frozenset(("top", "bottom")),
    "white-space": frozenset("normal nowrap pre pre-wrap pre-line break-spaces".split()),
    "content-visibility": frozenset(("visible", "hidden", "auto")),
}
_LENGTHS = frozenset(
    "left right top bottom text-indent width height max-width max-height margin-left margin-top "
    "line-height letter-spacing".split()
)
_COLOURS = frozenset(("color", "background-color", "-webkit-text-fill-color"))
FONT_SIZES = {
    "xx-small": 9.0, "x-small": 10.0, "small": 13.0, "medium": 16.0, "large": 18.0, "x-large": 24.0,
    "xx-large": 32.0, "xxx-large": 48.0,
}  # fmt: skip
_TEXT_LINES = frozenset("none underline overline line-through blink".split())
_ALIGNMENTS = frozenset("baseline sub super top text-top middle bottom text-bottom".split())
# Properties of which any value is taken.
_ANY_VALUE = frozenset(
    "content quotes counter-reset counter-increment counter-set list-style-type transform filter "
    "clip clip-path mask-image text-shadow -webkit-text-security animation-name order "
    "flex-direction background-image background-clip scale border-line".split()
)
# Properties whose values have text that is shown: their letters are kept as they are.
_SHOWN_AS_WRITTEN = frozenset(
    "content quotes counter-reset counter-increment counter-set list-style-type".split()
)
_SHORTHANDS: Mapping[str, tuple[str, ...]] = {
    "background": ("background-color", "background-image", "background-clip"),
    "font": ("font-size", "line-height"),
    "text-decoration": ("text-decoration-line", "text-decoration-color"),
    "list-style": ("list-style-type",),
    "overflow": ("overflow-x", "overflow-y"),
    "inset": ("top", "right", "bottom", "left"),
    "margin": ("margin-top", "margin-left"),
    "animation": ("animation-name",),
    "flex-flow": ("flex-direction",),
    "mask": ("mask-image",),
}
_ALIASES = {
    "-webkit-transform": "transform", "-webkit-filter": "filter", "-webkit-opacity": "opacity",
    "-webkit-clip-path": "clip-path", "-webkit-mask-image": "mask-image", "-webkit-mask": "mask",
    "-webkit-animation": "animation", "-webkit-animation-name": "animation-name",
    "-webkit-background-clip": "background-clip", "inset-inline-start": "left",
    "border-top": "border-line", "border-bottom": "border-line", "border": "border-line",
    "margin-inline-start": "margin-left", "inline-size": "width", "block-size": "height",
    "max-inline-size": "max-width", "max-block-size": "max-height",
}  # fmt: skip
# Properties with a check of their own in `_is_valid`, and those whose value is a number.
_OTHERS = frozenset(
    "font-size text-decoration-line text-decoration-color vertical-align "
    "opacity zoom z-index".split()
)
# The properties that are read; all others are left out.
HONOURED = frozenset(_KEYWORDS) | _LENGTHS | _COLOURS | _ANY_VALUE | _OTHERS
# Keywords that any property may have.
CSS_WIDE = frozenset(("inherit", "initial", "unset", "revert", "revert-layer"))
_LONGEST = 2000  # Characters of the longest value that is honoured.
# A style attribute without such a name declares nothing that counts.
_NAME = re.compile(
    "|".join(sorted(HONOURED | set(_SHORTHANDS) | set(_ALIASES) | {"--"}, key=len, reverse=True))
)
# Declarations without strings, functions, comments and escapes.
_PLAIN = re.compile(r"[\w\s:;.%#,!+-]*")


class Declaration(NamedTuple):
    """A property, its value, and whether it is `!important`.

    A value with `var()` is kept with the property that was written: `@background:var(--ground)`.
    """

    name: str
    value: str
    is_important: bool = False


@lru_cache(maxsize=4096)
def read_style(style: str) -> tuple[Declaration, ...]:
    """The honoured declarations of a style attribute, in order."""
    style = style[: 10 * _LONGEST]
    if not _NAME.search(style.lower()):
        return ()
    if _PLAIN.fullmatch(style):
        return tuple(_read_plain(style))
    import tinycss2

    return tuple(read_block(tinycss2.parse_blocks_contents(style, skip_comments=True)))


def _read_plain(style: str) -> Iterator[Declaration]:
    for declaration in style.split(";"):
        name, colon, value = declaration.partition(":")
        value, mark, word = value.partition("!")
        if colon and ":" not in value and (not mark or word.strip().lower() == "important"):
            yield from _expand_declaration(name.strip(), value.strip(), bool(mark))


def read_block(nodes: Iterable[Any]) -> Iterator[Declaration]:
    """The honoured declarations among the nodes of a block."""
    import tinycss2

    for node in nodes:
        if node.type == "declaration":
            value = tinycss2.serialize(node.value).strip()
            yield from _expand_declaration(node.name, value, node.important)


def _expand_declaration(name: str, value: str, is_important: bool) -> Iterator[Declaration]:
    if len(value) > _LONGEST:
        return
    if name.startswith("--"):
        yield Declaration(name, value, is_important)
        return
    name = _ALIASES.get(name.lower(), name.lower())
    if "var(" in value.lower():
        for longhand in _SHORTHANDS.get(name, (name,)):
            if longhand in HONOURED:
                yield Declaration(longhand, f"@{name}:{value}", is_important)
        return
    for longhand, part in expand(name, value).items():
        yield Declaration(longhand, part, is_important)


@lru_cache(maxsize=4096)
def expand(name: str, value: str) -> Mapping[str, str]:
    """The honoured properties that a declaration without `var()` sets; none if it is not valid."""
    folded = value if name in _SHOWN_AS_WRITTEN else " ".join(value.lower().split())
    if folded.lower() in CSS_WIDE:
        names = _SHORTHANDS.get(name, (name,))
        return {longhand: folded.lower() for longhand in names if longhand in HONOURED}
    if name in _SHORTHANDS:
        return dict(_expand_shorthand(name, folded, value))
    return {name: folded} if name in HONOURED and _is_valid(name, folded) else {}


def _is_valid(name: str, value: str) -> bool:
    if name in _KEYWORDS:
        return value in _KEYWORDS[name]
    if name in _COLOURS or name == "text-decoration-color":
        return value == "currentcolor" or to_colour(value) is not None
    if name in _LENGTHS:
        return value in ("auto", "none", "normal") or to_pixels(value, _SIZES) is not None
    if name == "font-size":
        return value in FONT_SIZES or value in ("smaller", "larger") or _is_size(value)
    if name == "text-decoration-line":
        return _TEXT_LINES.issuperset(value.split())
    if name == "vertical-align":
        return value in _ALIGNMENTS or to_pixels(value, _SIZES) is not None
    return name in _ANY_VALUE or to_pixels(value, _SIZES) is not None


def _is_size(value: str) -> bool:
    size = to_pixels(value, _SIZES)
    return size is not None and size >= 0 and (not value.replace(".", "").isdigit() or size == 0)


def _expand_shorthand(name: str, folded: str, written: str) -> Iterator[tuple[str, str]]:
    words = folded.split()
    match name:
        case "background":
            yield from _expand_background(folded)
        case "font":
            yield from _expand_font(folded)
        case "text-decoration":
            yield "text-decoration-line", " ".join(w for w in words if w in _TEXT_LINES) or "none"
            yield "text-decoration-color", next((w for w in words if to_colour(w)), "currentcolor")
        case "list-style":
            yield "list-style-type", _find_list_type(written)
        case "overflow" if words and all(word in _KEYWORDS["overflow-x"] for word in words):
            yield from (("overflow-x", words[0]), ("overflow-y", words[-1]))
        case "inset" | "margin" if 0 < len(words) <= 4 and all(_is_valid("left", w) for w in words):
            sides = dict(zip(("top", "right", "bottom", "left"), repeat_sides(words), strict=True))
            prefix = "margin-" if name == "margin" else ""
            names = ((prefix + side, length) for side, length in sides.items())
            yield from (pair for pair in names if pair[0] in HONOURED)
        case "animation" | "flex-flow" | "mask":
            yield _SHORTHANDS[name][0], folded


def _expand_background(value: str) -> Iterator[tuple[str, str]]:
    import tinycss2

    tokens = tinycss2.parse_component_value_list(value, skip_comments=True)
    words = [tinycss2.serialize([t]) for t in tokens if t.type not in ("whitespace", "literal")]
    images = [word for word in words if "url(" in word or "gradient(" in word or "image" in word]
    yield "background-color", next((word for word in words if to_colour(word)), "transparent")
    yield "background-image", images[0] if images else "none"
    yield "background-clip", "text" if "text" in words else "border-box"


def _expand_font(value: str) -> Iterator[tuple[str, str]]:
    for word in value.split():
        size, _, line = word.partition("/")
        is_weight = size.isdigit() and int(size) > 0
        if not is_weight and _is_valid("font-size", size):
            yield "font-size", size
            yield "line-height", line or "normal"
            return


def _find_list_type(value: str) -> str:
    import tinycss2

    for token in tinycss2.parse_component_value_list(value, skip_comments=True):
        if token.type == "string":
            return str(tinycss2.serialize([token]))
        if token.type == "ident" and token.lower_value not in ("inside", "outside"):
            return str(token.lower_value)
    return "disc"
