"""Which section of the report a line opens, or that it opens none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from gouji.models.grams import add_text, gram_names, word_names
from gouji.models.linear import Floats, Linear, Names, add_weights, fit_linear, log_softmax

NAME = "headings"
SECTIONS = ("overview", "proactive", "requests", "remedies", "problems", "other")
TITLE = "title"
NONE = "none"
_NUMBER = re.compile(
    r"^(?:第?[一二三四五六七八九十]+[、.．部章]|[(（][一二三四五六七八九十]+[)）]|\d+[、.．])"
)


@dataclass(frozen=True, slots=True)
class Place:
    """A line's place among the numbered lines of its report.

    `style` is how the number is written, "" for none; `step` says how it follows the one before of
    its style: `first`, `next`, `again`, `ahead` or `behind`; `only`: no other line has this number;
    `outer`: it is written as the first number of the report is.
    """

    style: str = ""
    step: str = ""
    only: bool = False
    outer: bool = False


@dataclass(frozen=True, slots=True)
class Features:
    """A short line, squeezed; `alone` if nothing follows on it; what stands before and behind."""

    text: str
    words: tuple[str, ...]
    alone: bool
    ruled: bool
    before: str
    behind: str
    distance: int
    place: Place

    def names(self) -> Names:
        names = gram_names(self.body) | word_names(self.words) | {*self.around()}
        return tuple(sorted(names))

    @property
    def body(self) -> str:
        """The line without its number."""
        return self.text[len(self._number()) :]

    def around(self) -> Names:
        """What is known besides the body and the words."""
        place = self.place
        return (
            f"n:{self._number()}",
            f"alone:{self.alone}",
            f"ruled:{self.ruled}",
            f"end:{self.text[-1:]}",
            f"len:{min(len(self.body) // 3, 10)}",
            f"before:{self.before[:2]}",
            f"behind:{self.behind[:2]}",
            f"far:{min(self.distance // 20, 5)}",
            f"step:{place.style}{place.step}",
            f"outer:{place.style}{place.outer}:{place.only}",
            f"series:{place.step}:{place.only}:{place.outer}",
        )

    def _number(self) -> str:
        found = _NUMBER.match(self.text)
        return found.group() if found else ""


def fit(features: Sequence[Features], labels: Sequence[str], seed: int = 0) -> Linear:
    return fit_linear([one.names() for one in features], labels, strength=4.0, seed=seed)


def predict(model: Linear, features: Sequence[Features]) -> Floats:
    """Log probabilities, lines × classes."""
    bodies = [_add_body(model, one.body, one.words) for one in features]
    around = add_weights(model, [one.around() for one in features])
    return log_softmax(np.array(bodies) + around + model.weights[-1])


_add_body = lru_cache(maxsize=8192)(add_text)  # reports say the same things
