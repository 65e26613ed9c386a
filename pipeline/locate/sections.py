"""The sections of a report: the best sequence of headings, and the text between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gouji.models import headings as heading_model
from gouji.models.headings import NONE, SECTIONS, TITLE
from gouji.models.linear import Linear
from gouji.pipeline.locate.headings import Candidate, find_candidates, heading_features
from gouji.pipeline.records import Document, Section

# Sections come in the order of the form. One may be missing, come out of order or come again,
# which costs as much as reading a line or two against the classifier.
_NEXT, _SKIP, _BACK, _AGAIN = 0.0, -2.0, -3.0, -4.0
_STATES = range(-1, len(SECTIONS))


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that opens a section (`section` is one of the six, or the report's title)."""

    section: str
    start: int
    end: int
    title: str
    confidence: float
    page: int | None = None


def locate(document: Document, model: Linear) -> tuple[Section, ...]:
    """The sections found, in reading order; each ends where the next one begins."""
    opening = [one for one in find_headings(document, model) if one.section != TITLE]
    ends = [*(one.start for one in opening[1:]), len(document.text)][: len(opening)]
    return tuple(
        Section(one.section, one.title, one.start, end, one.confidence, one.page)
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
    return Heading(section, one.start, one.end, one.text, round(confidence, 6), one.page)


def _decode(log_p: NDArray[np.float32], classes: Sequence[str]) -> list[str]:
    """Viterbi over the lines; the state is the section one is in, -1 before the first."""
    quiet = [name for name in (NONE, TITLE) if name in classes]
    quiet_p = log_p[:, [classes.index(name) for name in quiet]].astype(np.float64)
    best, back = np.where(np.array(_STATES) == -1, 0.0, -np.inf), []
    for ways in _ways(log_p.astype(np.float64), quiet_p.max(axis=1), classes):
        scores = np.concatenate([best, best])[:, None] + ways
        back.append(scores.argmax(axis=0))
        best = scores.max(axis=0)
    names, state = [], int(best.argmax())
    for line in range(len(log_p) - 1, -1, -1):
        opens, before = divmod(int(back[line][state]), len(_STATES))
        names.append(SECTIONS[state - 1] if opens else quiet[int(quiet_p[line].argmax())])
        state = before
    return names[::-1]


def _ways(
    log_p: NDArray[np.float64], quiet: NDArray[np.float64], classes: Sequence[str]
) -> NDArray[np.float64]:
    """Scores of the lines, lines × ways × state behind: a way is the state before, first for
    lines that open nothing and leave it, then for those that open a section."""
    many = len(_STATES)
    ways = np.full((len(log_p), 2 * many, many), -np.inf)
    ways[:, range(many), range(many)] = quiet[:, None]
    for section, name in enumerate(SECTIONS):
        if name in classes:
            steps = [_step(before, section) for before in _STATES]
            ways[:, many:, section + 1] = log_p[:, classes.index(name), None] + steps
    return ways


def _step(a: int, b: int) -> float:
    if b == a + 1:
        return _NEXT
    if b == a:
        return _AGAIN
    return _SKIP * (b - a - 1) if b > a else _BACK
