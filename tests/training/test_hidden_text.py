"""Scans with a hidden text layer: what it says is in the file, and is never read as print."""

from __future__ import annotations

from random import Random

import pytest

from gouji.pipeline.ingest import ingest
from gouji.pipeline.ingest.pdf.pdfium import open_pdf, read_page
from gouji.pipeline.ingest.pdf.text_layer import is_legible
from gouji.training.corpus.renderings.hidden_text import LAYERS, LayerStyle, add_hidden_text
from gouji.training.corpus.renderings.scans import draw_pages, pictures_to_pdf
from tests.ingest.pdf.printed import print_pdf, texts_of
from tests.ingest.scan.pages import TABLE

FIGURES = {"12", "0", "3085"}


@pytest.fixture(scope="module")
def printed() -> bytes:
    return print_pdf(TABLE, "A5 landscape")


def hide(printed: bytes, style: LayerStyle) -> bytes:
    scan = pictures_to_pdf(draw_pages(printed, 200), 200, 92)
    return add_hidden_text(Random(1), scan, printed, style)


@pytest.mark.parametrize("style", LAYERS, ids=str)
def test_a_hidden_layer_is_never_read_as_print(style: LayerStyle, printed: bytes) -> None:
    data, plain = (hide(printed, style._replace(errors=share)) for share in (1.0, 0.0))
    with open_pdf(data) as document:
        page = read_page(document, 0)
        assert not is_legible(page), "the layer would be read as print"
    assert (draw_pages(data, 72)[0] == draw_pages(plain, 72)[0]).all(), "the layer is seen"
    document = ingest(data, "a.pdf")
    assert document.page_media == ("scan",)
    figures = {text for row in texts_of(document) for text in row if text.isdigit()}
    assert figures == FIGURES


def test_the_layer_is_in_the_file(printed: bytes) -> None:
    with open_pdf(hide(printed, LAYERS[0]._replace(errors=0.0))) as document:
        hidden = "".join(word.text for word in read_page(document, 0).hidden)
    assert "属于国家秘密" in hidden and "3085" in hidden
    assert hide(printed, LAYERS[0]) == hide(printed, LAYERS[0])
