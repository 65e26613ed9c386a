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
_IDEOGRAPH = re.compile("[\u4e00-\u9fff]")
# A bracket with at most a word of sum or a space between it and the figure.
_BRACKET = re.compile(r"(?P<bracket>\([^()]*\))\s?(?:共计|合计|总计|共|计|为|各|均为)?\s?$")
_RESPECTIVELY = re.compile("分别|依次")
_AND = re.compile("以及|[、和与及]")
_BETWEEN_FIGURES = re.compile(r"\s?(?:以及|[、,，和与及])?\s?")
_ENUMERATION_START = re.compile(r"[,，;；:：。()（）\n]")
# The subject of a figure whose words belong to no cue.
THING = "thing"
# Ideographs of no cue between a verb and a figure that name a thing.
_FEWEST_OF_THING = 2
# Words in front of an object that do not say which object it is: 各类申请, 新的申请.
_MODIFIER = re.compile("(?:[的新]|各类|各项|有效)$")
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
    there to the next quantity, `later` all behind the figure. `left_text` is the text right before
    the figure, `right_text` that right behind it, both at most NEAR_CHARACTERS long.

    `edges` are the offsets of sentence, previous quantity, `near`, figure, end of the unit, next
    mark and next quantity.
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
        self.edges = (sentence_start, previous_end, left, start, end, right, next_start)
        starts = [cue.start for cue in cues]
        indices = [0, *(bisect_left(starts, edge) for edge in self.edges)]
        slices = [cues[first:last] for first, last in pairwise(indices)]
        self.far, self.sentence, _, self.near, self.inside, self.after, self.rest = slices
        # Names whose first character was read as the unit of the figure before: 第3页县教育局.
        names = (cue for cue in self.sentence if cue.kind[0] == "S")
        straddling = [cue for cue in names if cue.end > previous_end]
        self.wide = [*straddling, *cues[indices[2] : indices[4]]]
        self.later = cues[indices[5] :]
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

    def skip_bracket(self) -> None:
        """Leave out a bracket between the name and the figure: 收到申请(含网上申请)17件."""
        sentence_start, previous_end, _, start, *_ = self.edges
        match = _BRACKET.search(self._text, sentence_start, start)
        if match is None:
            return
        opening, closing = match.span("bracket")
        name_start = max(
            sentence_start, *(self._text.rfind(mark, 0, opening) + 1 for mark in _MARKS)
        )
        if not _IDEOGRAPH.search(self._text, name_start, opening):
            return
        wide_start = min(previous_end, name_start)
        outside = [each for each in self._cues if each.end <= opening or each.start >= closing]
        outside = [each for each in outside if each.end <= start]
        self.near = [each for each in outside if each.start >= name_start]
        self.wide = [each for each in outside if each.start >= wide_start]
        name = self._text[name_start:opening] + self._text[closing:start]
        self.left_text = name[-NEAR_CHARACTERS:]

    @property
    def text_since_previous(self) -> str:
        """The text between the previous quantity and the figure."""
        return self._text[self.edges[1] : self.edges[3]]

    @property
    def text_to_next(self) -> str:
        """The text between the unit of the figure and the next quantity."""
        return self._text[self.edges[4] : self.edges[6]]

    def count_unknown(self, *, is_behind: bool = False) -> int:
        """Return how many ideographs between figure and nearest mark belong to no cue."""
        start, end = self.edges[4:6] if is_behind else self.edges[2:4]
        return self._count_without_cue(self.after if is_behind else self.near, start, end)

    def _count_without_cue(self, cues: Sequence[Cue], start: int, end: int) -> int:
        position, count = start, 0
        for cue in cues:
            if cue.start > position:
                count += len(_IDEOGRAPH.findall(self._text, position, cue.start))
            position = max(position, cue.end)
        return count + len(_IDEOGRAPH.findall(self._text, position, max(position, end)))

    def find_qualifiers(self, kind: str) -> Iterator[str]:
        """Yield what is right before each cue of a kind beside the figure.

        This is the kind of another cue, `figure`, `modifier`, `unknown` for words of no cue, or
        `mark`.
        """
        beside = (*self.wide, *self.after)
        return (self._find_before(cue.start) for cue in beside if cue.kind == kind)

    def find_subject(self) -> str:
        """Return what the figure counts, or "" if only figures before it say so.

        This is the kind of the last object right before the figure with the kind of cue in front of
        it, `thing` for words of no cue, or the first object behind the figure.
        """
        objects = [cue for cue in self.wide if cue.kind[0] == "O"]
        if objects:
            return f"{objects[-1].kind}<{self._find_before(objects[-1].start)}"
        if any(cue.kind[0] == "C" for cue in self.near):
            return ""
        if self._names_thing():
            return THING
        if any(cue.kind[0] in "VT" for cue in self.near):
            return ""
        behind = next((cue for cue in self.after if cue.kind[0] == "O"), None)
        return f"{behind.kind}<{self._find_before(behind.start)}" if behind else ""

    def _names_thing(self) -> bool:
        """Whether words of no cue are between the last verb and the figure: 收到捐赠物资9件."""
        start, end = self.edges[2:4]
        verb_end = max((cue.end for cue in self.near if cue.kind[0] in "VT"), default=start)
        behind = [cue for cue in self.near if cue.start >= verb_end]
        return self._count_without_cue(behind, verb_end, end) >= _FEWEST_OF_THING

    def _find_before(self, offset: int) -> str:
        """Return what ends at an offset: a kind of cue, `figure`, `modifier`, `unknown`, `mark`."""
        if offset == self.quantity.unit_end:
            return "figure"
        kinds = [cue.kind for cue in (*self.wide, *self.after) if cue.end == offset]
        if kinds:
            return kinds[-1]
        is_word = offset > 0 and bool(_IDEOGRAPH.match(self._text, offset - 1))
        is_modified = bool(_MODIFIER.search(self._text, max(0, offset - 2), offset))
        return "modifier" if is_modified else "unknown" if is_word else "mark"

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
