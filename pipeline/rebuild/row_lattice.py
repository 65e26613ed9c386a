"""The tables of all forms as one lattice: states, the costs of steps between them, their scores.

A state is a row of a form's table, or the gap behind it; from a gap the table goes on, another
begins, or the same one begins again (a copy). So one pass tells tables from prose, one form
from the other, lost rows from broken ones, and copies from the original.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, pairwise

import numpy as np
from numpy.typing import NDArray

from gouji.models import steps as step_model
from gouji.models.labels import NOISE
from gouji.models.linear import Linear
from gouji.models.steps import Steps
from gouji.pipeline.forms.form import ACROSS, Form, LayoutRow, TableForm
from gouji.pipeline.language.normalise import squeeze
from gouji.pipeline.rebuild.printed_rows import PrintedRow
from gouji.pipeline.rebuild.vocabulary import vocabulary_of

Array = NDArray[np.float64]
_IMPOSSIBLE = -1e9
_OTHER_FORM = -3.0  # tables of two forms in one report are rare, but real
_LOST_AT_AN_END = -0.7  # each row that a table lacks at its beginning or end
_COMPLETES, _FITS, _EXCEEDS = 7.0, 4.0, -3.0  # values without a label, after a row
_UNDER_HEADS = 4.0  # fields without a label, as many as there are heads right above them
_FEWEST_HEADS = 2  # column heads by which a table in which nothing is printed is known
_BEHIND_HEADS = 8.0  # the same in one row with the heads, whatever else its labels look like
_OWN_HEAD = 1.5  # each label of a row that is a column head of the table: it tells the form


@dataclass(frozen=True, slots=True)
class Chain:
    """One table of one form as the decoder walks it.

    `head` is the class of its header, `labels` those of the rows, `heads` what stands over the
    figures: the column heads, and the groups where these stand side by side in one row.
    """

    form: str
    table: str
    prints: tuple[LayoutRow, ...]
    head: str
    labels: tuple[str, ...]
    heads: tuple[str, ...]

    def rows_left(self, row: int) -> int:
        """How many rows the table still has behind this one; none if it is not begun."""
        done = row < 0 or self.prints[row].key == ACROSS
        return 0 if done else len(self.prints) - 1 - row


@dataclass(frozen=True, slots=True)
class State:
    """A row of a chain (`row` ≥ 0 and not `gap`), or the gap behind it (-1: before the first)."""

    chain: int
    row: int
    gap: bool


class Lattice:
    """States and steps of all forms; made once, used for every document."""

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

    def classes_of(self, width: int) -> frozenset[str]:
        """The label classes of printed rows that have so many cells."""
        return self._by_width.get(width, frozenset())

    @cached_property
    def widest(self) -> int:
        """The most cells that a printed row has."""
        return max(self._by_width)

    @cached_property
    def _by_width(self) -> dict[int, frozenset[str]]:
        prints = [one for chain in self.chains for one in chain.prints]
        return {
            width: frozenset(print_class(one) for one in prints if len(one.cells) == width)
            for width in {len(one.cells) for one in prints}
        }

    @cached_property
    def moves(self) -> Array:
        """Log costs, states × states."""
        moves = self._leave[:, None] + self._changes + self._enter
        for i, a in enumerate(self.states):
            for j, b in enumerate(self.states):
                if a.chain == b.chain and b.row >= a.row:
                    within = self._within(a, b)
                    moves[i, j] = moves[i, j] if within is None else within
        return moves

    @cached_property
    def arrivals(self) -> Array:
        """The moves by the state they lead to, which the decoder runs over: its rows."""
        return np.ascontiguousarray(self.moves.T)

    @cached_property
    def chances(self) -> Array:
        """The moves as probabilities, states × states."""
        return np.exp(np.maximum(self.moves, -60.0))

    @cached_property
    def starts(self) -> Array:
        """Log costs of the first state."""
        return self._enter + self._step("leave")

    @property
    def ends(self) -> Array:
        """Log costs of the last state: a table that breaks off there lacks its other rows."""
        return self._leave

    def _step(self, kind: str, rows: int = 0) -> float:
        return step_model.predict(self.steps, step_model.Features(kind, rows))

    @cached_property
    def _leave(self) -> Array:
        """What it costs to leave a table at each state."""
        left = [self.chains[s.chain].rows_left(s.row) for s in self.states]
        return self._step("leave") + np.array(left) * _LOST_AT_AN_END

    @cached_property
    def _enter(self) -> Array:
        """What it costs to begin a table at each state."""
        first = self._step("advance", 1)
        gaps = [0.0 if s.row == -1 else _IMPOSSIBLE for s in self.states]
        rows = [first + s.row * _LOST_AT_AN_END for s in self.states]
        return np.where([s.gap for s in self.states], gaps, rows)

    @cached_property
    def _changes(self) -> Array:
        """What it costs that a table of another form follows, states × states."""
        forms = np.array([self.chains[s.chain].form for s in self.states])
        return np.where(forms[:, None] == forms, 0.0, _OTHER_FORM)

    def _within(self, a: State, b: State) -> float | None:
        """The cost of a step inside one table, None where only a new copy leads there."""
        if b.gap:
            return self._step("stay" if a.gap else "between") if a.row == b.row else None
        if b.row == a.row:
            return self._step("again") + (-1.0 if a.gap else 0.0)
        return self._step("advance", b.row - a.row)

    def joins(self, rows: Sequence[PrintedRow]) -> Array:
        """What speaks for a printed row to go on with the row above it, rows × states.

        Values without a label that complete the row above are its second half.
        """
        found = np.zeros((len(rows), len(self.states)))
        for i, (above, row) in enumerate(pairwise(rows), 1):
            if row.values and not row.labels and above.labels and above.values:
                both = len(above.values) + len(row.values)
                falls_short = np.where(both < self._widths, _FITS, _EXCEEDS)
                fits = np.where(both == self._widths, _COMPLETES, falls_short)
                found[i] = np.where(self._widths > 0, fits, 0.0)
        return found

    def score(self, rows: Sequence[PrintedRow], model: Linear, log_p: NDArray[np.float32]) -> Array:
        """How well each state explains each printed row, rows × states, as log probabilities.

        `log_p` are those of the label classes. A row that is as wide as a table's row without a
        label, and stands under its heads, is likely to be that row; one cell a line, the heads
        are its own labels. So are rows of a table in which nothing is printed, whose empty fields
        are as many as it has columns. Numbers of columns are no row of any table.
        """
        heads = self._count_heads(rows)
        scores = self._emissions(model, log_p) + _OWN_HEAD * heads
        for first, end in _find_blank(rows):
            for i in range(first, end):
                headed = heads[first - 1] >= _FEWEST_HEADS
                scores[i, headed & (self._widths == len(rows[i].fields))] += _UNDER_HEADS
        above = None
        for i, row in enumerate(rows):
            if row.numbers_columns:
                scores[i, self._widths > 0] = _IMPOSSIBLE
                continue
            for j in self._find_headed(row, above):
                behind = max(scores[i, j], _BEHIND_HEADS)
                scores[i, j] = behind if row.labels else scores[i, j] + _UNDER_HEADS
            above = row
        return scores

    def _count_heads(self, rows: Sequence[PrintedRow]) -> Array:
        """How many of each row's labels are column heads of each state's table, rows × states."""
        chains = [state.chain for state in self.states]
        labels = [{squeeze(label.text) for label in row.labels} for row in rows]
        counts = [[len(own & known) for known in self._chain_heads] for own in labels]
        return np.asarray(np.array(counts, dtype=float)[:, chains])

    @cached_property
    def _chain_heads(self) -> list[frozenset[str]]:
        """What stands over the figures of each chain."""
        return [frozenset(map(squeeze, chain.heads)) for chain in self.chains]

    def _find_headed(self, row: PrintedRow, above: PrintedRow | None) -> Iterator[int]:
        """The states of rows without a label that are as wide as this one and headed so."""
        labels = row.labels or (above.labels if above else ())
        heads = squeeze("".join(label.text for label in labels))
        for j, over in self._headed.items():
            wide = len(row.fields) == self._widths[j] > 1
            if wide and any(head in heads for head in over):
                yield j

    @cached_property
    def _headed(self) -> dict[int, frozenset[str]]:
        """The states of rows without a label, with the heads over them."""
        return {
            i: self._chain_heads[s.chain]
            for i, s in enumerate(self.states)
            if not s.gap and not self.chains[s.chain].labels[s.row]
        }

    @cached_property
    def _widths(self) -> NDArray[np.intp]:
        """How many cells the row of each state has, 0 in gaps."""
        prints = [None if s.gap else self.chains[s.chain].prints[s.row] for s in self.states]
        return np.array([len(one.cells) if one else 0 for one in prints])

    def _emissions(self, model: Linear, log_p: NDArray[np.float32]) -> Array:
        """Log probabilities of the printed rows (n × classes) as scores of states (n × states)."""
        index = {name: i for i, name in enumerate(model.classes)}
        noise = log_p[:, [index[NOISE]]].astype(np.float64)
        known = np.column_stack([log_p, np.full(len(log_p), _IMPOSSIBLE)])
        classes = [index.get(name, -1) for name in self._classes]
        scores = known[:, classes]
        heads = sorted({n for n, s in zip(classes, self.states, strict=True) if s.gap})
        gaps = np.logaddexp(noise, known[:, heads])
        at = [i for i, state in enumerate(self.states) if state.gap]
        scores[:, at] = gaps[:, [heads.index(classes[i]) for i in at]]
        return np.asarray(scores)

    @cached_property
    def _classes(self) -> list[str]:
        """The label class of each state: of its row, or of the table's head in gaps."""
        return [
            self.chains[s.chain].head if s.gap else print_class(self.chains[s.chain].prints[s.row])
            for s in self.states
        ]


