"""Numbers of one row that lost the borders between them: 0000000, 1000001, 10211115.

Such a run is parted only where there is one way to do it: one character a column, in a run that
no single number is written as, or the one parting in which the last number is the sum of the
others. Anything else stays one field, and is doubted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from pipeline.numerals import parse_cell
from pipeline.records import Fragment

_RUN = re.compile(r"[\d/—-]{3,40}")
_WITH_TOTAL = 5  # rows of so many columns end in their total
_MOST_WAYS = 2000
_LONGEST = 13  # no count and no sum in these reports has so many digits


def part_glued(fields: tuple[Fragment, ...], width: int) -> tuple[Fragment, ...]:
    """`fields`, with a lone run of glued numbers parted into `width` fields where that is sure."""
    filled = [field for field in fields if field.text]
    if len(filled) != 1 or width < 2 or not _RUN.fullmatch(filled[0].text):
        return fields
    text = filled[0].text
    if len(text) == width and (_adds_up(list(text)) or not _is_number(text)):
        return _cut(filled[0], list(text))
    if width >= _WITH_TOTAL and len(text) > width:
        # One way among some says nothing: all of them must have been looked at.
        ways = list(islice(_partings(text, width), _MOST_WAYS))
        fitting = [parts for parts in ways if _adds_up(parts)]
        if len(fitting) == 1 and len(ways) < _MOST_WAYS:
            return _cut(filled[0], fitting[0])
    return fields


def _is_number(text: str) -> bool:
    return len(text) < _LONGEST and parse_cell(text, "count")[0] == "read"


def _adds_up(parts: list[str]) -> bool:
    """Whether the last number is the sum of the others, and not zero."""
    numbers = [int(part) if part.isdigit() else 0 for part in parts]
    return len(parts) >= _WITH_TOTAL and numbers[-1] == sum(numbers[:-1]) > 0


def _partings(text: str, width: int) -> Iterator[list[str]]:
    """Ways to cut a run into numbers without leading zeros and single marks."""
    if width == 1:
        if len(text) == 1 or (text[0] != "0" and text.isdigit()):
            yield [text]
        return
    for size in range(1, len(text) - width + 2):
        piece = text[:size]
        if size > 1 and (piece[0] == "0" or not piece.isdigit()):
            return
        for rest in _partings(text[size:], width - 1):
            yield [piece, *rest]


def _cut(field: Fragment, parts: list[str]) -> tuple[Fragment, ...]:
    fields, start = [], field.start
    for part in parts:
        fields.append(replace(field, start=start, end=start + len(part), text=part))
        start += len(part)
    return tuple(fields)
