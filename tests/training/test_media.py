"""Media of the corpus: pages printed by several programs, and pages redrawn in other ways."""

from __future__ import annotations

from io import BytesIO
from random import Random
from time import sleep

import pypdfium2
import pytest

from gouji.configs import FOLDER
from gouji.pipeline.ingest.pdf.pdfium import open_pdf, read_page
from gouji.pipeline.kit import Kit, load_kit
from gouji.training.corpus.renderings.media import (
    MEDIA,
    draw_media_sample,
    find_media,
    find_skipped,
)
from gouji.training.corpus.renderings.redraw import drop_rulings, redraw
from gouji.training.evaluation.sample_scores import score_sample
from gouji.training.evaluation.scoring import summarise
from tests.ingest.pdf.printed import print_pdf, table

ROWS = [["规章", "3", "0"], ["行政规范性文件", "12", "7"], ["行政许可", "40", "9"]]
PDF_MEDIA = [
    name for name, medium in MEDIA.items() if medium.is_installed and medium.suffix == ".pdf"
]


@pytest.fixture(scope="module")
def kit() -> Kit:
    return load_kit(FOLDER)


def text_of(data: bytes) -> str:
    return str(pypdfium2.PdfDocument(BytesIO(data))[0].get_textpage().get_text_bounded())


def count_rulings(data: bytes) -> int:
    with open_pdf(data) as document:
        page = read_page(document, 0)
    return len(page.horizontal) + len(page.vertical)


def test_media_without_their_program_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert find_media("pdf,docx") == (
        "pdf-ruled",
        "pdf-unruled",
        "pdf-partly-ruled",
        "pdf-retouched",
        "pdf-skewed",
        "pdf-spaced",
        "pdf-typst-ruled",
        "pdf-typst-unruled",
        "pdf-typst-partly-ruled",
        "pdf-reportlab-ruled",
        "pdf-reportlab-unruled",
        "pdf-reportlab-partly-ruled",
        "docx",
    )
    assert set(find_skipped("pdf,docx").values()) == {"chromium", "LibreOffice"}
    assert not find_skipped("docx")
    with pytest.raises(ValueError, match="chromium"):
        find_media("pdf-chromium")
    with pytest.raises(ValueError, match="odt"):
        find_media("odt")


def test_a_redrawn_page_keeps_its_text_and_dropped_rulings_are_gone() -> None:
    data = print_pdf(table(ROWS))
    for seed in range(8):
        assert "".join(text_of(redraw(Random(seed), data)).split()).count("行政规范性文件") >= 1
        assert count_rulings(redraw(Random(seed), data)) >= count_rulings(data)
        assert count_rulings(drop_rulings(Random(seed), data)) <= count_rulings(data)
    fewest = min(count_rulings(drop_rulings(Random(seed), data)) for seed in range(20))
    assert fewest < 0.8 * count_rulings(data)


@pytest.mark.parametrize(
    "name",
    [
        "pdf-retouched",
        "pdf-partly-ruled",
        "pdf-skewed",
        "pdf-typst-ruled",
        "pdf-reportlab-ruled",
        "docx",
        "xlsx",
    ],
)
def test_the_same_seed_makes_the_same_bytes(name: str, kit: Kit) -> None:
    first = draw_media_sample(Random(5), kit.forms, "a", name).file
    sleep(2)  # a zip archive counts time in steps of two seconds
    again = draw_media_sample(Random(5), kit.forms, "a", name).file
    assert first and first == again


# The share of cells that are right at least. OCR of a black and white page differs between
# processors, by several cells of the page drawn here.
LEAST = {"scan-fax": 0.9}


@pytest.mark.parametrize("name", PDF_MEDIA)
def test_pages_of_every_program_are_read(name: str, kit: Kit) -> None:
    sample = draw_media_sample(Random("media/2"), kit.forms, "a", name)
    assert sample.text is None and sample.data.startswith(b"%PDF")
    summary = summarise(score_sample(sample, kit).scores, kit.config.trust)
    assert summary.cells > LEAST.get(name, 0.95)
    assert summary.sure_wrong == 0
