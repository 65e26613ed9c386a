"""The sections of a report: the best sequence of headings, and the text between them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from gouji.models import headings as heading_model
from gouji.models.estimators.agreement import Agreed
from gouji.models.estimators.linear import Linear
from gouji.models.headings import NONE, SECTIONS, TITLE, SeriesPosition
from gouji.models.layouts import NO_CELL
from gouji.pipeline.language.normalise import squeeze, strip_numbering
from gouji.pipeline.language.numbering import find_series_positions
from gouji.pipeline.locate.headings import HeadingCandidate, find_candidates, heading_features
from gouji.pipeline.records import Document, Section

# Log costs of the sequence of sections. The form prescribes their order. A section may be missing,
# come out of order or come twice; this costs about as much as classifying one or two lines against
# the classifier.
_NEXT, _SKIP, _BACK, _AGAIN = 0.0, -2.0, -3.0, -4.0
# The cost where the number of a heading continues the series of the report: such a heading opens a
# section again, or one of those before, and the order goes on behind it.
_REPEAT = -1.5
# The log probability of no heading from which a line is surely none.
_SURELY_NONE = float(np.log(0.9))
# The number of a table before its caption.
_CAPTION = re.compile(
    r"(?:附?表|图)(?:[一二三四五六七八九十]{1,3}|\d{1,3}|[（(][一二三四\d][)）])(?![条款])"
)
# The states of the decoder: the index of the current section, -1 before the first.
_STATES = range(-1, len(SECTIONS))
# The fewest of the six sections by which a text is recognised as a report.
FEWEST_SECTIONS = 4
NO_HEADINGS: Mapping[str, Agreed] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that opens a section (one of SECTIONS), or the title of the report (TITLE)."""

    section: str
    start: int
    end: int
    title: str
    confidence: float
    page: int | None = None


def locate(
    document: Document, model: Linear, known: Mapping[str, Agreed] = NO_HEADINGS
) -> tuple[Section, ...]:
    """Return the sections in reading order; each ends where the next one begins.

    `known` are the headings of reviewed reports (`Layouts.headings`).
    """
    titled = find_headings(document, model, known)
    found = [heading for heading in titled if heading.section != TITLE]
    headings = _without_subheadings(_without_captions(found))
    starts = [heading.start for heading in headings]
    ends = [*starts[1:], len(document.text)]
    return tuple(
        Section(
            heading.section, heading.title, heading.start, end, heading.confidence, heading.page
        )
        for heading, end in zip(headings, ends, strict=False)
    )


def _without_captions(headings: Sequence[Heading]) -> list[Heading]:
    """The headings without captions of tables (表1 主动公开政府信息情况) whose section has another
    heading."""
    captions = {h for h in headings if _CAPTION.match(squeeze(h.title))}
    titled = {heading.section for heading in headings if heading not in captions}
    return [h for h in headings if h not in captions or h.section not in titled]


def _without_subheadings(headings: Sequence[Heading]) -> list[Heading]:
    """The headings without those of a lower level whose section has a heading of the report.

    The level is the style of the number: in a report that counts 一、二、三、 a heading with （一）
    is inside a section. Headings of most sections in a row are another report in the same file.
    """
    positions = find_series_positions([squeeze(heading.title) for heading in headings])
    levels = list(zip(headings, positions, strict=True))
    outer = {heading.section for heading, position in levels if position.outer}
    kept: list[Heading] = []
    for is_inner, group in groupby(levels, key=lambda pair: _is_inner(pair[1])):
        members = [heading for heading, _ in group]
        is_report = len({heading.section for heading in members}) >= FEWEST_SECTIONS
        kept += [h for h in members if not is_inner or is_report or h.section not in outer]
    return kept


def _is_inner(position: SeriesPosition) -> bool:
    return bool(position.style) and not position.outer


def find_headings(
    document: Document, model: Linear, known: Mapping[str, Agreed] = NO_HEADINGS
) -> tuple[Heading, ...]:
    """Return the headings of sections and the titles of reports, in reading order."""
    candidates = find_candidates(document)
    if not candidates:
        return ()
    features = heading_features(candidates)
    log_p = heading_model.predict(model, features)
    if known:
        log_p = _set_known(log_p, model.classes, candidates, known)
    may_be_heading = log_p[:, model.classes.index(NONE)] < _SURELY_NONE
    continues = _find_continuing(candidates, may_be_heading)
    names = _decode(log_p, model.classes, continues)
    return tuple(
        _heading(candidate, name, float(np.exp(log_p[i, model.classes.index(name)])))
        for i, (candidate, name) in enumerate(zip(candidates, names, strict=True))
        if name != NONE
    )


