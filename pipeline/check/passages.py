"""The running text of a report, passage by passage, in plain characters and without spaces."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from gouji.pipeline.agencies.site_navigation import is_navigation
from gouji.pipeline.language.normalise import PHONETIC_READING, SPACE, fold
from gouji.pipeline.language.numerals import DIGIT_BY_CHARACTER

_SPELT_YEAR = re.compile("二[〇零○O0][一二][〇零○O0一二三四五六七八九](?=年)")
_QUOTED = re.compile(r"《[^《》]*》")
_ENDS = "。；;：:！？!?"
_MARK = re.compile("[，,。；;]|填报|联系地址|联系单位")
# A line of running text is broken off where a page is full; a shorter one ends by itself.
_FULL_LINE = 20


@lru_cache(maxsize=4)  # several rules read the same report
def plain_lines(text: str) -> tuple[str, ...]:
    """The lines that are not empty, in plain characters, without spaces, 二〇二三年 as 2023年."""
    lines = (PHONETIC_READING.sub("", SPACE.sub("", line)) for line in fold(text).splitlines())
    return tuple([_spell_years(line) for line in lines if line])


def _spell_years(line: str) -> str:
    return _SPELT_YEAR.sub(lambda found: found[0].translate(DIGIT_BY_CHARACTER), line)


@lru_cache(maxsize=4)
def find_passages(text: str) -> tuple[str, ...]:
    """Paragraphs of running text; names of documents in 《》 are cut out of them. A line that is
    full, has a mark and does not end a sentence goes on in the next one; a title has none."""
    return tuple(_passages(text))


def _passages(text: str) -> Iterator[str]:
    pending = ""
    for plain in plain_lines(text):
        if is_navigation(plain):
            yield from _as_prose(pending)
            pending = ""
            continue
        goes_on = bool(pending or _MARK.search(plain)) and len(plain) >= _FULL_LINE
        pending += plain
        if not goes_on or plain.endswith(tuple(_ENDS)):
            yield from _as_prose(pending)
            pending = ""
    yield from _as_prose(pending)


def _as_prose(line: str) -> Iterator[str]:
    if _MARK.search(line):
        yield _QUOTED.sub("《》", line)
