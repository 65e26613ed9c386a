"""Lines that may open a section, and the features of each for the classifier."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from gouji.models.headings import Features
from gouji.pipeline.language.normalise import squeeze
from gouji.pipeline.language.numbering import (
    HEADING_NUMBER,
    INLINE_SECTION_NUMBER,
    SUBSECTION_NUMBER,
    find_series_positions,
)
from gouji.pipeline.language.numerals import looks_like_value
from gouji.pipeline.language.tokens import words
from gouji.pipeline.records import Document, Fragment

# Characters of the longest heading.
_LONGEST_HEADING = 48
# Number of fields on one line above which the line is a whole report that lost its line breaks.
_MOST_ROW_FIELDS = 40
# Characters behind a candidate, where there is no next candidate to measure the distance to.
_DISTANCE_TO_END = 200
# The end of a heading inside a paragraph: 一、总体情况（一）主动公开。2021年…
_HEADING_END = re.compile(rf"[。：:；*\s]|{SUBSECTION_NUMBER}|20\d\d年")
# The end of a line of a table of contents: leaders and the number of a page.
_CONTENTS_LINE = re.compile(r"(?:[.…·．·_](?:\s?)){3,}\d*\s*$")


@dataclass(frozen=True, slots=True)
class HeadingCandidate:
    """A stretch of text that may be a heading.

    It is a whole short line (`alone`), or a numbered beginning inside a long line. `ruled` tells
    that the medium marks the borders of its field.
    """

    start: int
    end: int
    text: str
    alone: bool
    ruled: bool
    page: int | None = None


def find_candidates(document: Document) -> tuple[HeadingCandidate, ...]:
    """Return the candidates in reading order. Table rows, lines of several fields, have none."""
    candidates: list[HeadingCandidate] = []
    for _, group in groupby(document.fragments, key=lambda fragment: fragment.row):
        filled = [f for f in group if f.text and f.role != "furniture"]
        if len(filled) == 1 or len(filled) > _MOST_ROW_FIELDS:
            labels = [field for field in filled if not looks_like_value(field.text)]
            candidates.extend(candidate for label in labels for candidate in _find_in_line(label))
    return tuple(candidates)


def _find_in_line(line: Fragment) -> Iterator[HeadingCandidate]:
    if _CONTENTS_LINE.search(line.text):
        return
    if len(squeeze(line.text)) <= _LONGEST_HEADING:
        yield HeadingCandidate(line.start, line.end, line.text, True, line.ruled, line.page)
        return
    for number in INLINE_SECTION_NUMBER.finditer(line.text):
        stop = _HEADING_END.search(line.text, number.end())
        start, end = number.start(), stop.start() if stop else len(line.text)
        if number.end() < end <= start + _LONGEST_HEADING:
            offsets = line.start + start, line.start + end
            yield HeadingCandidate(*offsets, line.text[start:end], False, line.ruled, line.page)


def heading_features(candidates: Sequence[HeadingCandidate]) -> list[Features]:
    """Return the features of each candidate, those of its neighbours included."""
    texts = [squeeze(candidate.text) for candidate in candidates]
    positions = find_series_positions(texts)
    features = []
    for i, (candidate, text) in enumerate(zip(candidates, texts, strict=True)):
        number = HEADING_NUMBER.match(text)
        behind = texts[i + 1] if i + 1 < len(texts) else ""
        features.append(
            Features(
                text=text,
                number=number.group() if number else "",
                words=words(text),
                alone=candidate.alone,
                ruled=candidate.ruled,
                before=texts[i - 1] if i else "",
                behind=behind,
                distance=candidates[i + 1].start - candidate.end if behind else _DISTANCE_TO_END,
                position=positions[i],
            )
        )
    return features
