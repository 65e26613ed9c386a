"""The year that the title, the preamble and the text of a report state.

A report may name other years too: for comparison, in document numbers, in plans, and as the date of
publication. Its own year is in its title, in the period of its figures (1 January to 31 December),
and in the sentence that says which year's report it is. The first year that a sentence of the
overview begins with counts as well, if none of these sentences begins with the report's own year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from gouji.pipeline.agencies.passages import find_passages, plain_lines
from gouji.pipeline.agencies.site_navigation import is_navigation
from gouji.pipeline.agencies.titles import find_titles_among
from gouji.pipeline.check.report_facts import Facts
from gouji.pipeline.check.results import Result
from gouji.pipeline.forms.rules import PeriodRule
from gouji.pipeline.language.normalise import squeeze

_YEAR = r"(?<!\d)(20[12]\d)(?!\d)"
_REPORT = re.compile(
    rf"(?:现公布|现将|公布|发布|编制|编写|本报告[为是])[^，。；]{{0,40}}?{_YEAR}年?度?[^，。；]{{0,20}}?信息公开[^，。；]{{0,12}}?(?:报告|年报)"
)
_QUOTED_REPORT = re.compile(
    rf"(?:公布|发布)《[^《》，。；]{{0,40}}?{_YEAR}年?度?[^《》，。；]{{0,20}}?信息公开[^《》，。；]{{0,12}}?(?:报告|年报)》"
)
_PERIOD = re.compile(rf"{_YEAR}年1月1日(?:起|开始)?(?:至|到|—+|-+|~|～|－|–)(?:{_YEAR}年)?12月31日")
_UNTIL = re.compile(rf"(?:截止|截至)(?:日期|时间|到|至)?(?:为|是)?{_YEAR}年12月31日")
# A period for comparison, or at whose end something was left over, by its clause.
_OTHER_PERIOD = re.compile(
    "上一?年|去年|前一年|同期|相比|对比|比较|较|结转|[未尚][^，。；]*办结|增[加长]|减少|下降|上升|持平"
)
_CLAUSE_MARK = re.compile("[，,。；;]")
_STORY = re.compile(
    rf"(?:^|[。；]){_YEAR}年(?:度|以来|全年)?[，,]?(?!1[0-2]?月|[2-9]月)(?P<said>[^。]*)"
)
# Sentences about another year: plans, comparisons, what was carried over, and earlier reports.
_OTHER_YEAR = re.compile(
    "(?<!现)将(?!(?:政府|政务)?信息|政务公开)|计划|拟|下一步|争取|力争|继续|重点做好|本年|今年|当年|同比|相比|"
    r"较[上去前]|结转|年度报告|工作报告|^报告|(?<!\d)20[12]\d年|制定的|印发的|累计"
)
# Length of the beginning of a report that holds title and preamble, in characters.
_BEGINNING = 3000
# Length of the overview that is searched for its story, in characters.
_LONGEST_STORY = 8000
# The names of attached files.
_FILE = re.compile(r"附件.|\.(?:docx?|pdf|wps|xlsx?|zip|rar)", re.IGNORECASE)
# Longest quotation of a story, in characters.
_LONGEST_QUOTE = 30

# Where a report states its year: `period` is the period of its figures, `story` its running text.
Source = Literal["title", "report", "period", "story"]


class Statement(NamedTuple):
    """A year, where the report states it, and the words that state it."""

    source: Source
    year: int
    words: str


@dataclass(frozen=True, slots=True)
class PeriodDetail:
    """The first statement of each year in each source."""

    statements: tuple[Statement, ...]


def check_period(rule: PeriodRule, facts: Facts) -> Iterator[Result[PeriodDetail]]:
    """A result for a report that states its year more than once: broken if the years differ."""
    first: dict[tuple[Source, int], Statement] = {}
    for statement in _find_years(facts):
        first.setdefault((statement.source, statement.year), statement)
    if len(first) < 2:
        return
    agree = len({statement.year for statement in first.values()}) == 1
    yield Result(
        rule=rule,
        scope="report",
        verdict="holds" if agree else "broken",
        detail=PeriodDetail(tuple(first.values())),
        cause=None if agree else "source",
    )


def _find_years(facts: Facts) -> Iterator[Statement]:
    title = _title_year(facts)
    if title:
        yield title
    for passage in find_passages(facts.text[:_BEGINNING]):
        yield from _statements(passage)
    for match in _QUOTED_REPORT.finditer("".join(plain_lines(facts.text[:_BEGINNING]))):
        yield Statement("report", int(match[1]), match[0])
    stated = title.year if title else facts.year
    if stated:
        yield from _judge_story(list(_story(_overview(facts))), stated, is_titled=title is not None)


def _title_year(facts: Facts) -> Statement | None:
    """The year of the title above the first section. Several titles with different years are a list
    of reports: then the year of those with the agency's name, if it is one."""
    lines = [line for line in plain_lines(facts.text[: _find_start(facts)]) if _may_be_title(line)]
    titles = [title for title in find_titles_among(lines) if title.year]
    agency = squeeze(facts.agency or "")
    own = [title for title in titles if agency and (title.agency or "").endswith(agency)]
    for candidates in titles, own:
        if len({title.year for title in candidates}) == 1 and candidates[-1].year:
            title = candidates[-1]
            words = "".join(lines[title.line : title.last + 1])
            return Statement("title", candidates[-1].year, words)
    return None


