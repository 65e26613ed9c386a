"""Numbering of headings and list items: 一、 （一） 1. ① 第一部分.

The first half is the grammar: the numerals, the marks that close a number, and one pattern for each
place that looks for a number. The second half finds out which numbered lines continue a series.
`五、` after `四、` is a heading of the report, whatever its title is. A second `二、` inside a
section, or `（二）` in a report that starts with `一、`, numbers something smaller.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gouji.models.headings import SeriesPosition
from gouji.pipeline.language.numerals import parse_chinese_numeral

HAN = "一二三四五六七八九十"  # the Chinese numerals from 1 to 99
DIGITS = r"\d"
MARKS = "、.．"  # marks that close a number
COMMAS = "，,"  # marks that some authors type instead of the pause mark 、
_RINGS = "㈠-㈩⑴-⒇①-⑳"  # numbers that are one character with their ring or brackets


def numeral(others: str = "", *, repeat: str = "+") -> str:
    """Return a pattern for a numeral: Chinese numerals and the characters in `others`.

    `repeat` is the quantifier that tells how many characters the numeral may have.
    """
    return f"[{HAN}{others}]{repeat}"


def closed(number: str, marks: str = MARKS) -> str:
    """Return a pattern for a number with one closing mark: 一、 1."""
    return f"{number}[{marks}]"


def bracketed(number: str) -> str:
    """Return a pattern for a number in brackets: （一） (1)."""
    return f"[(（]{number}[)）]"


_HAN_NUMERAL, _ANY_NUMERAL = numeral(), numeral(DIGITS)
_ONE_HAN, _SHORT_HAN = numeral(repeat=""), numeral(repeat="{1,3}")
_SHORT_ANY = numeral(DIGITS, repeat="{1,3}")
# The number that a label may begin with, in any style, with all its closing marks.
LABEL_PREFIX = re.compile(f"^[(（]?{numeral(DIGITS + '①-⑩㈠-㈩')}[)）{MARKS}]*")
# A number in any style, with or without brackets and a closing mark.
ANY_NUMBER = re.compile(f"[(（]?{numeral(DIGITS + '㈠-㈩')}[)）]?[{MARKS}{COMMAS}]?")
# A number that must have brackets, a ring or a closing mark, so that a plain figure is none.
MARKED_NUMBER = re.compile(
    f"{bracketed(_ANY_NUMERAL)}|{closed(_ANY_NUMERAL, MARKS + COMMAS)}|[{_RINGS}]"
)
# The number of a section in Chinese numerals: 一、 （一） 第一部分.
SECTION_NUMBER = re.compile(
    f"{closed(_HAN_NUMERAL)}|{bracketed(_HAN_NUMERAL)}|第{_HAN_NUMERAL}部分"
)
# The number that a heading begins with: 一、 第一章 （一） 1.
HEADING_NUMBER = re.compile(
    f"第?{closed(_HAN_NUMERAL, MARKS + '部章')}|{bracketed(_HAN_NUMERAL)}|{closed(DIGITS + '+')}"
)
# The number of a section at the start of a line, or inside a line behind a space or a stop.
INLINE_SECTION_NUMBER = re.compile(rf"(?:^\s*|(?<=[\s。；;*])){_HAN_NUMERAL}\s*[{MARKS}]\s*")
# The number in brackets of a subsection, which is one numeral.
SUBSECTION_NUMBER = bracketed(numeral("1-9", repeat=""))
# The number of a list item, which has at most three characters, or 一是 (firstly), 二是 (secondly).
ITEM_NUMBER = re.compile(f"[（(]?{closed(_SHORT_ANY, ')）' + MARKS)}|{_ONE_HAN}是")
# The styles of numbers, by the names that the heading model has for them. Group 1 is the numeral.
_SERIES_STYLES = (
    ("一、", re.compile(closed(f"({_SHORT_HAN})", MARKS + COMMAS))),
    ("第一", re.compile(f"第({_SHORT_HAN})(?:部分|[章节{MARKS}])")),
    ("（一）", re.compile(bracketed(f"({_SHORT_HAN})"))),
    ("一是", re.compile(f"({_ONE_HAN})(?:是|要)")),
    ("1.", re.compile(closed(r"(\d{1,2})") + r"(?!\d)")),
    ("(1)", re.compile(bracketed(r"(\d{1,2})"))),
)


class _LineNumber(NamedTuple):
    """The number that a line begins with: the name of its style, and its value."""

    style: str
    value: int


def find_series_positions(lines: Sequence[str]) -> list[SeriesPosition]:
    """Return the position of every line in its series of numbers, in reading order."""
    numbers = [_read_number(line) for line in lines]
    counts = Counter(numbers)
    outer_style = next((number.style for number in numbers if number), "")
    return [
        SeriesPosition(number.style, step, counts[number] == 1, number.style == outer_style)
        if number
        else SeriesPosition()
        for number, step in zip(numbers, _find_steps(numbers), strict=True)
    ]


def _read_number(line: str) -> _LineNumber | None:
    for style, pattern in _SERIES_STYLES:
        if match := pattern.match(line):
            value = int(match[1]) if match[1].isdecimal() else parse_chinese_numeral(match[1])
            return None if value is None else _LineNumber(style, value)
    return None


def _find_steps(numbers: Sequence[_LineNumber | None]) -> Iterator[str]:
    """Yield how each number follows the last one of its style, "" for lines without a number."""
    last_values: dict[str, int] = {}
    seen: set[_LineNumber] = set()
    for number in numbers:
        if number is None:
            yield ""
            continue
        last_value = last_values.get(number.style, 0)
        yield "again" if number in seen else _compare(number.value, last_value)
        last_values[number.style] = number.value
        seen.add(number)


def _compare(value: int, last_value: int) -> str:
    if value == last_value + 1:
        return "next" if last_value else "first"
    return "ahead" if value > last_value else "behind"
