"""The year that title, preamble and text of a report speak of.

Other years are named with good reason: for comparison, in numbers of documents, in plans, and as
the date of publication. Three statements are the report's own: its title, the period of its
figures (1 January to 31 December), and which year's report it says it is; and the year with which
it begins its story, if it never names its own there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gouji.pipeline.agencies.site_navigation import is_navigation
from gouji.pipeline.check.facts import Facts
from gouji.pipeline.check.passages import find_passages, plain_lines
from gouji.pipeline.forms.rules import PeriodRule
from gouji.pipeline.language.normalise import squeeze
from gouji.pipeline.records import Finding, Verdict

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
_EARLY = 3000
_STORIED = 8000

_WHERE = {
    "title": ("标题", "the title"),
    "report": ("引言", "the preamble"),
    "period": ("统计期限", "the period of its figures"),
    "story": ("正文", "the text"),
}


@dataclass(frozen=True, slots=True)
class _Said:
    """A year, where the report states it, and in which words."""

    where: str
    year: int
    words: str


def check_period(rule: PeriodRule, facts: Facts) -> Iterator[Finding]:
    """A finding for a report that states its year more than once: broken if they are two years."""
    said = list(dict.fromkeys(_find_years(facts)))
    if len({(one.where, one.year) for one in said}) < 2:
        return
    agree = len({one.year for one in said}) == 1
    verdict: Verdict = "holds" if agree else "broken"
    first: dict[tuple[str, int], _Said] = {}
    for one in said:
        first.setdefault((one.where, one.year), one)
    yield Finding(
        rule=rule.rule,
        scope="report",
        verdict=verdict,
        severity=rule.severity,
        message_zh="，".join(
            f"{_WHERE[o.where][0]}为 {o.year} 年（“{o.words}”）" for o in first.values()
        )
        + ("，年度一致。" if agree else "，年度不一致。"),
        message_en=", ".join(
            f"{_WHERE[o.where][1]} says {o.year} (“{o.words}”)" for o in first.values()
        )
        + ("; they agree." if agree else "; they disagree."),
        cause=None if agree else "source",
    )


def _find_years(facts: Facts) -> Iterator[_Said]:
    titled = _title_year(facts)
    if titled:
        yield titled
    for passage in find_passages(facts.text[:_EARLY]):
        yield from _statements(passage)
    stated = titled.year if titled else facts.year
    story = list(_story(_overview(facts)))
    own = [one for one in story if one.year == stated]
    if stated and story:
        yield (own or story)[0]


def _title_year(facts: Facts) -> _Said | None:
    """That of the line that reads as the report's title; None where several lines do, as where
    the page lists the reports of other years, and none or more than one has the agency's name."""
    lines = [line for line in plain_lines(facts.text[:_EARLY]) if _is_title(line)]
    agency = squeeze(facts.agency or "")
    for chosen in lines, [line for line in lines if agency and agency in line]:
        years = {found[1]: line for line in chosen if (found := _TITLE_YEAR.search(line))}
        if len(years) == 1:
            [(year, line)] = years.items()
            return _Said("title", int(year), line)
    return None


def _is_title(line: str) -> bool:
    named = len(line) <= 60 and bool(_TITLE.search(line)) and not re.search("[，,。；]", line)
    return named and not is_navigation(line)


def _statements(passage: str) -> Iterator[_Said]:
    for found in _REPORT.finditer(passage):
        yield _Said("report", int(found[1]), found[0])
    for found in _PERIOD.finditer(passage):
        for year in filter(None, found.groups()):
            yield _Said("period", int(year), found[0])
    for found in _UNTIL.finditer(passage):
        yield _Said("period", int(found[1]), found[0])


def _overview(facts: Facts) -> str:
    section = next((one for one in facts.sections if one.section == "overview"), None)
    return facts.text[section.start : section.end][:_STORIED] if section else ""


def _story(overview: str) -> Iterator[_Said]:
    """The years that sentences of the overview begin with, plans apart."""
    for passage in find_passages(overview):
        for found in _STORY.finditer(passage):
            if not _PLAN.search(found["said"]):
                yield _Said("story", int(found[1]), found[0].lstrip("。；")[:30])
