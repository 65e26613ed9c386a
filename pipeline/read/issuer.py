"""Whose report it is and of which year: from its title, else from what its opening says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from gouji.pipeline.agencies.site_navigation import drop_navigation
from gouji.pipeline.agencies.titles import (
    BODIES,
    find_agency_in,
    find_years,
    is_body,
    is_title,
    names_a_report,
    tidy,
)
from gouji.pipeline.language.normalise import squeeze
from gouji.pipeline.records import Document, Section

_PERIOD = re.compile(
    r"(?<!\d)(20[12]\d)(?:年1月1日|1月1日|11日|[-./]0?1[-./]0?1)|(?<!\d)(20[12]\d)年?12月?31日"
)
_OWN = re.compile(r"(20[12]\d)年?度?政府信息公开工作年度报告")
_DAY = re.compile(r"20[12]\d年\d{1,2}月\d{1,2}日")  # of publication, or today's
_NAMED = re.compile(
    rf"(?:现公布|现将|公布|由|本报告由|我单位|联系|是)?(?P<name>[一-鿿]{{2,22}}?(?:{BODIES})"
    r"(?:[（(](?!以下|简称|下称)[一-鿿]{2,20}[)）])?)"
    r"(?=(?:[（(](?:以下)?[简下]称[^（()）]{1,16}[)）])?"
    r"(?:\d{0,4}年?度?政府信息公开|编制|组织编制|结合|根据|按照|办公室联系|联系|发布|公布))"
)
_EARLY = 3000  # characters in which a report says who it is
_LAST = 12  # fragments in which it is signed


def find_year(document: Document, sections: Sequence[Section]) -> int | None:
    """The reporting year: the title's, else that of the statistical period, else the one of the
    report that is announced, else the commonest."""
    for title in find_titles(document, sections):
        if years := find_years(title):
            return years[0]
    opening = squeeze(document.text[:_EARLY])
    periods = [int(a or b) for a, b in _PERIOD.findall(opening)]
    periods = periods or [int(year) for year in _OWN.findall(opening)]
    if periods:
        return Counter(periods).most_common(1)[0][0]
    body = squeeze(document.text[sections[0].start :][:_EARLY]) if sections else opening
    named = Counter(find_years(_DAY.sub("", body), dated=True))
    return named.most_common(1)[0][0] if named else None


def find_agency(document: Document, sections: Sequence[Section] = ()) -> str | None:
    """The issuing body as the report names it, None where it does not: in its title, else in its
    preamble, else under its text, else on the tab of its sheet; links to other reports do not
    count."""
    for title in find_titles(document, sections):
        if name := find_agency_in(title):
            return name
    head, body = _early_lines(document, sections)
    names = (_named(head), _signature(document, sections), _named([*head, *body]), _tab(document))
    return next(filter(None, names), None)


def find_titles(document: Document, sections: Sequence[Section] = ()) -> Iterator[str]:
    """Lines that read as the report's title, squeezed, the likeliest first: the last before its
    first section, where lists of other reports stand above it; the page's title; any other."""
    head, body = _early_lines(document, sections)
    yield from _titles(head)
    if document.title:
        parts = re.split(r"[_|—–-]", squeeze(document.title))
        yield from (part for part in parts if names_a_report(part))
    yield from _titles(body)


def _early_lines(document: Document, sections: Sequence[Section]) -> tuple[list[str], list[str]]:
    """The report's own lines, squeezed, before its first section and, early on, behind it."""
    start = sections[0].start if sections else _EARLY
    early = [f for f in islice(document.fragments, 400) if f.start < _EARLY and f.text]
    head = [squeeze(fragment.text) for fragment in early if fragment.start < start]
    body = [squeeze(fragment.text) for fragment in early if fragment.start >= start]
    return drop_navigation(head), drop_navigation(body)


def _titles(lines: Sequence[str]) -> Iterator[str]:
    """From the last to the first; then those that are broken over two lines."""
    own = [line for line in lines if is_title(line)]
    pairs = [a + b for a, b in pairwise(lines) if len(a) < 30 and is_title(a + b)]
    yield from reversed(own)
    yield from reversed(pairs)


def _named(lines: Sequence[str]) -> str | None:
    """The name that lines of running text give most often as that of who reports."""
    names = Counter(tidy(found["name"]) for found in _NAMED.finditer("".join(lines)))
    names.pop("", None)
    return names.most_common(1)[0][0] if names else None


def _tab(document: Document) -> str | None:
    """The name of the first sheet, where it is that of a body."""
    name = squeeze(document.sheets[0][1]) if document.sheets else ""
    return name if is_body(name) else None


def _signature(document: Document, sections: Sequence[Section]) -> str | None:
    """A name alone on one of the last lines of the report, above its date."""
    start = sections[-1].start if sections else 0
    last = [squeeze(f.text) for f in document.fragments[-_LAST:] if f.start >= start and f.text]
    signed = (line for line in drop_navigation(last) if is_body(line))
    return next(signed, None)
