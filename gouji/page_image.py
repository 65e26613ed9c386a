"""Draws a page of a report as a picture, with the cells that were read from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from gouji.inputs.find_report import find_report
from gouji.inputs.stored_report import StoredReport, load_stored_report
from gouji.pipeline.batch.load_files import load_contents
from gouji.pipeline.batch.sources import Source, split_name
from gouji.pipeline.errors import ReportError
from gouji.pipeline.records import Box, Cell
from gouji.pipeline.store.records_to_rows import Row, find_file

if TYPE_CHECKING:
    from PIL.Image import Image

    from gouji.pipeline.ingest.pdf.pdfium import PageImage
    from gouji.pipeline.ingest.scan.images import Picture

_SCALE = 2.0  # Pixels per PDF point, except on very large pages.
_LARGEST_FILE = 1 << 30  # Bytes.
_COLOURS = {"read": (0, 140, 60), "blank": (40, 90, 220), "unreadable": (230, 140, 0)}
_DOUBTFUL = (220, 0, 40)


class PageError(Exception):
    """The page cannot be drawn; the message gives the reason in Chinese and English."""


def draw_report(out: Path, given: str, page: int | None, image: Path | None) -> None:
    """Write page `page` of the report that `given` means to the file `image`.

    The colour of a cell is that of its status, stronger where the confidence is lower. A cell below
    the trust threshold has a red frame. Raises PageError, UnknownReportError and StoreError.
    """
    if page is None or image is None:
        raise PageError("--page 与 --image 须同时给出。\n--page and --image go together.")
    stored = load_stored_report(out, find_report(out, given))
    try:
        picture = draw_page(stored.row, page)
    except ReportError as error:
        raise PageError(f"{error.message_zh}\n{error.message_en}") from error
    try:
        _draw_cells(picture, _list_cells(stored, page), stored.trust).save(image)
    except (OSError, ValueError) as error:
        raise PageError(f"无法写入 {image}：{error}\nCannot write {image}: {error}") from error


def draw_page(row: Row, page: int) -> PageImage:
    """Page `page` of the report of a row of `reports`. Raises PageError and ReportError."""
    return _find_drawer(row, page)(load_source(row), page)


def _draw_pdf_page(data: bytes, page: int) -> PageImage:
    from gouji.pipeline.ingest.pdf.pdfium import draw_page

    return draw_page(data, page, _SCALE)


def _draw_image_page(data: bytes, page: int) -> PageImage:
    from gouji.pipeline.ingest.office.dispatch import find_archived_page
    from gouji.pipeline.ingest.office.package import ZIP_SIGNATURE
    from gouji.pipeline.ingest.pdf.pdfium import PageImage
    from gouji.pipeline.ingest.scan.images import draw_image

    if data.startswith(ZIP_SIGNATURE):
        return _to_image(find_archived_page(data, page), page)
    return PageImage(*draw_image(data, page))


def _draw_picture_of_word(data: bytes, page: int) -> PageImage:
    from gouji.pipeline.ingest.office.word import write_docx
    from gouji.pipeline.ingest.scan.inline_pictures import PictureFinder

    finder = PictureFinder()
    write_docx(data, finder)
    return _to_image(finder.found.get(page), page)


def _draw_picture_of_workbook(data: bytes, page: int) -> PageImage:
    from gouji.pipeline.ingest.office.excel.workbook import write_xlsx
    from gouji.pipeline.ingest.scan.inline_pictures import PictureFinder

    finder = PictureFinder()
    write_xlsx(data, finder)
    return _to_image(finder.found.get(page), page)


def _draw_picture_of_web_page(data: bytes, page: int) -> PageImage:
    from gouji.pipeline.ingest.scan.inline_pictures import PictureFinder
    from gouji.pipeline.ingest.web.mhtml import write_page_or_mhtml

    finder = PictureFinder()
    write_page_or_mhtml(data, finder)
    return _to_image(finder.found.get(page), page)


def _draw_picture_of_json(data: bytes, page: int) -> PageImage:
    from gouji.pipeline.ingest.scan.inline_pictures import PictureFinder
    from gouji.pipeline.ingest.structured.dispatch import write_json

    finder = PictureFinder()
    write_json(data, finder)
    return _to_image(finder.found.get(page), page)


def _to_image(picture: Picture | None, page: int) -> PageImage:
    """A picture at its own size. Raises PageError where there is none."""
    from PIL import Image

    from gouji.pipeline.ingest.pdf.pdfium import PageImage

    if picture is None:
        raise PageError(f"第 {page} 页的图片无法读取。\nThe picture of page {page} cannot be read.")
    return PageImage(Image.fromarray(picture.pixels), 1 / picture.points_per_pixel)


# Draws a page of a file, by the medium of the file.
_DRAWERS: dict[str, Callable[[bytes, int], PageImage]] = {
    "pdf": _draw_pdf_page,
    "scan": _draw_pdf_page,
    "image": _draw_image_page,
    "docx": _draw_picture_of_word,
    "xlsx": _draw_picture_of_workbook,
    "html": _draw_picture_of_web_page,
    "json": _draw_picture_of_json,
}


def _find_drawer(row: Row, page: int) -> Callable[[bytes, int], PageImage]:
    """The function that draws page `page` of the report of a row. Raises PageError."""
    count = row["pages"]
    if not count:
        raise PageError(f"{row['source']} 没有页面。\n{row['source']} has no pages.")
    if page > count:
        raise PageError(f"没有第 {page} 页，共 {count} 页。\nNo page {page} among {count}.")
    if row["media"] not in _DRAWERS:
        raise PageError(f"无法绘制第 {page} 页：{row['media']}\nPage {page} cannot be drawn.")
    return _DRAWERS[row["media"]]


def load_source(row: Row) -> bytes:
    """The file as it was read, from any of its sources that still holds it. Raises PageError."""
    for name in row["sources"]:
        path, member = split_name(name)
        for content in load_contents([Source(path, member)], _LARGEST_FILE):
            is_same = content.report == find_file(row["report"])
            if is_same and isinstance(content.data, bytes):
                return content.data
    raise PageError(
        f"原文件已改变或不在原处：{row['source']}\n"
        f"The file has changed or is no longer there: {row['source']}"
    )


def _list_cells(stored: StoredReport, page: int) -> list[Cell]:
    cells = stored.report.cells if stored.report else ()
    return [cell for cell in cells if cell.page == page]


def _draw_cells(page: PageImage, cells: Iterable[Cell], trust: float) -> Image:
    from PIL import Image, ImageDraw

    picture = page.image.convert("RGBA")
    layer = Image.new("RGBA", picture.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(layer)
    for cell in cells:
        if cell.cell_box is not None:
            pen.rectangle(_to_pixels(cell.cell_box, page.scale), **_find_style(cell, trust))
    return Image.alpha_composite(picture, layer).convert("RGB")


def _to_pixels(box: Box, scale: float) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = (point * scale for point in box)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _find_style(cell: Cell, trust: float) -> dict[str, object]:
    """The fill and the frame of a cell, by PIL's names."""
    colour = _COLOURS.get(cell.status, _DOUBTFUL)
    is_doubtful = cell.confidence < trust
    opacity = 40 + round(120 * (1 - cell.confidence))
    return {
        "fill": (*colour, opacity),
        "outline": (*(_DOUBTFUL if is_doubtful else colour), 255),
        "width": 4 if is_doubtful else 1,
    }
