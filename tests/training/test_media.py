"""Media of the corpus: pages printed by several programs, and redrawn as others draw them."""

from __future__ import annotations

from io import BytesIO
from random import Random

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
from gouji.training.corpus.renderings.redraw import lose_rules, retouch
from gouji.training.evaluation.sample_scores import mark
from gouji.training.evaluation.scoring import summarise
from tests.ingest.pdf.printed import print_pdf, table

ROWS = [["规章", "3", "0"], ["行政规范性文件", "12", "7"], ["行政许可", "40", "9"]]
HERE = [name for name, medium in MEDIA.items() if medium.is_here and medium.suffix == ".pdf"]


@pytest.fixture(scope="module")
def kit() -> Kit:
    return load_kit(FOLDER)


def texts(data: bytes) -> str:
    return pypdfium2.PdfDocument(BytesIO(data))[0].get_textpage().get_text_bounded()


def count_rules(data: bytes) -> int:
    with open_pdf(data) as document:
        page = read_page(document, 0)
    return len(page.horizontal) + len(page.vertical)


def test_media_whose_program_is_missing_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert find_media("pdf,docx") == (
        "pdf-ruled",
        "pdf-unruled",
        "pdf-partly-ruled",
        "pdf-retouched",
        "docx",
    )
    assert set(find_skipped("pdf,docx").values()) == {"chromium", "LibreOffice"}
    assert not find_skipped("docx")
    with pytest.raises(ValueError, match="chromium"):
        find_media("pdf-chromium")
    with pytest.raises(ValueError, match="odt"):
        find_media("odt")


def test_a_page_redrawn_has_its_text_and_one_that_loses_rules_has_fewer() -> None:
    data = print_pdf(table(ROWS))
    for seed in range(8):
        assert "".join(texts(retouch(Random(seed), data)).split()).count("行政规范性文件") >= 1
        assert count_rules(retouch(Random(seed), data)) >= count_rules(data)
        assert count_rules(lose_rules(Random(seed), data)) <= count_rules(data)
    fewest = min(count_rules(lose_rules(Random(seed), data)) for seed in range(20))
    assert fewest < 0.8 * count_rules(data)


@pytest.mark.parametrize("name", ["pdf-retouched", "pdf-partly-ruled"])
def test_the_same_seed_prints_the_same_bytes(name: str, kit: Kit) -> None:
    first, again = (draw_media_sample(Random(5), kit.forms, "a", name).file for _ in range(2))
    assert first and first == again


@pytest.mark.parametrize("name", HERE)
def test_what_each_program_prints_is_read(name: str, kit: Kit) -> None:
    sample = draw_media_sample(Random("media/2"), kit.forms, "a", name)
    assert sample.text is None and sample.data.startswith(b"%PDF")
    assert summarise(mark(sample, kit).scores, kit.config.trust).cells > 0.95
