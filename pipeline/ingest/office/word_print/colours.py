"""Text in the colour of its ground, which nobody sees."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gouji.pipeline.ingest.office.colours import BLACK, WHITE, blend, is_same_colour, read_hex
from gouji.pipeline.ingest.office.package import attribute, local_name, to_int
from gouji.pipeline.ingest.office.word_print.properties import (
    Properties,
    properties_of,
    value_of,
)
from gouji.pipeline.ingest.office.word_print.table_styles import TableStyles

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_WHITE_THEMES = ("background1", "bg1", "light1", "lt1")
_TINTS = ("themeShade", "themeTint")
# The colours of text highlighting by name.
_MARKERS = {
    "black": BLACK, "white": WHITE, "yellow": "FFFF00", "green": "00FF00", "cyan": "00FFFF",
    "magenta": "FF00FF", "blue": "0000FF", "red": "FF0000", "darkBlue": "000080",
    "darkCyan": "008080", "darkGreen": "008000", "darkMagenta": "800080", "darkRed": "800000",
    "darkYellow": "808000", "darkGray": "808080", "lightGray": "C0C0C0",
}  # fmt: skip
# A shading that shows what is behind it, and one whose colour is not known.
_CLEAR, _UNKNOWN = "clear", "unknown"
_CLEAR_PATTERNS = (None, "clear", "nil")
# Transparency of drawn letters, in thousandths of a percent, from which nobody sees them.
_TRANSPARENT = 95_000
# Elements that may have a ground of their own.
_FRAMES = ("txbxContent", "document")


def is_unseen(run: Element, properties: Properties, looks: TableStyles) -> bool:
    """Whether the text of a run is transparent or has the colour of what is behind it. A ground
    that is not known hides nothing."""
    drawn = properties.get("textfill")
    if drawn is not None and _is_transparent(drawn):
        return "textoutline" not in properties
    plain = _read_colour(properties.get("color"), "val", "themeColor")
    colour = plain if drawn is None else _read_drawn(drawn)
    return colour is not None and is_same_colour(colour, _find_ground(run, properties, looks))


def _is_transparent(fill: Element) -> bool:
    """Whether letters are drawn without a colour (Word 2010 and later)."""
    if any(local_name(each) == "noFill" for each in fill):
        return True
    alphas = [to_int(attribute(each, "val")) for each in fill.iter("{*}alpha")]
    return bool(alphas) and min(alphas) >= _TRANSPARENT


def _read_drawn(fill: Element) -> str | None:
    """The single colour in which letters are drawn (Word 2010 and later), None where it is not
    known: letters in a colour of the theme that is not white, or in several colours, are seen."""
    colours = [*fill.iter("{*}srgbClr"), *fill.iter("{*}schemeClr")]
    if len(colours) != 1:
        return None
    value, changes = attribute(colours[0], "val"), [local_name(each) for each in colours[0]]
    if value in _WHITE_THEMES:
        return WHITE if set(changes) <= {"alpha"} else None
    return read_hex(value) if local_name(colours[0]) == "srgbClr" else None


def _read_colour(element: Element | None, name: str, theme: str) -> str | None:
    """A colour by its attribute. Beside a colour of the theme its value at saving is given."""
    is_tinted = any(attribute(element, tint) for tint in _TINTS)
    if attribute(element, theme) in _WHITE_THEMES and not is_tinted:
        return WHITE
    return read_hex(attribute(element, name))


def _find_ground(run: Element, properties: Properties, looks: TableStyles) -> str | None:
    """The colour behind a run, None where it is not known."""
    for shading in _list_shadings(run, properties, looks):
        if shading != _CLEAR:
            return None if shading == _UNKNOWN else shading
    return WHITE


def _list_shadings(run: Element, properties: Properties, looks: TableStyles) -> Iterator[str]:
    """Yield the shadings behind a run, the nearest first."""
    styles = looks.styles
    marker = value_of(properties, "highlight")
    yield _CLEAR if marker in (None, "none") else _MARKERS.get(marker or "", _UNKNOWN)
    yield _read_shading(properties)
    for node in run.iterancestors():
        name = local_name(node)
        if name == "p":
            given = properties_of(node, "pPr")
            yield _read_shading({**styles.of_style(styles.find_style(given), "pPr"), **given})
        elif name == "tc":
            yield _read_shading({**looks.of_cell(node, "tcPr"), **properties_of(node, "tcPr")})
        elif name == "tbl":
            yield _read_shading(looks.of_table(node))
        elif name in _FRAMES and _has_ground(node):
            yield _UNKNOWN


def _read_shading(properties: Properties) -> str:
    """The colour of a shading: a fill, and over it a pattern in a second colour."""
    shading = properties.get("shd")
    pattern = attribute(shading, "val")
    fill = _read_colour(shading, "fill", "themeFill")
    if pattern in _CLEAR_PATTERNS:
        is_clear = attribute(shading, "fill") in (None, "", "auto")
        return fill or (_CLEAR if is_clear and not attribute(shading, "themeFill") else _UNKNOWN)
    colour = _read_colour(shading, "color", "themeColor") or BLACK
    if pattern == "solid":
        return colour
    share = to_int((pattern or "").removeprefix("pct"))
    return blend(colour, fill or WHITE, share / 100) if share else _UNKNOWN


def _has_ground(node: Element) -> bool:
    """A text box may be filled, and a document may have a background."""
    return local_name(node) == "txbxContent" or any(
        local_name(each) == "background" for each in node
    )
