"""The stretches of text around a figure, and the cues in each.

In a sentence with 分别 or 依次 (respectively) names come first and figures later: 复议、诉讼分别为
3件、2件. There the stretch before a figure is replaced by the name that the figure counts.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from gouji.pipeline.claims.cues import Cue
from gouji.pipeline.claims.quantities import Quantity
from gouji.pipeline.records import Span

_MARKS = ',，;；:：、。()（）\n“”"《》'
# Marks that end the reach of a word of zero.
_CLAUSE_MARKS = ",，;；:：。\n"
# Characters of a stretch that are cut into words.
NEAR_CHARACTERS = 24
_RESPECTIVELY = re.compile("分别|依次")
_AND = re.compile("以及|[、和与及]")
_BETWEEN_FIGURES = re.compile(r"\s?(?:以及|[、,，和与及])?\s?")
_ENUMERATION_START = re.compile(r"[,，;；:：。()（）\n]")
# Names and figures of the shortest enumeration with 分别.
_FEWEST_NAMES = 2


class NearestCue(NamedTuple):
    """The last cue of a kind before a figure: the code of its stretch, and its kind."""

    stretch: str
    kind: str


class CountedText(NamedTuple):
    """What a figure of an enumeration counts: its own name, and the text that all names share."""

    name: Span
    shared: Span


class Stretches:
    """The stretches around a quantity, each as the cues in it.

    `far` is the text before the sentence, `sentence` the text from its start to the previous
    quantity, `wide` the text from there to the figure, `near` its end from the last mark on.
    `inside` are the cues of the figure itself, `after` those up to the next mark, `rest` those from
    there to the next quantity. `left_text` is the text right before the figure, `right_text` that
    right behind it, both at most NEAR_CHARACTERS long.
    """

    def __init__(
        self,
        text: str,
        quantity: Quantity,
        sentence_start: int,
        previous_end: int,
        next_start: int,
        cues: Sequence[Cue],
    ) -> None:
        self._text, self._cues, self.quantity = text, cues, quantity
        start, end = quantity.start, quantity.unit_end
        left = max(previous_end, *(text.rfind(mark, previous_end, start) + 1 for mark in _MARKS))
        marks = _CLAUSE_MARKS if quantity.kind == "zero" else _MARKS
        marks_behind = (text.find(mark, end, next_start) for mark in marks)
        right = min((index for index in marks_behind if index >= 0), default=next_start)
        edges = (0, sentence_start, previous_end, left, start, end, right, next_start)
        starts = [cue.start for cue in cues]
        indices = [0, *(bisect_left(starts, edge) for edge in edges[1:])]
        slices = [cues[first:last] for first, last in pairwise(indices)]
        self.far, self.sentence, _, self.near, self.inside, self.after, self.rest = slices
        self.wide = cues[indices[2] : indices[4]]
        self.left_text = self._read_left(left, previous_end)
        self.right_text = text[end : min(right, end + NEAR_CHARACTERS)]

    def _read_left(self, left: int, previous_end: int) -> str:
        """Return the text before the figure, beyond the last mark if nothing is behind it."""
        end = self.quantity.start
        start = max(left, end - NEAR_CHARACTERS)
        if end - start < 2:
            start = max(previous_end, end - NEAR_CHARACTERS)
        return self._text[start:end]

    def set_counted_text(self, counted: CountedText) -> None:
        """Replace the stretch before the figure by the name that it counts."""
        self.near = self.wide = [
            cue
            for span in counted
            for cue in self._cues
            if span.start <= cue.start and cue.end <= span.end
        ]
        text = "".join(self._text[span.start : span.end] for span in counted)
        self.left_text = text[-NEAR_CHARACTERS:]

    def find_nearest(self, prefix: str) -> NearestCue:
        """Return the last cue before the figure whose kind has a prefix."""
        stretches = (self.near, self.wide, self.sentence, self.far)
        for code, cues in zip("cwsp", stretches, strict=True):
            for cue in reversed(cues):
                if cue.kind.startswith(prefix):
                    return NearestCue(code, cue.kind)
        return NearestCue("-", "-")


def pair_names(
    text: str, start: int, end: int, quantities: Sequence[Quantity]
) -> dict[int, CountedText]:
    """Return the names that figures of the sentence text[start:end] count, by the figure's start.

    Names and figures are paired by their order, if there are as many names as figures.
    """
    counted_by_figure = {}
    for word in _RESPECTIVELY.finditer(text, start, end):
        behind = [quantity for quantity in quantities if quantity.start >= word.end()]
        figures = list(_find_enumeration(text, behind))
        names = list(_find_names(text, start, word.start()))
        if len(figures) == len(names) >= _FEWEST_NAMES:
            shared = Span(word.end(), figures[0].start)
            for figure, name in zip(figures, names, strict=True):
                counted_by_figure[figure.start] = CountedText(name, shared)
    return counted_by_figure


def _find_enumeration(text: str, quantities: Sequence[Quantity]) -> Iterator[Quantity]:
    """Yield the first quantities, as long as only a mark separates them."""
    yield from quantities[:1]
    for quantity, following in pairwise(quantities):
        if not _BETWEEN_FIGURES.fullmatch(text, quantity.unit_end, following.start):
            return
        yield following


def _find_names(text: str, sentence_start: int, end: int) -> Iterator[Span]:
    """Yield the members of the enumeration that ends at `end`."""
    edges = [mark.end() for mark in _ENUMERATION_START.finditer(text, sentence_start, end)]
    start = edges[-1] if edges else sentence_start
    separators = list(_AND.finditer(text, start, end))
    starts = [start, *(separator.end() for separator in separators)]
    ends = [*(separator.start() for separator in separators), end]
    return map(Span, starts, ends)
