"""Cues: words that show what a figure counts, whose figure it is, and for which period.

They are evidence for the models; nothing is decided here. 收到 may also be about letters, 办理
about licences, and 其中 may open a breakdown or introduce two examples.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

from gouji.pipeline.claims.cue_words import WORDS
from gouji.pipeline.language.numerals import DIGIT_BY_CHARACTER

# Months from the first to the last, and the last day of the year: they are the whole year.
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_YEAR_END = r"(?:12|十二)月(?:31日|底|末|份|(?!\d+日))"
_WHOLE_YEAR = (
    rf"0?1月?(?:份|0?1日)?[至到—~-]+(?:(?:19|20)\d\d年)?{_YEAR_END}|一月?至十二月|{_YEAR_END}"
)
# Months that are a part of the year. A day is the date of an event, unless it ends the period, and
# a month from which something is counted (2008年5月以来) is no period.
_MONTHS = (
    rf"(?:{_MONTH}月?份?[至到—~-]+)?{_MONTH}月(?>(?:份|底|末|中旬|(?P<day>\d+日))?)"
    r"(?!以来|起|至今|施行|修订|实施)"
)
_PERIODS = re.compile(rf"(?<![0-9.])(?:(?P<whole>{_WHOLE_YEAR})|{_MONTHS})")
# December alone, the whole year only behind a word of reaching: 截至12月, 12月收到.
_LAST_MONTH = re.compile("(?:12|十二)月份?")
_TO_DAY = re.compile(r"[截止至到从自](?:(?:19|20)\d\d年)?$")
# A year in digits, or spelt in Chinese digits.
_YEAR = r"(?:19|20)\d\d(?=\s?(?:年|[-—至]))|二[〇零○O][一二][〇零○一二三四五六七八九](?=年)"
# The end of the name of a public body, in front of a verb, a mark or a figure.
_BODY_END = (
    r"(?:人民政府办公[室厅]|人民政府|办事处|管委会|委员会|局|镇|乡|街道|中心|(?<!场)所|(?<!网)站|院|馆|大队|"
    r"支队|中队|学校|中学|小学|林场|公司|集团|企业|管理部|社区|片区|园区|开发区)"
    r"(?=[共新全在收受未发公主通累办接登答没无本年依已被一过今报截按回处更推予不部提合审制,，、0-9])"
)
_BODY = rf"[一-鿿]{{2,14}}?{_BODY_END}"
# Characters of the longest short name, which several bodies may share: 县教育局, 河口乡.
_LONGEST_SHORT_NAME = 7
# Kinds of verbs that carry a request over, and characters behind a year in which one may begin.
_CARRYING = ("V:carry", "V:open")
_CARRY_REACH = 4
# Several bodies by their number: 28家单位, 三十一个乡镇.
_SEVERAL = re.compile(
    r"(?:\d+|[一二两三四五六七八九十百]+)\s?[个家](?:[一-鿿]{0,4}?)(?:单位|部门|乡镇|镇街|街道|乡|镇|行政机关|机关|县区|县市)"
)


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue word at text[start:end] and its kind, such as `V:receive`."""

    kind: str
    start: int
    end: int


class _Vocabulary(NamedTuple):
    """The kinds of each cue word, and a pattern that finds the longest word at a position."""

    kinds: dict[str, list[str]]
    pattern: re.Pattern[str]


@cache
def _vocabulary() -> _Vocabulary:
    kinds: dict[str, list[str]] = {}
    for kind, joined_words in WORDS.items():
        for word in joined_words.split("|"):
            kinds.setdefault(word, []).append(kind)
    tails_by_first: dict[str, list[str]] = {}
    for word in sorted(kinds, key=len, reverse=True):
        tails_by_first.setdefault(word[0], []).append(re.escape(word[1:]))
    words = (f"{first}(?:{'|'.join(tails)})" for first, tails in tails_by_first.items())
    first_characters = "".join(tails_by_first)
    return _Vocabulary(kinds, re.compile(f"(?=[{first_characters}])(?:{'|'.join(words)})"))


def find_cues(
    text: str, start: int, end: int, year: int | None, agency: str | None
) -> tuple[Cue, ...]:
    """Return the cues of the folded text[start:end] in reading order.

    Years in the text are cues relative to the report's `year`, their kinds end with #. Names of
    bodies are cues relative to the report's `agency`.
    """
    kinds, pattern = _vocabulary()
    cues = [
        Cue(kind, match.start(), match.end())
        for match in pattern.finditer(text, start, end)
        for kind in kinds[match[0]]
    ]
    cues += _find_years(text, start, end, year)
    cues += _find_months(text, start, end)
    cues += _find_bodies(text, start, end, agency)
    return tuple(sorted(_mark_carried(cues), key=lambda cue: cue.start))


def _mark_carried(cues: Sequence[Cue]) -> Iterator[Cue]:
    """Yield the cues; last year as the year that a request was carried over from is another kind.

    上年结转5件 counts requests of this year, 上年收到5件 those of last year.
    """
    carried = {cue.start for cue in cues if cue.kind in _CARRYING}
    for cue in cues:
        is_last = cue.kind.startswith("T:last")
        is_carried = is_last and not carried.isdisjoint(range(cue.end, cue.end + _CARRY_REACH))
        yield replace(cue, kind="T:carried") if is_carried else cue


_YEARS, _BODIES, _BODY_ENDS = re.compile(_YEAR), re.compile(_BODY), re.compile(_BODY_END)


def _find_years(text: str, start: int, end: int, year: int | None) -> Iterator[Cue]:
    for match in _YEARS.finditer(text, start, end):
        named_year = int(match[0].translate(DIGIT_BY_CHARACTER))
        yield Cue(f"T:{_relative_year(named_year, year)}", match.start(), match.end())


def _find_months(text: str, start: int, end: int) -> Iterator[Cue]:
    """Yield months as a part of the year, T:part, or as the whole year, T:full."""
    for match in _PERIODS.finditer(text, start, end):
        is_reached = bool(_TO_DAY.search(text, max(0, match.start() - 6), match.start()))
        if match["whole"] and (is_reached or not _LAST_MONTH.fullmatch(match[0])):
            yield Cue("T:full", match.start(), match.end())
        elif match["whole"] or not match["day"] or is_reached:
            yield Cue("T:part", match.start(), match.end())


def _relative_year(named_year: int, year: int | None) -> str:
    if year is None:
        return "some"
    return {0: "this#", -1: "last#", 1: "next#"}.get(named_year - year, "far#")


def _find_bodies(text: str, start: int, end: int, agency: str | None) -> Iterator[Cue]:
    """Yield the bodies that do something: several of them, the report's own, or another.

    Without a known agency a name is `S:named`, or `S:short` if several bodies may share it.
    """
    for match in _SEVERAL.finditer(text, start, end):
        yield Cue("S:several", match.start(), match.end())
    if not _BODY_ENDS.search(text, start, end):  # much faster than to look for whole names
        return
    for match in _BODIES.finditer(text, start, end):
        name = match[0]
        if name[0] == "全" and name[1] != "年":  # 全区各街镇
            continue
        if "各" in name:
            yield Cue("S:several", match.start(), match.end())
            continue
        kind = "S:named" if len(name) > _LONGEST_SHORT_NAME else "S:short"
        if agency is not None:
            is_own = name[-4:] in agency or agency[-4:] in name
            kind = "S:own" if is_own else "S:body"
        yield Cue(kind, match.start(), match.end())
