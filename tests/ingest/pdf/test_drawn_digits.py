"""Fonts that draw other digits than the text layer says."""

from __future__ import annotations

import re
from io import BytesIO

import pikepdf
import pytest

from gouji.pipeline.ingest import ingest
from gouji.pipeline.ingest.pdf.drawing import drawn_digits
from gouji.pipeline.ingest.scan.ocr import find_missing
from gouji.pipeline.records import Document
from tests.ingest.pdf.printed import print_pdf, table
from tests.ingest.pdf.test_visibility import ROWS, saved

ALL = [*ROWS, ["行政许可", "6809", "3125"], ["行政处罚", "4770", "9186"]]


def exchange(data: bytes, pairs: dict[str, str], turn: int = 0) -> bytes:
    """A file whose text layer has other digits than it draws, on a page that is turned."""
    codes = {f"{ord(a):04x}".encode(): f"{ord(b):04x}".encode() for a, b in pairs.items()}

    def tell(entry: re.Match[bytes]) -> bytes:
        return entry[1] + codes.get(entry[2].lower(), entry[2]) + entry[3]

    with pikepdf.open(BytesIO(data)) as pdf:
        for one in pdf.objects:
            if isinstance(one, pikepdf.Dictionary) and "/ToUnicode" in one:
                told = re.sub(rb"(<\w+> <)(\w{4})(>)", tell, one.ToUnicode.read_bytes())
                one.ToUnicode = pdf.make_stream(told)
        pdf.pages[0].rotate(turn, relative=False)
        return saved(pdf)


def scores(document: Document) -> dict[str, float]:
    return {one.text: one.score for one in document.fragments if one.text.isdigit()}


@pytest.mark.parametrize(
    "pairs",
    [
        pytest.param({"3": "8", "8": "3"}, id="3 and 8"),
        pytest.param({"1": "7", "7": "1"}, id="1 and 7"),
        pytest.param({"6": "9", "9": "6"}, id="6 and 9"),
        pytest.param(dict(zip("0123456789", "9876543210", strict=True)), id="all"),
    ],
)
@pytest.mark.parametrize("has_ocr", [True, False])
def test_digits_that_are_drawn_as_others_are_not_sure(
    pairs: dict[str, str], has_ocr: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not has_ocr:
        monkeypatch.setattr(drawn_digits, "find_missing", lambda: "rapidocr")
    elif find_missing():
        pytest.skip(find_missing())
    read = scores(ingest(exchange(print_pdf(table(ALL)), pairs), "a.pdf"))
    told = {"".join(pairs.get(c, c) for c in text): text for row in ALL[1:] for text in row[1:]}
    assert read.keys() == (set(told.values()) if has_ocr else told.keys())
    for text, drawn in told.items():
        shown = drawn if has_ocr else text
        assert read[shown] < 0.85 if text != drawn else read[shown] == 1.0, text


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_digits_of_a_turned_page_are_looked_at_upright(turn: int) -> None:
    data = print_pdf(table(ALL))
    assert set(scores(ingest(exchange(data, {}, turn), "a.pdf")).values()) == {1.0}
    read = scores(ingest(exchange(data, {"3": "8", "8": "3"}, turn), "a.pdf"))
    assert read["345"] < 0.85
    assert read["12"] == 1.0


def test_a_digit_whose_drawing_is_not_certain_stays_as_it_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if find_missing():
        pytest.skip(find_missing())
    monkeypatch.setattr(drawn_digits, "read_strip", lambda _: {"3": "5", "8": ""})
    read = scores(ingest(exchange(print_pdf(table(ALL)), {"3": "8", "8": "3"}), "a.pdf"))
    assert read["845"] < 0.85
    assert read["12"] == 1.0


@pytest.mark.parametrize(
    "font",
    [
        "WenQuanYi Micro Hei",
        "DejaVu Sans",
        "DejaVu Serif",
        "DejaVu Sans Mono",
        "Liberation Serif",
        "Liberation Sans; font-weight: bold",
        "Liberation Serif; font-style: italic",
    ],
)
def test_digits_of_usual_fonts_are_sure(font: str) -> None:
    body = f"<div style='font-family: {font}, WenQuanYi Micro Hei'>{table(ALL)}</div>"
    assert set(scores(ingest(print_pdf(body), "a.pdf")).values()) == {1.0}


def test_digits_on_a_dark_ground_or_under_a_seal_are_sure() -> None:
    dark = "<style>td { background: #036; color: white }</style>"
    assert set(scores(ingest(print_pdf(dark + table(ALL)), "a.pdf")).values()) == {1.0}
    seal = "<div style='position: absolute; top: 5mm; left: 80mm; width: 30mm; height: 30mm;"
    seal += " border: 2pt solid red; border-radius: 50%; opacity: 0.6'></div>"
    assert set(scores(ingest(print_pdf(table(ALL) + seal), "a.pdf")).values()) == {1.0}


@pytest.mark.parametrize("shadow", ["0.6pt 0.6pt 0 #999", "1.2pt 1.2pt 0 #777", "0.2pt 0 0 black"])
def test_digits_with_a_shadow_are_sure(shadow: str) -> None:
    style = f"<style>td {{ text-shadow: {shadow} }}</style>"
    assert set(scores(ingest(print_pdf(style + table(ALL)), "a.pdf")).values()) == {1.0}
