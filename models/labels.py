"""Which row of which form a label stands for, or that it is a head or noise.

Labels come torn, glued to their group and with characters lost, so the evidence is character
n-grams and words, with the number of values that the printed row holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.linear import Floats, Linear, Names, fit_linear, log_probabilities

NAME = "labels"
NOISE = "noise"
_EDGE = 24  # characters kept at each end of a long label


@dataclass(frozen=True, slots=True)
class Features:
    """A label squeezed to its writing, its words, and how many values and empty fields follow."""

    text: str
    words: tuple[str, ...]
    values: int
    empties: int

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
        return tuple(sorted(grams | words | counts))


def fit(features: Sequence[Features], labels: Sequence[str], seed: int = 0) -> Linear:
    return fit_linear([one.names() for one in features], labels, strength=4.0, seed=seed)


def predict(model: Linear, features: Sequence[Features]) -> Floats:
    """Log probabilities, labels × classes."""
    return log_probabilities(model, [one.names() for one in features])
