"""The hidden Markov model over the tables of all forms: its states and the costs of its steps.

A state is a row of a table of a form, or the gap after that row. From a gap the table continues,
another table begins, or the same one begins again (a copy). So one pass over the document tells
tables from prose, one form from the other, lost rows from broken ones, and copies from originals.

All costs are log probabilities.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gouji.models import steps as step_model
from gouji.models.steps import Steps
from gouji.pipeline.forms.form import Form
from gouji.pipeline.rebuild.row_sequences import Chain, chains_of, print_class, vocabulary_of

Array = NDArray[np.float64]

# The log probability of a step or a row that cannot be.
IMPOSSIBLE = -1e9
# The cost of a table of another form than the table before it: rare in one report, but it occurs.
_OTHER_FORM = -3.0
# The cost of each row that is missing at the beginning or the end of a table.
_MISSING_ROW = -0.7
# The cost of continuing the row before a gap, beyond that of continuing it without a gap.
_AGAIN_AFTER_GAP = -1.0
# The lowest log probability that is still computed as a probability.
_LOWEST = -60.0


@dataclass(frozen=True, slots=True)
class State:
    """A row of a chain, or with `gap` the gap after it; row -1 has only a gap, before the first
    row."""

    chain: int
    row: int
    gap: bool


class Lattice:
    """The states and the steps between them; made once and used for every document."""

    def __init__(self, forms: Mapping[str, Form], steps: Steps) -> None:
        self.chains = chains_of(forms)
        self.states = tuple(
            State(number, row, gap)
            for number, chain in enumerate(self.chains)
            for row in range(-1, len(chain.prints))
            for gap in (True, False)
            if gap or row >= 0
        )
        self.steps = steps
        self.vocabulary = vocabulary_of(forms)

    def chain_of(self, state: State) -> Chain:
        """The table that a state is in."""
        return self.chains[state.chain]

    def classes_of(self, width: int) -> frozenset[str]:
        """The label classes of the printed rows with this many cells."""
        return self._classes_by_width.get(width, frozenset())

    @cached_property
    def largest_width(self) -> int:
        """The most cells of a printed row."""
        return max(self._classes_by_width)

    @cached_property
    def _classes_by_width(self) -> dict[int, frozenset[str]]:
        prints = [row for chain in self.chains for row in chain.prints]
        return {
            width: frozenset(print_class(row) for row in prints if len(row.cells) == width)
            for width in {len(row.cells) for row in prints}
        }

    @cached_property
    def moves(self) -> Array:
        """The cost of each step, states (from) × states (to)."""
        moves = self._leave[:, None] + self._form_changes + self._enter
        for i, source in enumerate(self.states):
            for j, target in enumerate(self.states):
                if source.chain == target.chain and target.row >= source.row:
                    within = self._within(source, target)
                    moves[i, j] = moves[i, j] if within is None else within
        return moves

    @cached_property
    def arrivals(self) -> Array:
        """The moves, states (to) × states (from), with contiguous rows for the decoder."""
        return np.ascontiguousarray(self.moves.T)

    @cached_property
    def probabilities(self) -> Array:
        """The moves as probabilities, states (from) × states (to)."""
        return np.exp(np.maximum(self.moves, _LOWEST))

    @cached_property
    def starts(self) -> Array:
        """The cost of each state as the first one."""
        return self._enter + self._step("leave")

    @property
    def ends(self) -> Array:
        """The cost of each state as the last one: a table that breaks off there lacks its other
        rows."""
        return self._leave

    def _step(self, kind: str, rows: int = 0) -> float:
        return step_model.predict(self.steps, step_model.Features(kind, rows))

    @cached_property
    def _leave(self) -> Array:
        """The cost of leaving a table at each state."""
        left = [self.chain_of(state).rows_left(state.row) for state in self.states]
        return self._step("leave") + np.array(left) * _MISSING_ROW

    @cached_property
    def _enter(self) -> Array:
        """The cost of entering a table at each state."""
        first = self._step("advance", 1)
        gaps = [0.0 if state.row == -1 else IMPOSSIBLE for state in self.states]
        rows = [first + state.row * _MISSING_ROW for state in self.states]
        return np.where([state.gap for state in self.states], gaps, rows)

    @cached_property
    def _form_changes(self) -> Array:
        """The cost of a table of another form as the next one, states × states."""
        forms = np.array([self.chain_of(state).form for state in self.states])
        return np.where(forms[:, None] == forms, 0.0, _OTHER_FORM)

    def _within(self, source: State, target: State) -> float | None:
        """The cost of a step within one copy of a table; None where only a new copy has it."""
        if target.gap:
            kind = "stay" if source.gap else "between"
            return self._step(kind) if source.row == target.row else None
        if target.row == source.row:
            return self._step("again") + (_AGAIN_AFTER_GAP if source.gap else 0.0)
        return self._step("advance", target.row - source.row)
