"""Text in the colour of its ground, which nobody sees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gouji.pipeline.ingest.office.package import attribute, local_name
from gouji.pipeline.ingest.office.word_print.properties import (
    Properties,
    Styles,
    properties_of,
    value_of,
)

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_WHITE_THEMES = ("background1", "bg1", "light1", "lt1")
_TINTS = ("themeShade", "themeTint")
# The least share of each colour in white that cannot be told from paper.
_PALEST = 0xF2
_NO_FILL = (None, "", "auto", "none")
# Where the ground of a run is named: node, group of properties.
_GROUNDS = (("p", "pPr"), ("tc", "tcPr"), ("tbl", "tblPr"))


def is_unseen(run: Element, properties: Properties, styles: Styles) -> bool:
    """Whether the text of a run has the colour of what is behind it. A ground that is not known, as
    where a style of the table draws it, hides nothing."""
    colour = _read_colour(properties.get("color"))
    if colour is None:
        return False
    ground = _find_ground(run, properties, styles)
    return ground is not None and (colour == ground or (_is_pale(colour) and _is_pale(ground)))


def _read_colour(element: Element | None) -> str | None:
    """A colour as six hexadecimal digits."""
    theme, value = attribute(element, "themeColor"), attribute(element, "val")
    if theme is not None:
        is_tinted = any(attribute(element, tint) for tint in _TINTS)
        return "FFFFFF" if theme in _WHITE_THEMES and not is_tinted else None
    return value.upper() if value is not None and len(value) == 6 else None


def _is_pale(colour: str) -> bool:
    try:
        return all(int(colour[place : place + 2], 16) >= _PALEST for place in (0, 2, 4))
    except ValueError:
        return False


def _find_ground(run: Element, properties: Properties, styles: Styles) -> str | None:
    """The colour behind a run, None where it is not known."""
    if value_of(properties, "highlight") not in (*_NO_FILL, "white"):
        return None
    if (fill := _find_fill(properties)) not in _NO_FILL:
        return fill
    for node in run.iterancestors():
        name = local_name(node)
        group = dict(_GROUNDS).get(name)
        if name in ("txbxContent", "document") and _has_ground(node):
            return None
        given = properties_of(node, group) if group else {}
        if (fill := _find_fill(given)) not in _NO_FILL:
            return fill
        if name == "tbl" and _is_drawn_by_style(value_of(given, "tblstyle"), styles):
            return None
    return "FFFFFF"


def _find_fill(properties: Properties) -> str | None:
    """The colour of a shading; "?" for one of a theme."""
    shading = properties.get("shd")
    fill = attribute(shading, "fill")
    is_pattern = attribute(shading, "val") not in (None, "clear", "nil")
    is_theme = attribute(shading, "themeFill") is not None
    return "?" if is_theme or is_pattern else fill and fill.upper() if fill != "auto" else None


def _has_ground(node: Element) -> bool:
    """A text box may be filled, and a document may have a background."""
    return local_name(node) == "txbxContent" or any(local_name(one) == "background" for one in node)


def _is_drawn_by_style(style: str | None, styles: Styles) -> bool:
    return any(local_name(each) == "shd" for each in styles.list_elements(style))
