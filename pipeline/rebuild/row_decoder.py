"""Which row of which form each printed row is: one Viterbi pass over the document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gouji.models.linear import Linear
from gouji.pipeline.rebuild.printed_rows import PrintedRow
from gouji.pipeline.rebuild.row_lattice import Array, Lattice
from gouji.pipeline.rebuild.word_values import join_words


@dataclass(frozen=True, slots=True)
class Match:
    """A printed row taken for a row of a form, with the posterior probability of that."""

    printed: PrintedRow
    chain: int
    row: int
    run: int
    probability: float


def align_rows(rows: Sequence[PrintedRow], lattice: Lattice, model: Linear) -> tuple[Match, ...]:
    """The printed rows that are rows of a form, in reading order."""
    if not rows:
        return ()
    rows, log_p = join_words(rows, lattice, model)
    scores = lattice.score(rows, model, log_p)
    scores[-1] += lattice.ends
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


def _viterbi(scores: Array, joins: Array, lattice: Lattice) -> list[int]:
    joined: list[bool] = np.any(joins, axis=1).tolist()
    best = lattice.starts + scores[0]
    back = np.zeros(scores.shape, dtype=np.int32)
    same = np.arange(len(best))
    for i in range(1, len(scores)):
        ways = best + lattice.arrivals
        if joined[i]:
            ways[same, same] += joins[i]
        back[i] = ways.argmax(axis=1)
        best = ways[same, back[i]] + scores[i]
    path = [int(best.argmax())]
    for i in range(len(scores) - 1, 0, -1):
        path.append(int(back[i, path[-1]]))
    return path[::-1]


def _posterior(scores: Array, joins: Array, lattice: Lattice) -> Array:
    """Forward-backward in probabilities, scaled row by row."""
    moves = lattice.chances
    joined: list[bool] = np.any(joins, axis=1).tolist()
    stay = np.diag(moves) * (np.exp(joins) - 1)  # what a join adds to staying on a row
    local = np.exp(scores - scores.max(axis=1, keepdims=True))
    forward, backward = np.empty_like(local), np.ones_like(local)
    forward[0] = _scaled(np.exp(lattice.starts - lattice.starts.max()) * local[0])
    for i in range(1, len(local)):
        behind = forward[i - 1] @ moves
        if joined[i]:
            behind += forward[i - 1] * stay[i]
        forward[i] = _scaled(behind * local[i])
    for i in range(len(local) - 2, -1, -1):
        ahead = local[i + 1] * backward[i + 1]
        before = moves @ ahead
        if joined[i + 1]:
            before += stay[i + 1] * ahead
        backward[i] = _scaled(before)
    both = forward * backward
    return np.asarray(both / both.sum(axis=1, keepdims=True))


def _scaled(row: Array) -> Array:
    row /= max(float(row.sum()), 1e-300)
    return row