def _find_start(facts: Facts) -> int:
    """Where the first section begins, at most the length of a beginning."""
    return min([section.start for section in facts.sections] + [_BEGINNING])


def _may_be_title(line: str) -> bool:
    return not _FILE.search(line) and not is_navigation(line)


def _statements(passage: str) -> Iterator[Statement]:
    for match in _REPORT.finditer(passage):
        yield Statement("report", int(match[1]), match[0])
    for pattern in (_PERIOD, _UNTIL):
        for match in pattern.finditer(passage):
            if not _OTHER_PERIOD.search(_clause_around(passage, match)):
                for year in filter(None, match.groups()):
                    yield Statement("period", int(year), match[0])


def _clause_around(passage: str, match: re.Match[str]) -> str:
    """The clause that a match is in, without the match."""
    before = _CLAUSE_MARK.split(passage[: match.start()])[-1]
    return before + _CLAUSE_MARK.split(passage[match.end() :])[0]


def _overview(facts: Facts) -> str:
    section = next((one for one in facts.sections if one.section == "overview"), None)
    return facts.text[section.start : section.end][:_LONGEST_STORY] if section else ""


def _judge_story(story: list[_Sentence], stated: int, *, is_titled: bool) -> Iterator[Statement]:
    """The year of the running text: that of the report if a sentence begins with it, otherwise that
    of the first sentence that is not about another year.

    If all sentences on the report's year are comparisons or plans, two others outweigh them.
    """
    own = [sentence for sentence in story if sentence.statement.year == stated]
    plain = [sentence.statement for sentence in story if not sentence.is_other_year]
    others = [statement for statement in plain if statement.year != stated]
    if len(others) < len(plain):
        yield next(statement for statement in plain if statement.year == stated)
    elif others and (not own or len(others) >= 2):
        yield others[0]
    elif own and is_titled:
        yield own[0].statement


class _Sentence(NamedTuple):
    """A sentence that begins with a year, and whether it compares with that year or plans it."""

    statement: Statement
    is_other_year: bool


def _story(overview: str) -> Iterator[_Sentence]:
    """The sentences of the overview that begin with a year."""
    for passage in find_passages(overview):
        for match in _STORY.finditer(passage):
            words = match[0].lstrip("。；")[:_LONGEST_QUOTE]
            is_other = bool(_OTHER_YEAR.search(match["said"]))
            yield _Sentence(Statement("story", int(match[1]), words), is_other)
