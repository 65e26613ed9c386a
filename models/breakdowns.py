"""Models that decide which figures of running text are the parts of a total.

Four yes/no questions are answered from named features; none of the models sees whether the
numbers add up. `opens`: is this figure the first part of that total? `follows`: is this figure the
next part of the list of that one? `sums`: does this figure sum up the list before it? `whole`: are
the listed parts meant to be all parts, not examples? Boosted trees (`judge`) weigh the answers for
a list together with its arithmetic.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache, partial
from itertools import repeat
from operator import attrgetter
from typing import NamedTuple

import numpy as np

from gouji.models.estimators.linear import Linear, Names, fit_linear
from gouji.models.estimators.trees import Trees, TreeSettings, fit_trees, probabilities

NAME = "breakdowns"
JUDGE = "judge"
YES, NO = "yes", "no"
QUESTIONS = ("opens", "follows", "sums", "whole")
# Log odds of a question that had the same answer in all training examples.
_ONLY_ANSWER = 9.0
# Separates the state from the feature in the name of a crossed feature.
_CROSS = "&"


@dataclass(frozen=True, slots=True)
class Features:
    """The evidence for one question. Each feature of `crossed` counts once more with `state`."""

    plain: Names
    crossed: Names
    state: str

    def names(self) -> Names:
        """All features by name."""
        return (
            self.state,
            *self.plain,
            *self.crossed,
            *(f"{self.state}{_CROSS}{name}" for name in self.crossed),
        )


@dataclass(frozen=True, slots=True)
class ListEvidence:
    """The evidence that a list of figures is all parts of a total.

    The names are those of the shipped models. Log odds of the answers: `opened` that the list is
    opened (or summed up) here, `weakest` and `mean` of its links, `beyond` that it continues beyond
    its end, `whole` that it is meant to be all parts. `margin` is the log likelihood of its links
    above that of the likeliest other list with some of its parts; `rival` and `rivals` are the log
    likelihoods of the likeliest lists with some of its parts that add up, to another total and to
    the same one.

    Arithmetic: `exact` is 1 if the parts add up. `share` (of the total) and `gap` are the
    difference, `slip` is 1 if one wrong digit explains it. `size` is the magnitude of the total,
    `largest` the largest part as a share of the total, `equal` the number of parts equal to it.
    `shorter` and `longer` are 1 if the list would add up without its last part, or with the next.

    Members: `many` is the number of parts, `ahead` is 1 if the total comes first, `away` is the
    number of figures between total and first part. `sentences`, `units` and `sorts` count the
    sentences that the list spans, its units, and the criteria by which its parts are divided.
    `earlier` is 1 if a part is last year's, `rest` if the last part is "the rest", `metric` if the
    total has a metric. `ended` is 1 if a stop or a closing bracket follows the list, `frame` the
    share of the parts behind the first that have the unit and the mark before them of the second.
    """

    opened: float
    weakest: float
    mean: float
    beyond: float
    whole: float
    margin: float
    exact: float
    share: float
    gap: float
    slip: float
    size: float
    largest: float
    equal: float
    shorter: float
    longer: float
    rival: float
    rivals: float
    many: float
    ahead: float
    away: float
    sentences: float
    units: float
    sorts: float
    earlier: float
    rest: float
    metric: float
    ended: float
    frame: float


EVIDENCE = tuple(field.name for field in fields(ListEvidence))
_to_row = attrgetter(*EVIDENCE)
_SETTINGS = TreeSettings(rounds=200, learning_rate=0.2, leaves=16, min_leaf=20, l2=3.0)
# Features of which a higher value can only raise the probability.
_FOR = frozenset({"opened", "weakest", "whole", "exact"})


@dataclass(frozen=True, slots=True, eq=False)
class BreakdownModels:
    """The models of the four questions, and the trees that weigh their answers."""

    opens: Linear
    follows: Linear
    sums: Linear
    whole: Linear
    judge: Trees


Lessons = Mapping[str, Sequence[tuple[Features, bool]]]  # examples with answers, by question


def fit_questions(lessons: Lessons, seed: int = 0) -> dict[str, Linear]:
    """Fit the model of each question on its examples."""
    fit = partial(fit_linear, strength=1.0, seed=seed)
    return {
        question: fit(
            [features.names() for features, _ in lessons[question]],
            [YES if answer else NO for _, answer in lessons[question]],
        )
        for question in QUESTIONS
    }


def fit_judge(lists: Sequence[tuple[ListEvidence, bool]], seed: int = 0) -> Trees:
    """Fit on lists of texts that the question models have not seen, and whether each is right."""
    rows = np.array([_to_row(evidence) for evidence, _ in lists], dtype=np.float64)
    labels = np.array([is_right for _, is_right in lists], dtype=bool)
    slopes = [int(name in _FOR) for name in EVIDENCE]
    return fit_trees(rows, labels, slopes, seed, _SETTINGS)


def find_odds(model: Linear, features: Features) -> float:
    """Return the log odds of yes.

    Questions are asked one at a time; for so few features dictionaries are faster than arrays.
    """
    weights = _question_weights(model)
    of_state = weights.crossed.get(features.state, {})
    names = {features.state, *features.plain, *features.crossed}
    crossed = sum(map(of_state.get, set(features.crossed), repeat(0.0)))
    return sum(map(weights.plain.get, names, repeat(0.0)), weights.intercept + crossed)


class _QuestionWeights(NamedTuple):
    """What features add to the log odds of yes: by name, and by state and name if crossed."""

    intercept: float
    plain: dict[str, float]
    crossed: dict[str, dict[str, float]]


@cache
def _question_weights(model: Linear) -> _QuestionWeights:
    if len(model.classes) == 1:
        return _QuestionWeights(_ONLY_ANSWER if model.classes[0] == YES else -_ONLY_ANSWER, {}, {})
    yes, no = model.classes.index(YES), model.classes.index(NO)
    weights = (model.weights[:, yes] - model.weights[:, no]).tolist()
    crossed: dict[str, dict[str, float]] = defaultdict(dict)
    plain = dict(zip(model.vocabulary, weights, strict=False))
    for name, weight in plain.items():
        state, _, feature = name.partition(_CROSS)
        crossed[state][feature] = weight
    return _QuestionWeights(weights[-1], plain, dict(crossed))


def judge(models: BreakdownModels, lists: Sequence[ListEvidence]) -> list[float]:
    """Return for each list the probability that it is all parts of its total, and no others."""
    if not lists:
        return []
    rows = np.array([_to_row(evidence) for evidence in lists], dtype=np.float64)
    return [float(probability) for probability in probabilities(models.judge, rows)]