def _find_blank(rows: Sequence[PrintedRow]) -> Iterator[tuple[int, int]]:
    """First and end of each stretch of rows that have empty fields only, where nothing is printed
    above or below them but heads and running text."""
    first = 0
    for blank, group in groupby(rows, key=lambda row: bool(row.fields and not row.values)):
        end = first + len(list(group))
        around = (rows[at] for at in (first - 1, end) if at < len(rows))
        if blank and first and not any(row.values for row in around):
            yield first, end
        first = end


def print_class(one: LayoutRow) -> str:
    """The label class of a printed row; rows of one name but other width are other classes."""
    return f"{one.table}/{one.key}/{len(one.cells)}"


def head_class(forms: Mapping[str, Form], form: str, table: str) -> str:
    """The label class of a table's header, shared by the forms that head it alike."""
    heads = _heads(forms[form].table(table))
    first = next(name for name, one in forms.items() if _heads(one.table(table)) == heads)
    return f"{table}/head/{first}"


def _heads(table: TableForm) -> list[str]:
    return [column.label for block in table.blocks for column in block.columns]


def chains_of(forms: Mapping[str, Form]) -> tuple[Chain, ...]:
    """The tables of all forms, as the decoder numbers them."""
    return tuple(_chain(forms, form, table) for form in forms.values() for table in form.tables)


def _chain(forms: Mapping[str, Form], form: Form, table: TableForm) -> Chain:
    prints = tuple(table.layout_rows())
    labels = tuple(form.rows[one.cells[0]].label if one.key != ACROSS else "" for one in prints)
    head = head_class(forms, form.form, table.table)
    wide = next((one.cells for one in prints if one.key == ACROSS), ())
    groups = dict.fromkeys(form.rows[cell].label for cell in wide)
    return Chain(form.form, table.table, prints, head, labels, (*_heads(table), *groups))
