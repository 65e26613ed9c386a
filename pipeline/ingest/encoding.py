"""Decodes bytes to characters. Declared encodings are often wrong or missing, and are ignored."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from gouji.pipeline.errors import BadEncoding

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# The candidates, the most frequent first. gbk and gb2312 are subsets of gb18030.
_ENCODINGS = ("utf-8", "gb18030", "big5hkscs")
_HAN = re.compile("[一-鿿]")
# Characters that every report has, in both scripts. Text in a wrong encoding has few of them.
_COMMON = frozenset("政府信息公开工作年度报告的一是有和在不年主动申请情况行资訊開報務為處理數")
# Share of common characters from which a text without wrong bytes is certainly UTF-8.
_CERTAIN = 0.05
# Wrong characters by which a candidate is still possible: this many, and one in so many characters.
_MOST_BROKEN, _CHARACTERS_PER_BROKEN = 5, 50
# Weight of a wrong character against a common one.
_BROKEN_WEIGHT = 5


class Decoded(NamedTuple):
    """A text and the encoding that it was decoded from."""

    text: str
    encoding: str


def decode(data: bytes) -> Decoded:
    """Return the text of `data` in the encoding that fits best. Raises BadEncoding."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return Decoded(data.decode(encoding, errors="replace"), encoding)
    if (text := _decode_utf_8(data)) is not None:
        return Decoded(text, "utf-8")
    candidates = [
        (_score(text), -order, Decoded(text, encoding))
        for order, encoding in enumerate(_ENCODINGS)
        if (text := _try(data, encoding)) is not None
    ]
    if not candidates:
        raise BadEncoding
    score, _, decoded = max(candidates)
    if score <= 0 and "�" in decoded.text:
        raise BadEncoding
    return decoded


def _decode_utf_8(data: bytes) -> str | None:
    """Return `data` as UTF-8 if no byte is wrong and the text reads as a report.

    No text in another encoding meets both conditions by chance.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return text if _score(text) >= _CERTAIN else None


def _try(data: bytes, encoding: str) -> str | None:
    """Return `data` in an encoding, None if more than a few characters are wrong.

    Some characters may be wrong, because texts are cut and joined between bytes of a character.
    """
    text = data.decode(encoding, errors="replace")
    broken = text.count("�")
    return None if broken > _MOST_BROKEN + len(text) // _CHARACTERS_PER_BROKEN else text


def _score(text: str) -> float:
    """Return the share of common characters, less a penalty for wrong ones."""
    han = len(_HAN.findall(text))
    common = sum(map(text.count, _COMMON))
    return (common - _BROKEN_WEIGHT * text.count("�")) / max(1, han)
