"""Markers: they locate each figure again after outside tools have rewritten the page.

Before rendering, every printed figure and the first character of every section heading is
replaced by a marker of the same length. A marker is one rare character, which gives the index of
the item, and then filler characters. All marker characters are encodable in GBK and in Big5 and
are not changed by conversion between simplified and traditional script, so markers survive every
encoding and every tool.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple

from gouji.pipeline.records import CellKey, Span


@dataclass(frozen=True, slots=True)
class Mark:
    """The item that a marker replaces: the figure of a cell, or the start of a section heading.

    `original` is the text that was replaced. `key` is set for cells, `section` for headings.
    """

    kind: Literal["cell", "heading"]
    original: str
    key: CellKey | None = None
    section: str = ""


@cache
def _alphabet() -> str:
    from opencc import OpenCC

    rare = [chr(code) for code in range(0x4E00, 0x9FA6) if _is_rare(chr(code))]
    lines = "\n".join(rare)
    simplified = OpenCC("t2s").convert(lines).split("\n")
    traditional = OpenCC("s2t").convert(lines).split("\n")
    variants = zip(rare, simplified, traditional, strict=True)
    return "".join(char for char, simple, full in variants if simple == full == char)


def _is_rare(char: str) -> bool:
    """True for characters of GBK and Big5 that are in neither GB 2312 nor Big5's common level 1."""
    try:
        lead_byte = char.encode("big5")[0]
        char.encode("gbk")
    except UnicodeEncodeError:
        return False
    return lead_byte >= 0xC9 and not char.encode("gb2312", "ignore")


def marker(index: int, length: int) -> str:
    """The marker of the item `index`, with a length of `length` characters."""
    alphabet = _alphabet()
    return alphabet[index + 1] + alphabet[0] * (length - 1)


@cache
def marks_in_text() -> re.Pattern[str]:
    """Pattern of one marker, whole or torn. No other text of a corpus page matches it."""
    filler, index_chars = _alphabet()[0], _alphabet()[1:]
    return re.compile(f"[{index_chars}]{filler}*|{filler}+")


class TextPiece(NamedTuple):
    """A piece of a marked text: a marker, or the text between two markers."""

    text: str
    is_marker: bool


def split_marks(text: str) -> Iterator[TextPiece]:
    """Split `text` into markers and the texts between them, in order."""
    end = 0
    for match in marks_in_text().finditer(text):
        yield TextPiece(text[end : match.start()], is_marker=False)
        yield TextPiece(match[0], is_marker=True)
        end = match.end()
    yield TextPiece(text[end:], is_marker=False)


class UnmarkedText(NamedTuple):
    """A text with its markers replaced by the originals.

    `spans` gives, for each item index, the places where the item is whole, in order. An item that
    was torn or lost has no entry. An item that was copied has several spans.
    """

    text: str
    spans: dict[int, tuple[Span, ...]]


def unmark(text: str, marks: Mapping[int, Mark]) -> UnmarkedText:
    """Replace the markers in `text` by their originals. The length of the text stays the same."""
    alphabet = _alphabet()
    spans: dict[int, tuple[Span, ...]] = {}
    remainder = ""  # of the original, behind a marker that was torn

    def restore(match: re.Match[str]) -> str:
        nonlocal remainder
        index = alphabet.index(match[0][0]) - 1
        original = marks[index].original if index >= 0 else remainder
        if index >= 0 and len(original) == len(match[0]):
            spans[index] = (*spans.get(index, ()), Span(*match.span()))
        piece, remainder = original[: len(match[0])], original[len(match[0]) :]
        return piece.ljust(len(match[0]))

    return UnmarkedText(marks_in_text().sub(restore, text), spans)
