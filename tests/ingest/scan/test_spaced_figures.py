"""Figures whose digits are spaced, on pictures: each is one figure, and two figures stay two."""

from __future__ import annotations

import pytest

from gouji.pipeline.ingest import ingest
from tests.ingest.scan.pages import draw, save

_TABLE = """<p>三、收到和处理政府信息公开申请情况</p><table>
<tr><td>予以公开</td><td style="{style}">{text}</td></tr>
<tr><td>不予公开</td><td>84</td></tr></table>"""


@pytest.mark.parametrize("spacing", ["3pt", "5pt"])
@pytest.mark.parametrize(
    "text",
    [
        "140602",
        "117075",
        "+13870",
        "-2839",
        "1111",
        "47",
        "86.50",
        "3085",
        "1218元",
        "208件",
        "9615次",
    ],
)
def test_the_digits_of_a_spaced_figure_are_one_figure(text: str, spacing: str) -> None:
    style = f"letter-spacing: {spacing}; white-space: nowrap"
    image = draw(_TABLE.format(style=style, text=text))
    fragments = ingest(save(image, "PNG", dpi=(200, 200)), "a.png").fragments
    found = [f.text.replace(" ", "") for f in fragments]
    assert found == [
        "三、收到和处理政府信息公开申请情况", "予以公开", text, "不予公开", "84"
    ]  # fmt: skip
    [figure] = [f for f in fragments if f.text.replace(" ", "") == text]
    assert figure.text == text


@pytest.mark.parametrize("text", ["12 34", "3 0 12", "208 9 31", "5 6 7 12", "7 12", "3 12件"])
def test_several_figures_in_a_cell_are_not_joined(text: str) -> None:
    style = "word-spacing: 8pt; white-space: nowrap"
    image = draw(_TABLE.format(style=style, text=text))
    fragments = ingest(save(image, "PNG", dpi=(200, 200)), "a.png").fragments
    assert text.replace(" ", "") not in [f.text for f in fragments]
