"""The pictures in the tree of a Word file, in the order in which they are shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from gouji.pipeline.errors import ReportError
from gouji.pipeline.ingest.office.package import Package, attribute, local_name, to_int
from gouji.pipeline.ingest.scan.inline_pictures import InlinePicture

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

# The file of a picture by the id of its relationship, None where the package does not have it.
PictureLoader = Callable[[str], bytes | None]

EMU = 12700  # English metric units to a point, in DrawingML.
_POINTS = {"pt": 1.0, "in": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4, "px": 0.75, "": 0.75}
_LENGTH = r"\s*:\s*([\d.]{1,12})\s*(pt|in|cm|mm|px|)"


def open_pictures(package: Package, part: str) -> PictureLoader:
    """A loader of the pictures that a part of a package refers to. Those outside of the package are
    not fetched. Raises ReportError."""
    targets = {link.id: link.target for link in package.links(part)}

    def load(link: str) -> bytes | None:
        target = targets.get(link, "")
        try:
            return package.read(target) if target in package else None
        except ReportError:
            return None

    return load


def find_pictures(root: Element, load: PictureLoader, skipped: str = "") -> Iterator[InlinePicture]:
    """The pictures below a node, without those in elements of the name `skipped`."""
    stack: list[tuple[Element, float, float]] = [(root, 0.0, 0.0)]
    while stack:
        node, width, height = stack.pop()
        name = local_name(node)
        if name == skipped and node is not root:
            continue
        if name in ("inline", "anchor"):
            width, height = _read_extent(node)
        elif name == "shape":
            width, height = _read_style(attribute(node, "style") or "")
        elif name == "blip":
            yield InlinePicture(load(attribute(node, "embed") or ""), width, height)
        elif name == "imagedata":
            yield InlinePicture(load(attribute(node, "id") or ""), width, height)
        stack.extend((child, width, height) for child in reversed(node))


def _read_extent(node: Element) -> tuple[float, float]:
    """The width and the height of a drawing, in points."""
    extents = (child for child in node if local_name(child) == "extent")
    extent = next(extents, None)
    return to_int(attribute(extent, "cx")) / EMU, to_int(attribute(extent, "cy")) / EMU


def _read_style(style: str) -> tuple[float, float]:
    """The width and the height that a style states, in points, 0 where it states none."""
    return _read_length(style, "width"), _read_length(style, "height")


def _read_length(style: str, name: str) -> float:
    match = re.search(rf"(?<![\w-]){name}{_LENGTH}", style, re.IGNORECASE)
    if not match or match[1].count(".") > 1 or match[1] == ".":
        return 0.0
    return float(match[1]) * _POINTS[match[2].lower()]
