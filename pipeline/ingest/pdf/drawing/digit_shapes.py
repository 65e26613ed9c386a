"""The shapes of digits: which digit a drawing is most like, and what OCR reads on a row of them."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from gouji.pipeline.ingest.scan.ocr import HEIGHT, load_ocr

_DIGITS = "0123456789"
_FONTS = (b"Helvetica", b"Times-Roman", b"Courier")  # inside pdfium
_FONT_SIZE, _PITCH = 24, 40  # Points of the digits of those fonts, and from one to the next.
_SIDE = 16  # Pixels, in width and height, of digits that are compared.
_MARGIN = 0.12  # Distance by which another digit is more like a drawing.
_GAP, _SPACE = 5, 7  # Pixels between two digits, and around them, in a picture for OCR.
_LEAST_INK = 96  # Least darkness, of 255, of ink at the edge of a digit.
_PALE = 0.2  # Share of the darkest ink up to which ink is paper.
_WIDEST = 3.0  # Greatest width, in heights, of a digit in a picture for OCR.

Ink = NDArray[np.uint8]  # 0 is paper, 255 is full ink
Samples = Mapping[str, Sequence[Ink]]  # drawings of digits, by what the text layer says


def to_ink(pixels: NDArray[np.uint8]) -> Ink:
    """The darker ink of a grey picture on a light or a dark ground, cut out; empty without any.
    Shadows of the digits beside it are lighter."""
    grey = pixels.astype(np.float64)
    ground = 255.0 if np.median(grey) > 127 else float(np.median(grey))
    ink = np.abs(grey - ground)
    ink = (ink / max(1.0, ink.max()) - _PALE).clip(0) * 255 / (1 - _PALE)
    rows, columns = (np.flatnonzero(ink.max(axis=axis) > _LEAST_INK) for axis in (1, 0))
    if not rows.size:
        return np.zeros((0, 0), np.uint8)
    cut: Ink = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].astype(np.uint8)
    return cut


def find_unlike(samples: Samples) -> dict[str, str]:
    """The digits most of whose drawings are far more like another digit, each with the other."""
    others = {text: [_find_other(ink, text) for ink in inks] for text, inks in samples.items()}
    return {
        text: max(filter(None, found), key=found.count)
        for text, found in others.items()
        if sum(map(bool, found)) * 2 > len(found)
    }


def _find_other(ink: Ink, text: str) -> str:
    """The digit that a drawing is far more like than the one it is meant for, "" without such."""
    if not ink.size:
        return ""
    distances = _measure(ink)
    nearest = min(distances, key=distances.__getitem__)
    return nearest if distances[text] > distances[nearest] + _MARGIN else ""


def _measure(ink: Ink) -> dict[str, float]:
    """The distance of a drawing to each digit: 0 is the same."""
    shape, width = _to_shape(ink)
    return {
        text: min(
            1 - float((shape * other).sum()) + abs(float(np.log(width / other_width))) / 2
            for other, other_width in known
        )
        for text, known in _draw_known().items()
    }


def _to_shape(ink: Ink) -> tuple[NDArray[np.float64], float]:
    """A drawing as a square of mean 0 and length 1, and its width in heights."""
    scaled = _resize(ink, _SIDE, _SIDE)
    scaled -= scaled.mean()
    return scaled / max(1e-9, float(np.linalg.norm(scaled))), ink.shape[1] / ink.shape[0]


def _resize(ink: Ink, height: int, width: int) -> NDArray[np.float64]:
    """A picture in another size, by linear interpolation."""
    rows, columns = (
        np.linspace(-0.5 + n / (2 * m), n - 0.5 - n / (2 * m), m)
        for n, m in zip(ink.shape, (height, width), strict=True)
    )
    across = np.stack([np.interp(columns, np.arange(ink.shape[1]), row) for row in ink])
    down = [np.interp(rows, np.arange(ink.shape[0]), column) for column in across.T]
    return np.stack(down, axis=1)


@cache
def _draw_known() -> dict[str, list[tuple[NDArray[np.float64], float]]]:
    """The digits as the fonts that are inside pdfium draw them."""
    from pypdfium2 import PdfDocument, raw

    document = PdfDocument.new()
    page = document.new_page(_PITCH * len(_DIGITS), _PITCH * len(_FONTS))
    for row, font in enumerate(_FONTS):
        for column, text in enumerate(_DIGITS):
            drawn_text = raw.FPDFPageObj_NewTextObj(document, font, _FONT_SIZE)
            encoded = (ctypes.c_ushort * 2)(ord(text), 0)
            raw.FPDFText_SetText(drawn_text, encoded)
            raw.FPDFPageObj_Transform(drawn_text, 1, 0, 0, 1, _PITCH * column, _PITCH * (row + 0.2))
            raw.FPDFPage_InsertObject(page, drawn_text)
    drawn = page.render(scale=2, grayscale=True).to_numpy()
    pixels = drawn.reshape(drawn.shape[:2])
    document.close()
    side = 2 * _PITCH
    return {
        text: [
            _to_shape(to_ink(pixels[side * row : side * (row + 1), side * n : side * (n + 1)]))
            for row in range(len(_FONTS))
        ]
        for n, text in enumerate(_DIGITS)
    }


def read_strip(samples: Samples) -> dict[str, str]:
    """The digits that OCR does not read where they are drawn, each with what it reads there, ""
    where that is not known."""
    texts = [text for text, inks in samples.items() if inks and inks[0].size]
    strip = _join([samples[text][0] for text in texts])
    read = load_ocr().read([strip])[0].figure
    if len(read) != len(texts):
        return dict.fromkeys(texts, "")
    return {text: other for text, other in zip(texts, read, strict=True) if text != other}


def _join(inks: Sequence[Ink]) -> Ink:
    """Drawings of digits beside one another, as OCR takes a line of text."""
    tall = HEIGHT - 2 * _SPACE
    parts: list[NDArray[np.float64]] = [np.zeros((tall, _SPACE))]
    for ink in inks:
        width = round(tall * min(_WIDEST, ink.shape[1] / ink.shape[0]))
        parts += [_resize(ink, tall, max(2, width)), np.zeros((tall, _GAP))]
    line = np.concatenate([*parts, np.zeros((tall, _SPACE))], axis=1)
    return np.pad(line, ((_SPACE, _SPACE), (0, 0))).clip(0, 255).astype(np.uint8)
