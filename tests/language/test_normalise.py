"""Folding for comparison keeps every offset."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gouji.pipeline.language.normalise import fold, fold_char, squeeze


@given(st.text())
@example("ﷺ㍿ﬃ½①…")  # one character each, several in NFKC
@example("𠮷\U0002f800\ud800")
def test_fold_keeps_the_length(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text(), st.text())
def test_fold_works_character_by_character(left: str, right: str) -> None:
    assert fold(left + right) == fold(left) + fold(right)


@given(st.text(alphabet=st.characters(min_codepoint=0x20, max_codepoint=0x7E)))
def test_printable_ascii_does_not_change(text: str) -> None:
    assert fold(text) == text


@given(st.text(alphabet=st.characters(min_codepoint=0x2F00, max_codepoint=0x2FD5)))
def test_every_kangxi_radical_becomes_a_character(text: str) -> None:
    assert all(unicodedata.name(char).startswith("CJK UNIFIED") for char in fold(text))


@pytest.mark.parametrize(
    ("printed", "plain", "why"),
    [
        ("⼀、总体情况", "一、总体情况", "Kangxi radicals in a text layer"),
        ("⾏政复议", "行政复议", "⾏ is a radical, not 行"),
        ("⻚⻔⺠", "页门民", "supplement radicals, which NFKC leaves alone"),
        ("政府信息公開", "政府信息公开", "a mirror in traditional script"),
        ("年度結轉", "年度结转", "traditional script"),
        ("１２３．５", "123.5", "full-width figures"),
        ("（四）", "(四)", "full-width brackets"),
        ("\u3000", " ", "the ideographic space"),
        ("〇", "〇", "the zero of Chinese numerals is kept"),
        ("①", "1", "a figure in a circle"),
        ("㈠", "㈠", "three characters in NFKC: kept as one"),
    ],
)
def test_known_spellings(printed: str, plain: str, why: str) -> None:
    assert fold(printed) == plain, why


@pytest.mark.parametrize(
    ("printed", "label", "why"),
    [
        ("政(zhèng)府(fǔ)信息", "政府信息", "readings behind characters"),
        ("国（guó）家秘密", "国家秘密", "readings in full-width brackets"),
        ("总 计", "总计", "letters set wide"),
        ("总\u3000\u3000计", "总计", "ideographic spaces"),
        ("**（七）总计**", "(七)总计", "emphasis of Markdown"),
        ("总\u200b计\ufeff", "总计", "characters without width"),
        ("（一）予以公开", "(一)予以公开", "numbering is no reading"),
        ("危及“三安全一稳定”", "危及“三安全一稳定”", "quotation marks are writing"),
    ],
)
def test_squeeze(printed: str, label: str, why: str) -> None:
    assert squeeze(printed) == label, why


@given(st.text())
def test_squeeze_leaves_no_white_space_of_lines(text: str) -> None:
    assert not set(squeeze(text)) & set(" \t\n\r\u3000")


@given(st.characters())
def test_fold_char_gives_one_character(char: str) -> None:
    assert len(fold_char(char)) == 1
