"""What the running text of a report claims: its prose cut out, read, and put back at its place."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from gouji.models.breakdowns import Breakdowns
from gouji.models.claims import Claims
from gouji.pipeline.claims.figure_context import Passage
from gouji.pipeline.claims.quantities import COUNTED
from gouji.pipeline.claims.statements import find_claims
from gouji.pipeline.language.numerals import looks_like_value
from gouji.pipeline.records import Claim, Document, Fragment, Section, Table

_UNIT = re.compile(rf"{COUNTED}|[%个人万年月]")
_SENTENCE = re.compile(r"[。；;！]|[，,].*[，,。]")
_STOPS, _COMMAS = "。！？；：;:", "，,、（("
_HEAD = re.compile(r"\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]|[一二三四五六七八九十]是)")
_WRAPPED = 18  # characters from which a line without a full stop was broken by its width
_SHORT = 12  # characters from which a field that ends with a full stop is running text
_LONG = 40  # characters from which one of several fields on a line is running text


@dataclass(frozen=True, slots=True)
class Prose:
    """A passage of a report, and where each of its lines stands: in it, in the document."""

    passage: Passage
    places: tuple[tuple[int, int], ...]

    def locate(self, at: int) -> int:
        """The offset in the document of one in the passage."""
        mine, there = self.places[bisect_right(self.places, (at, 1 << 60)) - 1]
        return there + at - mine


def read_claims(
    document: Document,
    sections: Sequence[Section],
    tables: Sequence[Table],
    claims: Claims,
    breakdowns: Breakdowns,
    year: int | None = None,
    agency: str | None = None,
) -> tuple[Claim, ...]:
    """Every claim of the running text in reading order; what stands in tables makes none."""
    lines = find_prose(document, tables)
    return tuple(
        replace(claim, start=prose.locate(claim.start), end=prose.locate(claim.end - 1) + 1)
        for prose in _passages(lines, sections, year, agency)
        for claim in find_claims(prose.passage, claims, breakdowns)
    )


def find_prose(document: Document, tables: Sequence[Table]) -> Iterator[Fragment]:
    """The fragments that are running text: neither placed in a table nor a label between cells."""
    placed = [[one.fragment for one in table.cells if one.fragment] for table in tables]
    spans = [(min(f.start for f in own), max(f.end for f in own)) for own in placed if own]
    for _, group in groupby(document.fragments, key=lambda fragment: fragment.row):
        line = [fragment for fragment in group if fragment.text]
        if joined := _join(document.text, line):
            line = [joined]
        for one in line:
            inside = any(start <= one.start < end for start, end in spans)
            if _is_prose(one, alone=len(line) == 1 and not inside):
                yield one


def _join(text: str, line: Sequence[Fragment]) -> Fragment | None:
    """A line of running text whose figures, set off by spaces, were taken for fields."""
    behind = [other.text for one, other in pairwise(line) if looks_like_value(one.text)]
    counted = sum(bool(_UNIT.match(other)) for other in behind)
    if not counted or 2 * counted < len(behind) or any(one.ruled for one in line):
        return None
    whole = text[line[0].start : line[-1].end]
    return line[0]._replace(text=whole, end=line[-1].end) if _SENTENCE.search(whole) else None


def _is_prose(fragment: Fragment, alone: bool) -> bool:
    if looks_like_value(fragment.text):
        return False
    if fragment.text[-1] in "。；" and len(fragment.text) >= _SHORT:
        return True
    return alone or (len(fragment.text) >= _LONG and bool(_SENTENCE.search(fragment.text)))


def _passages(
    lines: Iterable[Fragment], sections: Sequence[Section], year: int | None, agency: str | None
) -> Iterator[Prose]:
    """The lines of each section as one passage; its heading is a line of its own."""
    starts = [section.start for section in sections]
    names = ["", *(section.section for section in sections)]
    for number, group in groupby(lines, key=lambda line: bisect_right(starts, line.start)):
        text, last, places = "", "", []
        for line in group:
            text += "" if _goes_on(last, line.text) else "\n" * bool(text)
            places.append((len(text), line.start))
            text += line.text
            last = "" if line.start in starts else line.text
        yield Prose(Passage(text, names[number], year, agency), tuple(places))


def _goes_on(last: str, line: str) -> bool:
    """Whether a line is the rest of a sentence that was broken by the width of the page."""
    last = last.rstrip()
    if not last or _HEAD.match(line) or last[-1] in _STOPS:
        return False
    return last[-1] in _COMMAS or len(last) >= _WRAPPED
