"""Pages whose text layer has the words but not the figures: their fonts have codes of their own."""

from __future__ import annotations

import pytest

from gouji.pipeline.ingest.layout.page import Page, Word
from gouji.pipeline.ingest.pdf.text_layer import is_legible, lacks_characters

WORDS = "本年度共收到政府信息公开申请件，上年结转件，办结件，结转下年度继续办理件，没有行政复议和行政诉讼。"
NONSENSE = (
    "齮齯齰齱齲齳齴齵齶齷齸齹齺齻齼齽齾齿龀龁龂龃龄龅龆龇龈龉龊龋龌龍龎龏龐龑龒龓龔龕龖龗龘龙龚"
)


def page(text: str, unmapped: int) -> Page:
    words = tuple(Word(char, (0, 0, 1, 1), 10) for char in text)
    return Page(1, 595, 842, 0, words, (), (), unmapped=unmapped)


@pytest.mark.parametrize(
    ("text", "unmapped", "legible", "lacks"),
    [
        pytest.param(WORDS, 0, True, False, id="all characters"),
        pytest.param(WORDS, 2, True, False, id="a mark without Unicode"),
        pytest.param(WORDS, 30, False, True, id="figures without Unicode"),
        pytest.param("", 80, False, False, id="nothing has Unicode"),
        pytest.param(NONSENSE, 30, False, False, id="wrong words"),
        pytest.param("第1页", 40, False, False, id="a page number alone"),
    ],
)
def test_a_text_layer_with_words_and_without_figures_is_told_from_none(
    text: str, unmapped: int, legible: bool, lacks: bool
) -> None:
    assert is_legible(page(text, unmapped)) is legible
    assert lacks_characters(page(text, unmapped)) is lacks
