"""Tables that were pasted as pictures into pages with a text layer."""

from __future__ import annotations

from base64 import b64encode

import numpy as np
import pytest
from PIL import Image

from gouji.pipeline.ingest import ingest
from gouji.pipeline.language.normalise import squeeze
from tests.ingest.pdf.printed import print_pdf, texts_of
from tests.ingest.scan.pages import ROWS, draw, save, turn

TEXT = "三、收到和处理政府信息公开申请情况。本机关认真落实各项要求，现将情况公布如下。"


def paste(image: Image.Image, width: str = "150mm") -> bytes:
    """A page of text with a picture below."""
    source = b64encode(save(image, "PNG")).decode()
    return print_pdf(
        f"<p>{TEXT}</p><img style='width: {width}' src='data:image/png;base64,{source}'>"
    )


def rows(data: bytes) -> list[list[str]]:
    return [[squeeze(text) for text in row] for row in texts_of(ingest(data, "a.pdf"))]


@pytest.mark.parametrize("degrees", [0.0, 1.0])
def test_a_table_that_is_a_picture_is_read(degrees: float) -> None:
    document = ingest(paste(turn(draw(), degrees)), "a.pdf")
    found = [[squeeze(text) for text in row] for row in texts_of(document)]
    for row in ROWS[1:3]:
        assert [squeeze(text) for text in row] in found
    assert [squeeze(TEXT)] in found
    assert (document.media, document.page_media) == ("pdf", ("text layer",)) and document.ocr
    [figure] = [f for f in document.fragments if f.text == "3085"]
    assert figure.source == "ocr" and figure.cell_box
    [line] = [f for f in document.fragments if "本机关认真落实" in f.text]
    assert line.source == "text" and line.score == 1.0


def test_other_pictures_are_left_alone() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (300, 400, 3), np.uint8)
    document = ingest(paste(Image.fromarray(noise)), "a.pdf")
    assert rows(paste(Image.fromarray(noise))) == [[squeeze(TEXT)]]
    assert document.ocr == ""


def test_a_small_picture_is_no_table() -> None:
    assert rows(paste(draw(), "20mm")) == [[squeeze(TEXT)]]
