"""Folding of characters for comparison. What is printed is never changed: offsets stay.

`fold` keeps the length, one code point for one; `squeeze` also drops what is no writing.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

# CJK radicals that text layers print for the whole character and NFKC leaves alone.
_RADICALS = dict(
    zip(
        "⻚⻔⺠⻓⻋⻅⻉⻢⻩⻰⻛⻜⻝⻥⻦⻄⺟⻘⻣⻤⻬⻮⻧⻨⻆⻁⺫⺝⻳⻒⻑",
        "页门民长车见贝马黄龙风飞食鱼鸟西母青骨鬼齐齿卤麦角虎目月龟镸長",
        strict=True,
    )
)
# 國(guó): mirrors print the reading behind characters; 1-6 letters, tone marks included.
READING = re.compile(r"[(（][a-zA-Z\u00c0-\u024f\u1e00-\u1eff]{1,7}[)）]")
_NUMBERING = re.compile(r"^[(（]?[一二三四五六七八九十\d①-⑩㈠-㈩]+[)）、.．]*")
SPACE = re.compile(r"[\s*#\u200b-\u200f\u2060\ufeff]+")


@cache
def _simplify(char: str) -> str:
    from opencc import OpenCC

    global _converter
    if _converter is None:
        _converter = OpenCC("t2s")
    simple = _converter.convert(char)
    return simple if len(simple) == 1 else char


_converter = None


def fold_char(char: str) -> str:
    """The plain simplified form of one character: Ａ→A, ⼀→一, 國→国. Length 1."""
    char = _RADICALS.get(char, char)
    plain = unicodedata.normalize("NFKC", char)
    plain = plain if len(plain) == 1 else char
    return _simplify(plain) if "一" <= plain <= "鿿" else plain


class _Plain(dict[int, str]):
    """The plain form of every code point that has come so far."""

    def __missing__(self, code: int) -> str:
        self[code] = fold_char(chr(code))
        return self[code]


_PLAIN = _Plain()


def fold(text: str) -> str:
    """`text` with every character in its plain simplified form; same length."""
    return text.translate(_PLAIN)


@lru_cache(maxsize=65536)
def squeeze(text: str) -> str:
    """`text` folded, without white space, emphasis and readings: what labels are known by."""
    return SPACE.sub("", READING.sub("", fold(text)))


def core(label: str) -> str:
    """A label's Chinese characters without its number: 2.重复申请 and （二）重复申请 are one."""
    return "".join(char for char in _NUMBERING.sub("", squeeze(label)) if "一" <= char <= "鿿")
