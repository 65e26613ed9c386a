"""Decodes bytes to characters. Declared encodings are often wrong or missing, and are ignored."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

from gouji.pipeline.errors import BadEncoding
from gouji.pipeline.ingest.mojibake import LOST, find_repairs

# UTF-32 first: its mark begins with that of UTF-16.
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HAN = re.compile("[一-鿿]")
# Characters that every report has, in both scripts. Text in a wrong encoding has few of them.
_COMMON = frozenset("政府信息公开工作年度报告的一是有和在不年主动申请情况行资訊開報務為處理數")
# Share of common characters from which a text without wrong bytes is certainly UTF-8.
_CERTAIN = 0.05
# Wrong characters by which a candidate is still possible: this many, and one in so many characters.
_MOST_BROKEN, _CHARACTERS_PER_BROKEN = 5, 50
# Letters of other scripts from which a text with few Chinese ones was saved in a wrong encoding.
# Different Chinese characters from which a text with hardly any common one was.
_MOST_FOREIGN, _FEWEST_HAN, _FEWEST_COMMON = 60, 40, 0.02
_FOREIGN = re.compile("[\u0080-\u02ff\u0370-\u1fff\u2070-\u24ff\u2580-\u2bff\ua000-\ud7ff]")
# Characters that were lost when a text was saved.
_LOST = re.compile(r"\?{3,}")
_MOST_LOST = 20
# Weight of a wrong character against a common one.
_BROKEN_WEIGHT = 5
# The most lost characters of a text that was repaired, as a share of its Chinese ones.
_MOST_UNREPAIRED = 0.4


class Decoded(NamedTuple):
    """A text and the encoding that it was decoded from. A text that was repaired has both of its
    encodings: `utf-8, read as gbk`."""

    text: str
    encoding: str


def decode(data: bytes) -> Decoded:
    """Return the text of `data` in the encoding that fits best. A text that was read in a wrong
    encoding and saved again is repaired. Raises BadEncoding."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _accept(Decoded(data.decode(encoding, errors="replace"), encoding))
    if (text := _decode_certainly(data, "utf-8")) is not None:
        return Decoded(text, "utf-8")
    candidates = [
        (_score(text), -order, Decoded(text, encoding))
        for order, (encoding, read) in enumerate(_CANDIDATES)
        if (text := read(data, encoding)) is not None
    ]
    score, _, decoded = max(candidates, default=(0, 0, None))
    if decoded is None or (score <= 0 and LOST in decoded.text) or _is_garbled(decoded.text):
        return _repair(_decode_saved(data, decoded))
    return decoded


def _decode_saved(data: bytes, decoded: Decoded | None) -> str:
    """Return the characters that were saved: those of UTF-8 where no byte is wrong."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return decoded.text if decoded else data.decode("gb18030", errors="replace")


def _decode_certainly(data: bytes, encoding: str) -> str | None:
    """Return `data` in a UTF if no byte is wrong and the text reads as a report.

    No text in another encoding meets both conditions by chance.
    """
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    is_certain = "\0" not in text and _score(text) >= _CERTAIN and not _is_garbled(text)
    return text if is_certain else None


def _decode_utf_16(data: bytes, encoding: str) -> str | None:
    """Return `data` in UTF-16 if it certainly is that.

    Digits and line ends have a byte 0 there, which texts in other encodings do not have. Without
    this condition, pictures in base64 read as Chinese characters.
    """
    return _decode_certainly(data, encoding) if 0 in data else None


def _accept(decoded: Decoded) -> Decoded:
    """Return a text that reads as one, or as it was before it was saved in a wrong encoding."""
    return _repair(decoded.text) if _is_garbled(decoded.text) else decoded


def _repair(text: str) -> Decoded:
    """Return the text as it was before it was saved in a wrong encoding. Raises BadEncoding."""
    repaired = max(find_repairs(text), key=lambda one: _score(one.text))
    han, lost = len(_HAN.findall(repaired.text)), repaired.text.count(LOST)
    if _share_common(repaired.text, han) < _CERTAIN or lost > _MOST_UNREPAIRED * han:
        raise BadEncoding
    return Decoded(repaired.text, f"{repaired.encoding}, read as {repaired.read_as}")


def _is_garbled(text: str) -> bool:
    """Whether a text was saved in a wrong encoding: it has the letters of other scripts, rare
    Chinese characters or question marks in the place of its own."""
    if text.isascii():
        return len(_LOST.findall(text)) > _MOST_LOST
    han = _HAN.findall(text)
    if len(_FOREIGN.findall(text)) > max(_MOST_FOREIGN, 2 * len(han)):
        return True
    return _score(text) < _FEWEST_COMMON and len(set(han)) >= _FEWEST_HAN


def _try(data: bytes, encoding: str) -> str | None:
    """Return `data` in an encoding, None if more than a few characters are wrong.

    Some characters may be wrong, because texts are cut and joined between bytes of a character.
    """
    text = data.decode(encoding, errors="replace")
    broken = text.count(LOST)
    return None if broken > _MOST_BROKEN + len(text) // _CHARACTERS_PER_BROKEN else text


def _score(text: str) -> float:
    """Return the share of common characters, less a penalty for wrong ones."""
    han = len(_HAN.findall(text))
    return _share_common(text, han) - _BROKEN_WEIGHT * text.count(LOST) / max(1, han)


def _share_common(text: str, han: int) -> float:
    """Return the share of common characters of the `han` Chinese characters of a text."""
    return sum(map(text.count, _COMMON)) / max(1, han)


# The candidates, the most frequent first. gbk and gb2312 are subsets of gb18030. UTF-16 without a
# byte order mark must read as a report, since any bytes are characters of it.
_CANDIDATES = (
    ("utf-8", _try),
    ("gb18030", _try),
    ("big5hkscs", _try),
    ("utf-16-le", _decode_utf_16),
    ("utf-16-be", _decode_utf_16),
)
