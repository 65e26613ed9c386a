"""The issuing agency and the year of a report: from its title, else from its opening or its end."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from typing import NamedTuple

from gouji.pipeline.agencies.mentions import find_mentions
from gouji.pipeline.agencies.names import is_place_and_office, trim_name
from gouji.pipeline.agencies.site_navigation import drop_navigation
from gouji.pipeline.agencies.titles import (
    BODY_SUFFIXES,
    clean_name,
    find_agency_in,
    find_years,
    is_body_name,
    is_title,
    may_name_agency,
    mentions_report,
)
from gouji.pipeline.language.normalise import squeeze
from gouji.pipeline.language.numbering import HEADING_NUMBER
from gouji.pipeline.records import Document, Section

# The statistical period of a report: from 1 January or to 31 December.
_PERIOD = re.compile(
    r"(?<!\d)(20[12]\d)(?:年1月1日|1月1日|11日|[-./]0?1[-./]0?1)|(?<!\d)(20[12]\d)年?12月?31日"
)
_YEAR_OF_REPORT = re.compile(r"(20[12]\d)年?度?政府信息公开工作年度报告")
# A full date: the day of publication, or the current date of a web page.
_DATE = re.compile(r"20[12]\d年\d{1,2}月\d{1,2}日")
# The name of a body that issues the report, as preambles word it.
_NAME = re.compile(
    rf"(?:现公布|现将|公布|由|本报告由|我单位|联系|是)?(?P<name>[一-鿿]{{2,22}}?(?:{BODY_SUFFIXES})"
    r"(?:[（(](?!以下|简称|下称)[一-鿿]{2,20}[)）])?)"
    r"(?=(?:[（(](?:以下)?[简下]称[^（()）]{1,16}[)）])?"
    r"(?:\d{0,4}年?度?政府信息公开|(?:自|从)?20\d\d年1月1日|编制|组织编制|结合|根据|按照|办公室联系|联系|"
    r"发布|公布))"
)
# Separators between the parts of a web page's title.
_PAGE_TITLE_SEPARATOR = re.compile(r"[_|—–-]")
# Characters at the beginning in which a report names its agency and year.
_OPENING = 3000
# Fragments at the beginning that are looked at.
_MOST_FRAGMENTS = 400
# Fragments at the end, among which is the signature.
_SIGNATURE_FRAGMENTS = 12
# The confidence of a name or a year by where it is printed, after the shares that were right on
# generated reports: in the title and in the text, in one of them, in one of several, elsewhere, and
# in one of several titles where the text names another body as its own.
_SURE, _STATED, _ONE_OF_SEVERAL, _INFERRED, _DOUBTED = 0.99, 0.97, 0.9, 0.8, 0.5
# Characters of the longest line that a title may be broken after.
_LONGEST_PIECE = 30


class Issuer(NamedTuple):
    """The agency that issued a report and the year that it is about, None if it names none, each
    with the probability that it is right (0 where there is none)."""

    agency: str | None
    year: int | None
    agency_confidence: float = 0.0
    year_confidence: float = 0.0


def find_issuer(document: Document, sections: Sequence[Section] = ()) -> Issuer:
    """Return the issuing agency as the report names it, and the reporting year."""
    lines = _read_opening(document, sections)
    titles = tuple(_find_titles(document, lines))
    agency, agency_confidence = _find_agency(document, sections, lines, titles)
    year, year_confidence = _find_year(document, sections, titles)
    return Issuer(agency, year, agency_confidence, year_confidence)


def _find_year(
    document: Document, sections: Sequence[Section], titles: Sequence[str]
) -> tuple[int | None, float]:
    """Return the year of the title, else that of the statistical period, else that of the report's
    name in the opening, else the most frequent year of the text; and its confidence."""
    stated = [years[0] for title in titles if (years := find_years(title))]
    if stated:
        return stated[0], _SURE if len(set(stated)) == 1 else _ONE_OF_SEVERAL
    opening = squeeze(document.text[:_OPENING])
    periods = [int(begin or end) for begin, end in _PERIOD.findall(opening)]
    periods = periods or [int(year) for year in _YEAR_OF_REPORT.findall(opening)]
    if periods:
        return Counter(periods).most_common(1)[0][0], _ONE_OF_SEVERAL
    body = squeeze(document.text[sections[0].start :][:_OPENING]) if sections else opening
    counts = Counter(find_years(_DATE.sub("", body), only_with_unit=True))
    return (counts.most_common(1)[0][0], _INFERRED) if counts else (None, 0.0)


def _find_agency(
    document: Document, sections: Sequence[Section], lines: _OpeningLines, titles: Sequence[str]
) -> tuple[str | None, float]:
    """Return the agency of the title, else the name in the places that call for it, else that of
    the preamble, the signature or the sheet; and its confidence. Links to other reports do not
    count. Of several titles that counts whose agency the text names as its own."""
    stated = [name for title in titles if (name := find_agency_in(title)) and may_name_agency(name)]
    mentions = _count_mentions(document.text)
    for name in stated:
        own = max((other for other in mentions if name.endswith(other)), key=len, default="")
        if own:
            return name if is_place_and_office(name) else own, _SURE
    if stated:
        is_alone = len(set(stated)) == 1
        return stated[0], _STATED if not mentions else _ONE_OF_SEVERAL if is_alone else _DOUBTED
    if name := _find_name(lines.preamble):
        return name, _STATED if mentions[name] else _ONE_OF_SEVERAL
    if mentions:
        return mentions.most_common(1)[0][0], _ONE_OF_SEVERAL if len(mentions) > 1 else _STATED
    names = (
        _find_signature(document, sections),
        _find_name([*lines.preamble, *lines.body]),
        _read_sheet_name(document),
    )
    name = next(filter(None, names), None)
    return name, _INFERRED if name else 0.0


def _count_mentions(text: str) -> Counter[str]:
    """Return how often each name is in the places that call for the agency's own."""
    names = Counter(clean_name(mention.name) for mention in find_mentions(text))
    names.pop("", None)
    return names


