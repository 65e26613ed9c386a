"""Which figures of running text make up another one.

Four questions of yes and no, each on named features: is this figure a part of that one; does a
list begin anew here, because the same total is parted another way; does this figure sum up those
before it; and do the listed parts mean to be all there are, rather than examples.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache, partial
from itertools import repeat
from math import exp

from models.linear import Linear, Names, fit_linear

NAME = "breakdowns"
YES, NO = "yes", "no"


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
            *(f"{self.state}|{one}" for one in self.crossed),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Breakdowns:
    """The four models, by their question."""

    part: Linear
    anew: Linear
    sums: Linear
    whole: Linear


QUESTIONS = tuple(field.name for field in fields(Breakdowns))
Lessons = Mapping[str, Sequence[tuple[Features, bool]]]


def fit(lessons: Lessons, seed: int = 0) -> Breakdowns:
    """Fit each model on its question's answers."""
    learn = partial(fit_linear, strength=1.0, seed=seed)
    return Breakdowns(
        **{
            name: learn(
                [one.names() for one, _ in lessons[name]],
                [YES if answer else NO for _, answer in lessons[name]],
            )
            for name in QUESTIONS
        }
    )


def predict(model: Linear, features: Features) -> float:
    """The probability of yes."""
    odds = _odds(model)
    return 1 / (1 + exp(-sum(map(odds.get, set(features.names()), repeat(0.0)), odds[""])))


@cache
def _odds(model: Linear) -> dict[str, float]:
    """What each feature adds to the log odds of yes; the intercept stands under no name.

    One question at a time is asked, too few for arrays to pay.
    """
    yes, no = model.classes.index(YES), model.classes.index(NO)
    odds = (model.weights[:, yes] - model.weights[:, no]).tolist()
    return {"": odds[-1], **dict(zip(model.vocabulary, odds, strict=False))}
