"""What stands around a figure in running text: the evidence of what it states."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from gouji.models.claims import Features
from gouji.pipeline.claims.cues import Cue, find_cues
from gouji.pipeline.claims.quantities import Quantity, find_quantities
from gouji.pipeline.claims.respective import Span, pair_figures
from gouji.pipeline.language.normalise import fold
from gouji.pipeline.language.tokens import words

_END = re.compile(r"[。！？!?\n]+")
_MARKS = ',，;；:：、。()（）\n“”"《》'
_CLAUSES = ",，;；:：。\n"  # what a word of zero does not reach beyond
_NEAR = 24  # characters of a stretch that are cut into words
_FAR = 80  # characters before a sentence that may name its subject


@dataclass(frozen=True, slots=True)
class Passage:
    """Running text of one section, and what is known of the report that it stands in."""

    text: str
    section: str = ""
    year: int | None = None
    agency: str | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity that may be a claim, in its sentence text[first:last].

    `before` is where the quantity before it ends, `behind` where the next one begins; `cues`
    are those of its sentence, `kinds` the kinds of those since `before`, `own` those of the words
    that it counts: right before it, or behind it where nothing stands there (3件为当面递交).
    """

    quantity: Quantity
    first: int
    last: int
    before: int
    behind: int
    cues: tuple[Cue, ...]
    kinds: tuple[str, ...]
    own: tuple[str, ...]
    features: Features


def find_figures(passage: Passage) -> tuple[Figure, ...]:
    """Every quantity of a passage that could state something, with its evidence."""
    text = fold(passage.text)
    return tuple(
        figure
        for first, last in _sentences(text)
        for figure in _find_in_sentence(text, first, last, passage)
    )


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    edges = [0, *(found.end() for found in _END.finditer(text)), len(text)]
    return ((a, b) for a, b in pairwise(edges) if b > a)


def _find_in_sentence(text: str, first: int, last: int, passage: Passage) -> Iterator[Figure]:
    found = [one for one in find_quantities(text, first, last) if one.kind in _COUNTING]
    if not any(one.may_claim for one in found):
        return
    cues = find_cues(text, max(0, first - _FAR), last, passage.year, passage.agency)
    edges = [first, *(one.stop for one in found)], [*(one.start for one in found[1:]), last]
    paired = pair_figures(text, first, last, found)
    opens = True
    for one, before, behind in zip(found, *edges, strict=False):
        if one.may_claim:
            place = _Place(text, one, first, before, behind, cues)
            kinds = tuple(_kinds(place.wide))
            if one.start in paired:
                place.pair(*paired[one.start])
            own = tuple(_kinds(place.near or place.after))
            features = _features(place, passage.section, opens)
            yield Figure(one, first, last, before, behind, cues, kinds, own, features)
            opens = False


_COUNTING = frozenset({"count", "zero", "measure", "percent"})


class _Place:
    """Where a quantity stands: its stretches to both sides and the cues in each."""

    def __init__(
        self, text: str, one: Quantity, first: int, before: int, behind: int, cues: Sequence[Cue]
    ) -> None:
        self.text, self.quantity = text, one
        self.before, self.behind = before, behind
        self.left = max(before, *(text.rfind(mark, before, one.start) + 1 for mark in _MARKS))
        marks = _CLAUSES if one.kind == "zero" else _MARKS
        ends = (text.find(mark, one.stop, behind) for mark in marks)
        self.right = min((end for end in ends if end >= 0), default=behind)
        starts = [cue.start for cue in cues]
        a, b, c = (bisect_left(starts, at) for at in (first, before, self.left))
        d, e, f = (bisect_left(starts, at) for at in (one.start, one.stop, self.right))
        g = bisect_left(starts, behind)
        self.far, self.sentence, self.wide = cues[:a], cues[a:b], cues[b:d]
        self.near, self.after, self.rest = cues[c:d], cues[e:f], cues[f:g]
        self.inside = cues[d:e]
        self.cues, self.said = cues, self._say(before)

    def _say(self, before: int) -> str:
        """The writing right before it, beyond a mark if nothing else stands there."""
        stop = self.quantity.start
        begin = max(self.left, stop - _NEAR)
        return self.text[begin if stop - begin >= 2 else max(before, stop - _NEAR) : stop]

    def pair(self, name: Span, shared: Span) -> None:
        """Let it be as if what it counts stood right before it."""
        self.near = self.wide = [
            cue
            for start, stop in (name, shared)
            for cue in self.cues
            if start <= cue.start and cue.end <= stop
        ]
        self.said = "".join(self.text[start:stop] for start, stop in (name, shared))[-_NEAR:]

    def nearest(self, kind: str) -> tuple[str, str]:
        """Where the last cue of a kind stands before the figure, and which it is."""
        stretches = (self.near, self.wide, self.sentence, self.far)
        for name, cues in zip("cwsp", stretches, strict=True):
            for cue in reversed(cues):
                if cue.kind.startswith(kind):
                    return name, cue.kind
        return "-", "-"


