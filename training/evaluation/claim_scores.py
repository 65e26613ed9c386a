"""Scores claims by metric, in wordings that the models were not fitted on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from multiprocessing import get_context
from random import Random
from typing import NamedTuple

from gouji.models.claims import JOIN, NONE, OTHER_PERIOD
from gouji.pipeline.claims.passage_claims import BREAKDOWN, find_claims
from gouji.pipeline.records import Claim
from gouji.training.claim_training import fit_claims
from gouji.training.corpus.claims import LabelledPassage, draw_passage, split_wordings
from gouji.training.evaluation.regex_baseline import find_first_matches
from gouji.training.evaluation.scoring import WithCounts, share

FOLDS = 5
# Passages that the models of a fold are fitted on: fewer than for the shipped models, to save time.
TRAINING_PASSAGES = 2500
_HELD_OUT_PASSAGES = 300  # passages that each fold is scored on


class ClaimKey(NamedTuple):
    """A claim as it is compared.

    `figure` is the value with its parts, behind the offset if offsets are compared. `context` says
    about whom it is, for which period, and whether it is approximate.
    """

    metric: str
    figure: tuple[object, ...]
    context: tuple[str, str, bool]


@dataclass(slots=True)
class ClaimScore(WithCounts):
    """The counts of one metric: claims found, true claims, and claims that are both.

    `placed` counts the correct claims whose context is right as well.
    """

    metric: str
    predicted: int = 0
    true: int = 0
    correct: int = 0
    placed: int = 0

    @property
    def f1(self) -> float:
        return share(2 * self.correct, self.predicted + self.true)

    def row(self) -> dict[str, float | int | str]:
        """The score with its column names in MLflow and in JSON."""
        return {
            "metric": self.metric,
            "true": self.true,
            "precision": round(self.precision, 4),
            "recall": round(self.recall, 4),
            "f1": round(self.f1, 4),
            "placed": round(share(self.placed, self.correct), 4),
        }


@dataclass(slots=True)
class ClaimScores:
    """The scores of all metrics, summed over passages."""

    scores: dict[str, ClaimScore] = field(default_factory=dict)

    def add(self, predicted: Iterable[ClaimKey], true: Iterable[ClaimKey]) -> None:
        """Add the claims found in a passage and its true claims."""
        predicted_keys, true_keys = Counter(predicted), Counter(true)
        predicted_figures = _without_context(predicted_keys)
        true_figures = _without_context(true_keys)
        for metric in {key.metric for key in (*predicted_keys, *true_keys)}:
            score = self.scores.setdefault(metric, ClaimScore(metric))
            score.predicted += _count(predicted_figures, metric)
            score.true += _count(true_figures, metric)
            score.correct += _count(predicted_figures & true_figures, metric)
            score.placed += sum(
                n for key, n in (predicted_keys & true_keys).items() if key.metric == metric
            )

    def table(self) -> list[ClaimScore]:
        """The scores of all claims together, of breakdowns, then of each metric."""
        single = [score for name, score in sorted(self.scores.items()) if name != BREAKDOWN]
        breakdowns = [score for name, score in self.scores.items() if name == BREAKDOWN]
        names = ("predicted", "true", "correct", "placed")
        sums = {name: sum(getattr(score, name) for score in single) for name in names}
        return [ClaimScore("all", **sums), *breakdowns, *single]


_Figures = Counter[tuple[str, tuple[object, ...]]]  # metric and figure


def _without_context(keys: Counter[ClaimKey]) -> _Figures:
    figures: _Figures = Counter()
    for key, count in keys.items():
        figures[key.metric, key.figure] += count
    return figures


def _count(figures: _Figures, metric: str) -> int:
    return sum(count for (name, _), count in figures.items() if name == metric)


def key_claims(claims: Iterable[Claim], *, with_offsets: bool = True) -> list[ClaimKey]:
    """Claims as they are compared. The name of a channel is left out."""
    return [
        ClaimKey(
            metric=claim.metric.split(":")[0],
            figure=(*((claim.start,) if with_offsets else ()), claim.value, claim.parts),
            context=(claim.about, claim.period, claim.approximate),
        )
        for claim in claims
    ]


def key_truths(labelled: LabelledPassage) -> list[ClaimKey]:
    """The true claims of a passage, as they are compared."""
    truths = labelled.truths
    keys = [
        ClaimKey(
            metric,
            (truth.start, Decimal(truth.value), ()),
            (truth.about, truth.period, truth.approximate),
        )
        for truth in truths
        for metric in truth.metric.split(JOIN)
        if metric != NONE and truth.period != OTHER_PERIOD
    ]
    for partition in labelled.lists:
        if partition.whole:
            total, parts = truths[partition.total], [truths[i] for i in partition.parts]
            if total.period == OTHER_PERIOD:
                continue
            is_approximate = any(truth.approximate for truth in (total, *parts))
            values = tuple(Decimal(part.value) for part in parts)
            context = (total.about, total.period, is_approximate)
            figure = (total.start, Decimal(total.value), values)
            keys.append(ClaimKey(BREAKDOWN, figure, context))
    return keys


class ClaimComparison(NamedTuple):
    """The scores of the models and those of the regular expressions on the same text."""

    models: ClaimScores
    regex: ClaimScores


class _PassageKeys(NamedTuple):
    """The claims of one passage: found by the models, found by regular expressions, and true."""

    models: list[ClaimKey]
    regex: list[ClaimKey]
    true: list[ClaimKey]


def score_held_out_wordings(
    seed: int,
    show_progress: Callable[[str], None],
    passages: int = TRAINING_PASSAGES,
    jobs: int = 2,
) -> ClaimComparison:
    """Score every pattern with models that were not fitted on it."""
    comparison = ClaimComparison(ClaimScores(), ClaimScores())
    score_fold = partial(_score_fold, seed=seed, passages=passages)
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
        for fold in pool.map(score_fold, range(FOLDS)):
            for keys in fold:
                comparison.models.add(keys.models, keys.true)
                comparison.regex.add(keys.regex, keys.true)
            show_progress(f"claims {comparison.models.table()[0].row()}")
    return comparison


def _score_fold(fold: int, seed: int, passages: int) -> list[_PassageKeys]:
    """The claims of passages in the wordings of this fold, by models fitted on the others."""
    held_out, rest = split_wordings(FOLDS, fold)
    claims, breakdowns = fit_claims(seed, passages, rest)
    labelled_passages = [
        draw_passage(Random(f"held/{seed}/{n}"), held_out) for n in range(_HELD_OUT_PASSAGES)
    ]
    return [
        _PassageKeys(
            models=key_claims(find_claims(labelled.passage, claims, breakdowns)),
            regex=key_claims(find_first_matches(labelled.passage.text)),
            true=key_truths(labelled),
        )
        for labelled in labelled_passages
    ]
