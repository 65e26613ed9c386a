"""Which row of which form a label stands for, or that it is a head or noise.

Labels come torn, glued to their group and with characters lost, so the evidence is character
n-grams and words, with the number of values that the printed row holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from models.linear import Floats, Linear, Names, fit_linear, log_probabilities

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
        text = self.text if len(self.text) <= 2 * _EDGE else self.text[:_EDGE] + self.text[-_EDGE:]
        edged = f"^{text}$"
        grams = {
            f"{size}:{edged[i : i + size]}"
            for size in (1, 2, 3)
            for i in range(len(edged) - size + 1)
        }
        words = {f"w:{word}" for word in self.words}
        counts = {
            f"v:{min(self.values, 16)}",
            f"e:{min(self.empties, 8)}",
            f"l:{min(len(self.text) // 4, 12)}",
            f"v:{min(self.values, 16)}|{'text' if self.text else 'bare'}",
        }
        return (*sorted(grams | words | counts), *(() if self.text else self._bare()))

    def _bare(self) -> Names:
        """What a row without a label is known by."""
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
    return np.array([_predict(model, one) for one in features])


@lru_cache(maxsize=4096)
def _predict(model: Linear, features: Features) -> Floats:
    """Reports say the same things: nine labels in ten have been met before."""
    log_p: Floats = log_probabilities(model, [features.names()])[0]
    return log_p
