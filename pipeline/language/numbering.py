"""How lines are numbered, and which go on with the series of lines before them.

`五、` behind `四、` is a heading of the report whatever it is called; a second `二、` inside a
section, or `（二）` where the report began with `一、`, numbers something smaller.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from gouji.models.headings import Place
from gouji.pipeline.language.numerals import parse_words

_NUMERALS = "一二三四五六七八九十"
_STYLES = (
    ("一、", re.compile(rf"([{_NUMERALS}]{{1,3}})[、.．,，]")),
    ("第一", re.compile(rf"第([{_NUMERALS}]{{1,3}})(?:部分|[章节、.．])")),
    ("（一）", re.compile(rf"[(（]([{_NUMERALS}]{{1,3}})[)）]")),
    ("一是", re.compile(rf"([{_NUMERALS}])(?:是|要)")),
    ("1.", re.compile(r"(\d{1,2})[、.．](?!\d)")),
    ("(1)", re.compile(r"[(（](\d{1,2})[)）]")),
)


def find_places(lines: Sequence[str]) -> list[Place]:
    """The place of every line, in reading order."""
    numbers = [_read_number(line) for line in lines]
    counts = Counter(numbers)
    outer = next((number[0] for number in numbers if number), "")
    return [
        Place(number[0], step, counts[number] == 1, number[0] == outer) if number else Place()
        for number, step in zip(numbers, _steps(numbers), strict=True)
    ]


def _read_number(line: str) -> tuple[str, int] | None:
    for style, pattern in _STYLES:
        if found := pattern.match(line):
            value = int(found[1]) if found[1].isdecimal() else parse_words(found[1])
            return None if value is None else (style, value)
    return None


def _steps(numbers: Sequence[tuple[str, int] | None]) -> Iterator[str]:
    last: dict[str, int] = {}
    seen: set[tuple[str, int]] = set()
    for number in numbers:
        if number is None:
            yield ""
            continue
        style, value = number
        yield _step(value, last.get(style, 0), number in seen)
        last[style] = value
        seen.add(number)


def _step(value: int, last: int, seen: bool) -> str:
    if seen:
        return "again"
    if value == last + 1:
        return "next" if last else "first"
    return "ahead" if value > last else "behind"
