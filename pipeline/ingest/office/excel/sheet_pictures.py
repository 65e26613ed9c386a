"""What floats over the cells of a worksheet, and the pictures among it from top to bottom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from gouji.pipeline.ingest.office.excel.workbook_styles import TRUE
from gouji.pipeline.ingest.office.package import Package, attribute, local_name, to_int
from gouji.pipeline.ingest.office.word_pictures import EMU, PictureLoader, open_pictures
from gouji.pipeline.ingest.scan.inline_pictures import InlinePicture

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


class Anchor(NamedTuple):
    """Shapes and pictures that are fixed at a cell, and what loads the pictures."""

    element: Element
    load: PictureLoader

    def read_corner(self, end: str) -> dict[str, int]:
        """The `row` and `col` from 0 of the corner `from` or `to`, with the distances `rowOff` and
        `colOff` to it; empty where it is not given."""
        return {
            local_name(each): to_int(each.text)
            for each in self.element.iterfind(f"{{*}}{end}/{{*}}*")
        }


class _Anchored(NamedTuple):
    """A picture, and the row and the column from 0 of its upper left corner."""

    row: int
    column: int
    picture: InlinePicture


def list_anchors(package: Package, part: str) -> list[Anchor]:
    """What floats over the worksheet in a part. Raises ReportError."""
    return [
        Anchor(element, open_pictures(package, link.target))
        for link in package.links(part)
        if link.kind == "drawing" and link.target in package
        for element in package.parse(link.target)
    ]


def find_sheet_pictures(anchors: Iterable[Anchor]) -> list[InlinePicture]:
    """The pictures over a worksheet. Charts and comments are none. Raises ReportError."""
    anchored = [each for anchor in anchors for each in _read_anchor(anchor)]
    return [each.picture for each in sorted(anchored, key=lambda each: each[:2])]


def _read_anchor(anchor: Anchor) -> Iterator[_Anchored]:
    """The pictures that are fixed at a cell, those in groups included."""
    places = anchor.read_corner("from")
    for node in anchor.element.iter("{*}pic"):
        blip = next(node.iter("{*}blip"), None)
        if blip is None or is_hidden(node):
            continue
        data = anchor.load(attribute(blip, "embed") or "")
        yield _Anchored(places.get("row", 0), places.get("col", 0), _to_picture(node, data))


def is_hidden(node: Element) -> bool:
    """Whether a shape or a picture is hidden."""
    return any(attribute(each, "hidden") in TRUE for each in node.iter("{*}cNvPr"))


def _to_picture(node: Element, data: bytes | None) -> InlinePicture:
    extent = node.find("{*}spPr/{*}xfrm/{*}ext")
    width, height = (to_int(attribute(extent, side)) / EMU for side in ("cx", "cy"))
    return InlinePicture(data, width, height)