def _set_known(
    log_p: NDArray[np.float32],
    classes: Sequence[str],
    candidates: Sequence[HeadingCandidate],
    known: Mapping[str, Agreed],
) -> NDArray[np.float32]:
    """The log probabilities, with those of headings that reviewers have shown in place of those of
    the model. The other classes share the rest as before."""
    log_p = log_p.copy()
    for i, candidate in enumerate(candidates):
        agreed = known.get(strip_numbering(candidate.text))
        if agreed is None:
            continue
        n = classes.index(NONE if agreed.label == NO_CELL else agreed.label)
        rest = np.log1p(-agreed.probability) - np.log1p(-np.exp(min(log_p[i, n], -1e-6)))
        log_p[i] += rest
        log_p[i, n] = np.log(agreed.probability)
    return log_p


def _find_continuing(
    candidates: Sequence[HeadingCandidate], may_be_heading: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Return which lines continue the outer series, among those that may be headings: the rows of
    the form are numbered 一、 to 四、 as well."""
    continues = np.zeros(len(candidates), dtype=np.bool_)
    indices = np.flatnonzero(may_be_heading).tolist()
    positions = find_series_positions([squeeze(candidates[i].text) for i in indices])
    continues[indices] = [_continues_series(position) for position in positions]
    return continues


def _continues_series(position: SeriesPosition) -> bool:
    """Whether a number is the next one of the outer series, once in the report."""
    return position.outer and position.only and position.step == "next"


def _heading(candidate: HeadingCandidate, section: str, confidence: float) -> Heading:
    return Heading(
        section,
        candidate.start,
        candidate.end,
        candidate.text,
        round(confidence, 6),
        candidate.page,
    )


def _decode(
    log_p: NDArray[np.float32], classes: Sequence[str], continues: NDArray[np.bool_]
) -> list[str]:
    """Return the class of each line by the Viterbi algorithm.

    A line either opens a section, which becomes the state, or leaves the state as it is: a title,
    no heading, or a section that was there before. `continues` marks the lines that may be the
    latter.
    """
    line_log_p: NDArray[np.float64] = log_p.astype(np.float64)
    quiet_names, quiet_log_p = _quiet_scores(line_log_p, classes, continues)
    scores, back = np.where(np.array(_STATES) == -1, 0.0, -np.inf), []
    for line in _step_scores(line_log_p, quiet_log_p.max(axis=1), classes):
        step_scores = np.concatenate([scores, scores])[:, None] + line
        back.append(step_scores.argmax(axis=0))
        scores = step_scores.max(axis=0)
    names, state = [], int(scores.argmax())
    for line_index in range(len(log_p) - 1, -1, -1):
        opens, previous = divmod(int(back[line_index][state]), len(_STATES))
        quiet = quiet_names[int(quiet_log_p[line_index, :, state].argmax())]
        names.append(SECTIONS[state - 1] if opens else quiet)
        state = previous
    return names[::-1]


def _quiet_scores(
    log_p: NDArray[np.float64], classes: Sequence[str], continues: NDArray[np.bool_]
) -> tuple[list[str], NDArray[np.float64]]:
    """Return the classes that leave the state as it is, and their scores, lines × classes × states.

    A section does so in the states of later sections, and in its own.
    """
    names = [name for name in (NONE, TITLE, *SECTIONS) if name in classes]
    scores = np.repeat(log_p[:, [classes.index(n) for n in names], None], len(_STATES), axis=2)
    for index, name in enumerate(names):
        if name in SECTIONS:
            is_later = np.array(_STATES) >= SECTIONS.index(name)
            scores[:, index] += np.where(continues[:, None] & is_later, _REPEAT, -np.inf)
    return names, scores


def _step_scores(
    log_p: NDArray[np.float64], quiet_log_p: NDArray[np.float64], classes: Sequence[str]
) -> NDArray[np.float64]:
    """Return the scores of all steps, lines × steps × states after the line.

    The first half of the steps are the states before a line that opens no section, the second half
    those before a line that opens one.
    """
    count = len(_STATES)
    scores = np.full((len(log_p), 2 * count, count), -np.inf)
    scores[:, range(count), range(count)] = quiet_log_p
    for section, name in enumerate(SECTIONS):
        if name in classes:
            costs = [_cost(previous, section) for previous in _STATES]
            scores[:, count:, section + 1] = log_p[:, classes.index(name), None] + costs
    return scores


def _cost(previous: int, section: int) -> float:
    """Return the log cost of a section after the previous one."""
    if section == previous + 1:
        return _NEXT
    if section == previous:
        return _AGAIN
    return _SKIP * (section - previous - 1) if section > previous else _BACK
