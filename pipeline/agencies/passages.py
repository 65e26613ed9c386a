"""The running text of a report: its lines, its paragraphs, and its sentences as hashes.

Lines are folded and without spaces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import groupby

from gouji.pipeline.agencies.site_navigation import is_navigation
from gouji.pipeline.language.normalise import PHONETIC_READING, SPACE, fold
from gouji.pipeline.language.numbering import ITEM_NUMBER
from gouji.pipeline.language.numerals import DIGIT_BY_CHARACTER
from gouji.pipeline.language.paragraphs import continues
from gouji.pipeline.records import Section

_SPELT_YEAR = re.compile("二[〇零○O0][一二][〇零○O0一二三四五六七八九](?=年)")
_QUOTED = re.compile(r"《[^《》]*》")
_MARK = re.compile("[，,。；;]|填报|联系地址|联系单位")
_TABLE_SECTIONS = ("proactive", "requests", "remedies")
_SENTENCE_END = re.compile("[。；;！？!?]")
_ITEM = re.compile(rf"^(?:{ITEM_NUMBER.pattern})")
# A copied report names the new year and changes little else.
_YEAR = re.compile(r"20[012]\d(?=年)")
# Lengths of the sentences that are compared between years, in characters.
_LENGTHS = range(8, 300)


@lru_cache(maxsize=4)  # several rules read the same report
def plain_lines(text: str) -> tuple[str, ...]:
    """The lines that are not empty, folded, without spaces, and with 二〇二三年 as 2023年."""
    lines = (PHONETIC_READING.sub("", SPACE.sub("", line)) for line in fold(text).splitlines())
    return tuple([_spell_years(line) for line in lines if line])


def _spell_years(line: str) -> str:
    return _SPELT_YEAR.sub(lambda match: match[0].translate(DIGIT_BY_CHARACTER), line)


@lru_cache(maxsize=4)
def find_passages(text: str) -> tuple[str, ...]:
    """The paragraphs of running text, with the names of documents in 《》 removed.

    Headings and lines of navigation are paragraphs of their own, and are left out.
    """
    return tuple(_passages(text))


def _passages(text: str) -> Iterator[str]:
    for is_site, lines in groupby(plain_lines(text), key=is_navigation):
        if not is_site:
            yield from _paragraphs([*lines])


def _paragraphs(lines: Sequence[str]) -> Iterator[str]:
    """A title has no punctuation mark, and so continues in no line."""
    pending = ""
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        pending += line
        if not (_MARK.search(pending) and continues(line, following)):
            yield from _as_prose(pending)
            pending = ""


def _as_prose(line: str) -> Iterator[str]:
    if _MARK.search(line):
        yield _QUOTED.sub("《》", line)


def hash_sentences(text: str, sections: Sequence[Section]) -> dict[int, int]:
    """The sentences outside the sections of tables, each as a 64-bit hash with its length in
    characters. Years in them are left out, so that last year's sentence has the same hash."""
    hashes = {}
    for passage in _prose(text, sections):
        for sentence in _SENTENCE_END.split(passage):
            plain = _YEAR.sub("", _ITEM.sub("", sentence))
            if len(plain) in _LENGTHS:
                hashes[_hash(plain)] = len(plain)
    return hashes


def _prose(text: str, sections: Sequence[Section]) -> Iterator[str]:
    end = 0
    for section in sorted(sections, key=lambda section: section.start):
        if section.section in _TABLE_SECTIONS and section.start >= end:
            yield from find_passages(text[end : section.start])
            end = section.end
    yield from find_passages(text[end:])


def _hash(sentence: str) -> int:
    data = sentence.encode("utf-8", "replace")
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "big", signed=True)
