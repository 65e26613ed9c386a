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
from gouji.pipeline.check.report_facts import Facts
from gouji.pipeline.check.results import Result
from gouji.pipeline.forms.rules import PeriodRule
from gouji.pipeline.language.normalise import squeeze

_YEAR = r"(?<!\d)(20[12]\d)(?!\d)"
_TITLE = re.compile(r"信息公开.{0,8}?(?:年度)?(?:工作)?(?:年度)?(?:报告|年报)")
_TITLE_YEAR = re.compile(rf"{_YEAR}年")
_REPORT = re.compile(
    rf"(?:现公布|现将|公布|发布|编制|编写)[^，。；]{{0,40}}?{_YEAR}年?度?[^，。；]{{0,20}}?信息公开[^，。；]{{0,12}}?(?:报告|年报)"
)
_PERIOD = re.compile(rf"{_YEAR}年1月1日(?:起|开始)?(?:至|到|—+|-+|~|～|－|–)(?:{_YEAR}年)?12月31日")
_UNTIL = re.compile(rf"(?:截止|截至)(?:日期|时间|到|至)?(?:为|是)?{_YEAR}年12月31日")
_STORY = re.compile(
    rf"(?:^|[。；]){_YEAR}年(?:度|以来|全年)?[，,]?(?!1[0-2]?月|[2-9]月)(?P<said>[^。]*)"
)
_PLAN = re.compile("将|计划|拟|下一步|争取|力争")
# Length of the beginning of a report that holds title and preamble, in characters.
_BEGINNING = 3000
# Length of the overview that is searched for its story, in characters.
_LONGEST_STORY = 8000
# Marks of a sentence, and the names of attached files.
_NO_TITLE = re.compile(r"[，,。；]|附件|\.(?:docx?|pdf|wps|xlsx?|zip|rar)", re.IGNORECASE)
# Longest line that can be a title, in characters.
_LONGEST_TITLE = 60
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
    stated = title.year if title else facts.year
    story = list(_story(_overview(facts)))
    matching = [statement for statement in story if statement.year == stated]
    if stated and story:
        yield (matching or story)[0]


def _title_year(facts: Facts) -> Statement | None:
    """The year of the line that reads as the report's title. Several such lines with different
    years are a list of reports: then the year of those with the agency's name, if it is one."""
    lines = [line for line in plain_lines(facts.text[:_BEGINNING]) if _is_title(line)]
    agency = squeeze(facts.agency or "")
    for candidates in lines, [line for line in lines if agency and agency in line]:
        years = {match[1]: line for line in candidates if (match := _TITLE_YEAR.search(line))}
        if len(years) == 1:
            [(year, line)] = years.items()
            return Statement("title", int(year), line)
    return None


def _is_title(line: str) -> bool:
    names_report = len(line) <= _LONGEST_TITLE and bool(_TITLE.search(line))
    return names_report and not _NO_TITLE.search(line) and not is_navigation(line)


def _statements(passage: str) -> Iterator[Statement]:
    for match in _REPORT.finditer(passage):
        yield Statement("report", int(match[1]), match[0])
    for match in _PERIOD.finditer(passage):
        for year in filter(None, match.groups()):
            yield Statement("period", int(year), match[0])
    for match in _UNTIL.finditer(passage):
        yield Statement("period", int(match[1]), match[0])


def _overview(facts: Facts) -> str:
    section = next((one for one in facts.sections if one.section == "overview"), None)
    return facts.text[section.start : section.end][:_LONGEST_STORY] if section else ""


def _story(overview: str) -> Iterator[Statement]:
    """The years that sentences of the overview begin with, except those of plans."""
    for passage in find_passages(overview):
        for match in _STORY.finditer(passage):
            if not _PLAN.search(match["said"]):
                yield Statement("story", int(match[1]), match[0].lstrip("。；")[:_LONGEST_QUOTE])
