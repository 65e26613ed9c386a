"""Pages with a text layer that are turned by less than a few degrees."""

from __future__ import annotations

import math
from io import BytesIO

import pikepdf
import pypdfium2
import pytest

from gouji.pipeline.ingest import ingest
from gouji.pipeline.ingest.pdf.skew import find_skew
from tests.ingest.pdf.printed import print_pdf, rows_of, table

ROWS = [
    ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
    ["规章", "3", "", "12"],
    ["行政规范性文件", "41", "0", "305"],
]


def skew(data: bytes, degrees: float) -> bytes:
    """The pages turned clockwise about their middles."""
    stream = BytesIO()
    with pikepdf.open(BytesIO(data)) as pdf:
        for page in pdf.pages:
            x0, y0, x1, y1 = map(float, page.MediaBox)
            x, y = (x0 + x1) / 2, (y0 + y1) / 2
            cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
            move = (x - x * cos - y * sin, y + x * sin - y * cos)
            matrix = " ".join(f"{value:.6f}" for value in (cos, -sin, sin, cos, *move))
            page.contents_add(f"q {matrix} cm".encode(), prepend=True)
            page.contents_add(b"Q")
        pdf.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("border", ["0.5pt solid black", "none"])
@pytest.mark.parametrize("degrees", [0.3, -0.8, 2.5])
def test_a_page_that_is_turned_a_little_is_read_as_if_it_were_not(
    degrees: float, border: str
) -> None:
    data = print_pdf(table(ROWS), border=border)
    assert rows_of(ingest(skew(data, degrees), "a.pdf")) == rows_of(ingest(data, "a.pdf"))


def test_boxes_are_on_the_page_as_it_is_shown() -> None:
    data = skew(print_pdf(table(ROWS)), 2.0)
    page = pypdfium2.PdfDocument(data)[0]
    height, text_page = page.get_height(), page.get_textpage()
    [fragment] = [f for f in ingest(data, "a.pdf").fragments if f.text == "305"]
    assert fragment.text_box
    x0, y0, x1, y1 = fragment.text_box
    printed = text_page.get_text_bounded(x0 - 1, height - y1 - 1, x1 + 1, height - y0 + 1)
    assert printed.strip() == "305"


@pytest.mark.parametrize(
    ("why", "degrees", "found"),
    [
        ("a level page", [0.0] * 9, 0.0),
        ("a skewed page", [0.7] * 9, 0.7),
        ("a skewed page that lies", [90.7] * 9, 0.7),
        ("a skewed page, counterclockwise", [359.2] * 9, -0.8),
        ("a level page with a watermark", [0.0] * 9 + [5.0] * 4, 0.0),
        ("a stamp that is turned far", [20.0] * 9, 0.0),
        ("text along an arc", [float(n) for n in range(9)], 0.0),
        ("an empty page", [], 0.0),
    ],
)
def test_the_skew_is_that_of_most_characters(why: str, degrees: list[float], found: float) -> None:
    assert find_skew([math.radians(angle) for angle in degrees]) == pytest.approx(found), why
