"""How well each state of the lattice explains each printed row, by its label and its layout.

All scores are log probabilities, printed rows × states.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import groupby, pairwise

import numpy as np
from numpy.typing import NDArray

from gouji.models.estimators.linear import Linear
from gouji.models.row_labels import NOISE
from gouji.pipeline.language.normalise import squeeze
from gouji.pipeline.rebuild.printed_rows import PrintedRow
from gouji.pipeline.rebuild.row_hmm import IMPOSSIBLE, Array, Lattice
from gouji.pipeline.rebuild.row_sequences import print_class

# The score of a row without a label that continues the row above, by whether both together have
# as many values as the row of the form has cells, fewer, or more.
_COMPLETE, _INCOMPLETE, _TOO_MANY = 7.0, 4.0, -3.0
# The score of fields without a label that are as many as the column heads just above them.
_UNDER_HEADS = 4.0
# The least score of the same where the heads are in the row itself, before the fields.
_AFTER_HEADS = 8.0
# The score of each label of a row that is a column head of the table: heads differ between forms.
_COLUMN_HEAD = 1.5
# The fewest column heads that identify a table whose fields are all empty.
_FEWEST_HEADS = 2


class RowScores:
    """Scores of printed rows under the states of a lattice; made once, used for every document."""

    def __init__(self, lattice: Lattice) -> None:
        self.lattice = lattice

    def score(self, rows: Sequence[PrintedRow], model: Linear, log_p: NDArray[np.float32]) -> Array:
        """How well each state explains each printed row.

        `log_p` are the log probabilities of the label classes, rows × classes. The layout adds to
        them: a row as wide as a row without a label, under the heads of its table, is likely that
        row. With one cell a line, the heads are the labels of that row itself. Rows of empty
        fields are likely rows of the table whose heads are above them, if it has as many columns.
        A row that numbers the columns is no row of any table.
        """
        heads = self._count_heads(rows)
        scores = self._label_scores(model, log_p) + _COLUMN_HEAD * heads
        for first, end in _find_empty(rows):
            for i in range(first, end):
                headed = heads[first - 1] >= _FEWEST_HEADS
                scores[i, headed & (self._widths == len(rows[i].fields))] += _UNDER_HEADS
        above = None
        for i, row in enumerate(rows):
            if row.numbers_columns:
                scores[i, self._widths > 0] = IMPOSSIBLE
                continue
            for j in self._find_headed(row, above):
                after_heads = max(scores[i, j], _AFTER_HEADS)
                scores[i, j] = after_heads if row.labels else scores[i, j] + _UNDER_HEADS
            above = row
        return scores

    def score_continuations(self, rows: Sequence[PrintedRow]) -> Array:
        """The score of each printed row as the second half of the row above it.

        Values without a label are, if they complete a row that has a label and values.
        """
        scores = np.zeros((len(rows), len(self.lattice.states)))
        for i, (above, row) in enumerate(pairwise(rows), 1):
            if row.values and not row.labels and above.labels and above.values:
                count = len(above.values) + len(row.values)
                partial = np.where(count < self._widths, _INCOMPLETE, _TOO_MANY)
                fits = np.where(count == self._widths, _COMPLETE, partial)
                scores[i] = np.where(self._widths > 0, fits, 0.0)
        return scores

    def _label_scores(self, model: Linear, log_p: NDArray[np.float32]) -> Array:
        """The log probabilities of label classes (rows × classes) as those of states."""
        index = {name: i for i, name in enumerate(model.classes)}
        noise = log_p[:, [index[NOISE]]].astype(np.float64)
        # A last column for classes that the model does not have.
        padded = np.column_stack([log_p, np.full(len(log_p), IMPOSSIBLE)])
        states = self.lattice.states
        classes = [index.get(name, -1) for name in self.classes]
        scores = padded[:, classes]
        heads = sorted({n for n, state in zip(classes, states, strict=True) if state.gap})
        gap_scores = np.logaddexp(noise, padded[:, heads])
        gaps = [i for i, state in enumerate(states) if state.gap]
        scores[:, gaps] = gap_scores[:, [heads.index(classes[i]) for i in gaps]]
        return np.asarray(scores)

    @cached_property
    def classes(self) -> list[str]:
        """The label class of each state: of its row, in gaps of the header of the table."""
        chain_of = self.lattice.chain_of
        return [
            chain_of(state).head if state.gap else print_class(chain_of(state).prints[state.row])
            for state in self.lattice.states
        ]

    @cached_property
    def _widths(self) -> NDArray[np.intp]:
        """The number of cells in the row of each state, 0 in gaps."""
        return np.array(
            [
                0 if state.gap else len(self.lattice.chain_of(state).prints[state.row].cells)
                for state in self.lattice.states
            ]
        )

    def _count_heads(self, rows: Sequence[PrintedRow]) -> Array:
        """How many labels of each row are column heads of the table of each state."""
        chains = [state.chain for state in self.lattice.states]
        labels = [{squeeze(label.text) for label in row.labels} for row in rows]
        counts = [[len(texts & heads) for heads in self._chain_heads] for texts in labels]
        return np.asarray(np.array(counts, dtype=float)[:, chains])

    @cached_property
    def _chain_heads(self) -> list[frozenset[str]]:
        """The labels over the figures of each chain."""
        return [frozenset(map(squeeze, chain.heads)) for chain in self.lattice.chains]

    def _find_headed(self, row: PrintedRow, above: PrintedRow | None) -> Iterator[int]:
        """The states of rows without a label that are as wide as this row and under its heads."""
        labels = row.labels or (above.labels if above else ())
        written = squeeze("".join(label.text for label in labels))
        for state, heads in self._unlabelled.items():
            is_as_wide = len(row.fields) == self._widths[state] > 1
            if is_as_wide and any(head in written for head in heads):
                yield state

    @cached_property
    def _unlabelled(self) -> dict[int, frozenset[str]]:
        """The states of rows without a label, with the heads over them."""
        return {
            i: self._chain_heads[state.chain]
            for i, state in enumerate(self.lattice.states)
            if not state.gap and not self.lattice.chain_of(state).labels[state.row]
        }


def _find_empty(rows: Sequence[PrintedRow]) -> Iterator[tuple[int, int]]:
    """The first row and the end of each run of rows with empty fields only that has no values
    just above or below it."""
    first = 0
    for is_empty, group in groupby(rows, key=lambda row: bool(row.fields and not row.values)):
        end = first + len(list(group))
        around = (rows[i] for i in (first - 1, end) if i < len(rows))
        if is_empty and first and not any(row.values for row in around):
            yield first, end
        first = end
