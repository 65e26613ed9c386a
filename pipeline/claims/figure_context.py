"""The figures of running text that may be claims, and the features of what each states."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from gouji.models.claim_features import Features
from gouji.pipeline.claims.context_windows import Stretches, pair_names
from gouji.pipeline.claims.cues import Cue, find_cues
from gouji.pipeline.claims.quantities import Quantity, find_quantities
from gouji.pipeline.language.normalise import fold
from gouji.pipeline.language.tokens import words
from gouji.pipeline.records import Span

_SENTENCE_END = re.compile(r"[。！？!?\n]+")
# Characters before a sentence that may name its subject.
_SUBJECT_REACH = 80
# Kinds of quantities that end the stretch of the figures beside them.
_COUNTING = frozenset({"count", "zero", "measure", "percent"})
_SUBJECTS = frozenset({"O:request", "O:apply", "O:reconsider", "O:litigate"})
_CHANGE = "F:change"


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
    it, or behind it if there are none (3件为当面递交).
    """

    quantity: Quantity
    sentence_start: int
    sentence_end: int
    previous_end: int
    next_start: int
    cues: tuple[Cue, ...]
    cue_kinds: tuple[str, ...]
    counted_kinds: tuple[str, ...]
    features: Features


def find_figures(passage: Passage) -> tuple[Figure, ...]:
    """Return every quantity of a passage that may be a claim, with its features."""
    text = fold(passage.text)
    return tuple(
        figure
        for sentence in _split_sentences(text)
        for figure in _find_in_sentence(text, sentence, passage)
    )


