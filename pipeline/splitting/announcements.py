"""Places where a report may be announced, and in whose name."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from gouji.pipeline.agencies.ids import find_agency_id
from gouji.pipeline.agencies.names import find_relation, office_similarity, parse_body
from gouji.pipeline.agencies.site_navigation import is_navigation
from gouji.pipeline.agencies.titles import find_titles_among, mentions_report
from gouji.pipeline.language.normalise import squeeze
from gouji.pipeline.records import Document, Fragment

_SAME_TRADE = 0.4  # names without a place that have more in common may be one body's


class Name(NamedTuple):
    """Whose report it is, and of which year; None where that is not said."""

    agency: str | None = None
    year: int | None = None


class Call(NamedTuple):
    """A place where a report may be announced: a title or a new sheet (`sure`), or a sentence."""

    start: int
    sure: bool = False
    name: Name = Name()


def find_calls(document: Document) -> list[Call]:
    """In reading order."""
    lines = list(_lone_lines(document))
    texts = [squeeze(line.text) for line in lines]
    told = (line.start for line, text in zip(lines, texts, strict=True) if mentions_report(text))
    calls = {start: Call(start) for start in told}
    calls |= {start: Call(start, True) for start, _ in document.sheets}
    for title in find_titles_among(texts):
        start = lines[title.line].start
        calls[start] = Call(start, True, Name(title.agency, title.year))
    return [calls[start] for start in sorted(calls)]


def _lone_lines(document: Document) -> Iterator[Fragment]:
    """Texts that stand alone on their lines and are of the report itself."""
    for _, group in groupby(document.fragments, key=lambda fragment: fragment.row):
        filled = [f for f in group if f.text and f.role != "furniture"]
        if len(filled) == 1 and not is_navigation(squeeze(filled[0].text)):
            yield filled[0]


def differ(one: Name, other: Name) -> bool:
    """Whether two names are sure to be those of two reports."""
    years = None not in (one.year, other.year) and one.year != other.year
    return years or are_strangers(one.agency, other.agency)


def are_strangers(one: str | None, other: str | None) -> bool:
    """Whether two names are sure to be those of two bodies: a government and its office may be
    one, and so may a name with its place and without."""
    own, others = find_agency_id(one), find_agency_id(other)
    if own is None or others is None or own == others:
        return False
    a, b = parse_body(own), parse_body(others)
    if a.places and b.places:
        return find_relation(a, b) not in ("same", "government", "unclear")
    return (
        not (a.is_government and b.is_government)
        and office_similarity(a.office, b.office) < _SAME_TRADE
    )
