"""Which section of the report a line opens, or that it opens none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from models.linear import Floats, Linear, Names, fit_linear, log_probabilities

NAME = "headings"
SECTIONS = ("overview", "proactive", "requests", "remedies", "problems", "other")
TITLE = "title"
NONE = "none"
_NUMBER = re.compile(
    r"^(?:第?[一二三四五六七八九十]+[、.．部章]|[(（][一二三四五六七八九十]+[)）]|\d+[、.．])"
)


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

    def names(self) -> Names:
        number = _NUMBER.match(self.text)
        body = self.text[number.end() :] if number else self.text
        edged = f"^{body}$"
        grams = {
            f"{size}:{edged[i : i + size]}"
            for size in (1, 2, 3)
            for i in range(len(edged) - size + 1)
        }
        return tuple(
            sorted(
                grams
                | {f"w:{word}" for word in self.words}
                | {
                    f"n:{number.group() if number else ''}",
                    f"alone:{self.alone}",
                    f"ruled:{self.ruled}",
                    f"end:{self.text[-1:]}",
                    f"len:{min(len(body) // 3, 10)}",
                    f"before:{self.before[:2]}",
                    f"behind:{self.behind[:2]}",
                    f"far:{min(self.distance // 20, 5)}",
                }
            )
        )


def fit(features: Sequence[Features], labels: Sequence[str], seed: int = 0) -> Linear:
    return fit_linear([one.names() for one in features], labels, strength=4.0, seed=seed)


def predict(model: Linear, features: Sequence[Features]) -> Floats:
    """Log probabilities, lines × classes."""
    return log_probabilities(model, [one.names() for one in features])
