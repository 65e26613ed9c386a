"""Data that the sheets of a workbook share: texts, number formats, borders; the visible sheets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from gouji.pipeline.ingest.office.colours import WHITE
from gouji.pipeline.ingest.office.excel.cell_formats.format_number import format_number
from gouji.pipeline.ingest.office.excel.cell_formats.number_formats import BUILT_IN
from gouji.pipeline.ingest.office.excel.rich_text import (
    Font,
    RichText,
    read_colour,
    read_font,
    read_rich_text,
)
from gouji.pipeline.ingest.office.package import Package, attribute, local_name, to_int

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

TRUE = ("1", "true")
# Stands for the ground of a conditional format whose colour is not known, on which all is seen.
_SOME_COLOUR = "808080"


@dataclass(frozen=True, slots=True)
class Workbook:
    """The shared data of a workbook.

    `texts` are the shared texts by index. `styles` are the cell styles by index. `since_1904` tells
    that dates count from 1904. `is_stale` tells that the stored results of formulas are out of date
    and are to be calculated when the file is opened.
    """

    texts: list[RichText]
    styles: list[CellStyle]
    since_1904: bool
    is_stale: bool
    differences: Sequence[Difference] = ()


class CellStyle(NamedTuple):
    """The number format of a cell, whether it has a drawn border, its font, and the colour behind
    it, None where that is not known."""

    format: str = "General"
    has_border: bool = False
    font: Font = Font()
    ground: str | None = WHITE


class Difference(NamedTuple):
    """What a conditional format changes in the look of a cell; None: nothing."""

    colour: str | None
    ground: str | None
    format: str | None

    def hides(self, stored: str, style: CellStyle) -> bool:
        """Whether a stored number cannot be seen in a cell of this style."""
        if self.format is not None and not format_number(stored, self.format).strip():
            return True
        if self.colour is None:
            return False
        font = style.font._replace(colour=self.colour)
        return font.is_unseen(style.ground if self.ground is None else self.ground)


def read_workbook(package: Package, main: str, root: Element) -> Workbook:
    """Return the shared data of the workbook in the part `main`. Raises ReportError."""
    properties = {local_name(child): child for child in root}
    since_1904 = attribute(properties.get("workbookPr"), "date1904") in TRUE
    is_stale = attribute(properties.get("calcPr"), "fullCalcOnLoad") in TRUE
    part = _find_part(package, main, "styles")
    sheet = None if part is None else package.parse(part)
    styles = [] if sheet is None else _read_styles(sheet)
    differences = [] if sheet is None else _read_differences(sheet)
    texts = _read_texts(package, main)
    return Workbook(texts, styles, since_1904, is_stale, differences)


class SheetPart(NamedTuple):
    """A sheet of a workbook: its part, its name, whether it is shown, and its place from 0."""

    part: str
    name: str
    is_visible: bool
    place: int


def list_sheets(package: Package, main: str, root: Element) -> Iterator[SheetPart]:
    """Yield the sheets of a workbook in their order."""
    targets = {link.id: link.target for link in package.links(main)}
    for place, sheet in enumerate(root.iter("{*}sheet")):
        part = targets.get(attribute(sheet, "id") or "", "")
        if part in package:
            is_visible = attribute(sheet, "state") in (None, "visible")
            yield SheetPart(part, attribute(sheet, "name") or "", is_visible, place)


def _read_texts(package: Package, main: str) -> list[RichText]:
    part = _find_part(package, main, "sharedStrings")
    return [read_rich_text(item) for item in package.iterate(part, "{*}si")] if part else []


def _find_part(package: Package, main: str, kind: str) -> str | None:
    """Return the part of a kind that a workbook refers to, or the part with the usual name."""
    usual = f"xl/{kind}.xml"
    return package.find_linked(main, kind) or (usual if usual in package else None)


def _read_styles(root: Element) -> list[CellStyle]:
    codes = {
        attribute(each, "numFmtId"): attribute(each, "formatCode")
        for each in root.iter("{*}numFmt")
    }
    looks = _Looks(
        [_is_drawn(border) for group in root.iter("{*}borders") for border in group],
        [read_font(font) for group in root.iter("{*}fonts") for font in group],
        [_read_ground(fill) for group in root.iter("{*}fills") for fill in group],
    )
    styles = [style for group in root.iter("{*}cellXfs") for style in group]
    return [_read_style(style, codes, looks) for style in styles]


class _Looks(NamedTuple):
    """What the styles of cells refer to by index: drawn borders, fonts, colours behind cells."""

    borders: Sequence[bool]
    fonts: Sequence[Font]
    grounds: Sequence[str | None]


def _read_style(style: Element, codes: Mapping[str | None, str | None], looks: _Looks) -> CellStyle:
    number = attribute(style, "numFmtId")
    border, font, fill = (
        to_int(attribute(style, name)) for name in ("borderId", "fontId", "fillId")
    )
    code = codes.get(number) or BUILT_IN.get(to_int(number), "General")
    return CellStyle(
        code,
        border < len(looks.borders) and looks.borders[border],
        looks.fonts[font] if font < len(looks.fonts) else Font(),
        looks.grounds[fill] if fill < len(looks.grounds) else WHITE,
    )


def _read_ground(fill: Element) -> str | None:
    """The colour of a fill, None where it is not known."""
    patterns = [each for each in fill if local_name(each) == "patternFill"]
    kind = attribute(patterns[0], "patternType") if patterns else "none"
    if kind in (None, "none"):
        return WHITE
    colours = [each for each in patterns[0] if local_name(each) == "fgColor"]
    return read_colour(colours[0]) if kind == "solid" and colours else None


def _is_drawn(border: Element) -> bool:
    return any(attribute(side, "style") not in (None, "none") for side in border)


def _read_differences(root: Element) -> list[Difference]:
    """The changes that the rules of a workbook refer to by index."""
    return [_read_difference(each) for group in root.iter("{*}dxfs") for each in group]


def _read_difference(element: Element) -> Difference:
    colours = [each for font in element.iterfind("{*}font") for each in font.iterfind("{*}color")]
    grounds = list(element.iterfind("{*}fill//{*}bgColor"))
    formats = [attribute(each, "formatCode") for each in element.iterfind("{*}numFmt")]
    return Difference(
        read_colour(colours[0]) if colours else None,
        (read_colour(grounds[0]) or _SOME_COLOUR) if grounds else None,
        formats[0] if formats else None,
    )
