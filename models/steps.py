"""Transition costs of the row decoder, counted from examples.

A step leads from one row of a form to the next printed row: a later row of the form (rows between
them are missing), the same row again (it is broken over lines), a line between rows, or another
table.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

NAME = "steps"
# Rows of the form beyond which all advances have one cost.
_LONGEST_ADVANCE = 30


@dataclass(frozen=True, slots=True)
class Features:
    """One step. `kind` is advance, again, between, stay or leave; `rows` is the advance."""

    kind: str
    rows: int = 0


@dataclass(frozen=True, slots=True)
class Steps:
    """Log probabilities: `kinds` by kind, `advance[k]` for an advance of k rows (k = 0: unused)."""

    advance: tuple[float, ...]
    kinds: dict[str, float]


# Prior counts: rows are lost in ways that the corpus does not show.
_PRIOR_COUNTS = {"advance": 1.0, "again": 1.0, "between": 1.0, "stay": 1.0, "leave": 1.0}


def fit(steps: Iterable[Features]) -> Steps:
    """Return relative frequencies, with prior counts added."""
    steps = list(steps)
    kinds = Counter(_PRIOR_COUNTS)
    kinds.update(step.kind for step in steps)
    advances = Counter(dict.fromkeys(range(1, _LONGEST_ADVANCE + 1), 0.3))
    advances.update(min(step.rows, _LONGEST_ADVANCE) for step in steps if step.kind == "advance")
    total, total_advances = sum(kinds.values()), sum(advances.values())
    advance = [
        math.log(advances[k] / total_advances) if k else 0.0 for k in range(_LONGEST_ADVANCE + 1)
    ]
    return Steps(tuple(advance), {kind: math.log(n / total) for kind, n in kinds.items()})


def predict(model: Steps, step: Features) -> float:
    """Return the log probability of one step."""
    if step.kind == "advance":
        return model.kinds["advance"] + model.advance[min(step.rows, _LONGEST_ADVANCE)]
    return model.kinds[step.kind]
