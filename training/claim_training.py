"""What the models of claims learn from, and how well they do on wordings they were not taught.

Passages are read with the product's own code: it finds the figures and what stands around them,
the corpus says what each figure states.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from multiprocessing import get_context
from random import Random

from gouji.models import breakdowns as breakdown_model
from gouji.models import claims as claim_model
from gouji.models.breakdowns import QUESTIONS, Breakdowns, Evidence
from gouji.models.breakdowns import Features as Asked
from gouji.models.claims import NONE, Claims, Stated
from gouji.models.claims import Features as Surroundings
from gouji.models.linear import Linear
from gouji.models.trees import no_trees
from gouji.pipeline.claims.breakdowns import weigh_lists
from gouji.pipeline.claims.figure_context import Figure, find_figures
from gouji.pipeline.claims.list_candidates import (
    ask_follow,
    ask_opening,
    ask_sum,
    find_follows,
    find_openings,
    find_summed,
    set_out,
)
from gouji.pipeline.claims.list_items import Item
from gouji.pipeline.claims.list_links import whole_features
from gouji.pipeline.claims.statements import number_sentences
from gouji.pipeline.language.normalise import fold as fold_text
from gouji.training.corpus.claims import (
    Drawn,
    Listed,
    Truth,
    Wordings,
    all_wordings,
    draw_passage,
    split_wordings,
)

PASSAGES = 10000
FOLDS = 3  # of wordings, each sat out by models whose lists the judge learns from

Judged = tuple[Evidence, bool]


@dataclass(slots=True)
class Lessons:
    """Figures in reading order with what they state, and the answers to questions on lists."""

    figures: list[Surroundings] = field(default_factory=list)
    stated: list[Stated] = field(default_factory=list)
    totals: list[bool] = field(default_factory=list)
    begins: list[bool] = field(default_factory=list)
    answers: dict[str, list[tuple[Asked, bool]]] = field(
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
        for name, asked, answer in _answers(drawn, figures, truths):
            self.answers[name].append((asked, answer))


def draw_lessons(count: int, seed: int, wordings: Wordings) -> Lessons:
    """The lessons of `count` passages of these wordings."""
    lessons = Lessons()
    for index in range(count):
        lessons.add(draw_passage(Random(f"claims/{seed}/{index}"), wordings))
    return lessons


def fit_claims(
    seed: int, count: int = PASSAGES, wordings: Wordings | None = None, jobs: int = 1
) -> tuple[Claims, Breakdowns]:
    """Both families of models, from passages of these wordings, or of all."""
    known = wordings or all_wordings()
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
        taught = pool.submit(_fit, count, seed, known)
        sit_out = partial(_sit_out, count // FOLDS, seed, wordings=known)
        lists = [one for found in pool.map(sit_out, range(FOLDS)) for one in found]
        claims, questions = taught.result()
    return claims, Breakdowns(**questions, judge=breakdown_model.fit_judge(lists, seed))


def _fit(count: int, seed: int, wordings: Wordings) -> tuple[Claims, dict[str, Linear]]:
    lessons = draw_lessons(count, seed, wordings)
    claims = claim_model.fit(lessons.figures, lessons.stated, lessons.totals, lessons.begins, seed)
    return claims, breakdown_model.fit_questions(lessons.answers, seed)


def _sit_out(count: int, seed: int, fold: int, wordings: Wordings) -> list[Judged]:
    """The lists that models find, half of them in wordings which they were not taught, and which
    are true."""
    held, rest = split_wordings(FOLDS, fold, wordings)
    claims, questions = _fit(count, seed, rest)
    models = Breakdowns(**questions, judge=no_trees())
    drawn = (
        draw_passage(Random(f"lists/{seed}/{fold}/{n}"), own)
        for n in range(count)
        for own in (held, wordings)
    )
    return [one for passage in drawn for one in _judge(passage, claims, models)]


def _judge(drawn: Drawn, claims: Claims, models: Breakdowns) -> Iterator[Judged]:
    """Every list that the models propose in a passage, and whether it is one of its partitions."""
    figures = list(find_figures(drawn.passage))
    stated = claim_model.predict(claims, [one.features for one in figures])
    items = [
        Item(figure, one.metric, number)
        for figure, one, number in zip(figures, stated, number_sentences(figures), strict=True)
    ]
    place = {one.quantity.start: n for n, one in enumerate(figures)}
    true = {
        (known.total, known.parts)
        for one in drawn.lists
        if one.whole and (known := _placed(one, drawn, place))
    }
    lists, evidence = weigh_lists(set_out(fold_text(drawn.passage.text), items), models)
    for one, weighed in zip(lists, evidence, strict=True):
        yield weighed, (one.total, one.parts) in true


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
) -> Iterator[tuple[str, Asked, bool]]:
    items = [
        Item(figure, truth.metric, number)
        for figure, truth, number in zip(figures, truths, number_sentences(figures), strict=True)
    ]
    place = {truth.start: i for i, truth in enumerate(truths)}
    lists = [known for one in drawn.lists if (known := _placed(one, drawn, place))]
    setting = set_out(fold_text(drawn.passage.text), items)
    opened = {(one.total, one.parts[0]) for one in lists if one.parts[0] > one.total}
    summed = {(one.parts[-1], one.total) for one in lists if one.parts[-1] < one.total}
    follows = {pair for one in lists for pair in pairwise(one.parts)}
    for pair in find_openings(setting):
        yield "opens", ask_opening(setting, pair), pair in opened
    for pair in find_follows(setting):
        yield "follows", ask_follow(setting, pair), pair in follows
    for pair in find_summed(setting):
        yield "sums", ask_sum(setting, pair), pair in summed
    for one in lists:
        features = whole_features(setting.text, setting.seen, one.total, one.parts)
        yield "whole", features, one.whole


def _placed(listed: Listed, drawn: Drawn, place: Mapping[int, int]) -> Listed | None:
    """A list by the numbers of the figures that were found, None if one was not."""
    starts = [drawn.truths[i].start for i in (listed.total, *listed.parts)]
    if not all(start in place for start in starts):
        return None
    total, *parts = (place[start] for start in starts)
    return Listed(total, tuple(parts), listed.whole)
