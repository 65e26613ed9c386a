"""Which column of its row a printed field stands in, or that it is padding.

One model for each number of cells that a row of the forms has. The evidence is the field's
place among its neighbours, where full rows of the same table have their columns, what the
header shows, and whether the number is the sum of those before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from gouji.models.linear import Floats, Linear, Names, add_weights, fit_linear, log_softmax

NAME = "columns"
PAD = "pad"
_FAR = 16
MOST_ALIKE = 5  # more rows alike tell no more


@dataclass(frozen=True, slots=True)
class Features:
    """A field among `fields` of its row, `values` of them filled; counts from 0.

    `anchor` is the column that stands at this place in the table's full rows (-1 unknown),
    `headed` the one whose head does;
    `sums` tells whether the number is the sum of those before it ("yes", "no", "?"), `totals`
    how often the last of such a row is; `lost` lists columns that the header does not show;
    `alike` is how many neighbouring rows hold as many values;
    `previous` is the column given to the field before (-1 none).
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
        behind = (pattern % self.previous for pattern in self.patterns_behind())
        return (*self.names_alone(), *behind)

    def names_alone(self) -> Names:
        """What can be told without `previous`."""
        left, right = min(self.index, _FAR), min(self.fields - 1 - self.index, _FAR)
        kind, first, last, lost = self._places()
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

    def patterns_behind(self) -> Names:
        """What `previous` comes to it as, with %d for that column."""
        kind, first, last, lost = self._places()
        behind, alike = f"{kind}p%d", f"n{min(self.alike, MOST_ALIKE)}"
        return (
            behind,
            f"{kind}h{self.headed}|p%d",
            f"{behind}|{first}",
            f"{behind}|L{min(self.index, _FAR)}/{self.fields}",
            f"{behind}|{last}|{self.sums}|{self.totals}",
            f"{behind}|a{self.anchor}",
            f"{behind}|{lost}",
            f"{behind}|{alike}|{first}",
            f"{behind}|{alike}|{self.leading}|{self.trailing}",
        )

    def _places(self) -> tuple[str, str, str, str]:
        """Kind of field, place among the values from left and from right, columns lost."""
        first = min(self.value_index, _FAR)
        last = min(self.values - 1 - self.value_index, _FAR)
        lost = "".join(map(str, self.lost)) or "-"
        return "E" if self.empty else "V", f"l{first}/{self.values}", f"r{last}", lost


def fit(features: Sequence[Features], labels: Sequence[str], seed: int = 0) -> Linear:
    """`labels` are column numbers as text, or PAD."""
    return fit_linear([one.names() for one in features], labels, strength=1.0, seed=seed)


def predict(model: Linear, features: Sequence[Features], previous: range) -> Floats:
    """Log probabilities, fields × `previous` columns × classes, whatever the fields' own say."""
    alone = add_weights(model, [one.names_alone() for one in features])
    behind = [[_behind(model, p, previous) for p in one.patterns_behind()] for one in features]
    return log_softmax(alone[:, None] + np.sum(behind, axis=1) + model.weights[-1])


@lru_cache(maxsize=8192)
def _behind(model: Linear, pattern: str, previous: range) -> Floats:
    """Weights of one name for each of the `previous` columns; there are few such names."""
    return add_weights(model, [(pattern % column,) for column in previous])