def _features(place: _Place, section: str, opens: bool) -> Features:
    text, one = place.text, place.quantity
    end = min(place.right, one.stop + _NEAR)
    left, right = place.said, text[one.stop : end]
    return Features(
        left=left.strip(),
        right=right.strip(),
        left_words=words(left),
        right_words=words(right),
        spelling=_spelling(text, one),
        cues=tuple(_cues(place)),
        scopes=(*_nearby(place, "S"), _count_sites(place)),
        times=(*_nearby(place, "T"), *_changes(place)),
        section=section,
        opens=opens,
    )


def _spelling(text: str, one: Quantity) -> tuple[str, ...]:
    if one.kind == "zero":
        return ("zero", f"zero:{text[one.start : one.end]}")
    size = "0" if not one.value else "1" if one.value < 100 else "2"
    return (f"unit:{one.unit}", f"size:{size}", f"about:{one.approximate}")


def _cues(place: _Place) -> Iterator[str]:
    verb, thing, way = (place.nearest(kind) for kind in "VOC")
    for where, kind in (verb, thing, way):
        yield f"{where}:{kind}"
        yield kind
    yield f"{verb[1]}|{thing[1]}"
    yield f"{''.join(verb)}|{''.join(thing)}"
    yield f"{''.join(verb)}|{''.join(thing)}|{place.quantity.unit}"
    yield from (f"w:{kind}" for kind in _kinds(place.wide))
    yield from (f"n:{kind}" for kind in _kinds(place.near))
    after = _kinds(place.after)
    yield from (f"a:{kind}" for kind in after)
    yield from (f"o:{kind}" for kind in _kinds(place.rest))
    yield from (f"z:{kind}" for kind in _kinds(place.inside))
    yield "A:" + "+".join(kind for kind in after if kind[0] in "OV")
    yield "a:" + "+".join(kind for kind in after if kind[0] in "OVT")
    yield "v:" + "+".join(kind for kind in _kinds(place.near) if kind[0] in "OV")
    yield "W:" + "+".join(kind for kind in _kinds(place.wide) if kind[0] == "O")
    yield f"A:{'+'.join(kind for kind in after if kind[0] == 'O')}"
    yield from (f"J:{one.kind}>{other.kind}" for one, other in _joined(place.after))
    yield from (f"j:{one.kind}>{other.kind}" for one, other in _joined(place.near))
    yield f"Z:{'+'.join(_kinds(place.inside))}|{_subjects(place.after)}|{_subjects(place.wide)}"
    yield f"X:{place.quantity.kind}:{_subjects(place.after)}"
    yield f"Y:{place.quantity.kind}:{_subjects(place.wide)}|{_subjects(place.after)}"
    if place.near:
        yield f"last:{place.near[-1].kind}"
    if place.after:
        yield f"first:{place.after[0].kind}"
        yield f"{''.join(verb)}|{''.join(thing)}|{place.after[0].kind}"


def _joined(cues: Sequence[Cue]) -> Iterator[tuple[Cue, Cue]]:
    """Things named with nothing between them: the one says what the other is about."""
    things = [cue for cue in cues if cue.kind[0] == "O"]
    return ((one, other) for one, other in pairwise(things) if one.end == other.start)


def _subjects(cues: Sequence[Cue]) -> str:
    """Which of the things that claims are about the cues name."""
    return "+".join(kind for kind in _kinds(cues) if kind in _SUBJECTS)


_SUBJECTS = frozenset({"O:request", "O:apply", "O:reconsider", "O:litigate"})


def _kinds(cues: Sequence[Cue]) -> list[str]:
    return sorted({cue.kind for cue in cues})


def _count_sites(place: _Place) -> str:
    """A sum behind several sites is the body's own, one behind a single site is that site's."""
    before = (*place.sentence, *place.wide)
    return f"sites:{min(2, sum(cue.kind == 'S:site' for cue in before))}"


def _nearby(place: _Place, kind: str) -> Iterator[str]:
    """The nearest cue of a kind, and all between the figures on both sides."""
    where, name = place.nearest(kind)
    yield f"{where}:{name}"
    yield name
    for cue in _kinds(place.wide):
        if cue[0] == kind:
            yield f"w:{cue}"
    for cue in _kinds(place.after):
        if cue[0] == kind:
            yield f"a:{cue}"
    for cue in _kinds(place.sentence):
        if cue[0] == kind:
            yield f"s:{cue}"


def _changes(place: _Place) -> Iterator[str]:
    """Whether the figure was changed from (由46件减为31件), or compared with."""
    for name, cues in (("f", place.wide), ("t", place.after)):
        if any(cue.kind == _CHANGE for cue in cues):
            yield f"{name}:{_CHANGE}"


_CHANGE = "F:change"
