"""Damages of words, in prose and labels alike. Figures stay unchanged.

Conversion to traditional script, pinyin behind characters, radicals in place of characters, lost
characters, and spaces inside words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from random import Random

from gouji.training.corpus.reports.grid import Grid
from gouji.training.corpus.reports.page import PagePart, ReportPage, TextLine

WordDamage = Callable[[Random, str], str]
_RADICALS = str.maketrans(
    "一二八人入力十口土大女子小工己干广文方日月木止比毛气水火父片牛玉生用田白目石示立行见贝车长门非面食首高龙风页青音",
    "⼀⼆⼋⼈⼊⼒⼗⼝⼟⼤⼥⼦⼩⼯⼰⼲⼴⽂⽅⽇⽉⽊⽌⽐⽑⽓⽔⽕⽗⽚⽜⽟⽣⽤⽥⽩⽬⽯⽰⽴⾏⻅⻉⻋⻓⻔⾮⾯⻝⾸⾼⻰⻛⻚⻘⾳",
)
_PINYIN = {
    **{"国": "guó", "政": "zhèng", "府": "fǔ", "信": "xìn", "息": "xī", "公": "gōng"},
    **{"开": "kāi", "行": "xíng", "年": "nián", "本": "běn", "理": "lǐ", "申": "shēn"},
    **{"请": "qǐng", "总": "zǒng", "结": "jié", "果": "guǒ"},
}
_WORD = re.compile(r"[一-鿿]{2,}")
_UNIT = re.compile(r"(?<=\d)[年月日件条项]|[年月日件条项](?=\d)")


@cache
def _converter(name: str) -> Callable[[str], str]:
    from opencc import OpenCC

    convert: Callable[[str], str] = OpenCC(name).convert
    return convert


def to_traditional(rng: Random, text: str) -> str:
    """The text in traditional script."""
    return _converter("s2t")(text)


def to_radicals(rng: Random, text: str) -> str:
    """Radicals of Unicode in place of the characters that look the same, as in some text layers."""
    return text.translate(_RADICALS) if rng.random() < 0.9 else text


def add_pinyin(rng: Random, text: str) -> str:
    """The pinyin of one character in brackets behind it: 国(guó)."""
    char = rng.choice(list(_PINYIN))
    return text.replace(char, f"{char}({_PINYIN[char]})", 1 if rng.random() < 0.6 else 0)


def spread_words(rng: Random, text: str) -> str:
    """Spaces inside some words: 科研机 构."""

    def spread(match: re.Match[str]) -> str:
        index = rng.randint(1, len(match[0]) - 1)
        gap = rng.choice((" ", " ", "　", "  "))
        return f"{match[0][:index]}{gap}{match[0][index:]}" if rng.random() < 0.4 else match[0]

    return _WORD.sub(spread, text)


def space_out(rng: Random, text: str) -> str:
    """Spaces between all characters of a short text: 总 计."""
    return " ".join(text) if 1 < len(text) < 5 else text


def drop_character(rng: Random, text: str) -> str:
    """One character lost, in a quarter of the texts."""
    if len(text) < 4 or rng.random() > 0.25:
        return text
    index = rng.randrange(len(text))
    return text[:index] + text[index + 1 :]


def drop_units(rng: Random, text: str) -> str:
    """Characters beside digits lost: 2021年11月1日 becomes 202111月1日."""
    return _UNIT.sub(lambda match: "" if rng.random() < 0.2 else match[0], text)


def to_half_width(rng: Random, text: str) -> str:
    """Half-width punctuation."""
    return text.translate(str.maketrans("（），：；“”", '(),:;""'))


def to_wide_digits(rng: Random, text: str) -> str:
    """Full-width digits."""
    return text.translate(str.maketrans("0123456789.", "０１２３４５６７８９．"))


def damage_words(rng: Random, page: ReportPage, damage: WordDamage) -> ReportPage:
    """The page with `damage` applied to every line and label. Headings must not be marked yet."""
    return replace(page, parts=tuple(_damage_part(rng, part, damage) for part in page.parts))


def _damage_part(rng: Random, part: PagePart, damage: WordDamage) -> PagePart:
    if isinstance(part, TextLine):
        return replace(part, text=damage(rng, part.text) or part.text)
    return _damage_labels(rng, part, damage)


def _damage_labels(rng: Random, grid: Grid, damage: WordDamage) -> Grid:
    boxes = {
        box: replace(box, text=damage(rng, box.text))
        for box in dict.fromkeys(box for row in grid.rows for box in row)
        if not box.key and box.text
    }
    return grid.swap(boxes)


WORD_DAMAGES: dict[str, WordDamage] = {
    "traditional": to_traditional,
    "radicals": to_radicals,
    "readings": add_pinyin,
    "spread-words": spread_words,
    "spaced-out": space_out,
    "dropped-characters": drop_character,
    "lost-neighbours": drop_units,
    "half-width": to_half_width,
    "wide-digits": to_wide_digits,
}
