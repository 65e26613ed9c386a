"""Which lines continue a sentence of the line before."""

from __future__ import annotations

import pytest

from gouji.pipeline.language.paragraphs import continues

LONG = "全年共收到政府信息公开申请二十三件其中自然"


@pytest.mark.parametrize(
    ("line", "following", "expected"),
    [
        (LONG, "人申请二十件。", True),
        ("全年共收到申请，", "均已办结。", True),
        ("包括（", "含补正）类", True),
        ("全年共收到申请 ", "均已办结。", False),
        (LONG + "。", "下一步", False),
        (LONG + "：", "主动公开", False),
        (LONG, "二、主动公开情况", False),
        (LONG, "（二）依申请公开", False),
        (LONG, " 三是加强监督", False),
        ("一、总体情况", "2023年，我局", False),
        ("", "2023年", False),
        ("全年共收到申请，", "", False),
    ],
)
def test_lines(line: str, following: str, expected: bool) -> None:
    assert continues(line, following) is expected
