"""A page of a report as a picture, with the cells that were read from it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from gouji.inputs.find_report import find_report
from gouji.pipeline.batch.contents import load_contents
from gouji.pipeline.batch.sources import Source, split_name
from gouji.pipeline.errors import ReportError
from gouji.pipeline.store.datasets import read_report
from gouji.pipeline.store.rows import Row, find_file

if TYPE_CHECKING:
    from PIL.Image import Image

_SCALE = 2.0  # pixels a point
_LARGEST = 1 << 30
_COLOURS = {"read": (0, 140, 60), "blank": (40, 90, 220), "unreadable": (230, 140, 0)}
_DOUBTFUL = (220, 0, 40)
_MEDIA = "pdf"


class PageError(Exception):
    """There is no such page to draw; the message is Chinese and English."""


def draw_report(out: Path, given: str, page: int | None, image: Path | None) -> None:
    """Write page `page` of the report that `given` means to the file `image`.

    Its cells are tinted by status, the paler the surer, and framed in red below the trust
    threshold. Raises PageError, UnknownReportError and StoreError.
    """
    if page is None or image is None:
        raise PageError("--page 与 --image 须同时给出。\n--page and --image go together.")
    report = find_report(out, given)
    row = read_report(out, "reports", report)[0]
    if row["media"] != _MEDIA:
        raise PageError(f"{row['source']} 没有页面。\n{row['source']} has no pages.")
    picture = _draw(_find_bytes(row), page, row)
    cells = [cell for cell in read_report(out, "cells", report) if cell["page"] == page]
    try:
        _frame(picture, cells, trust_of(row)).save(image)
    except (OSError, ValueError) as error:
        raise PageError(f"无法写入 {image}：{error}\nCannot write {image}: {error}") from error


def trust_of(row: Row) -> float:
    """The trust threshold that a report was read with."""
    return float(json.loads(row["settings"])["trust"])


def _find_bytes(row: Row) -> bytes:
    """The file as it was read, from whichever of its places still holds it."""
    for name in row["sources"]:
        path, member = split_name(name)
        for content in load_contents([Source(path, member)], _LARGEST):
            same = content.report == find_file(row["report"])
            if same and isinstance(content.data, bytes):
                return content.data
    raise PageError(
        f"原文件已改变或不在原处：{row['source']}\n"
        f"The file has changed or is no longer there: {row['source']}"
    )


def _draw(data: bytes, page: int, row: Row) -> Image:
    from gouji.pipeline.ingest.pdf.pdfium import draw_page

    try:
        return draw_page(data, page, _SCALE)
    except IndexError as error:
        raise PageError(
            f"没有第 {page} 页，共 {row['pages']} 页。\nNo page {page} among {row['pages']}."
        ) from error
    except ReportError as error:
        raise PageError(f"{error.message_zh}\n{error.message_en}") from error


def _frame(picture: Image, cells: list[Row], trust: float) -> Image:
    from PIL import Image, ImageDraw

    picture = picture.convert("RGBA")
    layer = Image.new("RGBA", picture.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(layer)
    for cell in cells:
        if cell["x0"] is not None:
            pen.rectangle(_corners(cell), **_style(cell, trust))
    return Image.alpha_composite(picture, layer).convert("RGB")


def _corners(cell: Row) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = (cell[name] * _SCALE for name in ("x0", "y0", "x1", "y1"))
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _style(cell: Row, trust: float) -> dict[str, object]:
    """Tinted by status, the more the less sure; a red frame where the cell may not be trusted."""
    colour = _COLOURS.get(cell["status"], _DOUBTFUL)
    doubtful = cell["confidence"] < trust
    tint = 40 + round(120 * (1 - cell["confidence"]))
    return {
        "fill": (*colour, tint),
        "outline": (*(_DOUBTFUL if doubtful else colour), 255),
        "width": 4 if doubtful else 1,
    }
