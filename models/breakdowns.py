"""Which figures of running text make up another one.

Four questions of yes and no, each on named features, none of which knows whether anything adds up:
does this figure open the list of that one's parts; does it go on where the one before it stood;
does it sum up those before it; and do the listed parts mean to be all there are, rather than
examples. What they say of a list and what its amounts say are weighed together by boosted trees.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache, partial
from itertools import repeat
from operator import attrgetter

import numpy as np

from gouji.models.linear import Linear, Names, fit_linear
from gouji.models.trees import Growth, Trees, fit_trees, probabilities

NAME = "breakdowns"
JUDGE = "judge"
YES, NO = "yes", "no"
_CERTAIN = 9.0  # the log odds of what was never answered otherwise
QUESTIONS = ("opens", "follows", "sums", "whole")


_CROSS = "&"


@dataclass(frozen=True, slots=True)
class Features:
    """The evidence for one question; each of `crossed` counts once more with `state`."""

    plain: Names
    crossed: Names
    state: str

    def names(self) -> Names:
        return (
            self.state,
            *self.plain,
            *self.crossed,
            *(f"{self.state}{_CROSS}{one}" for one in self.crossed),
        )


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for and against a list being all of a total's parts.

    Log odds: that it is opened (or summed up) there, of its weakest link and of the mean one, that
    it goes on beyond its end, that it means to be all; `margin` is how much likelier its links are
    than those of the likeliest other list with some of its parts. `exact`: it adds up; `share` and
    `gap` are what it is off by, `slip` whether one wrong digit makes that. `largest`: its largest
    part, of the total; `equal`: how many are all of it. `shorter` and `longer`: it would add up
    without its last part, or with the next. `rival` and `rivals`: how likely the links are of the
    likeliest list with some of its parts that adds up, to another total or to this one. `away`:
    how many figures the total is from the first part; `sorts`: in how many ways it parts its
    total; `earlier`: a part is last year's.
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


EVIDENCE = tuple(field.name for field in fields(Evidence))
_to_row = attrgetter(*EVIDENCE)
_GROWTH = Growth(rounds=200, pace=0.2, leaves=16, fewest=20, damping=3.0)
_FOR = frozenset({"opened", "weakest", "whole", "exact"})


@dataclass(frozen=True, slots=True, eq=False)
class Breakdowns:
    """The four models, by their question, and what weighs their answers."""

    opens: Linear
    follows: Linear
    sums: Linear
    whole: Linear
    judge: Trees


Lessons = Mapping[str, Sequence[tuple[Features, bool]]]


def fit_questions(lessons: Lessons, seed: int = 0) -> dict[str, Linear]:
    """Fit each question's model on its answers."""
    learn = partial(fit_linear, strength=1.0, seed=seed)
    return {
        name: learn(
            [one.names() for one, _ in lessons[name]],
            [YES if answer else NO for _, answer in lessons[name]],
        )
        for name in QUESTIONS
    }


def fit_judge(lists: Sequence[tuple[Evidence, bool]], seed: int = 0) -> Trees:
    """Fit on lists that were found by models which their wordings are strange to."""
    rows = np.array([_to_row(one) for one, _ in lists], dtype=np.float64)
    labels = np.array([answer for _, answer in lists], dtype=bool)
    return fit_trees(rows, labels, [int(name in _FOR) for name in EVIDENCE], seed, _GROWTH)


def find_odds(model: Linear, features: Features) -> float:
    """The log odds of yes.

    One question at a time is asked, too few for arrays to pay.
    """
    odds, crossed = _odds(model)
    own = crossed.get(features.state, {})
    named = {features.state, *features.plain, *features.crossed}
    with_state = sum(map(own.get, set(features.crossed), repeat(0.0)))
    return sum(map(odds.get, named, repeat(0.0)), odds[""] + with_state)


@cache
def _odds(model: Linear) -> tuple[dict[str, float], dict[str, dict[str, float]]]:
    """What each feature adds to the log odds of yes, and by state each that is crossed with it;
    the intercept stands under no name."""
    if len(model.classes) == 1:
        return {"": _CERTAIN if model.classes[0] == YES else -_CERTAIN}, {}
    yes, no = model.classes.index(YES), model.classes.index(NO)
    weights = (model.weights[:, yes] - model.weights[:, no]).tolist()
    crossed: dict[str, dict[str, float]] = defaultdict(dict)
    for name, weight in zip(model.vocabulary, weights, strict=False):
        state, _, feature = name.partition(_CROSS)
        crossed[state][feature] = weight
    return {"": weights[-1], **dict(zip(model.vocabulary, weights, strict=False))}, dict(crossed)


def judge(model: Breakdowns, lists: Sequence[Evidence]) -> list[float]:
    """How probably each list is all of its total's parts, and no others."""
    if not lists:
        return []
    rows = np.array([_to_row(one) for one in lists], dtype=np.float64)
    return [float(one) for one in probabilities(model.judge, rows)]
