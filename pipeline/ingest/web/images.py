"""The images of a web page: in its own text, or among files that were loaded with it.

Nothing is fetched. An image that is not at hand counts where it may be a table: it is of a stated
size, or it is alone in its paragraph and leads nowhere.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gouji.pipeline.ingest.scan.inline_pictures import InlinePicture
from gouji.pipeline.ingest.web.addresses import Files, find_file

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# The attributes in which pages that load images late have the address of an image. Until then, and
# in saved pages, `src` is a placeholder of some bytes, or the image.
_LATE_SOURCES = ("data-src", "data-original", "data-lazy-src")
_MOST_PLACEHOLDER = 1000  # Bytes of the largest placeholder.
_POINTS = {"px": 0.75, "": 0.75, "pt": 1.0, "in": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4}
_LENGTH = re.compile(r"\s*(\d{1,6}(?:\.\d{1,6})?)\s*(px|pt|in|cm|mm|)\s*(?:;|$)", re.IGNORECASE)
# Elements around the images of a page's frame.
_FRAME = ("a", "header", "footer", "nav", "button")
_INLINE = ("span", "font", "b", "strong", "em")
_PARAGRAPHS = ("p", "center")
_SHOWN = "not(ancestor::script or ancestor::style or ancestor::a or ancestor::noscript)"


def count_characters(root: HtmlElement) -> int:
    """The characters of a page without its links."""
    texts = root.xpath(f"body//text()[{_SHOWN}]")
    return sum(len(text.strip()) for text in texts)


def to_picture(image: HtmlElement, files: Files) -> InlinePicture | None:
    """The picture that an image shows, None for one that is not at hand and may be decorative."""
    picture = _find_picture(image, files)
    return picture if picture.data or _may_be_table(image, picture) else None


def has_picture(cell: HtmlElement, files: Files) -> bool:
    """Whether there is an image in a cell on which something could be made out."""
    pictures = (_find_picture(image, files) for image in cell.iter("img"))
    return any(not picture.is_spacer for picture in pictures)


def _find_picture(image: HtmlElement, files: Files) -> InlinePicture:
    late = [source for name in _LATE_SOURCES if (source := image.get(name))]
    found = (_find_data(source, files) for source in late)
    data = next(filter(None, found), None) or _find_data(image.get("src") or "", files)
    if late and data and len(data) <= _MOST_PLACEHOLDER:
        data = None
    return InlinePicture(data or None, _read_size(image, "width"), _read_size(image, "height"))


def _find_data(source: str, files: Files) -> bytes | None:
    """The image at an address. Drawings (SVG) are no pictures of tables."""
    return find_file(source, files, "image/")


def _read_size(image: HtmlElement, name: str) -> float:
    """The width or the height that a page states for an image, in points, 0 for none."""
    style = re.search(rf"(?<![\w-]){name}\s*:([^;]*)", image.get("style") or "", re.IGNORECASE)
    match = _LENGTH.match(style[1] if style else image.get(name) or "")
    return float(match[1]) * _POINTS[match[2].lower()] if match else 0.0


def _may_be_table(image: HtmlElement, picture: InlinePicture) -> bool:
    if any(parent.tag in _FRAME for parent in image.iterancestors()):
        return False
    if picture.width and picture.height:
        return picture.may_be_table
    around = (parent for parent in image.iterancestors() if parent.tag not in _INLINE)
    block = next(around, None)
    if block is None or block.tag not in _PARAGRAPHS or block.text_content().strip():
        return False
    return len(block.findall(".//img")) == 1
