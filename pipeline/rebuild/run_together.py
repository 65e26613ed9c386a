"""Numbers of one row that lost the borders between them: 0000000, 10//-/-10, 361+20,989780.

Such a run is parted only where there is one way to do it: by what a number can look like, one
character a column in a run that no single number is written as, or the one parting in which the
last number is the sum of the others. Anything else stays one field, and is doubted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate, pairwise

from gouji.pipeline.language.numerals import parse_cell
from gouji.pipeline.records import Fragment

_RUN = re.compile(r"[\d０-９/—–－+＋,，.增减-]{2,60}")
# What one cell may hold: a mark for nothing, or a number; a sign only where there are changes.
_NUMBER = r"(?:0|[1-9][0-9]{0,12}|[1-9][0-9]{0,2}(?:,[0-9]{3}){1,3})(?:[.][0-9]+)?"
_PIECE = re.compile(rf"[/—–－-]|{_NUMBER}")
_CHANGE = re.compile(rf"[/—–－-]|[+＋－增减-]?{_NUMBER}")
_WITH_TOTAL = 5  # rows of so many columns end in their total, and none of them counts changes
_MOST_WAYS = 2000
_LONGEST = 13  # no count and no sum in these reports has so many digits
_PLAIN = str.maketrans("０１２３４５６７８９，", "0123456789,")


def part_glued(fields: tuple[Fragment, ...], width: int) -> tuple[Fragment, ...]:
    """`fields`, with a lone run of glued numbers parted into at most `width` where that is sure."""
    filled = [field for field in fields if field.text]
    if len(filled) != 1 or width < 2 or not _RUN.fullmatch(filled[0].text):
        return fields
    parts = _part(filled[0].text.translate(_PLAIN), width)
    return _cut(filled[0], parts) if parts else fields


@lru_cache(maxsize=4096)
def _part(text: str, width: int) -> tuple[str, ...]:
    """The one way to part `text` into at most `width`; empty where there are several, or none."""
    ends = _ends(text, _PIECE if width >= _WITH_TOTAL else _CHANGE)
    counts = _count_ways(ends, width)
    if sum(counts[0]) == 1:
        size = counts[0].index(1)
        return next(_partings(text, ends, counts, size)) if size > 1 else ()
    if len(text) == width and (_adds_up(tuple(text)) or not _is_number(text)):
        return tuple(text)
    # One way among some says nothing: all of them must have been looked at.
    if not 0 < counts[0][width] < _MOST_WAYS:
        return ()
    fitting = [parts for parts in _partings(text, ends, counts, width) if _adds_up(parts)]
    return fitting[0] if len(fitting) == 1 else ()


def _is_number(text: str) -> bool:
    return len(text) < _LONGEST and parse_cell(text, "count")[0] == "read"


def _adds_up(parts: tuple[str, ...]) -> bool:
    """Whether the last number is the sum of the others, and not zero."""
    if len(parts) < _WITH_TOTAL:
        return False
    counts = [part.replace(",", "") for part in parts]
    numbers = [int(count) if count.isdecimal() else 0 for count in counts]
    return numbers[-1] == sum(numbers[:-1]) > 0


def _ends(text: str, piece: re.Pattern[str]) -> list[list[int]]:
    """For each place where a piece may begin the places where it may end."""
    size = len(text)
    return [[e for e in range(i + 1, size + 1) if piece.fullmatch(text, i, e)] for i in range(size)]


def _count_ways(ends: list[list[int]], most: int) -> list[list[int]]:
    """The number of ways to cut the rest from each place into 0, 1 … `most` pieces."""
    counts = [[0] * (most + 1) for _ in ends] + [[1] + [0] * most]
    for i in reversed(range(len(ends))):
        for pieces in range(1, most + 1):
            counts[i][pieces] = sum(counts[end][pieces - 1] for end in ends[i])
    return counts


def _partings(
    text: str, ends: list[list[int]], counts: list[list[int]], pieces: int, start: int = 0
) -> Iterator[tuple[str, ...]]:
    """Every way to cut the rest from `start` into so many pieces."""
    if start == len(text):
        yield ()
        return
    for end in ends[start]:
        if counts[end][pieces - 1]:
            for rest in _partings(text, ends, counts, pieces - 1, end):
                yield (text[start:end], *rest)


def _cut(field: Fragment, parts: tuple[str, ...]) -> tuple[Fragment, ...]:
    ends = list(accumulate(map(len, parts), initial=0))
    return tuple(field.cut(first, end) for first, end in pairwise(ends))
