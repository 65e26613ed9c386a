"""Which column of its row a printed field stands in, or that it is padding.

One model for each number of cells that a row of the forms has. The evidence is the field's
place among its neighbours, where full rows of the same table have their columns, what the
header shows, and whether the number is the sum of those before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.linear import Floats, Linear, Names, add_weights, fit_linear, log_softmax

NAME = "columns"
PAD = "pad"
_FAR = 16


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
        return (*self.names_alone(), *self.names_behind([self.previous])[0])

    def names_alone(self) -> Names:
        """What can be told without `previous`."""
        left, right = min(self.index, _FAR), min(self.fields - 1 - self.index, _FAR)
        kind, first, last, lost = self._places()
        return (
            f"{kind}L{left}",
            f"{kind}R{right}",
            f"{kind}L{left}/{self.fields}",
            f"{kind}{first}",
            f"{kind}{first}|{lost}",
            f"{kind}{first}|{self.totals}",
            f"{kind}L{left}/{self.fields}|{self.totals}|{lost}",
            f"{kind}{last}|{self.sums}|{self.values}",
            f"{kind}{last}|{self.totals}",
            f"{kind}{self.leading}.{self.values}.{self.trailing}|L{left}",
            f"{kind}a{self.anchor}",
            f"{kind}a{self.anchor}|{last}",
            f"{kind}a{self.anchor}|{self.fields - self.usual}",
            f"{kind}h{self.headed}",
            f"{kind}h{self.headed}|a{self.anchor}",
            f"{kind}u{self.fields - self.usual}|L{left}",
            f"{kind}s{int(self.streamed)}|{first}",
            f"{kind}n{min(self.alike, 5)}|{first}|{self.fields - self.usual}",
        )

    def names_behind(self, previous: Sequence[int]) -> list[Names]:
        """What comes to it if the field before stands in one column or another."""
        kind, first, last, lost = self._places()
        alike = f"n{min(self.alike, 5)}"
        ends = (
            "",
            f"|{first}",
            f"|L{min(self.index, _FAR)}/{self.fields}",
            f"|{last}|{self.sums}|{self.totals}",
            f"|a{self.anchor}",
            f"|{lost}",
            f"|{alike}|{first}",
            f"|{alike}|{self.leading}|{self.trailing}",
        )
        return [
            (f"{kind}h{self.headed}|p{column}", *(f"{kind}p{column}{end}" for end in ends))
            for column in previous
        ]

    def _places(self) -> tuple[str, str, str, str]:
        """Kind of field, place among the values from left and from right, columns lost."""
        first = min(self.value_index, _FAR)
        last = min(self.values - 1 - self.value_index, _FAR)
        lost = "".join(map(str, self.lost)) or "-"
        return "E" if self.empty else "V", f"l{first}/{self.values}", f"r{last}", lost


def fit(features: Sequence[Features], labels: Sequence[str], seed: int = 0) -> Linear:
    """`labels` are column numbers as text, or PAD."""
    return fit_linear([one.names() for one in features], labels, strength=1.0, seed=seed)


def predict(model: Linear, features: Sequence[Features], previous: Sequence[int]) -> Floats:
    """Log probabilities, fields × `previous` columns × classes, whatever the fields' own say."""
    alone = add_weights(model, [one.names_alone() for one in features])
    behind = [names for one in features for names in one.names_behind(previous)]
    added = add_weights(model, behind).reshape(len(features), len(previous), -1)
    return log_softmax(alone[:, None] + added + model.weights[-1])
