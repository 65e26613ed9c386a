"""Which row of which form each printed row is: one Viterbi pass over the document.

A state is a row of a form's table, or the gap behind it; from a gap the table goes on, another
begins, or the same one begins again (a copy). So one pass tells tables from prose, one form
from the other, lost rows from broken ones, and copies from the original.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from models import labels as label_model
from models import steps as step_model
from models.labels import NOISE
from models.linear import Linear
from models.steps import Steps
from pipeline.forms import ACROSS, Form, Print, TableForm
from pipeline.normalise import squeeze
from pipeline.rebuild.fragments import PrintedRow
from pipeline.tokens import words

Array = NDArray[np.float64]
_IMPOSSIBLE = -1e9
_OTHER_FORM = -3.0  # tables of two forms in one report are rare, but real
_LOST_AT_AN_END = -0.7  # each row that a table lacks at its beginning or end
_LEAST_HEARD = 0.3  # what a reading counts that tells no row
_COMPLETES, _FITS, _EXCEEDS = 7.0, 4.0, -3.0  # values without a label, after a row
_MOSTLY = -0.7  # log of one half
_JOINED = 4  # how many label fragments one label can be torn into


@dataclass(frozen=True, slots=True)
class Chain:
    """One table of one form as the decoder walks it."""

    form: str
    table: str
    prints: tuple[Print, ...]
    head: str
    labels: tuple[str, ...]
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class State:
    """A row of a chain (`row` ≥ 0 and not `gap`), or the gap behind it (-1: before the first)."""

    chain: int
    row: int
    gap: bool


@dataclass(frozen=True, slots=True)
class Match:
    """A printed row taken for a row of a form, with the posterior probability of that."""

    printed: PrintedRow
    chain: int
    row: int
    run: int
    probability: float


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

    @cached_property
    def moves(self) -> Array:
        """Log costs, states × states."""
        return np.array([[self._move(a, b) for b in self.states] for a in self.states])

    @cached_property
    def starts(self) -> Array:
        """Log costs of the first state."""
        return np.array([self._enter(b) + self._step("leave") for b in self.states])

    def _step(self, kind: str, rows: int = 0) -> float:
        return step_model.predict(self.steps, step_model.Features(kind, rows))

    def _move(self, a: State, b: State) -> float:
        if a.chain == b.chain and b.row >= a.row:
            within = self._within(a, b)
            if within is not None:
                return within
        left = len(self.chains[a.chain].prints) - 1 - a.row if a.row >= 0 else 0
        other = self.chains[a.chain].form != self.chains[b.chain].form
        return (
            self._step("leave")
            + left * _LOST_AT_AN_END
            + (_OTHER_FORM if other else 0.0)
            + self._enter(b)
        )

    def _within(self, a: State, b: State) -> float | None:
        """The cost of a step inside one table, None where only a new copy leads there."""
        if b.gap:
            return self._step("stay" if a.gap else "between") if a.row == b.row else None
        if b.row == a.row:
            return self._step("again") + (-1.0 if a.gap else 0.0)
        return self._step("advance", b.row - a.row)

    def _enter(self, b: State) -> float:
        if b.gap:
            return 0.0 if b.row == -1 else _IMPOSSIBLE
        return self._step("advance", 1) + b.row * _LOST_AT_AN_END

    def joins(self, rows: Sequence[PrintedRow]) -> Array:
        """What speaks for a printed row to go on with the row above it, rows × states.

        Values without a label that complete the row above are its second half.
        """
        widths = np.array(
            [0 if s.gap else len(self.chains[s.chain].prints[s.row].cells) for s in self.states]
        )
        found = np.zeros((len(rows), len(self.states)))
        for i, (above, row) in enumerate(pairwise(rows), 1):
            if row.values and not row.labels and above.labels and above.values:
                both = len(above.values) + len(row.values)
                falls_short = np.where(both < widths, _FITS, _EXCEEDS)
                fits = np.where(both == widths, _COMPLETES, falls_short)
                found[i] = np.where(widths > 0, fits, 0.0)
        return found

    def emissions(self, model: Linear, log_p: NDArray[np.float32]) -> Array:
        """Log probabilities of the printed rows (n × classes) as scores of states (n × states)."""
        index = {name: i for i, name in enumerate(model.classes)}
        noise = log_p[:, index[NOISE]].astype(np.float64)
        scores = np.full((len(log_p), len(self.states)), _IMPOSSIBLE)
        for i, state in enumerate(self.states):
            chain = self.chains[state.chain]
            name = chain.head if state.gap else print_class(chain.prints[state.row])
            if name in index:
                scores[:, i] = log_p[:, index[name]]
            if state.gap:
                scores[:, i] = np.logaddexp(noise, scores[:, i])
        return np.asarray(scores)


def print_class(one: Print) -> str:
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
    prints = tuple(table.prints())
    labels = tuple(form.rows[one.cells[0]].label if one.key != ACROSS else "" for one in prints)
    head = head_class(forms, form.form, table.table)
    return Chain(form.form, table.table, prints, head, labels, tuple(_heads(table)))


def label_features(rows: Sequence[PrintedRow]) -> list[list[label_model.Features]]:
    """For each printed row the ways to read its label: its last fragment, its last two, …

    A label that was torn over two lines is also read together with the valueless row above.
    """
    features = []
    for above, row in zip([None, *rows[:-1]], rows, strict=True):
        texts = _join_upright([squeeze(label.text) for label in row.labels])
        readings = ["".join(texts[-n:]) for n in range(1, min(len(texts), _JOINED) + 1)] or [""]
        if above and above.labels and not above.fields and not above.prose and len(texts) <= 1:
            readings.append(squeeze(above.labels[-1].text) + "".join(texts))
        features.append([_reading(text, row) for text in dict.fromkeys(readings)])
    return features


def _join_upright(texts: list[str]) -> list[str]:
    """Labels set upright, one character a line, made whole: 行 政 许 可."""
    joined: list[str] = []
    upright = False
    for text in texts:
        if upright and len(text) == 1:
            joined[-1] += text
        else:
            joined.append(text)
        upright = len(text) == 1
    return joined


def _reading(text: str, row: PrintedRow) -> label_model.Features:
    values = len(row.values)
    return label_model.Features(text, words(text), values, len(row.fields) - values)


def score_labels(model: Linear, rows: Sequence[PrintedRow]) -> NDArray[np.float32]:
    """Log probabilities of label classes, printed rows × classes.

    A clear last label is believed; an unclear one is read with what stands before it.
    """
    readings = label_features(rows)
    flat = [one for ways in readings for one in ways]
    p = np.exp(label_model.predict(model, flat))
    clear = np.array([not _is_row_class(name) for name in model.classes])
    known = 1 - p[:, clear].sum(axis=1)
    ends = np.cumsum([len(ways) for ways in readings])
    pieces = zip(np.split(p, ends[:-1]), np.split(known, ends[:-1]), strict=True)
    return np.log(np.array([_mix(piece, sure) for piece, sure in pieces]) + 1e-9)


def _is_row_class(name: str) -> bool:
    return name != NOISE and "/head/" not in name


def _mix(readings: NDArray[np.float32], known: NDArray[np.float32]) -> NDArray[np.float32]:
    """Readings weighted by how far they, and not those before them, tell a row."""
    left, weights = 1.0, []
    for reading, sure in zip(readings, known, strict=True):
        clear = max(_LEAST_HEARD, float(sure) * float(reading.max()))
        weights.append(left * clear)
        left *= 1 - clear
    mixed: NDArray[np.float32] = np.average(readings, axis=0, weights=weights)
    return mixed


def align_rows(rows: Sequence[PrintedRow], lattice: Lattice, model: Linear) -> tuple[Match, ...]:
    """The printed rows that are rows of a form, in reading order."""
    if not rows:
        return ()
    log_p = score_labels(model, rows)
    whole = join_unreadable(rows, log_p[:, model.classes.index(NOISE)])
    if len(whole) < len(rows):
        rows, log_p = whole, score_labels(model, whole)
    scores = lattice.emissions(model, log_p)
    joins = lattice.joins(rows)
    path = _viterbi(scores, joins, lattice)
    posterior = _posterior(scores, joins, lattice)
    matches, run, last = [], 0, None
    for i, (row, s) in enumerate(zip(rows, path, strict=True)):
        state = lattice.states[s]
        if last and (state.chain != last.chain or state.row < last.row):
            run += 1
        last = state
        if not state.gap:
            matches.append(Match(row, state.chain, state.row, run, float(posterior[i, s])))
    return tuple(matches)


def join_unreadable(rows: Sequence[PrintedRow], noise: NDArray[np.float32]) -> list[PrintedRow]:
    """Rows cut in two by words in a place of values (待统计, 详见附件) made whole again."""
    whole: list[PrintedRow] = []
    for row, log_noise in zip(rows, noise, strict=True):
        above = whole[-1] if whole else None
        if above and is_cut(above, row) and log_noise > _MOSTLY:
            fields = above.fields + row.labels + row.fields
            whole[-1] = replace(above, fields=fields)
        else:
            whole.append(row)
    return whole


def is_cut(above: PrintedRow, row: PrintedRow) -> bool:
    """Whether a row goes on the line of the one above, behind words in a place of values."""
    same = above.line == row.line and not row.streamed and not above.streamed
    return same and bool(above.labels and above.fields and row.labels)


def _viterbi(scores: Array, joins: Array, lattice: Lattice) -> list[int]:
    best = lattice.starts + scores[0]
    back = np.zeros(scores.shape, dtype=np.int32)
    same = np.arange(len(best))
    for i in range(1, len(scores)):
        ways = best[:, None] + lattice.moves
        ways[same, same] += joins[i]
        back[i] = ways.argmax(axis=0)
        best = ways[back[i], np.arange(len(best))] + scores[i]
    path = [int(best.argmax())]
    for i in range(len(scores) - 1, 0, -1):
        path.append(int(back[i, path[-1]]))
    return path[::-1]


def _posterior(scores: Array, joins: Array, lattice: Lattice) -> Array:
    """Forward-backward in probabilities, scaled row by row."""
    moves = np.exp(np.maximum(lattice.moves, -60.0))
    stay = np.diag(moves) * (np.exp(joins) - 1)  # what a join adds to staying on a row
    local = np.exp(scores - scores.max(axis=1, keepdims=True))
    forward, backward = np.empty_like(local), np.ones_like(local)
    forward[0] = _scaled(np.exp(lattice.starts - lattice.starts.max()) * local[0])
    for i in range(1, len(local)):
        forward[i] = _scaled((forward[i - 1] @ moves + forward[i - 1] * stay[i]) * local[i])
    for i in range(len(local) - 2, -1, -1):
        ahead = local[i + 1] * backward[i + 1]
        backward[i] = _scaled(moves @ ahead + stay[i + 1] * ahead)
    both = forward * backward
    return np.asarray(both / both.sum(axis=1, keepdims=True))


def _scaled(row: Array) -> Array:
    return np.asarray(row / max(row.sum(), 1e-300))
