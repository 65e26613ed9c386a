"""Lines that could open a section, and what a classifier needs to know of each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from gouji.models.headings import Features
from gouji.pipeline.language.normalise import squeeze
from gouji.pipeline.language.numbering import find_places
from gouji.pipeline.language.numerals import looks_like_value
from gouji.pipeline.language.tokens import words
from gouji.pipeline.records import Document, Fragment

_LONGEST = 48
_WHOLE_REPORT = 40  # a line of so many fields is a report that lost its line breaks
# Where the headings of run-together paragraphs begin and end: 一、总体情况（一）主动公开。2021年…
_NUMBERED = re.compile(r"(?:^\s*|(?<=[\s。；;*]))[一二三四五六七八九十]+\s*[、.．]\s*")
_STOP = re.compile(r"[。：:；*\s]|[（(][一二三四五六七八九十1-9][)）]|20\d\d年")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stretch of text that may be a heading: a whole short line, or the beginning of one."""

    start: int
    end: int
    text: str
    alone: bool
    ruled: bool
    page: int | None = None


def find_candidates(document: Document) -> tuple[Candidate, ...]:
    """In reading order; a line of several fields is a table row and opens nothing."""
    found: list[Candidate] = []
    for _, group in groupby(document.fragments, key=lambda fragment: fragment.row):
        filled = [fragment for fragment in group if fragment.text]
        if len(filled) == 1 or len(filled) > _WHOLE_REPORT:
            labels = [one for one in filled if not looks_like_value(one.text)]
            found.extend(one for label in labels for one in _candidates(label))
    return tuple(found)


def _candidates(line: Fragment) -> Iterator[Candidate]:
    if len(squeeze(line.text)) <= _LONGEST:
        yield Candidate(line.start, line.end, line.text, True, line.ruled, line.page)
        return
    for number in _NUMBERED.finditer(line.text):
        stop = _STOP.search(line.text, number.end())
        first, end = number.start(), stop.start() if stop else len(line.text)
        if number.end() < end <= first + _LONGEST:
            title, at = line.text[first:end], line.start
            yield Candidate(at + first, at + end, title, False, line.ruled, line.page)


def heading_features(candidates: Sequence[Candidate]) -> list[Features]:
    """One for each candidate, with what its neighbours say."""
    texts = [squeeze(candidate.text) for candidate in candidates]
    places = find_places(texts)
    features = []
    for i, (one, text) in enumerate(zip(candidates, texts, strict=True)):
        behind = texts[i + 1] if i + 1 < len(texts) else ""
        far = candidates[i + 1].start - one.end if behind else 200
        before = texts[i - 1] if i else ""
        around = (one.alone, one.ruled, before, behind, far, places[i])
        features.append(Features(text, words(text), *around))
    return features