def _find_titles(document: Document, lines: _OpeningLines) -> Iterator[str]:
    """Yield the lines that read as the report's title, squeezed, the likeliest first.

    These are the titles before the first section from the last upwards, since lists of other
    reports may be above it; then the title of the web page; then titles in the body.
    """
    yield from _titles_among(lines.preamble)
    if document.title:
        pieces = _PAGE_TITLE_SEPARATOR.split(squeeze(document.title))
        yield from (piece for piece in pieces if mentions_report(piece))
    yield from _titles_among(lines.body)


def has_title(document: Document, sections: Sequence[Section]) -> bool:
    """Whether a line above the first section is the title of a report with agency and year."""
    preamble = _read_opening(document, sections).preamble
    return any(find_agency_in(line) and find_years(line) for line in _titles_among(preamble))


class _OpeningLines(NamedTuple):
    """The squeezed lines at the beginning of a report, before and after its first heading."""

    preamble: list[str]
    body: list[str]


def _read_opening(document: Document, sections: Sequence[Section]) -> _OpeningLines:
    start = sections[0].start if sections else _OPENING
    first = islice(document.fragments, _MOST_FRAGMENTS)
    opening = [fragment for fragment in first if fragment.start < _OPENING and fragment.text]
    preamble = [squeeze(fragment.text) for fragment in opening if fragment.start < start]
    body = [squeeze(fragment.text) for fragment in opening if fragment.start >= start]
    return _OpeningLines(drop_navigation(preamble), drop_navigation(body))


def _titles_among(lines: Sequence[str]) -> Iterator[str]:
    """Yield titles from the last to the first, then those that are broken over two lines."""
    titles = [line for line in lines if is_title(line)]
    broken = [
        line + following
        for line, following in pairwise(lines)
        if len(line) < _LONGEST_PIECE and is_title(line + following)
    ]
    yield from reversed(titles)
    yield from reversed(broken)


def _find_name(lines: Sequence[str]) -> str | None:
    """Return the name that running text gives most often for the issuer."""
    # A name may be broken over lines, but does not begin in a heading.
    text = "".join(f"{line}\n" if HEADING_NUMBER.match(line) else line for line in lines)
    found = (clean_name(trim_name(match["name"])) for match in _NAME.finditer(text))
    names = Counter(filter(may_name_agency, found))
    return names.most_common(1)[0][0] if names else None


def _read_sheet_name(document: Document) -> str | None:
    """Return the name of the first sheet, if it is the name of a body."""
    name = squeeze(document.sheets[0][1]) if document.sheets else ""
    return name if is_body_name(name) else None


def _find_signature(document: Document, sections: Sequence[Section]) -> str | None:
    """Return a name alone on one of the last lines of the report, as above its date."""
    start = sections[-1].start if sections else 0
    last = document.fragments[-_SIGNATURE_FRAGMENTS:]
    lines = [squeeze(field.text) for field in last if field.start >= start and field.text]
    return next((line for line in drop_navigation(lines) if is_body_name(line)), None)
