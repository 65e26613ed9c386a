"""How printed rows follow one another: the costs of the row decoder's steps, counted.

A step leads from one row of a form to the next one printed: to a later row (some lost on the
way), to the same row again (broken over lines), to something between rows, to another table.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

NAME = "steps"
_LONGEST = 30


@dataclass(frozen=True, slots=True)
class Features:
    """One observed step; `kind` is advance, again, between, stay or leave, `rows` how far."""

    kind: str
    rows: int = 0


@dataclass(frozen=True, slots=True)
class Steps:
    """Log costs: `advance[k]` for k rows on (index 0 unused), the others by kind."""

    advance: tuple[float, ...]
    kinds: dict[str, float]


# What a step costs that the corpus never shows: rows do get lost in ways not thought of.
_LEAST = {"advance": 1.0, "again": 1.0, "between": 1.0, "stay": 1.0, "leave": 1.0}


def fit(steps: Iterable[Features]) -> Steps:
    """Relative frequencies, each kind counted once more than seen."""
    steps = list(steps)
    kinds = Counter(_LEAST)
    kinds.update(step.kind for step in steps)
    far = Counter(dict.fromkeys(range(1, _LONGEST + 1), 0.3))
    far.update(min(step.rows, _LONGEST) for step in steps if step.kind == "advance")
    total, ways = sum(kinds.values()), sum(far.values())
    advance = [math.log(far[k] / ways) if k else 0.0 for k in range(_LONGEST + 1)]
    return Steps(tuple(advance), {kind: math.log(n / total) for kind, n in kinds.items()})


def predict(model: Steps, step: Features) -> float:
    """The log cost of one step."""
    if step.kind == "advance":
        return model.kinds["advance"] + model.advance[min(step.rows, _LONGEST)]
    return model.kinds[step.kind]
