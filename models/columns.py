"""Classifies the fields of a printed row: which column a field belongs to, or that it is padding.

There is one model for each number of cells that rows of the forms have. The evidence is the
position of the field in its row, the positions of columns in full rows of the same table, the
column headers, and whether the number is the sum of the numbers before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from gouji.models.estimators.linear import (
    Floats,
    Linear,
    Names,
    add_weights,
    fit_linear,
    log_softmax,
)

NAME = "columns"
PAD = "pad"
# Highest position that has a feature of its own; positions beyond it share one.
_MAX_POSITION = 16
# Number of similar rows beyond which more of them are no further evidence.
MOST_ALIKE = 5


class _Shared(NamedTuple):
    """Pieces of feature names: kind of field, its index among the values counted from the left and
    from the right, columns that the header lacks."""

    kind: str
    first: str
    last: str
    lost: str


@dataclass(frozen=True, slots=True)
class Features:
    """The evidence for one field. Positions and columns count from 0.

    The row has `fields` fields, of which `values` hold a value; the first `leading` and the last
    `trailing` of them are empty. `usual` is the number of fields in most rows of the table.
    `streamed` is true if the medium has one cell on each line.

    `anchor` is the column at this position in full rows of the table, `headed` the column whose
    header is at this position (-1: unknown). `sums` tells whether the number is the sum of the
    numbers before it ("yes", "no", "?"), `totals` how often the last number of similar rows is.
    `lost` lists columns that the header lacks. `alike` is the number of neighbouring rows with as
    many values. `previous` is the column assigned to the field before (-1: none).
    """

    empty: bool
    index: int
    fields: int
    value_index: int
    values: int
    leading: int
    trailing: int
    anchor: int
    headed: int
    usual: int
    streamed: bool
    sums: str
    totals: str
    lost: tuple[int, ...]
    alike: int
    previous: int = -1

    def names(self) -> Names:
        """All features by name."""
        chained = (pattern % self.previous for pattern in self.chained_patterns())
        return (*self.static_names(), *chained)

    def static_names(self) -> Names:
        """The features that do not depend on `previous`."""
        left = min(self.index, _MAX_POSITION)
        right = min(self.fields - 1 - self.index, _MAX_POSITION)
        kind, first, last, lost = self._shared()
        totals, anchor, more = self.totals, f"a{self.anchor}", self.fields - self.usual
        return (
            f"{kind}L{left}",
            f"{kind}R{right}",
            f"{kind}L{left}/{self.fields}",
            f"{kind}{first}",
            f"{kind}{first}|{lost}",
            f"{kind}{first}|{totals}",
            f"{kind}L{left}/{self.fields}|{totals}|{lost}",
            f"{kind}{last}|{self.sums}|{self.values}",
            f"{kind}{last}|{totals}",
            f"{kind}{self.leading}.{self.values}.{self.trailing}|L{left}",
            f"{kind}{anchor}",
            f"{kind}{anchor}|{last}",
            f"{kind}{anchor}|{more}",
            f"{kind}h{self.headed}",
            f"{kind}h{self.headed}|{anchor}",
            f"{kind}u{more}|L{left}",
            f"{kind}s{int(self.streamed)}|{first}",
            f"{kind}n{min(self.alike, MOST_ALIKE)}|{first}|{more}",
        )

    def chained_patterns(self) -> Names:
        """The features that depend on `previous`, with %d in place of its column."""
        kind, first, last, lost = self._shared()
        chained, alike = f"{kind}p%d", f"n{min(self.alike, MOST_ALIKE)}"
        return (
            chained,
            f"{kind}h{self.headed}|p%d",
            f"{chained}|{first}",
            f"{chained}|L{min(self.index, _MAX_POSITION)}/{self.fields}",
            f"{chained}|{last}|{self.sums}|{self.totals}",
            f"{chained}|a{self.anchor}",
            f"{chained}|{lost}",
            f"{chained}|{alike}|{first}",
            f"{chained}|{alike}|{self.leading}|{self.trailing}",
        )

    def _shared(self) -> _Shared:
        first = min(self.value_index, _MAX_POSITION)
        last = min(self.values - 1 - self.value_index, _MAX_POSITION)
        lost = "".join(map(str, self.lost)) or "-"
        return _Shared("E" if self.empty else "V", f"l{first}/{self.values}", f"r{last}", lost)


def fit(features: Sequence[Features], labels: Sequence[str], seed: int = 0) -> Linear:
    """Fit on fields and their columns: a label is a column index as text, or PAD."""
    return fit_linear([field.names() for field in features], labels, strength=1.0, seed=seed)


def predict(model: Linear, features: Sequence[Features], previous: range) -> Floats:
    """Return log probabilities, fields × `previous` columns × classes.

    Every column of `previous` is tried for every field; `Features.previous` is ignored.
    """
    static = add_weights(model, [field.static_names() for field in features])
    chained = [
        [_add_chained(model, pattern, previous) for pattern in field.chained_patterns()]
        for field in features
    ]
    return log_softmax(static[:, None] + np.sum(chained, axis=1) + model.weights[-1])


@lru_cache(maxsize=8192)
def _add_chained(model: Linear, pattern: str, previous: range) -> Floats:
    """Return the weights of one pattern for each column of `previous`, columns × classes."""
    return add_weights(model, [(pattern % column,) for column in previous])
