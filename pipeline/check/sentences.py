"""The sentences of a report as hashes, which tell copied text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from hashlib import blake2b

from gouji.pipeline.agencies.passages import find_passages
from gouji.pipeline.language.numbering import ITEM_NUMBER
from gouji.pipeline.records import Section

_TABLE_SECTIONS = ("proactive", "requests", "remedies")
_SENTENCE_END = re.compile("[。；;！？!?]")
_ITEM = re.compile(rf"^(?:{ITEM_NUMBER.pattern})")
# A copied report names the new year and changes little else.
_YEAR = re.compile(r"20[012]\d(?=年)")
# Lengths of the sentences that are compared between years, in characters.
_LENGTHS = range(8, 300)


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
