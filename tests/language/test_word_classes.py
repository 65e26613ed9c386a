"""Function words and plain language, which tell a sentence from a name."""

from __future__ import annotations

import pytest

from gouji.pipeline.language.word_classes import is_function_word, is_plain_language


@pytest.mark.parametrize("word", ["其中", "此外", "同时", "目前", "另外", "期间", "随后", "为此"])
def test_function_words(word: str) -> None:
    assert is_function_word(word)


@pytest.mark.parametrize(
    "word", ["当阳", "正定", "无为", "青石", "教育局", "报请", "砚湖", "由", ""]
)
def test_places_and_other_words_are_no_function_words(word: str) -> None:
    """当阳市, 正定县 and 无为市 are places, although their names are tagged as function words."""
    assert not is_function_word(word)


@pytest.mark.parametrize(
    ("text", "is_plain"),
    [
        ("依托", True),
        ("报请", True),
        ("事项由", True),
        ("涉密信息", True),
        ("青石", False),
        ("团结", False),  # of 团结乡
        ("红旗岭", False),
        ("砚湖", False),
        ("", False),
    ],
)
def test_plain_language(text: str, is_plain: bool) -> None:
    assert is_plain_language(text, frozenset("由请")) is is_plain
