"""The places of characters on a page as shown."""

from __future__ import annotations

import pytest

from gouji.pipeline.ingest import ingest
from tests.hostile.pdfs import BODY, pdf

TEXT = "BT /F1 12 Tf 50 700 Td (12) Tj ET"


@pytest.mark.parametrize(
    ("box", "left", "height"),
    [
        ("/MediaBox[0 0 600 800]", 50, 800),
        ("/MediaBox[600 800 0 0]", 50, 800),
        ("/MediaBox[0 800 600 0]", 50, 800),
        ("/MediaBox[10 0 600 900]", 40, 900),
        ("/MediaBox[0 0 600 800]/CropBox[500 750 20 10]", 30, 750),
        ("/MediaBox[0 0 0 0]", 50, 792),
        ("", 50, 792),
    ],
)
def test_boxes_count_from_the_corner_of_the_page_whichever_way_it_is_given(
    box: str, left: float, height: float
) -> None:
    (fragment,) = ingest(pdf(BODY, TEXT, box=box), "a.pdf").fragments
    assert fragment.cell_box is not None
    x0, y0, _, y1 = fragment.cell_box
    assert fragment.text == "12"
    assert x0 == pytest.approx(left, abs=0.01)
    assert y0 < height - 700 < y1
