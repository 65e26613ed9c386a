"""Classifies the lines of a report: which section a line opens, or that it opens none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from gouji.models.estimators.linear import (
    Floats,
    Linear,
    Names,
    add_weights,
    fit_linear,
    log_softmax,
)
from gouji.models.grams import add_text, gram_names, word_names

NAME = "headings"
SECTIONS = ("overview", "proactive", "requests", "remedies", "problems", "other")
TITLE = "title"
NONE = "none"


@dataclass(frozen=True, slots=True)
class SeriesPosition:
    """The position of a numbered line among the numbered lines of its report.

    `style` is how the number is written ("一、"), "" for a line without a number. `step` is how the
    number follows the last one of its style: `first`, `next`, `again`, `ahead` or `behind`. `only`
    is true if no other line has this number, `outer` if the first number of the report has the same
    style.
    """

    style: str = ""
    step: str = ""
    only: bool = False
    outer: bool = False


@dataclass(frozen=True, slots=True)
class Features:
    """The evidence for one short line, all texts squeezed.

    `number` is the number that `text` begins with, "" for none. `alone` is true if the line has no
    further text. `before` and `behind` are the neighbouring lines, `distance` is the number of
    characters from the end of the line to the start of the next candidate.
    """

    text: str
    number: str
    words: tuple[str, ...]
    alone: bool
    ruled: bool
    before: str
    behind: str
    distance: int
    position: SeriesPosition

    def names(self) -> Names:
        """All features by name: n-grams and words of the title, and the evidence around it."""
        names = gram_names(self.title) | word_names(self.words) | {*self.context_names()}
        return tuple(sorted(names))

    @property
    def title(self) -> str:
        """The line without its number."""
        return self.text[len(self.number) :]

    def context_names(self) -> Names:
        """The features other than the n-grams and words of the title."""
        position = self.position
        return (
            f"n:{self.number}",
            f"alone:{self.alone}",
            f"ruled:{self.ruled}",
            f"end:{self.text[-1:]}",
            f"len:{min(len(self.title) // 3, 10)}",
            f"before:{self.before[:2]}",
            f"behind:{self.behind[:2]}",
            f"far:{min(self.distance // 20, 5)}",
            f"step:{position.style}{position.step}",
            f"outer:{position.style}{position.outer}:{position.only}",
            f"series:{position.step}:{position.only}:{position.outer}",
        )


def fit(features: Sequence[Features], labels: Sequence[str], seed: int = 0) -> Linear:
    """Fit on lines and their sections; a label is one of SECTIONS, TITLE or NONE."""
    return fit_linear([line.names() for line in features], labels, strength=4.0, seed=seed)


def predict(model: Linear, features: Sequence[Features]) -> Floats:
    """Return log probabilities, lines × classes."""
    titles = [_add_title(model, line.title, line.words) for line in features]
    context = add_weights(model, [line.context_names() for line in features])
    return log_softmax(np.array(titles) + context + model.weights[-1])


_add_title = lru_cache(maxsize=8192)(add_text)  # many reports have the same titles
