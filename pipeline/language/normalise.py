"""Folds characters for comparison. The printed text itself is never changed.

`fold` maps one code point to one code point, so that offsets stay valid. `squeeze` also drops
white space, emphasis marks and phonetic readings, so that its offsets are its own.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from gouji.pipeline.language.numbering import LABEL_PREFIX

# CJK radicals that some PDF text layers hold in place of characters; NFKC does not map them.
_RADICALS = dict(
    zip(
        "⻚⻔⺠⻓⻋⻅⻉⻢⻩⻰⻛⻜⻝⻥⻦⻄⺟⻘⻣⻤⻬⻮⻧⻨⻆⻁⺫⺝⻳⻒⻑",
        "页门民长车见贝马黄龙风飞食鱼鸟西母青骨鬼齐齿卤麦角虎目月龟镸長",
        strict=True,
    )
)
# A phonetic reading in brackets, as mirror sites print behind characters: 國(guó). It has 1 to 7
# letters, which may carry tone marks.
PHONETIC_READING = re.compile(r"[(（][a-zA-Z\u00c0-\u024f\u1e00-\u1eff]{1,7}[)）]")
# White space, characters without width, and the emphasis marks of Markdown.
SPACE = re.compile(r"[\s*#\u200b-\u200f\u2060\ufeff]+")
_BRACKET = re.compile("[（(]")


@cache
def _simplify(char: str) -> str:
    from opencc import OpenCC

    global _converter
    if _converter is None:
        _converter = OpenCC("t2s")
    simplified = _converter.convert(char)
    return simplified if len(simplified) == 1 else char


_converter = None


def fold_char(char: str) -> str:
    """Return the plain simplified form of one character, as one character: Ａ→A, ⼀→一, 國→国."""
    char = _RADICALS.get(char, char)
    compatible = unicodedata.normalize("NFKC", char)
    folded = compatible if len(compatible) == 1 else char
    return _simplify(folded) if "一" <= folded <= "鿿" else folded


class _FoldTable(dict[int, str]):
    """A translation table that folds each code point when it is first asked for."""

    def __missing__(self, code: int) -> str:
        self[code] = fold_char(chr(code))
        return self[code]


_FOLD_TABLE = _FoldTable()


def fold(text: str) -> str:
    """Return `text` with every character in its plain simplified form. The length stays."""
    return text.translate(_FOLD_TABLE)


@lru_cache(maxsize=65536)
def squeeze(text: str) -> str:
    """Return `text` folded, without white space, emphasis marks and phonetic readings.

    Labels, headings and titles are compared in this form.
    """
    return SPACE.sub("", PHONETIC_READING.sub("", fold(text)))


def without_instruction(label: str) -> str:
    """Return a label without the instruction in brackets behind it; a bracket at its beginning
    belongs to its number."""
    return label[:1] + _BRACKET.split(label[1:], maxsplit=1)[0]


def strip_numbering(label: str) -> str:
    """Return the Chinese characters of a label without its leading number.

    2.重复申请 and （二）重复申请 both give 重复申请.
    """
    unnumbered = LABEL_PREFIX.sub("", squeeze(label))
    return "".join(char for char in unnumbered if "一" <= char <= "鿿")
