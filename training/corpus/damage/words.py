"""What happens to the words of a report, in prose and labels alike; figures stay.

A mirror turns them into traditional script or sets the reading behind characters, a text layer
holds radicals for characters, an editor loses characters or spreads them with spaces.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from random import Random

from gouji.training.corpus.reports.grid import Grid
from gouji.training.corpus.reports.page import Line, Page, Part

Change = Callable[[Random, str], str]
_RADICALS = str.maketrans(
    "一二八人入力十口土大女子小工己干广文方日月木止比毛气水火父片牛玉生用田白目石示立行见贝车长门非面食首高龙风页青音",
    "⼀⼆⼋⼈⼊⼒⼗⼝⼟⼤⼥⼦⼩⼯⼰⼲⼴⽂⽅⽇⽉⽊⽌⽐⽑⽓⽔⽕⽗⽚⽜⽟⽣⽤⽥⽩⽬⽯⽰⽴⾏⻅⻉⻋⻓⻔⾮⾯⻝⾸⾼⻰⻛⻚⻘⾳",
)
_READINGS = {
    **{"国": "guó", "政": "zhèng", "府": "fǔ", "信": "xìn", "息": "xī", "公": "gōng"},
    **{"开": "kāi", "行": "xíng", "年": "nián", "本": "běn", "理": "lǐ", "申": "shēn"},
    **{"请": "qǐng", "总": "zǒng", "结": "jié", "果": "guǒ"},
}
_WORD = re.compile(r"[一-鿿]{2,}")
_DIGIT = re.compile(r"(?<=\d)[年月日件条项]|[年月日件条项](?=\d)")


@cache
def _converter(name: str) -> Callable[[str], str]:
    from opencc import OpenCC

    convert: Callable[[str], str] = OpenCC(name).convert
    return convert


def to_traditional(rng: Random, text: str) -> str:
    return _converter("s2t")(text)


def to_radicals(rng: Random, text: str) -> str:
    return text.translate(_RADICALS) if rng.random() < 0.9 else text


def add_readings(rng: Random, text: str) -> str:
    char = rng.choice(list(_READINGS))
    return text.replace(char, f"{char}({_READINGS[char]})", 1 if rng.random() < 0.6 else 0)


def spread_words(rng: Random, text: str) -> str:
    """Spaces inside some words: 科研机 构."""

    def spread(match: re.Match[str]) -> str:
        at = rng.randint(1, len(match[0]) - 1)
        gap = rng.choice((" ", " ", "　", "  "))
        return f"{match[0][:at]}{gap}{match[0][at:]}" if rng.random() < 0.4 else match[0]

    return _WORD.sub(spread, text)


def space_out(rng: Random, text: str) -> str:
    """A space between all characters of short words: 总 计."""
    return " ".join(text) if 1 < len(text) < 5 else text


def drop_characters(rng: Random, text: str) -> str:
    if len(text) < 4 or rng.random() > 0.25:
        return text
    at = rng.randrange(len(text))
    return text[:at] + text[at + 1 :]


def lose_neighbours(rng: Random, text: str) -> str:
    """Digits lose what stands beside them: 2021年11月1日 becomes 202111月1日."""
    return _DIGIT.sub(lambda match: "" if rng.random() < 0.2 else match[0], text)


def to_half_width(rng: Random, text: str) -> str:
    return text.translate(str.maketrans("（），：；“”", '(),:;""'))


def to_wide_digits(rng: Random, text: str) -> str:
    return text.translate(str.maketrans("0123456789.", "０１２３４５６７８９．"))


def apply_change(rng: Random, page: Page, change: Change) -> Page:
    """`change` on every line and label of the page; a heading is changed before it is marked."""
    parts: list[Part] = []
    for part in page.parts:
        parts.append(_change_part(rng, part, change))
    return Page(tuple(parts), page.marks, page.named, page.dated)


def _change_part(rng: Random, part: Part, change: Change) -> Part:
    if isinstance(part, Line):
        return Line(change(rng, part.text) or part.text, part.role, part.section)
    return _change_labels(rng, part, change)


def _change_labels(rng: Random, grid: Grid, change: Change) -> Grid:
    boxes = {
        box: replace(box, text=change(rng, box.text))
        for box in dict.fromkeys(box for row in grid.rows for box in row)
        if not box.key and box.text
    }
    return grid.swap(boxes)


WORD_DAMAGES: dict[str, Change] = {
    "traditional": to_traditional,
    "radicals": to_radicals,
    "readings": add_readings,
    "spread-words": spread_words,
    "spaced-out": space_out,
    "dropped-characters": drop_characters,
    "lost-neighbours": lose_neighbours,
    "half-width": to_half_width,
    "wide-digits": to_wide_digits,
}
