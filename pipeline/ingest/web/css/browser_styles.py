"""What a browser's own style sheet declares for elements and attributes of HTML."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from gouji.pipeline.ingest.web.css.values import to_colour

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_HIDDEN = (
    "script style noscript template head title meta link base area datalist param rp source track "
    "noembed noframes audio option optgroup"
)
_BLOCKS = (
    "html p div section article main header footer nav aside h1 h2 h3 h4 h5 h6 ul ol dl dt dd "
    "form fieldset blockquote pre center hr body address figure figcaption details summary dialog "
    "legend menu hgroup search dir listing xmp plaintext optgroup"
)
_DISPLAYS: Mapping[str, str] = {
    **dict.fromkeys(_BLOCKS.split(), "block"),
    **dict.fromkeys(_HIDDEN.split(), "none"),
    **dict.fromkeys("input select textarea button img iframe svg canvas".split(), "inline-block"),
    "li": "list-item", "table": "table", "tr": "table-row", "tbody": "table-row-group",
    "thead": "table-header-group", "tfoot": "table-footer-group", "td": "table-cell",
    "th": "table-cell", "caption": "table-caption", "col": "table-column",
    "colgroup": "table-column-group", "rt": "ruby-text", "ruby": "ruby",
}  # fmt: skip
_STRUCK = {"text-decoration-line": "line-through"}
_FIELD = {"color": "black", "background-color": "white", "font-size": "13px", "text-indent": "0"}
_DEFAULTS: Mapping[str, Mapping[str, str]] = {
    "del": _STRUCK, "s": _STRUCK, "strike": _STRUCK,
    "sup": {"vertical-align": "super", "font-size": "smaller"},
    "sub": {"vertical-align": "sub", "font-size": "smaller"},
    "small": {"font-size": "smaller"}, "big": {"font-size": "larger"},
    "rt": {"font-size": "50%"},
    "a": {"color": "#0000ee"}, "mark": {"background-color": "yellow", "color": "black"},
    "bdo": {"unicode-bidi": "isolate-override"},
    "input": _FIELD, "textarea": {**_FIELD, "white-space": "pre-wrap"}, "select": _FIELD,
    "button": {**_FIELD, "background-color": "#efefef"},
    "pre": {"white-space": "pre"}, "listing": {"white-space": "pre"}, "xmp": {"white-space": "pre"},
    "ol": {"list-style-type": "decimal"}, "ul": {"list-style-type": "disc"},
    "menu": {"list-style-type": "disc"}, "dir": {"list-style-type": "disc"},
}  # fmt: skip
_LIST_TYPES = {
    "1": "decimal", "a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman",
    "disc": "disc", "circle": "circle", "square": "square", "none": "none",
}  # fmt: skip
_FONT_SIZES = {"1": "10px", "2": "13px", "3": "16px", "4": "18px", "5": "24px", "6": "32px"}
# The attributes that act as declarations.
HINTS = (
    "hidden", "dir", "bgcolor", "background", "color", "text", "size", "type", "open", "popover",
)  # fmt: skip
_EMPTY: Mapping[str, str] = {}
# Elements that begin on a line of their own, also parts of tables.
BLOCKS = frozenset(
    tag for tag, display in _DISPLAYS.items() if display not in ("none", "inline-block")
) - {"rt", "ruby"}
# Elements that a browser does not show as they are written, and the properties that cause it.
_DEFAULT_PROPERTIES: Mapping[str, str] = {
    **dict.fromkeys(("del", "s", "strike"), "text-decoration-line text-decoration-color"),
    **dict.fromkeys(("sup", "sub", "rt"), "vertical-align font-size position"),
    **dict.fromkeys(("textarea", "pre", "xmp"), "white-space"),
    **dict.fromkeys(("dialog", "details"), "display"),
    **dict.fromkeys(("input", "select", "q"), "content quotes"),
    **dict.fromkeys("svg canvas object embed iframe meter progress math".split(), "visibility"),
    "ol": "list-style-type", "bdo": "direction unicode-bidi",
}  # fmt: skip
# The same for elements with the attributes `hidden`, `dir` and `popover`.
_HINTED_PROPERTIES = "direction unicode-bidi display"


def find_default_properties(root: HtmlElement) -> frozenset[str]:
    """The properties with which a browser itself can change what is read on a page."""
    tags = {element.tag for element in root.iter(*_DEFAULT_PROPERTIES)}
    found = {name for tag in tags for name in _DEFAULT_PROPERTIES[tag].split()}
    if root.xpath("boolean(//@hidden | //@dir | //@popover)"):
        found.update(_HINTED_PROPERTIES.split())
    return frozenset(found)


def default_display(tag: str) -> str:
    """The `display` of an element without style sheets."""
    return _DISPLAYS.get(tag, "inline")


def read_defaults(tag: str) -> Mapping[str, str]:
    """What a browser declares for an element, without `display`."""
    return _DEFAULTS.get(tag, _EMPTY)


def read_hints(element: HtmlElement) -> dict[str, str]:
    """The declarations of the attributes of an element. Any style sheet outranks them."""
    tag, get = element.tag, element.get
    declared: dict[str, str] = {}
    if get("hidden") is not None or (tag == "input" and (get("type") or "").lower() == "hidden"):
        declared["display"] = "none"
    if (tag == "dialog" and get("open") is None) or get("popover") is not None:
        declared["display"] = "none"
    declared |= _read_direction(tag, (get("dir") or "").lower())
    if (ground := _read_colour(get("bgcolor"))) and not tag.startswith("col"):
        declared["background-color"] = ground
    if get("background"):
        declared["background-image"] = "url()"
    ink = _read_colour(get({"font": "color", "body": "text"}.get(tag, "-")))
    if ink:
        declared["color"] = ink
    if tag == "font" and (size := _FONT_SIZES.get(get("size") or "")):
        declared["font-size"] = size
    if tag in ("ol", "ul", "li") and (kind := _LIST_TYPES.get(get("type") or "")):
        declared["list-style-type"] = kind
    return declared


def _read_direction(tag: str, direction: str) -> dict[str, str]:
    if direction not in ("ltr", "rtl"):
        return {}
    bidi = "isolate-override" if tag == "bdo" else "isolate"
    return {"direction": direction, "unicode-bidi": bidi}


def _read_colour(attribute: str | None) -> str | None:
    """The colour in an attribute, None for anything else. A missing # is added."""
    value = (attribute or "").strip().lower()
    if len(value) > 30:
        return None
    return next((text for text in (value, f"#{value}") if text and to_colour(text)), None)
