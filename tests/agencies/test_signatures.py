"""Signatures at the end of reports."""

from __future__ import annotations

import pytest

from gouji.pipeline.agencies.signatures import Signature, find_signatures


@pytest.mark.parametrize(
    ("lines", "signatures"),
    [
        (["公开信息9条。", "砚湖县教育局", "2024年1月20日"], [("砚湖县教育局", True)]),
        (["无", "| 砚湖县教育局 |", "| 2024-1-20 |"], [("砚湖县教育局", True)]),
        (["无其他事项", "砚湖县教育局", "", "二〇二四年一月二十日"], [("砚湖县教育局", True)]),
        (["友情链接", "砚湖县教育局", "2024年1月20日"], [("砚湖县教育局", False)]),
        (["公开信息9条。", "砚湖县教育局", "2024年1月20日印发9份"], []),
        (["公开信息9条。", "2024年1月20日", "砚湖县教育局"], []),
        (["公开信息9条。", "砚湖县教育局发布", "2024年1月20日"], []),
        ([], []),
    ],
)
def test_signatures(lines: list[str], signatures: list[tuple[str, bool]]) -> None:
    assert list(find_signatures(lines)) == [Signature(*each) for each in signatures]
