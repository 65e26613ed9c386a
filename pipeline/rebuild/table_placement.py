"""One placement for every row of a table: the rows together with the form's identities.

Rows of one shape are nearly always placed alike, and printed numbers nearly always add up, so
both count as evidence on where a number stands. What is printed is never touched.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from gouji.pipeline.identities.ledger import IdentityIndex, Ledger
from gouji.pipeline.rebuild.column_context import Row
from gouji.pipeline.rebuild.column_placement import Candidates, Placement, Shares, likelihood
from gouji.pipeline.rebuild.column_shifts import Move, agreement, damped, find_moves

_APART = -2.0  # a row placed unlike the others of its shape
_APART_IN_A_GRID = -4.0  # the same where empty fields show that the columns were kept
_SWEEPS = 3
_ADDS_UP = 1.0  # an identity between sums that are not zero is satisfied
_BY_SIZE = 1.0  # and more so, the larger they are: large numbers do not add up by chance
_FAILS = -2.5  # nothing in the lost cells could satisfy it
_CLEAR = 4.0  # a best placement this far ahead is not put in question


@dataclass(frozen=True, slots=True)
class Choice:
    """A row, its chosen placement, and how certain each column's field is.

    `certainty` is the probability that the column holds this number, or none; `exactness` that
    it holds this very field, which for empty ones is harder to tell. `support` says, by name, how
    sure the placement of the whole row is.
    """

    row: Row
    placement: Placement
    certainty: tuple[float, ...]
    exactness: tuple[float, ...]
    support: tuple[tuple[str, float], ...]


def choose(
    rows: Sequence[Row],
    candidates: Sequence[Candidates],
    identities: IdentityIndex,
) -> tuple[Choice, ...]:
    """The placements that fit best together. Rows and candidates run in parallel."""
    table = _Table(rows, candidates, identities)
    open_rows = [i for i, own in enumerate(candidates) if _is_open(own)]
    if open_rows:
        table.settle_shapes(open_rows)
        table.settle_rows(open_rows)
    shares = table.settle_columns() if open_rows else {}
    return tuple(table.conclude(i, shares.get(i, ())) for i in range(len(rows)))


def _is_open(candidates: Candidates) -> bool:
    ways = candidates.ways
    return len(ways) > 1 and ways[0].score - ways[1].score < _CLEAR


class _Table:
    """The choices being made, and what they make of the identities."""

    def __init__(
        self,
        rows: Sequence[Row],
        candidates: Sequence[Candidates],
        identities: IdentityIndex,
    ) -> None:
        self.rows, self.candidates = rows, candidates
        self.chosen = [0] * len(rows)
        self.numbers = [row.numbers for row in rows]
        self.ledger = Ledger(identities)
        self.touched = [identities.touched_by(row.print.cells) for row in rows]
        self.shapes: dict[object, list[int]] = defaultdict(list)
        for i, row in enumerate(rows):
            self.shapes[row.shape].append(i)
        self.others = {i: [j for j in own if j != i] for own in self.shapes.values() for i in own}
        for i in range(len(rows)):
            self._set(i, 0)

    def _set(self, i: int, choice: int) -> None:
        self.chosen[i] = choice
        fields, numbers = self.candidates[i].ways[choice].fields, self.numbers[i]
        for key, field in zip(self.rows[i].print.cells, fields, strict=True):
            self.ledger.put(key, None if field is None else numbers[field])

    def _fit(self, rows: Sequence[int]) -> float:
        """How well the identities over these rows' cells come out."""
        seen = dict.fromkeys(one for i in rows for one in self.touched[i])
        return sum(map(self._weigh_identity, seen))

    def _weigh_identity(self, identity: int) -> float:
        """What an identity says for the present placement, as a log probability."""
        left, right = self.ledger.sums(identity)
        if left == right:
            return _ADDS_UP + _BY_SIZE * math.log(abs(float(left))) if left else 0.0
        return 0.0 if self.ledger.can_hold(identity) else _FAILS

    def settle_shapes(self, open_rows: list[int]) -> None:
        """Move all rows of a shape together."""
        wanted = set(open_rows)
        groups = [[i for i in own if i in wanted] for own in self.shapes.values()]
        for _ in range(_SWEEPS):
            before = list(self.chosen)
            for group in sorted(filter(None, groups)):
                self._settle_shape(group)
            if self.chosen == before:
                return

    def _settle_shape(self, group: list[int]) -> None:
        ways = dict.fromkeys(one.fields for i in group for one in self.candidates[i].ways[:8])
        scores = {way: self._score_shape(group, way) for way in ways}
        self._take(group, max(scores, key=lambda way: scores[way]))

    def _take(self, group: list[int], way: tuple[int | None, ...]) -> float:
        """Place the group this way where it is possible; the mean score, damped by number."""
        scores = []
        for i in group:
            known = self.candidates[i].index.get(way)
            self._set(i, known or 0)
            scores.append(-20.0 if known is None else self._way(i).score)
        return damped(scores)

    def _score_shape(self, group: list[int], way: tuple[int | None, ...]) -> float:
        return self._take(group, way) + self._fit(group)

    def settle_rows(self, open_rows: list[int]) -> None:
        """Let single rows leave their shape where that is worth it."""
        for _ in range(_SWEEPS):
            before = list(self.chosen)
            for i in open_rows:
                scores = self._score_row(i)
                self._set(i, max(range(len(scores)), key=scores.__getitem__))
            if self.chosen == before:
                return

    def _score_row(self, i: int) -> list[float]:
        """The score of each candidate of a row, all other rows as they are."""
        now = self.chosen[i]
        alike = self._alike(i)
        cost = _APART_IN_A_GRID if not all(f.text for f in self.rows[i].fields) else _APART
        scores = []
        for n, one in enumerate(self.candidates[i].ways):
            self._set(i, n)
            apart = bool(alike) and alike.count(one.fields) * 2 < len(alike)
            scores.append(one.score + self._fit([i]) + (cost if apart else 0.0))
        self._set(i, now)
        return scores

    def _alike(self, i: int) -> list[tuple[int | None, ...]]:
        """How the other rows of this row's shape are placed."""
        return [self.candidates[j].ways[self.chosen[j]].fields for j in self.others[i]]

    def settle_columns(self) -> dict[int, list[float]]:
        """Move the numbers of all rows to other columns where that is worth it. For each row how
        certain its columns are after that, where they might be others."""
        found: dict[int, list[float]] = {}
        widths: dict[object, list[int]] = defaultdict(list)
        for i, row in enumerate(self.rows):
            widths[tuple(key.column for key in row.print.cells)].append(i)
        for own in widths.values():
            moves, weights = self._weigh_moves(own)
            if max(weights, default=0.0) > 1:
                self._make(moves[weights.index(max(weights))])
                moves, weights = self._weigh_moves(own)
            if moves:
                found |= agreement({i: self._way(i).fields for i in own}, moves, weights)
        return found

    def _weigh_moves(self, own: Sequence[int]) -> tuple[list[Move], list[float]]:
        placed = {i: self._way(i).fields for i in own}
        moves = find_moves(placed, self.candidates)
        return moves, [self._weigh(move) for move in moves]

    def _make(self, move: Move) -> None:
        for i, way in move.items():
            self._set(i, self.candidates[i].index[way])

    def _weigh(self, move: Move) -> float:
        """How likely rows stand as in `move`, against as they stand now."""
        rows, before = list(move), list(self.chosen)
        now = damped([self._way(i).score for i in rows]) + self._fit(rows)
        self._make(move)
        moved = damped([self._way(i).score for i in rows]) + self._fit(rows)
        for i in rows:
            self._set(i, before[i])
        return math.exp(min(moved - now, _CLEAR))

    def _way(self, i: int) -> Placement:
        return self.candidates[i].ways[self.chosen[i]]

    def conclude(self, i: int, columns: Sequence[float]) -> Choice:
        """Row i as it was placed, with how certain that is: for each column the share of candidates
        that put the same number there, or none, and the share that put the same field there; both
        as certain as the `columns` are, where these might be others."""
        own, chosen = self.candidates[i], self.chosen[i]
        # All that is known of the other rows, and the identities, count where there is a doubt.
        shares = own.share(chosen, likelihood(self._score_row(i))) if _is_open(own) else own.best
        if columns:
            shares = shares.times(columns)
        support = self._support(i, shares)
        return Choice(self.rows[i], own.ways[chosen], shares.certainty, shares.exactness, support)

    def _support(self, i: int, shares: Shares) -> tuple[tuple[str, float], ...]:
        """How sure the placement of row i is as a whole: by all that is known (`whole`), by the
        row itself (`alone`), by rows of its shape, and by its identities."""
        alike = self._alike(i)
        mine = self.candidates[i].ways[self.chosen[i]].fields
        verdicts = list(map(self._weigh_identity, self.touched[i]))
        lost = [n for n, field in enumerate(self.rows[i].fields) if field.text and n not in mine]
        return (
            ("whole", shares.whole),
            ("alone", shares.alone),
            ("alike", float(len(alike))),
            ("agree", alike.count(mine) / len(alike) if alike else -1.0),
            ("adds", float(sum(one > 0 for one in verdicts))),
            ("fails", float(sum(one < 0 for one in verdicts))),
            ("dropped", float(len(lost))),
        )
