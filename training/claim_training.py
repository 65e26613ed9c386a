"""Trains the models of claims in running text on drawn passages.

The pipeline finds the figures of a passage and the features around them. The truth of the passage
says what each figure states.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from multiprocessing import get_context
from random import Random
from typing import NamedTuple

from gouji.models import breakdowns as breakdown_model
from gouji.models import claims as claim_model
from gouji.models.breakdowns import QUESTIONS, BreakdownModels, ListEvidence
from gouji.models.breakdowns import Features as QuestionFeatures
from gouji.models.claim_features import Features as FigureFeatures
from gouji.models.claims import NONE, ClaimModels, Statement
from gouji.models.estimators.linear import Linear
from gouji.models.estimators.trees import no_trees
from gouji.pipeline.claims.breakdowns import weigh_lists
from gouji.pipeline.claims.figure_context import Figure, find_figures
from gouji.pipeline.claims.list_candidates import find_openings, find_successions, find_sums
from gouji.pipeline.claims.list_features import (
    opening_features,
    successor_features,
    sum_features,
    whole_features,
)
from gouji.pipeline.claims.list_items import Item
from gouji.pipeline.claims.list_structure import read_list_context
from gouji.pipeline.claims.passage_claims import number_sentences
from gouji.pipeline.language.normalise import fold as fold_text
from gouji.training.corpus.claims import (
    FigureTruth,
    LabelledList,
    LabelledPassage,
    Wordings,
    all_wordings,
    draw_passage,
    split_wordings,
)

PASSAGES = 10000
# Number of folds of wordings. The judge of lists learns from lists that models propose in wordings
# which they were not fitted on.
FOLDS = 3


class Answer(NamedTuple):
    """A question of QUESTIONS about figures of a list, its features and the true answer."""

    question: str
    features: QuestionFeatures
    is_true: bool


class LabelledFigures(NamedTuple):
    """The figures that the pipeline finds in a passage, and the truth of each."""

    figures: list[Figure]
    truths: list[FigureTruth]


class FittedClaimModels(NamedTuple):
    """The models of claims and those of breakdowns."""

    claims: ClaimModels
    breakdowns: BreakdownModels


@dataclass(slots=True)
class ClaimExamples:
    """Training examples: figures in reading order with what they state, and answered questions.

    `totals` says which figures are the total of a list, `begins` which are the first of a passage.
    """

    figures: list[FigureFeatures] = field(default_factory=list)
    stated: list[Statement] = field(default_factory=list)
    totals: list[bool] = field(default_factory=list)
    begins: list[bool] = field(default_factory=list)
    answers: dict[str, list[tuple[QuestionFeatures, bool]]] = field(
        default_factory=lambda: {name: [] for name in QUESTIONS}
    )

    def add(self, labelled: LabelledPassage) -> None:
        """Add all examples of one passage."""
        figures, truths = label_figures(labelled)
        total_indices = {list_.total for list_ in labelled.lists}
        index_of = {truth.start: i for i, truth in enumerate(labelled.truths)}
        self.figures.extend(figure.features for figure in figures)
        self.stated.extend(Statement(t.metric, t.about, t.period, 1.0) for t in truths)
        self.totals.extend(index_of.get(t.start) in total_indices for t in truths)
        self.begins.extend(i == 0 for i in range(len(truths)))
        for question, features, is_true in _answer_questions(labelled, figures, truths):
            self.answers[question].append((features, is_true))


def draw_examples(count: int, seed: int, wordings: Wordings) -> ClaimExamples:
    """The examples of `count` passages of these wordings."""
    examples = ClaimExamples()
    for index in range(count):
        examples.add(draw_passage(Random(f"claims/{seed}/{index}"), wordings))
    return examples


def fit_claims(
    seed: int, count: int = PASSAGES, wordings: Wordings | None = None, jobs: int = 1
) -> FittedClaimModels:
    """Fit all models of claims on `count` passages of these wordings, by default of all."""
    wordings = wordings or all_wordings()
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
        fitting = pool.submit(_fit, count, seed, wordings)
        cross_validate = partial(_cross_validate, count // FOLDS, seed, wordings=wordings)
        lists = [pair for pairs in pool.map(cross_validate, range(FOLDS)) for pair in pairs]
        claims, questions = fitting.result()
    judge = breakdown_model.fit_judge(lists, seed)
    return FittedClaimModels(claims, BreakdownModels(**questions, judge=judge))


def _fit(count: int, seed: int, wordings: Wordings) -> tuple[ClaimModels, dict[str, Linear]]:
    """The models of figures, and the model of each question."""
    examples = draw_examples(count, seed, wordings)
    claims = claim_model.fit(
        examples.figures, examples.stated, examples.totals, examples.begins, seed
    )
    return claims, breakdown_model.fit_questions(examples.answers, seed)


def _cross_validate(
    count: int, seed: int, fold: int, wordings: Wordings
) -> list[tuple[ListEvidence, bool]]:
    """Lists proposed by models that were not fitted on the wordings of this fold.

    Half of the passages are in these wordings, half in all wordings. Each list comes with its
    evidence and with whether it is a true partition.
    """
    held_out, rest = split_wordings(FOLDS, fold, wordings)
    claims, questions = _fit(count, seed, rest)
    models = BreakdownModels(**questions, judge=no_trees())
    passages = (
        draw_passage(Random(f"lists/{seed}/{fold}/{n}"), passage_wordings)
        for n in range(count)
        for passage_wordings in (held_out, wordings)
    )
    return [pair for labelled in passages for pair in _propose_lists(labelled, claims, models)]


def _propose_lists(
    labelled: LabelledPassage, claims: ClaimModels, models: BreakdownModels
) -> Iterator[tuple[ListEvidence, bool]]:
    """Every list that the models propose in a passage, and whether it is a true partition."""
    figures = list(find_figures(labelled.passage))
    stated = claim_model.predict(claims, [figure.features for figure in figures])
    items = _items(figures, [statement.metric for statement in stated])
    index_of = {figure.quantity.start: i for i, figure in enumerate(figures)}
    partitions = {
        (list_.total, list_.parts) for list_ in _reindex_lists(labelled, index_of) if list_.whole
    }
    context = read_list_context(fold_text(labelled.passage.text), items)
    for candidate, evidence in zip(*weigh_lists(context, models), strict=True):
        yield evidence, (candidate.total, candidate.parts) in partitions


def label_figures(labelled: LabelledPassage) -> LabelledFigures:
    """The figures that the pipeline finds in a passage, and the truth of each.

    A figure without a truth states nothing.
    """
    truth_at = {truth.start: truth for truth in labelled.truths}
    figures = list(find_figures(labelled.passage))
    truths = [
        truth_at.get(figure.quantity.start)
        or FigureTruth(figure.quantity.start, figure.quantity.end, metric=NONE, value=0)
        for figure in figures
    ]
    return LabelledFigures(figures, truths)


def _items(figures: Sequence[Figure], metrics: Sequence[str]) -> list[Item]:
    sentences = number_sentences(figures)
    return [
        Item(figure, metric, sentence)
        for figure, metric, sentence in zip(figures, metrics, sentences, strict=True)
    ]


def _answer_questions(
    labelled: LabelledPassage, figures: Sequence[Figure], truths: Sequence[FigureTruth]
) -> Iterator[Answer]:
    """The true answer to every question that the models are asked about the passage."""
    items = _items(figures, [truth.metric for truth in truths])
    lists = _reindex_lists(labelled, {truth.start: i for i, truth in enumerate(truths)})
    context = read_list_context(fold_text(labelled.passage.text), items)
    opens = {(list_.total, list_.parts[0]) for list_ in lists if list_.parts[0] > list_.total}
    sums = {(list_.parts[-1], list_.total) for list_ in lists if list_.parts[-1] < list_.total}
    follows = {pair for list_ in lists for pair in pairwise(list_.parts)}
    listed = {i for list_ in lists for i in (list_.total, *list_.parts)}
    for pair in find_openings(context):
        yield Answer("opens", opening_features(context, *pair), pair in opens)
    for pair in find_successions(context):
        if not _is_open(pair, figures, truths, listed):
            yield Answer("follows", successor_features(context, *pair), pair in follows)
    for pair in find_sums(context):
        yield Answer("sums", sum_features(context, *pair), pair in sums)
    for list_ in lists:
        features = whole_features(context, list_.total, list_.parts)
        yield Answer("whole", features, list_.whole)


def _is_open(
    pair: tuple[int, int],
    figures: Sequence[Figure],
    truths: Sequence[FigureTruth],
    listed: Collection[int],
) -> bool:
    """Whether two figures may be members of a list that has no total: A 5件、B 3件.

    They count things of the same kinds, and neither has a metric or is in a list with a total, so
    that the corpus does not say.
    """
    kinds = {figures[i].counted_kinds for i in pair}
    return len(kinds) == 1 and all(truths[i].metric == NONE and i not in listed for i in pair)


def _reindex_lists(labelled: LabelledPassage, index_of: Mapping[int, int]) -> list[LabelledList]:
    """The lists of a passage with the indices of the figures that the pipeline found.

    `index_of` gives the index of a figure by its offset. Lists with a figure that was not found
    are left out.
    """
    lists = []
    for list_ in labelled.lists:
        starts = [labelled.truths[i].start for i in (list_.total, *list_.parts)]
        if all(start in index_of for start in starts):
            total, *parts = (index_of[start] for start in starts)
            lists.append(LabelledList(total, tuple(parts), list_.whole))
    return lists
