"""Which row of which form each printed row is: one Viterbi pass over the document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from gouji.models.estimators.linear import Linear
from gouji.pipeline.language.normalise import strip_numbering
from gouji.pipeline.rebuild.placeholder_values import join_words
from gouji.pipeline.rebuild.printed_rows import PrintedRow
from gouji.pipeline.rebuild.row_hmm import Array, Lattice
from gouji.pipeline.rebuild.row_scores import RowScores
from gouji.pipeline.rebuild.row_sequences import is_row_class

# The least sum that a row of probabilities is divided by.
_TINY = 1e-300
# The probabilities of a label that clearly names a row, and of one that clearly does not.
_CLEAR, _UNLIKELY = 0.8, 0.05
# The share of the characters of a label that it must have in common with that of its row.
_SHARED_CHARACTERS = 0.5
# Characters of the shortest label that names a row by itself: 其他 does not.
_FEWEST_CHARACTERS = 4


@dataclass(frozen=True, slots=True)
class Match:
    """A printed row that is a row of a form.

    `chain` and `row` number the table and its row; `run` numbers the copy of the table in the
    document. `probability` is the posterior probability of the state. `is_misnamed`: the label
    by itself is clearly that of another row, has little in common with that of the row, or has
    the label of another row beside it.
    """

    printed: PrintedRow
    chain: int
    row: int
    run: int
    probability: float
    is_misnamed: bool = False


def align_rows(rows: Sequence[PrintedRow], scores: RowScores, model: Linear) -> tuple[Match, ...]:
    """The printed rows that are rows of a form, in reading order."""
    if not rows:
        return ()
    lattice = scores.lattice
    rows, log_p = join_words(rows, lattice, model)
    emissions = scores.score(rows, model, log_p)
    emissions[-1] += lattice.ends
    continuations = scores.score_continuations(rows)
    path = _viterbi(emissions, continuations, lattice)
    posterior = _posterior(emissions, continuations, lattice)
    matches, run, last = [], 0, None
    for i, (row, number) in enumerate(zip(rows, path, strict=True)):
        state = lattice.states[number]
        if last and (state.chain != last.chain or state.row < last.row):
            run += 1
        last = state
        if not state.gap:
            probability = float(posterior[i, number])
            label = scores.classes[number]
            is_other = bool(row.labels) and _names_other(label, model.classes, log_p[i])
            labels = lattice.chains[state.chain].labels
            official = labels[state.row]
            is_unlike = _is_unlike(row, official) or _has_other_label(row, official, labels)
            matches.append(
                Match(row, state.chain, state.row, run, probability, is_other or is_unlike)
            )
    return tuple(matches)


def _names_other(label: str, classes: Sequence[str], log_p: NDArray[np.float32]) -> bool:
    """Whether the label classes by themselves clearly name another row than that of `label`."""
    if _row_of(classes[int(log_p.argmax())]) == _row_of(label):
        return False
    rows: dict[str, float] = defaultdict(float)
    for name, probability in zip(classes, np.exp(log_p).tolist(), strict=True):
        if is_row_class(name):
            rows[_row_of(name)] += probability
    return max(rows.values(), default=0.0) > _CLEAR and rows[_row_of(label)] < _UNLIKELY


def _is_unlike(row: PrintedRow, official: str) -> bool:
    """Whether each printed label shares less than half of the characters of the shorter label with
    the official one."""
    expected = set(strip_numbering(official))
    printed = [set(strip_numbering(label.text)) for label in row.labels]
    shares = [len(p & expected) / min(len(p), len(expected)) for p in printed if p and expected]
    return bool(shares) and max(shares) < _SHARED_CHARACTERS


def _has_other_label(row: PrintedRow, official: str, labels: tuple[str, ...]) -> bool:
    """Whether a label in the row of a table is, word for word, that of another row of the form."""
    cells = [label for label in row.labels if label.has_table_column and label.row == row.line]
    if len(cells) < 2:
        return False
    texts = {strip_numbering(label.text) for label in cells} - {strip_numbering(official)}
    return any(len(text) >= _FEWEST_CHARACTERS for text in texts & _strip_all(labels))


@lru_cache(maxsize=64)
def _strip_all(labels: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(strip_numbering, labels))


def _row_of(label: str) -> str:
    """Table and row of a label class, without the width."""
    return label.rpartition("/")[0]


def _viterbi(emissions: Array, continuations: Array, lattice: Lattice) -> list[int]:
    """The likeliest state of each row."""
    continues: list[bool] = np.any(continuations, axis=1).tolist()
    best = lattice.starts + emissions[0]
    back = np.zeros(emissions.shape, dtype=np.int32)
    states = np.arange(len(best))
    for i in range(1, len(emissions)):
        ways = best + lattice.arrivals
        if continues[i]:
            ways[states, states] += continuations[i]
        back[i] = ways.argmax(axis=1)
        best = ways[states, back[i]] + emissions[i]
    path = [int(best.argmax())]
    for i in range(len(emissions) - 1, 0, -1):
        path.append(int(back[i, path[-1]]))
    return path[::-1]


def _posterior(emissions: Array, continuations: Array, lattice: Lattice) -> Array:
    """The probability of each state at each row, rows × states.

    Forward-backward with probabilities that are scaled row by row.
    """
    moves = lattice.probabilities
    continues: list[bool] = np.any(continuations, axis=1).tolist()
    # The probability that a continuation adds to staying in a row.
    stay = np.diag(moves) * (np.exp(continuations) - 1)
    local = np.exp(emissions - emissions.max(axis=1, keepdims=True))
    forward, backward = np.empty_like(local), np.ones_like(local)
    forward[0] = _scaled(np.exp(lattice.starts - lattice.starts.max()) * local[0])
    for i in range(1, len(local)):
        before = forward[i - 1] @ moves
        if continues[i]:
            before += forward[i - 1] * stay[i]
        forward[i] = _scaled(before * local[i])
    for i in range(len(local) - 2, -1, -1):
        ahead = local[i + 1] * backward[i + 1]
        after = moves @ ahead
        if continues[i + 1]:
            after += stay[i + 1] * ahead
        backward[i] = _scaled(after)
    joint = forward * backward
    return np.asarray(joint / joint.sum(axis=1, keepdims=True))


def _scaled(row: Array) -> Array:
    row /= max(float(row.sum()), _TINY)
    return row
