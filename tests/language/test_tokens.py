"""The words of the domain, and the folder of caches."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gouji.pipeline.language.tokens import DICTIONARY, cache_folder, words


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("本年新收政府信息公开申请数量", "政府信息公开"),
        ("依申请公开情况", "依申请公开"),
        ("行政规范性文件", "行政规范性文件"),
        ("行政事业性收费", "行政事业性收费"),
    ],
)
def test_words_of_the_domain_stay_whole(text: str, word: str) -> None:
    assert word in words(text)


def test_white_space_is_no_word() -> None:
    assert words(" 总 计\n") == ("总", "计")
    assert words("") == ()


@settings(max_examples=50)
@given(st.text(alphabet=st.sampled_from("政府信息公开申请行政复议诉讼总计（）一二12 ")))
def test_words_are_the_text_without_white_space(text: str) -> None:
    assert "".join(words(text)) == "".join(text.split())


def test_the_dictionary_has_word_weight_and_class_in_each_line() -> None:
    lines = DICTIONARY.read_text(encoding="utf-8").splitlines()
    assert lines
    for line in lines:
        word, weight, kind = line.split(" ")
        assert word and int(weight) > 0 and kind.isalpha()
    assert len({line.split(" ")[0] for line in lines}) == len(lines)


def test_the_cache_is_below_home_and_closed_to_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    folder = cache_folder()
    assert folder == tmp_path / "gouji"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
