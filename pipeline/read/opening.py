"""The lines at the beginning of a report, and the titles among them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from gouji.pipeline.agencies.site_navigation import drop_navigation
from gouji.pipeline.agencies.titles import (
    Title,
    find_agency_in,
    find_titles_among,
    find_years,
    may_name_agency,
    mentions_report,
)
from gouji.pipeline.language.normalise import squeeze
from gouji.pipeline.records import Document, Section

# Separators between the parts of a web page's title.
_PAGE_TITLE_SEPARATOR = re.compile(r"[_|—–-]")
# Characters at the beginning in which a report names its agency and year.
LENGTH = 3000
# Fragments at the beginning that are looked at.
_MOST_FRAGMENTS = 400


@dataclass(frozen=True)
class Opening:
    """The squeezed lines before and after the first heading of a section, without those of the
    website, and the title of the web page."""

    preamble: Sequence[str]
    body: Sequence[str]
    page_title: str = ""

    @cached_property
    def titles(self) -> tuple[Title, ...]:
        """The titles above the first section. The last one is the report's own, since lists of
        other reports may be above it."""
        return tuple(_with_names(find_titles_among(self.preamble)))

    @cached_property
    def later_titles(self) -> tuple[Title, ...]:
        """The titles of the web page, with the line −1, and of the lines behind the first heading,
        which may be links."""
        pieces = _PAGE_TITLE_SEPARATOR.split(squeeze(self.page_title))
        page = [piece for piece in pieces if mentions_report(piece)]
        named = [Title(-1, find_agency_in(p), next(iter(find_years(p)), None)) for p in page]
        return tuple(_with_names([*named, *find_titles_among(self.body)]))


def read_opening(document: Document, sections: Sequence[Section]) -> Opening:
    """The beginning of a report. Its first section ends the preamble, its second one the body."""
    start, end = [*[section.start for section in sections[:2]], LENGTH, LENGTH][:2]
    first = islice(document.fragments, _MOST_FRAGMENTS)
    opening = [fragment for fragment in first if fragment.start < LENGTH and fragment.text]
    preamble = [squeeze(fragment.text) for fragment in opening if fragment.start < start]
    body = [squeeze(fragment.text) for fragment in opening if start <= fragment.start < end]
    return Opening(drop_navigation(preamble), drop_navigation(body), document.title or "")


def _with_names(titles: Iterator[Title] | Sequence[Title]) -> Iterator[Title]:
    """The titles, with the texts before them that are no names left out."""
    for title in titles:
        is_name = title.agency is not None and may_name_agency(title.agency)
        yield title if is_name else title._replace(agency=None, is_apart=False)
