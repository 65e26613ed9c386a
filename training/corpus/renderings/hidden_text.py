"""Scans over which OCR software has written a hidden text layer, with its errors, in the ways that
scanners write it."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from random import Random
from typing import NamedTuple

from gouji.pipeline.ingest.layout.page import Word
from gouji.training.corpus.renderings.printers import save_pdf


class LayerStyle(NamedTuple):
    """How a hidden text layer is written. `is_below`: before the picture, which covers it, else
    after it. `mode` is the text rendering mode, 3 is without ink. `errors` is the share of digits
    that are others, `shift` the greatest distance of a page's layer from its print, in points."""

    is_below: bool
    mode: int
    errors: float
    shift: float


LAYERS = (
    LayerStyle(is_below=False, mode=3, errors=0.15, shift=0),
    LayerStyle(is_below=True, mode=3, errors=0.15, shift=0),
    LayerStyle(is_below=True, mode=0, errors=0.15, shift=0),
    LayerStyle(is_below=False, mode=3, errors=0.05, shift=9),
    LayerStyle(is_below=True, mode=0, errors=0.3, shift=4),
)


def add_hidden_text(rng: Random, scan: bytes, printed: bytes, style: LayerStyle) -> bytes:
    """A PDF of page pictures, with the text of the print of the same pages hidden in it."""
    from pikepdf import Name, Page, Pdf

    with Pdf.open(BytesIO(scan)) as pdf:
        font = pdf.make_indirect(_make_font())
        for picture, words in zip(pdf.pages, _read_words(printed), strict=True):
            page = Page(picture)
            height = float(page.mediabox[3])
            page.add_resource(font, Name.Font, Name.OcrText)
            text = _write_layer(rng, words, height, style)
            page.contents_add(text, prepend=style.is_below)
        return save_pdf(pdf)


def _read_words(printed: bytes) -> Iterator[tuple[Word, ...]]:
    """The characters of each page of a print."""
    from gouji.pipeline.ingest.pdf.pdfium import open_pdf, read_page

    with open_pdf(printed) as document:
        for index in range(len(document)):
            yield read_page(document, index).words


def _make_font() -> object:
    """A font that is not embedded, with the codes of Unicode."""
    from pikepdf import Array, Dictionary, Name, String

    system = Dictionary(Registry=String("Adobe"), Ordering=String("GB1"), Supplement=2)
    descendant = Dictionary(
        Type=Name.Font, Subtype=Name.CIDFontType0, BaseFont=Name("/STSong-Light"),
        CIDSystemInfo=system, DW=1000,
    )  # fmt: skip
    return Dictionary(
        Type=Name.Font, Subtype=Name.Type0, BaseFont=Name("/STSong-Light"),
        Encoding=Name("/UniGB-UCS2-H"), DescendantFonts=Array([descendant]),
    )  # fmt: skip


def _write_layer(rng: Random, words: tuple[Word, ...], height: float, style: LayerStyle) -> bytes:
    """The content stream of the layer of a page."""
    right, down = (rng.uniform(-style.shift, style.shift) for _ in range(2))
    parts = [f"BT {style.mode} Tr"]
    for word in words:
        x, y = word.box[0] + right, height - word.box[3] - down
        code = _misread(rng, word.text, style.errors).encode("utf-16-be").hex()
        parts.append(f"/OcrText {word.size:.2f} Tf 1 0 0 1 {x:.2f} {y:.2f} Tm <{code}> Tj")
    return " ".join([*parts, "ET"]).encode()


def _misread(rng: Random, text: str, errors: float) -> str:
    """A text as OCR software may read it: some of its digits are others."""
    return "".join(
        rng.choice("0123456789") if char.isdigit() and rng.random() < errors else char
        for char in text
    )
