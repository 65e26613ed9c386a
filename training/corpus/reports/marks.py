"""Markers: how a figure is found again after tools we do not control rewrote the page.

Every printed figure, and the first character of every section heading, is replaced before
rendering by a marker of the same length: one rare character that says which, then fillers.
Characters that GBK and Big5 both hold survive every encoding a report may come in, and those
that no conversion between simplified and traditional script touches survive tools as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from gouji.pipeline.records import CellKey, Span


@dataclass(frozen=True, slots=True)
class Mark:
    """What a marker stands for: a cell's printed figure, or the start of a section's heading."""

    kind: Literal["cell", "heading"]
    original: str
    key: CellKey | None = None
    section: str = ""


@cache
def _alphabet() -> str:
    from opencc import OpenCC

    rare = [chr(code) for code in range(0x4E00, 0x9FA6) if _is_rare(chr(code))]
    lines = "\n".join(rare)
    simple = OpenCC("t2s").convert(lines).split("\n")
    traditional = OpenCC("s2t").convert(lines).split("\n")
    return "".join(c for c, s, t in zip(rare, simple, traditional, strict=True) if s == t == c)


def _is_rare(char: str) -> bool:
    """In GBK and Big5, but neither in GB 2312 nor in Big5's first level of common characters."""
    try:
        level = char.encode("big5")[0]
        char.encode("gbk")
    except UnicodeEncodeError:
        return False
    return level >= 0xC9 and not char.encode("gb2312", "ignore")


def marker(index: int, length: int) -> str:
    """The marker of item `index`, `length` characters long."""
    alphabet = _alphabet()
    return alphabet[index + 1] + alphabet[0] * (length - 1)


@cache
def marks_in_text() -> re.Pattern[str]:
    """Matches one marker, whole or torn; nothing else in a corpus page does."""
    filler, heads = _alphabet()[0], _alphabet()[1:]
    return re.compile(f"[{heads}]{filler}*|{filler}+")


def split_marks(text: str) -> Iterator[tuple[str, bool]]:
    """`text` in pieces, each with whether it is a marker."""
    end = 0
    for match in marks_in_text().finditer(text):
        yield text[end : match.start()], False
        yield match[0], True
        end = match.end()
    yield text[end:], False


def unmark(text: str, marks: Mapping[int, Mark]) -> tuple[str, dict[int, tuple[Span, ...]]]:
    """`text` as printed, of the same length, and where every marked item stands whole.

    An item that was torn or lost has no place; one that was copied has several, in order.
    """
    alphabet = _alphabet()
    places: dict[int, tuple[Span, ...]] = {}
    rest = ""

    def restore(match: re.Match[str]) -> str:
        nonlocal rest
        index = alphabet.index(match[0][0]) - 1
        original = marks[index].original if index >= 0 else rest
        if index >= 0 and len(original) == len(match[0]):
            places[index] = (*places.get(index, ()), Span(*match.span()))
        piece, rest = original[: len(match[0])], original[len(match[0]) :]
        return piece.ljust(len(match[0]))

    return marks_in_text().sub(restore, text), places
