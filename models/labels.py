"""Which row of which form a label stands for, or that it is a head or noise.

Labels come torn, glued to their group and with characters lost, so the evidence is character
n-grams and words, with the number of values that the printed row holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from gouji.models.grams import add_text, gram_names, word_names
from gouji.models.linear import Floats, Linear, Names, add_weights, fit_linear, log_softmax

NAME = "labels"
NOISE = "noise"
_EMPTY = "2:^$"  # what a row without a label has for its writing
_EDGE = 24  # characters kept at each end of a long label


@dataclass(frozen=True, slots=True)
class Features:
    """A label squeezed to its writing, its words, and how many values and empty fields follow.

    Rows without a label are known by the last label `above` them.
    """

    text: str
    words: tuple[str, ...]
    values: int
    empties: int
    above: str = ""

    def names(self) -> Names:
        names = gram_names(self.writing) | word_names(self.words) | {*self._counts()}
        return (*sorted(names), *self._bare())

    @property
    def writing(self) -> str:
        """Both ends of the text."""
        whole = len(self.text) <= 2 * _EDGE
        return self.text if whole else self.text[:_EDGE] + self.text[-_EDGE:]

    def around(self) -> Names:
        """What is known besides the writing and its words."""
        return (*self._counts(), *self._bare())

    def _counts(self) -> Names:
        return (
            f"v:{min(self.values, 16)}",
            f"e:{min(self.empties, 8)}",
            f"l:{min(len(self.text) // 4, 12)}",
            f"v:{min(self.values, 16)}|{'text' if self.text else 'bare'}",
        )

    def _bare(self) -> Names:
        """What a row without a label is known by."""
        if self.text:
            return ()
        above, shape = self.above[-6:], f"{self.values}/{self.empties}"
        return (
            f"above:{above}",
            f"above:{above}|{shape}",
            f"shape:{shape}",
            f"fields:{min(self.values + self.empties, 17)}",
        )


def fit(features: Sequence[Features], labels: Sequence[str], seed: int = 0) -> Linear:
    rows = [one.names() for one in features]
    return fit_linear(rows, labels, strength=4.0, seed=seed, plain=lambda row: _EMPTY in row)


def predict(model: Linear, features: Sequence[Features]) -> Floats:
    """Log probabilities, labels × classes."""
    writing = [_add_writing(model, one) for one in features]
    around = [_add_around(model, one.around()) for one in features]
    return log_softmax(np.array(writing) + np.array(around) + model.weights[-1])


def _add_writing(model: Linear, one: Features) -> Floats:
    # Reports have their labels in common, but not their sentences.
    add = _add_label if len(one.text) <= 2 * _EDGE else add_text
    return add(model, one.writing, one.words)


_add_label = lru_cache(maxsize=8192)(add_text)


@lru_cache(maxsize=8192)
def _add_around(model: Linear, names: Names) -> Floats:
    return np.asarray(add_weights(model, [names])[0])
