"""The sentences of a report's running text, each as a number, to be found again in another year."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from hashlib import blake2b

from gouji.pipeline.check.passages import find_passages
from gouji.pipeline.language.numbering import ITEM_NUMBER
from gouji.pipeline.records import Section

_TABLES = ("proactive", "requests", "remedies")
_BREAK = re.compile("[。；;！？!?]")
_ITEM = re.compile(f"^(?:{ITEM_NUMBER.pattern})")
# A copied report names the new year, and little else that is new.
_YEAR = re.compile(r"20[012]\d(?=年)")
_LENGTHS = range(8, 300)


def find_sentences(text: str, sections: Sequence[Section]) -> dict[int, int]:
    """For each sentence outside the tables a number and how many characters it has; years in it
    do not count."""
    found = {}
    for passage in _passages(text, sections):
        for sentence in _BREAK.split(passage):
            plain = _YEAR.sub("", _ITEM.sub("", sentence))
            if len(plain) in _LENGTHS:
                found[_digest(plain)] = len(plain)
    return found


def _passages(text: str, sections: Sequence[Section]) -> Iterator[str]:
    end = 0
    for section in sorted(sections, key=lambda one: one.start):
        if section.section in _TABLES and section.start >= end:
            yield from find_passages(text[end : section.start])
            end = section.end
    yield from find_passages(text[end:])


def _digest(sentence: str) -> int:
    data = sentence.encode("utf-8", "replace")
    return int.from_bytes(blake2b(data, digest_size=8).digest(), "big", signed=True)
