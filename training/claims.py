"""What the models of claims learn from, and how well they do on wordings they were not taught.

Passages are read with the product's own code: it finds the figures and what stands around them,
the corpus says what each figure states.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from random import Random

from models import breakdowns as breakdown_model
from models import claims as claim_model
from models.breakdowns import QUESTIONS, Breakdowns
from models.breakdowns import Features as Evidence
from models.claims import NONE, Claims, Stated
from models.claims import Features as Surroundings
from pipeline.normalise import fold
from pipeline.read.contexts import Figure, find_figures
from pipeline.read.evidence import anew_features, sum_features, whole_features
from pipeline.read.items import Item
from pipeline.read.parts import sum_starts, weigh_totals
from pipeline.read.runs import Run, find_runs
from pipeline.read.statements import number_sentences
from training.corpus.claims import (
    Drawn,
    Listed,
    Truth,
    Wordings,
    all_wordings,
    draw_passage,
)

PASSAGES = 10000


@dataclass(slots=True)
class Lessons:
    """Figures in reading order with what they state, and the answers to questions on lists."""

    figures: list[Surroundings] = field(default_factory=list)
    stated: list[Stated] = field(default_factory=list)
    totals: list[bool] = field(default_factory=list)
    begins: list[bool] = field(default_factory=list)
    answers: dict[str, list[tuple[Evidence, bool]]] = field(
        default_factory=lambda: {name: [] for name in QUESTIONS}
    )

    def add(self, drawn: Drawn) -> None:
        """Everything that one passage teaches."""
        figures, truths = read_drawn(drawn)
        parted = {one.total for one in drawn.lists}
        at = {truth.start: i for i, truth in enumerate(drawn.truths)}
        self.figures.extend(figure.features for figure in figures)
        self.stated.extend(Stated(t.metric, t.about, t.period, 1.0) for t in truths)
        self.totals.extend(at.get(t.start) in parted for t in truths)
        self.begins.extend(i == 0 for i in range(len(truths)))
        for name, evidence, answer in _answers(drawn, figures, truths):
            self.answers[name].append((evidence, answer))


def draw_lessons(count: int, seed: int, wordings: Wordings) -> Lessons:
    """The lessons of `count` passages of these wordings."""
    lessons = Lessons()
    for index in range(count):
        lessons.add(draw_passage(Random(f"claims/{seed}/{index}"), wordings))
    return lessons


def fit_claims(
    seed: int, count: int = PASSAGES, wordings: Wordings | None = None
) -> tuple[Claims, Breakdowns]:
    """Both families of models, from passages of these wordings, or of all."""
    lessons = draw_lessons(count, seed, wordings or all_wordings())
    claims = claim_model.fit(lessons.figures, lessons.stated, lessons.totals, lessons.begins, seed)
    return claims, breakdown_model.fit(lessons.answers, seed)


def read_drawn(drawn: Drawn) -> tuple[list[Figure], list[Truth]]:
    """The figures that the product finds, and the truth of each."""
    known = {truth.start: truth for truth in drawn.truths}
    figures = list(find_figures(drawn.passage))
    nothing = partial(Truth, metric=NONE, value=0)
    return figures, [
        known.get(one.quantity.start) or nothing(one.quantity.start, one.quantity.end)
        for one in figures
    ]


def _answers(
    drawn: Drawn, figures: Sequence[Figure], truths: Sequence[Truth]
) -> Iterator[tuple[str, Evidence, bool]]:
    text = fold(drawn.passage.text)
    items = [
        Item(figure, truth.metric, number)
        for figure, truth, number in zip(figures, truths, number_sentences(figures), strict=True)
    ]
    place = {truth.start: i for i, truth in enumerate(truths)}
    lists = [known for one in drawn.lists if (known := _placed(one, drawn, place))]
    heads = _heads(lists, len(items))
    runs = find_runs(text, items)
    for j in range(len(items)):
        for i, features in weigh_totals(text, items, heads[:j], runs, j):
            yield "part", features, heads[j] == i
    for k in range(len(items)):
        summed = next((one.parts[0] for one in lists if one.total == k > one.parts[0]), -1)
        for first in sum_starts(items, k):
            yield "sums", sum_features(text, items, heads, first, k), first == summed
    yield from _list_answers(text, items, runs, lists)


def _list_answers(
    text: str, items: Sequence[Item], runs: Sequence[Run], lists: Sequence[Listed]
) -> Iterator[tuple[str, Evidence, bool]]:
    own: dict[int, list[int]] = defaultdict(list)
    for one in sorted(lists, key=lambda one: one.parts):
        yield "whole", whole_features(text, items, runs, one.total, one.parts), one.whole
        if one.parts[0] < one.total:
            continue
        for part in one.parts:
            if own[one.total]:
                begins = part == one.parts[0]
                yield "anew", anew_features(text, items, one.total, own[one.total], part), begins
                own[one.total] = [] if begins else own[one.total]
            own[one.total].append(part)


def _placed(listed: Listed, drawn: Drawn, place: Mapping[int, int]) -> Listed | None:
    """A list by the numbers of the figures that were found, None if one was not."""
    starts = [drawn.truths[i].start for i in (listed.total, *listed.parts)]
    if not all(start in place for start in starts):
        return None
    total, *parts = (place[start] for start in starts)
    return Listed(total, tuple(parts), listed.whole)


def _heads(lists: Iterable[Listed], many: int) -> list[int | None]:
    heads: list[int | None] = [None] * many
    for one in lists:
        for part in one.parts:
            if part > one.total:
                heads[part] = one.total
    return heads
