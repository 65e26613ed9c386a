"""Claims of a report: its running text is cut out, read, and the claims get their offsets back."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from gouji.models.breakdowns import BreakdownModels
from gouji.models.claims import ClaimModels
from gouji.models.estimators.agreement import Agreed
from gouji.pipeline.claims.figure_context import Passage
from gouji.pipeline.claims.passage_claims import NO_WORDINGS, find_claims
from gouji.pipeline.claims.quantities import COUNTED
from gouji.pipeline.language.numerals import looks_like_value
from gouji.pipeline.language.paragraphs import continues
from gouji.pipeline.records import Claim, Document, Fragment, Section, Table

# The unit behind a figure.
_UNIT = re.compile(rf"{COUNTED}|[%个人万年月]")
# The marks of a sentence: a stop, or two commas.
_SENTENCE = re.compile(r"[。；;！]|[，,].*[，,。]")
# Characters of a field that ends with a full stop from which it is running text.
_FEWEST_WITH_STOP = 12
# Characters of one of several fields on a line from which it is running text.
_FEWEST_AMONG_FIELDS = 40


@dataclass(frozen=True, slots=True)
class LocatedPassage:
    """A passage and its lines, each as its offset in the passage and in the document."""

    passage: Passage
    line_offsets: tuple[tuple[int, int], ...]

    def to_document(self, offset: int) -> int:
        """Return the offset in the document for one in the passage."""
        index = bisect_right(self.line_offsets, offset, key=lambda line: line[0]) - 1
        in_passage, in_document = self.line_offsets[index]
        return in_document + offset - in_passage


def read_claims(
    document: Document,
    sections: Sequence[Section],
    tables: Sequence[Table],
    models: ClaimModels,
    breakdowns: BreakdownModels,
    year: int | None = None,
    agency: str | None = None,
    wordings: Mapping[str, Agreed] = NO_WORDINGS,
) -> tuple[Claim, ...]:
    """Return every claim of the running text in reading order; text of tables makes none.

    In media with pages a claim has the page and the box of the line of its figure. `wordings` are
    those of reviewed reports (`Layouts.wordings`).
    """
    claims = tuple(
        replace(
            claim,
            start=located.to_document(claim.start),
            end=located.to_document(claim.end - 1) + 1,
        )
        for located in find_passages(document, sections, tables, year, agency)
        for claim in find_claims(located.passage, models, breakdowns, wordings)
    )
    return claims if document.pages is None else tuple(_add_boxes(document, claims))


def _add_boxes(document: Document, claims: Sequence[Claim]) -> Iterator[Claim]:
    starts = [fragment.start for fragment in document.fragments]
    for claim in claims:
        line = document.fragments[max(0, bisect_right(starts, claim.start) - 1)]
        yield replace(claim, page=line.page, box=line.cell_box)


def find_prose(document: Document, tables: Sequence[Table]) -> Iterator[Fragment]:
    """Yield the fragments that are running text: no cells of a table, nor labels between them."""
    placed = [
        [f for cell in table.cells if (f := cell.fragment) and f.has_place] for table in tables
    ]
    spans = [
        (min(fragment.start for fragment in fragments), max(fragment.end for fragment in fragments))
        for fragments in placed
        if fragments
    ]
    for _, group in groupby(document.fragments, key=lambda fragment: fragment.row):
        line = [f for f in group if f.text and f.role != "furniture"]
        if joined := _join_fields(document.text, line):
            line = [joined]
        is_alone = len(line) == 1 and not _is_within(line[0].start, spans)
        yield from [fragment for fragment in line if _is_prose(fragment, is_alone=is_alone)]


def _is_within(offset: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= offset < end for start, end in spans)


def _join_fields(text: str, line: Sequence[Fragment]) -> Fragment | None:
    """Return a line of running text whose figures, set off by spaces, were read as fields."""
    if len(line) < 2:
        return None
    behind_values = [
        following.text for field, following in pairwise(line) if looks_like_value(field.text)
    ]
    with_unit = sum(bool(_UNIT.match(text)) for text in behind_values)
    if not with_unit or 2 * with_unit < len(behind_values) or any(field.ruled for field in line):
        return None
    whole = text[line[0].start : line[-1].end]
    return line[0]._replace(text=whole, end=line[-1].end) if _SENTENCE.search(whole) else None


def _is_prose(fragment: Fragment, *, is_alone: bool) -> bool:
    if looks_like_value(fragment.text):
        return False
    if fragment.text[-1] in "。；" and len(fragment.text) >= _FEWEST_WITH_STOP:
        return True
    has_sentence = bool(_SENTENCE.search(fragment.text))
    return is_alone or (len(fragment.text) >= _FEWEST_AMONG_FIELDS and has_sentence)


def find_passages(
    document: Document,
    sections: Sequence[Section],
    tables: Sequence[Table],
    year: int | None,
    agency: str | None,
) -> Iterator[LocatedPassage]:
    """Yield the running text of each section as one passage; its heading is a line of its own."""
    lines = find_prose(document, tables)
    starts = [section.start for section in sections]
    names = ["", *(section.section for section in sections)]
    for number, group in groupby(lines, key=lambda line: bisect_right(starts, line.start)):
        text, previous, line_offsets = "", "", []
        for line in group:
            text += "" if continues(previous, line.text) else "\n" * bool(text)
            line_offsets.append((len(text), line.start))
            text += line.text
            previous = "" if line.start in starts else line.text
        yield LocatedPassage(Passage(text, names[number], year, agency), tuple(line_offsets))
