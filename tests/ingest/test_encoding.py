"""The encoding of a file is found from its bytes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.pipeline.errors import BadEncoding, Damaged, EmptyFile
from gouji.pipeline.ingest import ingest
from gouji.pipeline.ingest.encoding import decode
from gouji.pipeline.ingest.mojibake import find_repairs

TEXT = "某县人民政府2021年政府信息公开工作年度报告\n一、总体情况\n主动公开政府信息12条。"
SAMPLE = Path(__file__).parents[2] / "data" / "samples" / "05-official-layout.html"
TRADITIONAL = "某縣人民政府2021年政府信息公開工作年度報告\n一、總體情況\n主動公開政府信息12條。"


@pytest.mark.parametrize(
    "encoding",
    [
        "utf-8",
        "utf-8-sig",
        "utf-16",
        "utf-32",
        "utf-16-le",
        "utf-16-be",
        "gb18030",
        "gbk",
    ],
)
def test_simplified_text_is_decoded(encoding: str) -> None:
    assert decode(TEXT.encode(encoding)).text.lstrip("\ufeff") == TEXT


@pytest.mark.parametrize("encoding", ["utf-8", "big5", "gb18030"])
def test_traditional_text_is_decoded(encoding: str) -> None:
    assert decode(TRADITIONAL.encode(encoding)).text == TRADITIONAL


def test_a_wrong_declaration_is_ignored() -> None:
    page = f'<html><head><meta charset="utf-8"></head><body><p>{TEXT}</p></body></html>'
    assert "总体情况" in ingest(page.encode("gb18030"), "a.html").text


def test_a_character_cut_in_two_loses_only_that_character() -> None:
    text, encoding = decode(TEXT.encode("utf-8")[:-2])
    assert encoding == "utf-8"
    assert text.startswith(TEXT[:-2])


def test_noise_has_no_encoding() -> None:
    with pytest.raises(BadEncoding):
        decode(bytes(range(128, 256)) * 40)


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(EmptyFile):
        ingest(b" \n\t ", "a.txt")


def test_a_pdf_named_txt_is_not_read_as_text() -> None:
    with pytest.raises(Damaged):
        ingest(b"%PDF-1.7 ...", "a.txt")


@pytest.mark.parametrize("saved", ["utf-8", "gb18030"])
@pytest.mark.parametrize("read", ["latin-1", "cp437", "koi8-r"])
@pytest.mark.parametrize("first", ["utf-8", "gb18030"])
def test_a_text_that_was_saved_in_a_wrong_encoding_is_repaired(
    first: str, read: str, saved: str
) -> None:
    page = SAMPLE.read_text("utf-8")
    repaired = decode(page.encode(first).decode(read).encode(saved))
    assert repaired.text == page
    assert (
        repaired.encoding.startswith(first.replace("18030", "k")) and "read as" in repaired.encoding
    )


@pytest.mark.parametrize("saved", ["utf-8", "gb18030"])
@pytest.mark.parametrize("read", ["gbk", "gb18030", "cp1252"])
@pytest.mark.parametrize("lost", ["replace", "ignore"])
def test_bytes_that_were_lost_cost_their_characters_and_no_digit(
    read: str, saved: str, lost: str
) -> None:
    page = SAMPLE.read_text("utf-8")
    text, encoding = decode(page.encode().decode(read, lost).encode(saved, lost))
    assert encoding == f"utf-8, read as {read.replace('18030', 'k')}"
    assert re.findall(r"\d+", text) == re.findall(r"\d+", page)
    kept = [char == other for char, other in zip(text, page, strict=True)] if read == "gbk" else []
    assert all(is_kept or char == "\ufffd" for is_kept, char in zip(kept, text, strict=False))


@pytest.mark.parametrize("saved", ["utf-8", "gb18030"])
@pytest.mark.parametrize(("first", "read"), [("utf-8", "big5"), ("gb18030", "big5")])
def test_a_text_that_lost_most_of_its_bytes_is_refused(first: str, read: str, saved: str) -> None:
    """Its figures are there, and nothing says what they are of."""
    page = SAMPLE.read_text("utf-8")
    with pytest.raises(BadEncoding):
        ingest(page.encode(first).decode(read, "replace").encode(saved, "replace"), "a.html")


@given(st.text("0123456789年收到申请件，。①é€\ue5e5\x80<td>|", max_size=60))
def test_no_repair_makes_a_digit(text: str) -> None:
    digits = re.findall("[0-9]", text)
    for repaired in find_repairs(text):
        assert re.findall("[0-9]", repaired.text) == digits


def test_a_text_of_question_marks_is_refused() -> None:
    with pytest.raises(BadEncoding):
        decode((TEXT * 20).encode("ascii", "replace"))


def test_a_page_of_character_references_is_read() -> None:
    page = f"<p>{TEXT}</p>".encode("ascii", "xmlcharrefreplace")
    assert "总体情况" in ingest(page, "a.html").text


def test_text_in_other_scripts_is_no_wrong_encoding() -> None:
    text = TEXT * 5 + "Ünïcödé Überblick, Résumé — «cité» · α β γ"
    assert decode(text.encode()).text == text
