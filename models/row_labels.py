"""Classifies row labels: which row of which form a label names, or that it is a header or noise.

Labels are often torn, joined to the label of their group, or short of characters. The evidence is
therefore character n-grams and words, with the number of values in the printed row.
"""

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

NAME = "labels"
NOISE = "noise"
_NO_LABEL = "2:^$"  # the bigram of an empty text: its two end marks
# Characters that are kept at each end of a long label.
_KEPT_ENDS = 24


@dataclass(frozen=True, slots=True)
class Features:
    """A squeezed label, its words, and the number of values and empty fields behind it.

    A row without a label is characterised by `above`, the last label above it.
    """

    text: str
    words: tuple[str, ...]
    values: int
    empties: int
    above: str = ""

    def names(self) -> Names:
        """All features by name."""
        names = gram_names(self.ends) | word_names(self.words) | {*self._count_names()}
        return (*sorted(names), *self._unlabelled_names())

    @property
    def ends(self) -> str:
        """The text, or both ends of a long one."""
        is_short = len(self.text) <= 2 * _KEPT_ENDS
        return self.text if is_short else self.text[:_KEPT_ENDS] + self.text[-_KEPT_ENDS:]

    def context_names(self) -> Names:
        """The features other than the n-grams and words of the label."""
        return (*self._count_names(), *self._unlabelled_names())

    def _count_names(self) -> Names:
        return (
            f"v:{min(self.values, 16)}",
            f"e:{min(self.empties, 8)}",
            f"l:{min(len(self.text) // 4, 12)}",
            f"v:{min(self.values, 16)}|{'text' if self.text else 'bare'}",
        )

    def _unlabelled_names(self) -> Names:
        """The features of a row without a label."""
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
    """Fit on printed rows; a label is `table/row/width`, a header class or NOISE."""
    rows = [row.names() for row in features]
    return fit_linear(
        rows, labels, strength=4.0, seed=seed, has_full_weight=lambda row: _NO_LABEL in row
    )


def predict(model: Linear, features: Sequence[Features]) -> Floats:
    """Return log probabilities, printed rows × classes."""
    labels = [_add_label(model, row) for row in features]
    context = [_add_context(model, row.context_names()) for row in features]
    return log_softmax(np.array(labels) + np.array(context) + model.weights[-1])


def _add_label(model: Linear, row: Features) -> Floats:
    """Return the weights of a label's text; those of short texts are cached.

    Reports share their labels, but not their sentences.
    """
    add = _add_short_label if len(row.text) <= 2 * _KEPT_ENDS else add_text
    return add(model, row.ends, row.words)


_add_short_label = lru_cache(maxsize=8192)(add_text)


@lru_cache(maxsize=8192)
def _add_context(model: Linear, names: Names) -> Floats:
    return np.asarray(add_weights(model, [names])[0])
