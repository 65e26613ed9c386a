"""Pictures of pages and of cells, as PNG. Only pages of reports in the queue are ever drawn."""

from __future__ import annotations

from io import BytesIO
from threading import RLock
from typing import TYPE_CHECKING, NamedTuple

from gouji.page_image import PageError, draw_page
from gouji.pipeline.errors import ReportError
from gouji.pipeline.records import Box
from gouji.review.library import Library, Recent

if TYPE_CHECKING:
    from PIL.Image import Image

_PAGES, _PICTURES = 12, 600  # Pages and pictures that are kept in memory.
_MARK = (220, 38, 38)
_AROUND = (26.0, 9.0)  # Points around a figure, to its sides and above and below it.
_FRAME = 3.0  # Points between a figure and the frame around it, which must not cover it.


class PageName(NamedTuple):
    report: str
    page: int


class DrawnPage(NamedTuple):
    """A page and its scale in pixels a point."""

    image: Image
    scale: float


class Pictures:
    """Draws pages. pdfium is used by one thread at a time."""

    def __init__(self, library: Library) -> None:
        self._library, self._lock = library, RLock()
        self._pages: Recent[PageName, DrawnPage] = Recent(self._draw, _PAGES)
        self._files: Recent[tuple[PageName, Box | None], bytes] = Recent(self._encode, _PICTURES)

    def page(self, name: PageName) -> bytes:
        """A page. Raises PageError."""
        return self._files.get((name, None))

    def size(self, name: PageName) -> tuple[float, float]:
        """Width and height of a page in points. Raises PageError."""
        image, scale = self._pages.get(name)
        return image.width / scale, image.height / scale

    def cell(self, report: str, cell: str) -> bytes:
        """A cell with what is around it. Raises KeyError and PageError."""
        found = self._library.read(report).cells[cell]
        if found.page is None or found.cell_box is None:
            raise PageError("没有图像。\nThere is no picture.")
        return self._files.get((PageName(report, found.page), found.text_box or found.cell_box))

    def _draw(self, name: PageName) -> DrawnPage:
        with self._lock:
            try:
                drawn = draw_page(self._library.read(name.report).row, name.page)
            except ReportError as error:
                raise PageError(f"{error.message_zh}\n{error.message_en}") from error
            return DrawnPage(drawn.image.convert("RGB"), drawn.scale)

    def _encode(self, key: tuple[PageName, Box | None]) -> bytes:
        name, box = key
        image, scale = self._pages.get(name)
        if box is not None:
            image = _crop(image, box, scale)
        file = BytesIO()
        image.save(file, "PNG", compress_level=1)
        return file.getvalue()


def _crop(image: Image, box: Box, scale: float) -> Image:
    """A figure in a frame, with what is around it."""
    from PIL import ImageDraw

    area = _find_crop(box, scale, image.size)
    cropped = image.crop(area)
    left, right = sorted((box[0] * scale - area[0], box[2] * scale - area[0]))
    top, bottom = sorted((box[1] * scale - area[1], box[3] * scale - area[1]))
    gap = _FRAME * scale
    frame = (left - gap, top - gap, right + gap, bottom + gap)
    ImageDraw.Draw(cropped).rectangle(frame, outline=_MARK, width=2)
    return cropped


def _find_crop(box: Box, scale: float, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """The pixels around a cell, within the page."""
    across, down = _AROUND
    left, right = sorted((box[0], box[2]))
    top, bottom = sorted((box[1], box[3]))
    edges = (left - across, top - down, right + across, bottom + down)
    x0, y0, x1, y1 = (round(edge * scale) for edge in edges)
    x0, y0 = min(max(0, x0), size[0] - 1), min(max(0, y0), size[1] - 1)
    return x0, y0, max(x0 + 1, min(size[0], x1)), max(y0 + 1, min(size[1], y1))
