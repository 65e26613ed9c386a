"""Characters that a ruling strikes out: the figure beside them is the one that counts."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from typing import NamedTuple

from gouji.pipeline.ingest.layout.page import Ruling, Word
from gouji.pipeline.records import Box

# Heights, from the bottom of a character to its top, between which a ruling strikes it out. An
# underline runs below, a border above or below.
_LOW, _HIGH = 0.28, 0.7
# Heights between which a ruling may be meant to strike a character out.
_LOWEST, _HIGHEST = 0.23, 0.8
_COVERED = 0.6  # Least share of the width of a character that a ruling across it has.
_BEYOND = 1.0  # Most character sizes by which a strike goes beyond the characters.
_CORE = 0.25  # Share of a struck character, on each side, that is left out of what is doubted.


class Strikes(NamedTuple):
    """The words of a page that are not struck out, the rulings that strike out none, and the boxes
    in which something was, or may be, struck out. All are in reading space."""

    words: list[Word]
    rulings: list[Ruling]
    doubted: list[Box]


def take_out_struck(words: Sequence[Word], rulings: Sequence[Ruling]) -> Strikes:
    """The words and the level rulings of a page without what is struck out. A ruling that goes on
    beyond the characters that it crosses is no strike; the characters are doubted."""
    order = sorted(range(len(words)), key=lambda index: words[index].y)
    heights = [words[index].y for index in order]
    reach = max((word.height for word in words), default=0.0) / 2
    struck: set[int] = set()
    strikes: set[int] = set()
    doubted: list[Box] = []
    for number, ruling in enumerate(rulings):
        first, end = bisect(heights, ruling.y0 - reach), bisect(heights, ruling.y0 + reach)
        crossed = [index for index in order[first:end] if _crosses(ruling, words[index])]
        if not crossed:
            continue
        doubted += [_core(words[index].box) for index in crossed]
        if _is_strike(ruling, [words[index] for index in crossed]):
            struck.update(crossed)
            strikes.add(number)
    return Strikes(
        [word for index, word in enumerate(words) if index not in struck],
        [ruling for number, ruling in enumerate(rulings) if number not in strikes],
        doubted,
    )


def _crosses(ruling: Ruling, word: Word) -> bool:
    """Whether a ruling crosses an upright word near its middle."""
    x0, y0, x1, y1 = word.box
    if word.turn or not (y0 < ruling.y0 < y1 and ruling.x0 < x1 and x0 < ruling.x1):
        return False
    covered = min(x1, ruling.x1) - max(x0, ruling.x0)
    return covered >= _COVERED * (x1 - x0) and _LOWEST < _height(word, ruling) < _HIGHEST


def _height(word: Word, ruling: Ruling) -> float:
    """The height at which a ruling crosses a word: 0 at the bottom, 1 at the top."""
    return (word.box[3] - (ruling.y0 + ruling.y1) / 2) / word.height


def _is_strike(ruling: Ruling, crossed: Sequence[Word]) -> bool:
    beyond = _BEYOND * max(word.size for word in crossed)
    left, right = min(word.box[0] for word in crossed), max(word.box[2] for word in crossed)
    is_short = left - beyond <= ruling.x0 and ruling.x1 <= right + beyond
    return is_short and all(_LOW < _height(word, ruling) < _HIGH for word in crossed)


def _core(box: Box) -> Box:
    """The middle of a box, which no character beside it overlaps."""
    x0, y0, x1, y1 = box
    inset = _CORE * (x1 - x0)
    return x0 + inset, y0, x1 - inset, y1
