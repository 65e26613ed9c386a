"""The sections of a report: the best sequence of headings, and the text between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models import headings as heading_model
from models.headings import NONE, SECTIONS, TITLE
from models.linear import Linear
from pipeline.locate.headings import Candidate, find_candidates, heading_features
from pipeline.records import Document, Section

# Sections come in the order of the form, some of them missing. One may come again or out of
# order, which costs as much as reading a few lines against the classifier.
_NEXT, _SKIP, _BACK, _AGAIN = 0.0, -0.4, -1.5, -4.0


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that opens a section (`section` is one of the six, or the report's title)."""

    section: str
    start: int
    end: int
    title: str
    confidence: float


def locate(document: Document, model: Linear) -> tuple[Section, ...]:
    """The sections found, in reading order; each ends where the next one begins."""
    opening = [one for one in find_headings(document, model) if one.section != TITLE]
    ends = [*(one.start for one in opening[1:]), len(document.text)][: len(opening)]
    return tuple(
        Section(one.section, one.title, one.start, end, one.confidence)
        for one, end in zip(opening, ends, strict=True)
    )


def find_headings(document: Document, model: Linear) -> tuple[Heading, ...]:
    """Headings of sections and titles of reports."""
    candidates = find_candidates(document)
    if not candidates:
        return ()
    log_p = heading_model.predict(model, heading_features(candidates))
    path = _decode(log_p, model.classes)
    return tuple(
        _heading(one, name, float(np.exp(log_p[i, model.classes.index(name)])))
        for i, (one, name) in enumerate(zip(candidates, path, strict=True))
        if name != NONE
    )


def _heading(one: Candidate, section: str, confidence: float) -> Heading:
    return Heading(section, one.start, one.end, one.text, round(confidence, 6))


def _decode(log_p: NDArray[np.float32], classes: Sequence[str]) -> list[str]:
    """Viterbi over the lines; the state is the section one is in, -1 before the first."""
    states = range(-1, len(SECTIONS))
    closed = [(c, log_p[:, classes.index(c)].tolist()) for c in (NONE, TITLE) if c in classes]
    known = [(s, name) for s, name in enumerate(SECTIONS) if name in classes]
    opening = {s: log_p[:, classes.index(name)].tolist() for s, name in known}
    best: dict[int, tuple[float, list[str]]] = {-1: (0.0, [])}
    for i in range(len(log_p)):
        grown: dict[int, tuple[float, list[str]]] = {}
        quiet, quiet_score = max(((c, p[i]) for c, p in closed), key=lambda one: one[1])
        for state in states:
            ways = []
            if state in best:
                score, path = best[state]
                ways.append((score + quiet_score, path, quiet))
            if state in opening:
                ways.extend(
                    (score + opening[state][i] + _step(a, state), path, SECTIONS[state])
                    for a, (score, path) in best.items()
                )
            if ways:
                score, path, name = max(ways, key=lambda way: way[0])
                grown[state] = (score, [*path, name])
        best = grown
    return max(best.values(), key=lambda one: one[0])[1]


def _step(a: int, b: int) -> float:
    if b == a + 1:
        return _NEXT
    if b == a:
        return _AGAIN
    return _SKIP * (b - a - 1) if b > a else _BACK
