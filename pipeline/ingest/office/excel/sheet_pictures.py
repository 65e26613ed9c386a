"""The pictures that float over the cells of a worksheet, from top to bottom."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from gouji.pipeline.ingest.office.excel.workbook_styles import TRUE
from gouji.pipeline.ingest.office.package import Package, attribute, local_name, to_int
from gouji.pipeline.ingest.office.word_pictures import EMU, PictureLoader, open_pictures
from gouji.pipeline.ingest.scan.inline_pictures import InlinePicture

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


class _Anchored(NamedTuple):
    """A picture, and the row and the column from 0 of its upper left corner."""

    row: int
    column: int
    picture: InlinePicture


def find_sheet_pictures(package: Package, part: str) -> list[InlinePicture]:
    """The pictures of the worksheet in a part. Charts and comments are none. Raises ReportError."""
    anchored: list[_Anchored] = []
    for link in package.links(part):
        if link.kind == "drawing" and link.target in package:
            load = open_pictures(package, link.target)
            for anchor in package.parse(link.target):
                anchored += _read_anchor(anchor, load)
    return [each.picture for each in sorted(anchored, key=lambda each: each[:2])]


def _read_anchor(anchor: Element, load: PictureLoader) -> Iterator[_Anchored]:
    """The pictures that are fixed at a cell, those in groups included."""
    places = {local_name(each): to_int(each.text) for each in anchor.iterfind("{*}from/{*}*")}
    for node in anchor.iter("{*}pic"):
        blip = next(node.iter("{*}blip"), None)
        if blip is None or _is_hidden(node):
            continue
        data = load(attribute(blip, "embed") or "")
        yield _Anchored(places.get("row", 0), places.get("col", 0), _to_picture(node, data))


def _is_hidden(node: Element) -> bool:
    return any(attribute(each, "hidden") in TRUE for each in node.iter("{*}cNvPr"))


def _to_picture(node: Element, data: bytes | None) -> InlinePicture:
    extent = node.find("{*}spPr/{*}xfrm/{*}ext")
    width, height = (to_int(attribute(extent, side)) / EMU for side in ("cx", "cy"))
    return InlinePicture(data, width, height)
