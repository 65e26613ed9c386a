"""Numbers of one row that lost the borders between them: 0000000, 10//-/-10, 361+20,989780, 6 8.

Such a field is split only if there is exactly one way to do it: by the possible spellings of a
number; one character a column, if no single number is spelled like that; or so that the last number
is the sum of the others. Otherwise it stays one field, and its cells are doubted. Numbers with
spaces between them are split only if the row then has all its columns and its totals add up. Two
numbers without a space (`666293` for 666 and 293) are split if this is so for a single way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise

from gouji.pipeline.language.numerals import may_be_several, parse_cell
from gouji.pipeline.records import Fragment

# Characters of numbers and of marks for an empty cell.
_RUN = re.compile(r"[\d０-９/—–－+＋,，.增减-]{2,60}")
# The text of one cell: a mark for an empty one, or a number; with a sign only for changes.
_NUMBER = r"(?:0|[1-9][0-9]{0,12}|[1-9][0-9]{0,2}(?:,[0-9]{3}){1,3})(?:[.][0-9]+)?"
_COUNT = re.compile(rf"[/—–－-]|{_NUMBER}")
_CHANGE = re.compile(rf"[/—–－-]|[+＋－增减-]?{_NUMBER}")
# The fewest columns of a row that ends in its total; no such row has cells for changes.
_WITH_TOTAL = 5
# The columns of each group in a row of remedies.
_OF_GROUP = 5
# The number of ways to split a run from which on they are not compared by their sums.
_MOST_WAYS = 2000
# The number of digits from which on a run is no single count.
_TOO_LONG = 13
_TOKEN = re.compile(r"\S+")
_HALF_WIDTH = str.maketrans("０１２３４５６７８９，", "0123456789,")


def split_run(fields: tuple[Fragment, ...], width: int) -> tuple[Fragment, ...]:
    """The fields of a row of `width` columns, with its only filled field split into numbers.

    `fields` itself where there is not exactly one way to split it, or where every column of a table
    has its field already.
    """
    if len(fields) >= width and all(field.has_table_column for field in fields):
        return fields
    filled = [field for field in fields if field.text]
    if len(filled) != 1 or width < 2 or not _RUN.fullmatch(filled[0].text):
        return fields
    pieces = _split(filled[0].text.translate(_HALF_WIDTH), width)
    return _cut(filled[0], pieces) if pieces else fields


def split_spaced(fields: tuple[Fragment, ...], width: int) -> tuple[Fragment, ...]:
    """The fields of a row of `width` columns, with those split that hold numbers with spaces
    between them; `fields` itself unless the row is whole then, and its totals add up."""
    if not any(" " in field.text for field in fields):
        return fields
    pieces = [piece for field in strip_empty(fields) for piece in _split_at_spaces(field)]
    is_whole = len(pieces) == width and add_up([piece.text for piece in pieces])
    return _count_columns(pieces) if is_whole else fields


def split_glued(fields: tuple[Fragment, ...], width: int) -> tuple[Fragment, ...]:
    """The fields of a row of `width` columns that lacks one, with the field split that holds two
    numbers; `fields` itself unless there is exactly one way to do it so that the totals add up."""
    inner = strip_empty(fields)
    texts = tuple(field.text for field in inner)
    if len(inner) + 1 != width or not all(map(str.isdecimal, texts)) or add_up(texts):
        return fields
    ways = [
        (index, end)
        for index, text in enumerate(texts)
        for end in range(1, len(text))
        if _COUNT.fullmatch(text, 0, end) and _COUNT.fullmatch(text, end)
        if add_up((*texts[:index], text[:end], text[end:], *texts[index + 1 :]))
    ]
    if len(ways) != 1:
        return fields
    ((index, end),) = ways
    pieces = inner[index].cut(0, end), inner[index].cut(end, len(texts[index]))
    return _count_columns((*inner[:index], *pieces, *inner[index + 1 :]))


def _count_columns(fields: Sequence[Fragment]) -> tuple[Fragment, ...]:
    """The fields with consecutive columns of a table, which the lost border had moved."""
    first = fields[0].column
    return tuple(
        field._replace(column=first + n, column_span=1) if field.has_table_column else field
        for n, field in enumerate(fields)
    )


def strip_empty(fields: tuple[Fragment, ...]) -> tuple[Fragment, ...]:
    """The fields without the empty ones at both ends."""
    filled = [index for index, field in enumerate(fields) if field.text]
    return fields[filled[0] : filled[-1] + 1] if filled else ()


def split_groups(width: int) -> list[range]:
    """The columns of each total of a row: those of each group of remedies, else all."""
    size = _OF_GROUP if width > _OF_GROUP and width % _OF_GROUP == 0 else width
    return [range(start, start + size) for start in range(0, width, size)] if width else []


def add_up(texts: Sequence[str]) -> bool:
    """Whether the last number of a row is the sum of the others, or that of each group of a row of
    remedies; not where all are 0."""
    groups = [tuple(texts[n] for n in group) for group in split_groups(len(texts))]
    if len(groups) < 2:
        return bool(groups) and _adds_up(groups[0])
    return any(map(_adds_up, groups)) and all(_adds_up(g) or set(g) <= {"0"} for g in groups)


def _split_at_spaces(field: Fragment) -> list[Fragment]:
    tokens = list(_TOKEN.finditer(field.text))
    if len(tokens) < 2 or not all(_COUNT.fullmatch(token[0]) for token in tokens):
        return [field]
    return [field.cut(*token.span()) for token in tokens]


@lru_cache(maxsize=4096)
def _split(text: str, width: int) -> tuple[str, ...]:
    """The one way to split a text into at most `width` numbers; empty if there is none, or more
    than one."""
    ends = _ends(text, _COUNT if width >= _WITH_TOTAL else _CHANGE)
    counts = _count_ways(ends, width)
    if sum(counts[0]) == 1:
        size = counts[0].index(1)
        return next(_ways(text, ends, counts, size)) if size > 1 else ()
    if len(text) == width and (_adds_up(tuple(text)) or not _is_number(text)):
        return tuple(text)
    # A way that adds up proves nothing unless all ways were compared.
    if not 0 < counts[0][width] < _MOST_WAYS:
        return ()
    fitting = [pieces for pieces in _ways(text, ends, counts, width) if _adds_up(pieces)]
    return fitting[0] if len(fitting) == 1 else ()


def _is_number(text: str) -> bool:
    is_read = len(text) < _TOO_LONG and parse_cell(text, "count").status == "read"
    return is_read and not may_be_several(text)


def _adds_up(pieces: tuple[str, ...]) -> bool:
    """Whether the last number is the sum of the others, and not 0."""
    if len(pieces) < _WITH_TOTAL:
        return False
    digits = [piece.replace(",", "") for piece in pieces]
    numbers = [int(count) if count.isdecimal() else 0 for count in digits]
    return numbers[-1] == sum(numbers[:-1]) > 0


def _ends(text: str, spelling: re.Pattern[str]) -> list[list[int]]:
    """For each index at which a number may begin, the indexes at which it may end."""
    size = len(text)
    return [
        [end for end in range(i + 1, size + 1) if spelling.fullmatch(text, i, end)]
        for i in range(size)
    ]


def _count_ways(ends: list[list[int]], most: int) -> list[list[int]]:
    """For each index the number of ways to split the rest into 0, 1 … `most` numbers."""
    counts = [[0] * (most + 1) for _ in ends] + [[1] + [0] * most]
    for i in reversed(range(len(ends))):
        for size in range(1, most + 1):
            counts[i][size] = sum(counts[end][size - 1] for end in ends[i])
    return counts


def _ways(
    text: str, ends: list[list[int]], counts: list[list[int]], size: int, start: int = 0
) -> Iterator[tuple[str, ...]]:
    """Every way to split the rest from `start` into `size` numbers."""
    if start == len(text):
        yield ()
        return
    for end in ends[start]:
        if counts[end][size - 1]:
            for rest in _ways(text, ends, counts, size - 1, end):
                yield (text[start:end], *rest)


def _cut(field: Fragment, parts: tuple[str, ...]) -> tuple[Fragment, ...]:
    ends = list(accumulate(map(len, parts), initial=0))
    return tuple(field.cut(first, end) for first, end in pairwise(ends))
