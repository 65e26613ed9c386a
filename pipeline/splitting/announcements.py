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

_SAME_TRADE = 0.4  # offices without a place, at least this similar, may be one body


class Name(NamedTuple):
    """The agency and the year of a report; None where they are not stated."""

    agency: str | None = None
    year: int | None = None


class Announcement(NamedTuple):
    """A line that may announce a report: a title or a new sheet (`certain`), or a sentence."""

    start: int
    certain: bool = False
    name: Name = Name()


def find_announcements(document: Document) -> list[Announcement]:
    """All announcements of a document, in reading order."""
    lines = list(_lone_lines(document))
    texts = [squeeze(line.text) for line in lines]
    mentions = [
        line.start for line, text in zip(lines, texts, strict=True) if mentions_report(text)
    ]
    announcements = {start: Announcement(start) for start in mentions}
    announcements |= {start: Announcement(start, True) for start, _ in document.sheets}
    for title in find_titles_among(texts):
        start = lines[title.line].start
        announcements[start] = Announcement(start, True, Name(title.agency, title.year))
    return [announcements[start] for start in sorted(announcements)]


def _lone_lines(document: Document) -> Iterator[Fragment]:
    """Texts alone on their lines, without page furniture and site navigation."""
    for _, group in groupby(document.fragments, key=lambda fragment: fragment.row):
        filled = [f for f in group if f.text and f.role != "furniture"]
        if len(filled) == 1 and not is_navigation(squeeze(filled[0].text)):
            yield filled[0]


def are_different_reports(first: Name, second: Name) -> bool:
    """Whether two names certainly belong to two reports."""
    years = None not in (first.year, second.year) and first.year != second.year
    return years or are_different_bodies(first.agency, second.agency)


def are_different_bodies(first: str | None, second: str | None) -> bool:
    """Whether two names certainly belong to two bodies.

    A government and its office may be one body. So may a name with a place and the same name
    without it.
    """
    first_id, second_id = find_agency_id(first), find_agency_id(second)
    if first_id is None or second_id is None or first_id == second_id:
        return False
    a, b = parse_body(first_id), parse_body(second_id)
    if a.places and b.places:
        return find_relation(a, b) not in ("same", "government", "unclear")
    return (
        not (a.is_government and b.is_government)
        and office_similarity(a.office, b.office) < _SAME_TRADE
    )
