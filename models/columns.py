"""Which column of its row a printed field stands in, or that it is padding.

One model for each number of cells that a row of the forms has. The evidence is the field's
place among its neighbours, where full rows of the same table have their columns, what the
header shows, and whether the number is the sum of those before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from models.linear import Floats, Linear, Names, fit_linear, log_probabilities

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
        left, right = min(self.index, _FAR), min(self.fields - 1 - self.index, _FAR)
        kind = "E" if self.empty else "V"
        first = min(self.value_index, _FAR)
        last = min(self.values - 1 - self.value_index, _FAR)
        shape = f"{kind}{self.leading}.{self.values}.{self.trailing}"
        alike = f"n{min(self.alike, 5)}"
        lost = "".join(map(str, self.lost)) or "-"
        return (
            f"{kind}L{left}",
            f"{kind}R{right}",
            f"{kind}L{left}/{self.fields}",
            f"{kind}l{first}/{self.values}",
            f"{kind}l{first}/{self.values}|{lost}",
            f"{kind}l{first}/{self.values}|{self.totals}",
            f"{kind}L{left}/{self.fields}|{self.totals}|{lost}",
            f"{kind}r{last}|{self.sums}|{self.values}",
            f"{kind}r{last}|{self.totals}",
            f"{shape}|L{left}",
            f"{kind}a{self.anchor}",
            f"{kind}a{self.anchor}|r{last}",
            f"{kind}a{self.anchor}|{self.fields - self.usual}",
            f"{kind}h{self.headed}",
            f"{kind}h{self.headed}|a{self.anchor}",
            f"{kind}h{self.headed}|p{self.previous}",
            f"{kind}u{self.fields - self.usual}|L{left}",
            f"{kind}s{int(self.streamed)}|l{first}/{self.values}",
            f"{kind}p{self.previous}",
            f"{kind}p{self.previous}|l{first}/{self.values}",
            f"{kind}p{self.previous}|L{left}/{self.fields}",
            f"{kind}p{self.previous}|r{last}|{self.sums}|{self.totals}",
            f"{kind}p{self.previous}|a{self.anchor}",
            f"{kind}p{self.previous}|{lost}",
            f"{kind}p{self.previous}|{alike}|l{first}/{self.values}",
            f"{kind}p{self.previous}|{alike}|{self.leading}|{self.trailing}",
            f"{kind}{alike}|l{first}/{self.values}|{self.fields - self.usual}",
        )


def fit(features: Sequence[Features], labels: Sequence[str], seed: int = 0) -> Linear:
    """`labels` are column numbers as text, or PAD."""
    return fit_linear([one.names() for one in features], labels, strength=1.0, seed=seed)


def predict(model: Linear, features: Sequence[Features]) -> Floats:
    """Log probabilities, fields × classes."""
    return log_probabilities(model, [one.names() for one in features])
