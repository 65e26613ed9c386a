"""Spaced figures of a page are one figure each; figures of neighbouring cells are not joined."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.pipeline.ingest.layout.letter_spacing import join_spaced_figures
from gouji.pipeline.ingest.layout.page import Word
from tests.ingest.pdf.printed import read_pdf, texts_of

_TABLE = """<p>三、收到和处理政府信息公开申请情况</p><table style="letter-spacing: {spacing}">
<tr><td>本年新收政府信息公开申请数量</td><td>94</td><td>1447</td><td>0</td></tr>
<tr><td>予以公开</td><td>3</td><td>12.50</td><td>103</td></tr></table>
<p style="letter-spacing: {spacing}">结果维持　结果纠正</p>
<table style="letter-spacing: {spacing}"><tr><td>10</td><td>24</td><td>6</td></tr></table>
<p>五、存在的主要问题及改进情况</p>"""


@pytest.mark.parametrize("border", ["0.5pt solid black", "none"])
@pytest.mark.parametrize("spacing", ["0pt", "2pt", "3.5pt", "5pt"])
def test_a_spaced_figure_is_one_figure(spacing: str, border: str) -> None:
    document = read_pdf(_TABLE.format(spacing=spacing), border=border)
    figures = [text for row in texts_of(document) for text in row if text and text[0].isdigit()]
    assert figures == ["94", "1447", "0", "3", "12.50", "103", "10", "24", "6"]


def line(y: float, texts: Sequence[tuple[float, str]], spacing: float) -> list[Word]:
    """Characters of 10 points, digits half as wide, with so many points between them."""
    words = []
    for x, text in texts:
        for char in text:
            width = 5.0 if char.isascii() else 10.0
            words.append(Word(char, (x, y, x + width, y + 10), 10.0))
            x += width + spacing
    return words


def joined(words: Sequence[Word]) -> list[str]:
    return [word.text for word in join_spaced_figures(words) if word.text.isascii()]


def test_figures_further_apart_than_the_spacing_stay_apart() -> None:
    words = line(0, [(0, "行政许可"), (60, "12"), (77, "345")], 2)
    assert joined(words) == ["12", "345"]


def test_a_spaced_heading_joins_no_figures_of_a_line_without_spacing() -> None:
    words = line(0, [(0, "结果维持")], 2) + line(20, [(0, "12"), (12, "34")], 0)
    assert joined(words) == ["1", "2", "3", "4"], "12 and 34 are 2 points apart"


def test_a_line_of_spaced_figures_alone_follows_the_line_above() -> None:
    words = line(0, [(0, "结果维持")], 2) + line(20, [(0, "10"), (40, "24")], 2)
    assert joined(words + line(40, [(0, "存在的问题")], 0)) == ["10", "24"]


def test_two_single_digits_prove_no_spacing() -> None:
    words = line(0, [(0, "结果维持")], 2) + line(20, [(0, "1"), (7, "2")], 0)
    assert joined(words) == ["1", "2"]


@given(
    st.lists(
        st.tuples(
            st.integers(0, 5), st.integers(0, 80), st.text("政府信息0123456789,.-", max_size=6)
        ),
        max_size=8,
    ),
    st.sampled_from([0.0, 1.5, 3.0]),
)
def test_no_character_is_lost(texts: list[tuple[int, int, str]], spacing: float) -> None:
    words = [w for y, x, text in texts for w in line(20.0 * y, [(5.0 * x, text)], spacing)]
    found = "".join(word.text for word in join_spaced_figures(words))
    assert sorted(found) == sorted("".join(word.text for word in words))
