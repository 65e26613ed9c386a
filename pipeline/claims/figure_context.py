"""The figures of running text that may be claims, each with what is around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from gouji.models.claim_features import Features
from gouji.pipeline.claims.context_windows import Stretches, pair_names
from gouji.pipeline.claims.cues import Cue, find_cues
from gouji.pipeline.claims.figure_features import describe_figure, find_kinds
from gouji.pipeline.claims.quantities import Quantity, find_quantities
from gouji.pipeline.language.normalise import fold
from gouji.pipeline.records import Span

_SENTENCE_END = re.compile(r"[。！？!?\n]+")
# Characters before a sentence that may name its subject.
_SUBJECT_REACH = 80
# Kinds of quantities that end the stretch of the figures beside them.
_COUNTING = frozenset({"count", "zero", "measure", "percent"})


@dataclass(frozen=True, slots=True)
class Passage:
    """Running text of one section, with the section's name and the report's year and agency."""

    text: str
    section: str = ""
    year: int | None = None
    agency: str | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity that may be a claim, in its sentence text[sentence_start:sentence_end].

    `previous_end` is the end of the previous quantity, `next_start` the start of the next one.
    `cues` are those of the sentence and the text before it, `cue_kinds` the kinds of those since
    `previous_end`. `counted_kinds` are the kinds of the words that the figure counts: right before
    it, or behind it if there are none (3件为当面递交). `subject` is the object that it or the last
    figure before it names.
    """

    quantity: Quantity
    sentence_start: int
    sentence_end: int
    previous_end: int
    next_start: int
    cues: tuple[Cue, ...]
    cue_kinds: tuple[str, ...]
    counted_kinds: tuple[str, ...]
    subject: str
    features: Features


def find_figures(passage: Passage) -> tuple[Figure, ...]:
    """Return every quantity of a passage that may be a claim, with its features."""
    text, figures, subject = fold(passage.text), list[Figure](), ""
    for sentence in _split_sentences(text):
        for figure in _find_in_sentence(text, sentence, passage, subject):
            figures.append(figure)
            subject = figure.subject
    return tuple(figures)


def _split_sentences(text: str) -> Iterator[Span]:
    edges = [0, *(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]
    return (Span(start, end) for start, end in pairwise(edges) if end > start)


def _find_in_sentence(
    text: str, sentence: Span, passage: Passage, subject: str
) -> Iterator[Figure]:
    """Yield the figures of a sentence; `subject` is that of the figure before it."""
    start, end = sentence
    quantities = [each for each in find_quantities(text, start, end) if each.kind in _COUNTING]
    if not any(quantity.may_claim for quantity in quantities):
        return
    cues = find_cues(text, max(0, start - _SUBJECT_REACH), end, passage.year, passage.agency)
    previous_ends = [start, *(quantity.unit_end for quantity in quantities)]
    next_starts = [*(quantity.start for quantity in quantities[1:]), end]
    counted = pair_names(text, start, end, quantities)
    opens = True
    for quantity, previous_end, next_start in zip(
        quantities, previous_ends, next_starts, strict=False
    ):
        if quantity.may_claim:
            stretches = Stretches(text, quantity, start, previous_end, next_start, cues)
            cue_kinds = tuple(find_kinds(stretches.wide))
            if quantity.start in counted:
                stretches.set_counted_text(counted[quantity.start])
            else:
                stretches.skip_bracket()
            counted_kinds = tuple(find_kinds(stretches.near or stretches.after))
            features = describe_figure(
                text, stretches, passage.section, inherited=subject, opens=opens
            )
            subject = stretches.find_subject() or subject
            yield Figure(
                quantity, start, end, previous_end, next_start,
                cues, cue_kinds, counted_kinds, subject, features,
            )  # fmt: skip
            opens = False
