"""Which sections, tables and pages a report has, and how often."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from gouji.pipeline.check.report_facts import Facts
from gouji.pipeline.check.results import Result
from gouji.pipeline.forms.rules import PageRule, PlacedRule, SectionRule, TableRule
from gouji.pipeline.forms.written_tables import has_figures, has_labels
from gouji.pipeline.language.normalise import squeeze
from gouji.pipeline.language.numbering import HEADING_NUMBER, find_series_positions
from gouji.pipeline.records import Cause, Section, UnplacedFigure, Verdict

# The fewest repeated sections that show a page copied twice.
_FEWEST_REPEATED = 3
# The parts of the subjects of sections, which may have headings of their own.
_PARTS = (
    (re.compile("复议"), re.compile("诉讼")),
    (re.compile("问题|不足|短板|困难|薄弱|弱项"), re.compile("改进|整改|打算|计划|措施|方向|安排")),
)
# Words of the subjects of sections. A heading without one may be that of another section.
_SUBJECTS = {
    "overview": re.compile("总体|概述|概况|基本|开展|主要|推进|完成|做法|成效|总结|回顾"),
    "proactive": re.compile("主动"),
    "requests": re.compile("申请"),
    "remedies": re.compile("复议|诉讼"),
    "problems": re.compile("问题|不足|短板|困难|薄弱|弱项|改进|整改|打算|计划|措施|方向|安排"),
    "other": re.compile("其他|其它|需要|需报告|需说明"),
}
# Words that the headings of all sections have.
_GENERAL = re.compile(
    "政府|政务|信息|公开|工作|情况|本?年度|事项|存在|收到|办理|处理|行政|说明|[的和与及、，依被因]"
)
REPORT = "report"  # The scope of a rule that is applied to the whole report.


@dataclass(frozen=True, slots=True)
class MissingSectionDetail:
    """A required section: it was found, or may be on a page that was not read, in a line whose
    characters were lost or in one that has its title, or is missing."""

    section: str
    presence: Literal["found", "unread", "damaged", "titled", "missing"]


@dataclass(frozen=True, slots=True)
class RepeatedSectionDetail:
    """A section, and how often it was found."""

    section: str
    times: int


@dataclass(frozen=True, slots=True)
class MissingTableDetail:
    """A required table: it has figures, or only the labels of its rows, or is missing. It may also
    be among figures whose cells were not found, in sentences or rows with unknown labels, on a page
    that was not read, or in lines whose characters were lost."""

    table: str
    presence: Literal["figures", "labels", "unplaced", "sentences", "unread", "damaged", "missing"]


@dataclass(frozen=True, slots=True)
class UnplacedDetail:
    """A table, or REPORT, and its figures that have no cell."""

    scope: str
    figures: tuple[UnplacedFigure, ...]


@dataclass(frozen=True, slots=True)
class AllPagesDetail:
    """The number of pages of a report whose pages were all read. `are_pictures`: they are the
    pictures of a document without pages."""

    pages: int
    are_pictures: bool = False


@dataclass(frozen=True, slots=True)
class UnreadPageDetail:
    """The number of a page that could not be read. `is_picture`: it is a picture in a document
    without pages."""

    page: int
    is_picture: bool = False


# Media whose pages are those of the file. The pages of others are pictures.
_PAGED = ("pdf", "scan", "image")
# What was not found may be missing from the report or lost in reading: no cause is given, unless
# there are pages that were not read.


def check_missing_sections(
    rule: SectionRule, facts: Facts
) -> Iterator[Result[MissingSectionDetail]]:
    """A result for each required section: holds where it was found, undecided where it may be on a
    page that was not read, in a line whose characters were lost or in one that has its title."""
    for name in rule.sections:
        detail = MissingSectionDetail(name, _find_presence(name, facts))
        if detail.presence in ("found", "missing"):
            yield Result(rule, name, "holds" if detail.presence == "found" else "broken", detail)
        else:
            yield Result(rule, name, "undecided", detail, cause="reading")


def _find_presence(
    name: str, facts: Facts
) -> Literal["found", "unread", "damaged", "titled", "missing"]:
    if any(section.section == name for section in facts.sections):
        return "found"
    if facts.unread_pages:
        return "unread"
    if facts.has_damaged_lines:
        return "damaged"
    return "titled" if facts.has_titled_line(name) else "missing"


def check_repeated_sections(
    rule: SectionRule, facts: Facts
) -> Iterator[Result[RepeatedSectionDetail]]:
    """A result for each section that was found: holds where it was found once, or under headings
    for its parts; undecided where a heading is not sure, or where most sections are there as often,
    so that the page may have been copied twice."""
    counts = Counter(section.section for section in facts.sections)
    unsure = _find_unsure(facts)
    repeated = sum(times > 1 for times in counts.values())
    is_copied = repeated >= _FEWEST_REPEATED and 2 * repeated > len(counts)
    for name in rule.sections:
        if times := counts[name]:
            is_once = times == 1 or _are_parts(facts.sections, name)
            is_doubted = not is_once and (is_copied or name in unsure)
            verdict: Verdict = "holds" if is_once else "undecided" if is_doubted else "broken"
            cause: Cause | None = "reading" if is_doubted else None
            yield Result(rule, name, verdict, RepeatedSectionDetail(name, times), cause=cause)


def _find_unsure(facts: Facts) -> set[str]:
    """The sections with a heading that may be that of another one.

    A heading that is numbered as the others are and has no words but those of its subject is sure,
    in whatever place it is.
    """
    positions = find_series_positions([squeeze(section.title) for section in facts.sections])
    return {
        section.section
        for section, position in zip(facts.sections, positions, strict=True)
        if not _is_named(section)
        or (section.confidence < facts.trust and not (position.outer and _is_whole(section)))
    }


def _is_whole(section: Section) -> bool:
    """Whether a heading has no words but those of the subject of its section."""
    words, subject = squeeze(section.title), _SUBJECTS.get(section.section)
    words = HEADING_NUMBER.sub("", words, count=1)
    return subject is not None and not _GENERAL.sub("", subject.sub("", words))


def _is_named(section: Section) -> bool:
    """Whether a heading has a word of the subject of its section."""
    words = _SUBJECTS.get(section.section)
    return words is None or bool(words.search(squeeze(section.title)))


def _are_parts(sections: Sequence[Section], name: str) -> bool:
    """Whether the headings of a section name different parts of its subject: 行政复议情况 and
    行政诉讼情况."""
    titles = [squeeze(section.title) for section in sections if section.section == name]
    for parts in _PARTS:
        named = [tuple(bool(part.search(title)) for part in parts) for title in titles]
        if all(sum(each) == 1 for each in named) and len(set(named)) == len(titles):
            return True
    return False


def check_missing_tables(rule: TableRule, facts: Facts) -> Iterator[Result[MissingTableDetail]]:
    """A result for each required table: holds where a copy was found, undecided where the labels
    of its rows were found without figures, or figures without cells may be those of the table, or
    its section states many figures, or it may be on a page that was not read or in lines whose
    characters were lost."""
    verdicts: dict[str, Verdict] = {"figures": "holds", "missing": "broken"}
    for name in rule.tables:
        detail = _find_table(name, facts)
        is_unread = detail.presence in ("unplaced", "sentences", "unread", "damaged")
        cause: Cause | None = "reading" if is_unread else None
        verdict = verdicts.get(detail.presence, "undecided")
        yield Result(rule, name, verdict, detail, cause=cause)


def _find_table(name: str, facts: Facts) -> MissingTableDetail:
    if facts.copies.get(name, 0):
        return MissingTableDetail(name, "figures")
    if any(figure.near in (name, None) or figure.reason == "no_table" for figure in facts.unplaced):
        return MissingTableDetail(name, "unplaced")
    if has_figures(facts.text, facts.sections, name):
        return MissingTableDetail(name, "sentences")
    form = facts.forms.get(name)
    is_framed = form is not None and has_labels(facts.text, form.table(name))
    if facts.unread_pages and not is_framed:
        return MissingTableDetail(name, "unread")
    if facts.has_damaged_lines and not is_framed:
        return MissingTableDetail(name, "damaged")
    return MissingTableDetail(name, "labels" if is_framed else "missing")


def check_unplaced(rule: PlacedRule, facts: Facts) -> Iterator[Result[UnplacedDetail]]:
    """A result for each printed table, and one for the report: undecided where figures have no
    cell. Those of the report are figures whose table is not known."""
    for scope in (*facts.copies, REPORT):
        near = None if scope == REPORT else scope
        figures = tuple(figure for figure in facts.unplaced if figure.near == near)
        if figures:
            detail = UnplacedDetail(scope, figures)
            yield Result(rule, scope, "undecided", detail, cause="reading")
        elif scope == REPORT or facts.copies[scope]:
            yield Result(rule, scope, "holds", UnplacedDetail(scope, ()))


def check_unread_pages(
    rule: PageRule, facts: Facts
) -> Iterator[Result[AllPagesDetail] | Result[UnreadPageDetail]]:
    """One result if all pages were read, otherwise one for each page that was not; none for media
    without pages."""
    are_pictures = facts.media not in _PAGED
    if facts.pages and not facts.unread_pages:
        yield Result(rule, "pages", "holds", AllPagesDetail(facts.pages, are_pictures))
    for page in facts.unread_pages:
        detail = UnreadPageDetail(page, are_pictures)
        yield Result(rule, str(page), "undecided", detail, cause="reading")
