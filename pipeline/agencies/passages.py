"""The running text of a report: its lines and its paragraphs, folded and without spaces."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby

from gouji.pipeline.agencies.site_navigation import is_navigation
from gouji.pipeline.language.normalise import PHONETIC_READING, SPACE, fold
from gouji.pipeline.language.numerals import DIGIT_BY_CHARACTER
from gouji.pipeline.language.paragraphs import continues

_SPELT_YEAR = re.compile("二[〇零○O0][一二][〇零○O0一二三四五六七八九](?=年)")
_QUOTED = re.compile(r"《[^《》]*》")
_MARK = re.compile("[，,。；;]|填报|联系地址|联系单位")


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
