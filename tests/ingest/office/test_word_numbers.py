"""Numbers that Word makes itself are part of what it prints."""

from __future__ import annotations

import pytest

from gouji.pipeline.ingest import ingest
from tests.hostile.packages import WORD, zipped
from tests.ingest.pdf.printed import texts_of

_STYLES = (
    f"<w:styles xmlns:w='{WORD}'><w:style w:type='paragraph' w:styleId='heading'>"
    "<w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr></w:style>"
    "<w:style w:type='paragraph' w:styleId='child'><w:basedOn w:val='heading'/></w:style></w:styles>"
)


def level(number: int, spelling: str, text: str, start: int = 1, more: str = "") -> str:
    return (
        f"<w:lvl w:ilvl='{number}'><w:start w:val='{start}'/><w:numFmt w:val='{spelling}'/>{more}"
        f"<w:lvlText w:val='{text}'/></w:lvl>"
    )


LISTS = (
    f"<w:numbering xmlns:w='{WORD}'><w:abstractNum w:abstractNumId='0'>"
    + level(0, "chineseCountingThousand", "%1、")
    + level(1, "chineseCounting", "（%2）")
    + level(2, "decimal", "%3.")
    + level(3, "decimal", "%1.%3.%4", more="<w:isLgl/>")
    + "</w:abstractNum><w:abstractNum w:abstractNumId='1'>"
    + level(0, "bullet", "●")
    + level(1, "decimalEnclosedCircle", "%2", 3)
    + "</w:abstractNum>"
    "<w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num>"
    "<w:num w:numId='2'><w:abstractNumId w:val='1'/></w:num>"
    "<w:num w:numId='3'><w:abstractNumId w:val='0'/>"
    "<w:lvlOverride w:ilvl='0'><w:startOverride w:val='4'/></w:lvlOverride></w:num></w:numbering>"
)


def numbered(text: str, list_: int = 1, place: int = 0) -> str:
    number = f"<w:numPr><w:ilvl w:val='{place}'/><w:numId w:val='{list_}'/></w:numPr>"
    return f"<w:p><w:pPr>{number}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def styled(text: str, style: str, more: str = "") -> str:
    facts = f"<w:pPr><w:pStyle w:val='{style}'/>{more}</w:pPr>"
    return f"<w:p>{facts}<w:r><w:t>{text}</w:t></w:r></w:p>"


PARAGRAPHS = {
    "in order": (numbered("甲") + numbered("乙"), ["一、甲", "二、乙"]),
    "levels": (
        numbered("甲") + numbered("子", 1, 1) + numbered("丑", 1, 1) + numbered("乙") + numbered("寅", 1, 1),
        ["一、甲", "（一）子", "（二）丑", "二、乙", "（一）寅"],
    ),
    "legal numbers": (numbered("甲") + numbered("末", 1, 3), ["一、甲", "1.1.1 末"]),
    "bullets": (numbered("甲", 2), ["甲"]),
    "another start": (numbered("甲", 2, 1), ["③甲"]),
    "begins anew": (numbered("甲") + numbered("乙", 3), ["一、甲", "四、乙"]),
    "by the style": (styled("甲", "heading") + styled("乙", "child"), ["一、甲", "二、乙"]),
    "switched off": (
        styled("甲", "heading", "<w:numPr><w:numId w:val='0'/></w:numPr>"), ["甲"],
    ),
    "no such list": (numbered("甲", 9), ["甲"]),
    "before a figure": (numbered("35", 1, 2), ["1. 35"]),
    "without a list": ("<w:p><w:r><w:t>甲</w:t></w:r></w:p>", ["甲"]),
}  # fmt: skip


@pytest.mark.parametrize("name", PARAGRAPHS)
def test_numbers_of_paragraphs(name: str) -> None:
    body, lines = PARAGRAPHS[name]
    document = f"<w:document xmlns:w='{WORD}'><w:body>{body}</w:body></w:document>"
    parts = {"word/document.xml": document, "word/styles.xml": _STYLES, "word/numbering.xml": LISTS}
    assert texts_of(ingest(zipped(parts), "a.docx")) == [[line] for line in lines]


def test_numbers_of_cells_are_part_of_their_labels() -> None:
    rows = "".join(
        f"<w:tr><w:tc>{numbered(label, 1, 2)}</w:tc><w:tc><w:p><w:r><w:t>7</w:t></w:r></w:p></w:tc></w:tr>"
        for label in ("属于国家秘密", "其他")
    )
    document = f"<w:document xmlns:w='{WORD}'><w:body><w:tbl>{rows}</w:tbl></w:body></w:document>"
    parts = {"word/document.xml": document, "word/numbering.xml": LISTS}
    read = texts_of(ingest(zipped(parts), "a.docx"))
    assert read == [["1.属于国家秘密", "7"], ["2.其他", "7"]]