def _split_sentences(text: str) -> Iterator[Span]:
    edges = [0, *(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]
    return (Span(start, end) for start, end in pairwise(edges) if end > start)


def _find_in_sentence(text: str, sentence: Span, passage: Passage) -> Iterator[Figure]:
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
            cue_kinds = tuple(_kinds(stretches.wide))
            if quantity.start in counted:
                stretches.set_counted_text(counted[quantity.start])
            counted_kinds = tuple(_kinds(stretches.near or stretches.after))
            features = _features(text, stretches, passage.section, opens=opens)
            yield Figure(
                quantity, start, end, previous_end, next_start,
                cues, cue_kinds, counted_kinds, features,
            )  # fmt: skip
            opens = False


def _features(text: str, stretches: Stretches, section: str, *, opens: bool) -> Features:
    left, right = stretches.left_text, stretches.right_text
    return Features(
        left=left.strip(),
        right=right.strip(),
        left_words=words(left),
        right_words=words(right),
        spelling=_spelling_names(text, stretches.quantity),
        cues=tuple(_cue_names(stretches)),
        scopes=(*_nearby_names(stretches, "S"), _site_name(stretches)),
        times=(*_nearby_names(stretches, "T"), *_change_names(stretches)),
        section=section,
        opens=opens,
    )


def _spelling_names(text: str, quantity: Quantity) -> tuple[str, ...]:
    if quantity.kind == "zero":
        return ("zero", f"zero:{text[quantity.start : quantity.end]}")
    size = "0" if not quantity.value else "1" if quantity.value < 100 else "2"
    return (f"unit:{quantity.unit}", f"size:{size}", f"about:{quantity.approximate}")


def _cue_names(stretches: Stretches) -> Iterator[str]:
    """Yield features of verbs (V), objects (O) and categories (C) around the figure."""
    verb, thing, category = (stretches.find_nearest(prefix) for prefix in "VOC")
    for stretch, kind in (verb, thing, category):
        yield f"{stretch}:{kind}"
        yield kind
    yield f"{verb.kind}|{thing.kind}"
    yield f"{''.join(verb)}|{''.join(thing)}"
    yield f"{''.join(verb)}|{''.join(thing)}|{stretches.quantity.unit}"
    yield from _kind_names(stretches)
    yield from _combined_names(stretches)
    if stretches.near:
        yield f"last:{stretches.near[-1].kind}"
    if stretches.after:
        yield f"first:{stretches.after[0].kind}"
        yield f"{''.join(verb)}|{''.join(thing)}|{stretches.after[0].kind}"


def _kind_names(stretches: Stretches) -> Iterator[str]:
    """Yield the kinds of cues in each stretch, the stretch as a letter."""
    yield from (f"w:{kind}" for kind in _kinds(stretches.wide))
    yield from (f"n:{kind}" for kind in _kinds(stretches.near))
    yield from (f"a:{kind}" for kind in _kinds(stretches.after))
    yield from (f"o:{kind}" for kind in _kinds(stretches.rest))
    yield from (f"z:{kind}" for kind in _kinds(stretches.inside))


def _combined_names(stretches: Stretches) -> Iterator[str]:
    """Yield combinations of the kinds in a stretch."""
    quantity_kind = stretches.quantity.kind
    after_subjects, wide_subjects = _subjects(stretches.after), _subjects(stretches.wide)
    yield f"A:{_join_kinds(stretches.after, 'OV')}"
    yield f"a:{_join_kinds(stretches.after, 'OVT')}"
    yield f"v:{_join_kinds(stretches.near, 'OV')}"
    yield f"W:{_join_kinds(stretches.wide, 'O')}"
    yield f"A:{_join_kinds(stretches.after, 'O')}"
    yield from (f"J:{pair}" for pair in _adjacent_objects(stretches.after))
    yield from (f"j:{pair}" for pair in _adjacent_objects(stretches.near))
    yield f"Z:{'+'.join(_kinds(stretches.inside))}|{after_subjects}|{wide_subjects}"
    yield f"X:{quantity_kind}:{after_subjects}"
    yield f"Y:{quantity_kind}:{wide_subjects}|{after_subjects}"


def _join_kinds(cues: Sequence[Cue], letters: str) -> str:
    return "+".join(kind for kind in _kinds(cues) if kind[0] in letters)


def _adjacent_objects(cues: Sequence[Cue]) -> Iterator[str]:
    """Yield pairs of objects with nothing between them: the first qualifies the second."""
    objects = [cue for cue in cues if cue.kind[0] == "O"]
    return (
        f"{cue.kind}>{following.kind}"
        for cue, following in pairwise(objects)
        if cue.end == following.start
    )


def _subjects(cues: Sequence[Cue]) -> str:
    """Return the kinds of objects that claims can be about."""
    return "+".join(kind for kind in _kinds(cues) if kind in _SUBJECTS)


def _kinds(cues: Sequence[Cue]) -> list[str]:
    return sorted({cue.kind for cue in cues})


def _site_name(stretches: Stretches) -> str:
    """Return how many sites are named before the figure, at most 2.

    A figure after several sites is the sum of the agency, one after a single site is that site's.
    """
    before = (*stretches.sentence, *stretches.wide)
    return f"sites:{min(2, sum(cue.kind == 'S:site' for cue in before))}"


def _nearby_names(stretches: Stretches, letter: str) -> Iterator[str]:
    """Yield the nearest cue of a kind, and all from the sentence start to the next mark."""
    nearest = stretches.find_nearest(letter)
    yield f"{nearest.stretch}:{nearest.kind}"
    yield nearest.kind
    yield from (f"w:{kind}" for kind in _kinds(stretches.wide) if kind[0] == letter)
    yield from (f"a:{kind}" for kind in _kinds(stretches.after) if kind[0] == letter)
    yield from (f"s:{kind}" for kind in _kinds(stretches.sentence) if kind[0] == letter)


def _change_names(stretches: Stretches) -> Iterator[str]:
    """Yield whether a word of change is before or behind the figure (由46件减为31件)."""
    for code, cues in (("f", stretches.wide), ("t", stretches.after)):
        if any(cue.kind == _CHANGE for cue in cues):
            yield f"{code}:{_CHANGE}"
