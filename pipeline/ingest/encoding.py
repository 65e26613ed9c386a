"""Bytes to characters, for files that declare their encoding, declare it wrongly, or not at all."""

from __future__ import annotations

import codecs
import re

from gouji.pipeline.errors import BadEncoding

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
# gbk and gb2312 are subsets of gb18030, and pages that declare them hold its characters.
_CHINESE = ("utf-8", "gb18030", "big5hkscs")
_HAN = re.compile("[一-鿿]")
# Characters that every report holds, in both scripts; text decoded wrongly has few of them.
_COMMON = frozenset("政府信息公开工作年度报告的一是有和在不年主动申请情况行资訊開報務為處理數"[:40])

_SURELY = 0.05  # the score of text that has at least a few of these characters


def decode(data: bytes) -> tuple[str, str]:
    """The text of `data` and the encoding that it turned out to be in. Raises BadEncoding."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace"), encoding
    if (text := _utf_8(data)) is not None:
        return text, "utf-8"
    candidates = [
        (_score(text), -order, encoding, text)
        for order, encoding in enumerate(_CHINESE)
        if (text := _try(data, encoding)) is not None
    ]
    if not candidates:
        raise BadEncoding
    score, _, encoding, text = max(candidates)
    if score <= 0 and "�" in text:
        raise BadEncoding
    return text, encoding


def declared_encoding(data: bytes) -> str | None:
    """The encoding that the head of a page names, which may be wrong."""
    found = _DECLARED.search(data[:4096])
    return found.group(1).decode("ascii").lower() if found else None


def _utf_8(data: bytes) -> str | None:
    """`data` as UTF-8 where that is beyond doubt: no byte is wrong, and it reads as a report.
    Text in another encoding is not by chance both."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return text if _score(text) >= _SURELY else None


def _try(data: bytes, encoding: str) -> str | None:
    """`data` in `encoding`, with a few broken characters allowed: texts come cut and joined."""
    text = data.decode(encoding, errors="replace")
    broken = text.count("�")
    return None if broken > 5 + len(text) // 50 else text


def _score(text: str) -> float:
    """How much the text looks like Chinese rather than like another encoding of it."""
    han = len(_HAN.findall(text))
    common = sum(map(text.count, _COMMON))
    return (common - 5 * text.count("�")) / max(1, han)
