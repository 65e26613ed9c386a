"""The issuing agency and the year of a report."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from gouji.pipeline.agencies.titles import find_years
from gouji.pipeline.language.normalise import squeeze
from gouji.pipeline.read.agency import INFERRED, ONE_OF_SEVERAL, SURE, find_agency
from gouji.pipeline.read.opening import LENGTH, Opening, read_opening
from gouji.pipeline.records import Document, Section

# The statistical period of a report: from 1 January or to 31 December.
_PERIOD = re.compile(
    r"(?<!\d)(20[12]\d)(?:年1月1日|1月1日|11日|[-./]0?1[-./]0?1(?!\d))|(?<!\d)(20[12]\d)年?12月?31日"
)
_YEAR_OF_REPORT = re.compile(
    r"(?<!\d)(20[12]\d)年?度?(?:政府|政务)?信息公开工作(?:年度报告|(?:开展)?情况|实际)"
)
# A sentence of the preamble on what was done in the year.
_STORY = re.compile(r"(20[12]\d)年度?[,，]")
# A full date: the day of publication, or the current date of a web page.
_DATE = re.compile(r"20[12]\d年\d{1,2}月\d{1,2}日")


class Issuer(NamedTuple):
    """The agency that issued a report and the year that it is about, None if it names none, each
    with the probability that it is right (0 where there is none)."""

    agency: str | None
    year: int | None
    agency_confidence: float = 0.0
    year_confidence: float = 0.0


def find_issuer(document: Document, sections: Sequence[Section] = ()) -> Issuer:
    """Return the issuing agency as the report names it, and the reporting year."""
    opening = read_opening(document, sections)
    agency, agency_confidence = find_agency(document, sections, opening)
    year, year_confidence = _find_year(document, sections, opening)
    return Issuer(agency, year, agency_confidence, year_confidence)


def has_title(document: Document, sections: Sequence[Section]) -> bool:
    """Whether a line above the first section is the title of a report with agency and year."""
    return any(title.agency and title.year for title in read_opening(document, sections).titles)


def _find_year(
    document: Document, sections: Sequence[Section], opening: Opening
) -> tuple[int | None, float]:
    """Return the year of the title, else that of the statistical period, else that of the report's
    name in the opening, else the one that the preamble begins with or the most frequent one of the
    text; and its confidence."""
    titles = [*opening.titles[::-1], *opening.later_titles]
    stated = [title.year for title in titles if title.year]
    if stated:
        return stated[0], SURE if len(set(stated)) == 1 else ONE_OF_SEVERAL
    start = "".join([*opening.preamble, *opening.body])
    periods = [int(begin or end) for begin, end in _PERIOD.findall(start)]
    periods = periods or [int(year) for year in _YEAR_OF_REPORT.findall(start)]
    if periods:
        return Counter(periods).most_common(1)[0][0], ONE_OF_SEVERAL
    told = [int(match[1]) for line in opening.preamble if (match := _STORY.match(line))]
    if told:
        return told[0], INFERRED
    body = squeeze(document.text[sections[0].start :][:LENGTH]) if sections else start
    counts = Counter(find_years(_DATE.sub("", body), only_with_unit=True))
    return (counts.most_common(1)[0][0], INFERRED) if counts else (None, 0.0)
