"""Small pages as pictures: printed, drawn at a resolution, and turned."""

from __future__ import annotations

from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from gouji.pipeline.ingest.pdf.pdfium import open_pdf
from tests.ingest.pdf.printed import print_pdf

HEADING = "三、收到和处理政府信息公开申请情况"
NOTE = "注：本表由本机关填报，数据截至年底。"
TABLE = f"""<p>{HEADING}</p><table>
<tr><td rowspan=2>申请结果</td><td colspan=2>予以公开</td><td>12</td><td></td><td>0</td></tr>
<tr><td>不予公开</td><td>属于国家秘密</td><td>/</td><td>3085</td><td>——</td></tr>
</table><p>{NOTE}</p>"""
ROWS = [
    [HEADING],
    ["申请结果", "予以公开", "12", "", "0"],
    ["不予公开", "属于国家秘密", "/", "3085", "——"],
    [NOTE],
]


def draw(body: str = TABLE, dpi: int = 200, paper: str = "A5 landscape") -> Image.Image:
    """The first page of a print."""
    with open_pdf(print_pdf(body, paper)) as document:
        return document[0].render(scale=dpi / 72).to_pil().convert("RGB")


def turn(image: Image.Image, degrees: float) -> Image.Image:
    """The picture turned counterclockwise, on white."""
    return image.rotate(
        degrees, Image.Resampling.BICUBIC, expand=degrees % 90 == 0, fillcolor="white"
    )


def save(image: Image.Image, form: str, **options: object) -> bytes:
    stream = BytesIO()
    image.save(stream, form, **options)
    return stream.getvalue()


def to_pixels(image: Image.Image) -> NDArray[np.uint8]:
    return np.asarray(image)
