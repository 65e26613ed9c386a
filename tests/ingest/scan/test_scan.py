"""A picture of a page to words and rulings, whichever way it lies, and the boxes back to it."""

from __future__ import annotations

import socket
from io import BytesIO

import numpy as np
import pikepdf
import pytest
from PIL import Image, ImageDraw

from gouji.pipeline.boxes import area
from gouji.pipeline.ingest import ingest
from gouji.pipeline.ingest.scan.images import Picture
from gouji.pipeline.ingest.scan.scan import read_picture
from gouji.pipeline.language.normalise import squeeze
from gouji.pipeline.records import Box, Document, Fragment
from tests.ingest.pdf.printed import print_pdf, texts_of
from tests.ingest.scan.pages import ROWS, TABLE, draw, save, to_pixels, turn

PAGE = "A5 landscape"


def squeezed(document: Document) -> list[list[str]]:
    return [[squeeze(text) for text in row] for row in texts_of(document)]


EXPECTED = [[squeeze(text) for text in row] for row in ROWS]


def read(image: Image.Image, dpi: int = 200) -> Document:
    return ingest(save(image, "PNG", dpi=(dpi, dpi)), "a.png")


@pytest.mark.parametrize("degrees", [0, 90, 180, 270, 1.5, -2.0, 0.4, -4.0])
def test_a_picture_is_read_whichever_way_it_lies(degrees: float) -> None:
    assert squeezed(read(turn(draw(), degrees))) == EXPECTED


@pytest.mark.parametrize(("degrees", "turns"), [(1.2, 0), (90, 1), (180, 2), (270, 3)])
def test_skew_and_turn_are_told_apart(degrees: float, turns: int) -> None:
    page = read_picture(Picture(to_pixels(turn(draw(), degrees)), 0.36), 1)
    assert page.turn == turns
    assert page.skew == pytest.approx(-degrees if not turns else 0, abs=0.1)
    assert page.source == "ocr" and {word.source for word in page.words} == {"ocr"}


def fragments_by_text(document: Document) -> dict[str, Fragment]:
    return {f.text: f for f in document.fragments}


def overlap(box: Box, other: Box) -> float:
    """Intersection over union."""
    width = min(box[2], other[2]) - max(box[0], other[0])
    common = max(0.0, width) * max(0.0, min(box[3], other[3]) - max(box[1], other[1]))
    return common / (area(box) + area(other) - common)


@pytest.mark.parametrize("dpi", [100, 200, 300])
def test_the_boxes_of_cells_are_those_of_the_print(dpi: int) -> None:
    printed = fragments_by_text(ingest(print_pdf(TABLE, PAGE), "a.pdf"))
    found = fragments_by_text(read(draw(dpi=dpi), dpi))
    for text in ("12", "3085", "0", "属于国家秘密", "——"):
        one, other = printed[text], found[text]
        assert one.cell_box and other.cell_box and one.text_box and other.text_box
        assert overlap(one.cell_box, other.cell_box) > 0.9
        x0, y0, x1, y1 = other.text_box
        assert one.cell_box[0] <= x0 < x1 <= one.cell_box[2]
        assert one.cell_box[1] <= y0 < y1 <= one.cell_box[3]


@pytest.mark.parametrize("degrees", [90, 180, 2.0])
def test_boxes_lead_back_to_the_picture_as_it_is_shown(degrees: float) -> None:
    """A blue patch behind a figure is where its box says."""
    image = draw("<p>规章制度情况</p><table><tr><td>行政许可事项</td><td>4711</td></tr></table>")
    pen = ImageDraw.Draw(image)
    [plain] = [f for f in read(image).fragments if f.text == "4711"]
    assert plain.text_box
    x0, y0, x1, y1 = (end * 200 / 72 for end in plain.text_box)
    pen.rectangle((x0, y1 + 2, x1, y1 + 8), fill=(120, 120, 255))
    turned = turn(image, degrees)
    [fragment] = [f for f in read(turned).fragments if f.text.startswith("4711")]
    assert fragment.cell_box
    ys, xs = np.nonzero(np.diff(to_pixels(turned)[:, :, ::2].astype(int))[:, :, 0] > 60)
    x, y = xs.mean() * 72 / 200, ys.mean() * 72 / 200
    x0, y0, x1, y1 = fragment.cell_box
    assert x0 < x < x1 and y0 < y < y1


def test_a_seal_hides_no_figure() -> None:
    image = draw()
    [figure] = [f for f in read(image).fragments if f.text == "3085"]
    assert figure.text_box
    x, y = ((figure.text_box[n] + figure.text_box[n + 2]) / 2 * 200 / 72 for n in (0, 1))
    seal = Image.new("RGB", image.size, "white")
    pen = ImageDraw.Draw(seal)
    pen.ellipse((x - 150, y - 30, x + 150, y + 270), outline=(210, 30, 40), width=12)
    pen.rectangle((x - 25, y - 6, x + 25, y + 6), fill=(210, 30, 40))
    stamped = np.minimum(to_pixels(image), to_pixels(seal))
    assert squeezed(read(Image.fromarray(stamped))) == EXPECTED


def test_a_dark_page_full_of_grain_is_read() -> None:
    """A photo without light: the grains are as dark as thin rulings are."""
    values = 45 + to_pixels(draw()).astype(np.float64) * 0.25
    noise = np.random.default_rng(2).normal(0, 7, values.shape[:2])
    dark = (values + noise[:, :, None]).clip(0, 255).astype(np.uint8)
    assert squeezed(read(Image.fromarray(dark))) == EXPECTED


def with_hidden_text(image: Image.Image, text: bytes) -> bytes:
    """A page picture with text of rendering mode 3 over it, as OCR software writes it."""
    with pikepdf.open(BytesIO(save(image, "PDF", resolution=200))) as pdf:
        page = pdf.pages[0]
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        page.Resources.Font = pikepdf.Dictionary(F1=pdf.make_indirect(font))
        page.contents_add(b"BT 3 Tr /F1 12 Tf 200 250 Td (" + text + b") Tj ET")
        stream = BytesIO()
        pdf.save(stream)
    return stream.getvalue()


def test_hidden_text_is_never_read_as_print() -> None:
    document = ingest(with_hidden_text(draw(), b"99999 88888"), "a.pdf")
    assert squeezed(document) == EXPECTED
    assert document.media == "scan" and "99999" not in document.text


def test_reading_a_picture_opens_no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was opened")

    import requests

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(requests, "get", refuse)
    from gouji.pipeline.ingest.scan import ocr

    ocr.load_ocr.cache_clear()
    assert squeezed(read(draw())) == EXPECTED
