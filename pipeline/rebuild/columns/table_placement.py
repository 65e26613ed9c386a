"""One placement for every row of a table, chosen for all rows and identities together.

Rows of one shape nearly always have their fields in the same columns, and printed numbers nearly
always add up. Both are evidence on the column of a number; the number itself is never changed.

All scores are log probabilities.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence

from gouji.pipeline.identities.ledger import IdentityIndex, Ledger
from gouji.pipeline.rebuild.columns.column_context import MatchedRow
from gouji.pipeline.rebuild.columns.placements import (
    Candidates,
    Columns,
    PlacedRow,
    Placement,
    Shares,
    Shift,
    column_shares,
    damped,
    find_shifts,
    likelihood,
)

# The score of a row that is placed unlike most other rows of its shape.
_UNLIKE = -2.0
# The same where the row has empty fields, which show that the columns were kept.
_UNLIKE_WITH_BLANKS = -4.0
# The score of a placement that the row does not have among its candidates.
_NO_CANDIDATE = -20.0
# The score of an identity that holds between sums other than 0.
_HOLDS = 1.0
# What the natural logarithm of the sum adds to that: large numbers do not add up by chance.
_BY_SIZE = 1.0
# The score of an identity that no numbers in the unread cells can satisfy.
_BROKEN = -2.5
# The lead of a best placement from which on the row is settled; also the largest lead that a shift
# of columns counts with.
_CLEAR_LEAD = 4.0
# The most sweeps over the rows until no placement changes.
_SWEEPS = 3
# The index of the placement of a row that was not placed yet.
_UNPLACED = -1
# How many of the best placements of a row are tried for all rows of its shape.
_TRIED_BY_SHAPE = 8


def place_rows(
    rows: Sequence[MatchedRow], candidates: Sequence[Candidates], identities: IdentityIndex
) -> tuple[PlacedRow, ...]:
    """The placements that fit best together. `candidates` are those of each row."""
    search = _PlacementSearch(rows, candidates, identities)
    open_rows = [i for i, of_row in enumerate(candidates) if _is_open(of_row)]
    if open_rows:
        search.settle_shapes(open_rows)
        search.settle_rows(open_rows)
    shares = search.settle_columns() if open_rows else {}
    return tuple(search.conclude(i, shares.get(i, ())) for i in range(len(rows)))


def _is_open(candidates: Candidates) -> bool:
    """Whether the best placement of a row is not clearly better than the next one."""
    ways = candidates.ways
    return len(ways) > 1 and ways[0].score - ways[1].score < _CLEAR_LEAD


class _PlacementSearch:
    """A local search over the placements of all rows, with the ledger of their identities.

    Rows are known by their index, placements by their index among the candidates of the row.
    """

    def __init__(
        self,
        rows: Sequence[MatchedRow],
        candidates: Sequence[Candidates],
        identities: IdentityIndex,
    ) -> None:
        self.rows, self.candidates = rows, candidates
        self.chosen = [_UNPLACED] * len(rows)
        self.numbers = [row.numbers for row in rows]
        self.ledger = Ledger(identities)
        self.row_scores: dict[tuple[int, ...], list[float]] = {}
        self.touched = [identities.touched_by(row.print.cells) for row in rows]
        self.shapes: dict[object, list[int]] = defaultdict(list)
        for i, row in enumerate(rows):
            self.shapes[row.shape].append(i)
        self.same_shape = {
            i: [j for j in group if j != i] for group in self.shapes.values() for i in group
        }
        for i in range(len(rows)):
            self._set(i, 0)

    def _set(self, i: int, choice: int) -> None:
        """Place row i in this way and enter its numbers into the ledger."""
        if choice == self.chosen[i]:
            return
        self.chosen[i] = choice
        fields, numbers = self.candidates[i].ways[choice].fields, self.numbers[i]
        for key, field in zip(self.rows[i].print.cells, fields, strict=True):
            self.ledger.put(key, None if field is None else numbers[field])

    def _placement(self, i: int) -> Placement:
        return self.candidates[i].ways[self.chosen[i]]

    def _score_identities(self, rows: Sequence[int]) -> float:
        """The score of all identities that cells of these rows are in."""
        touched: Iterable[int] = self.touched[rows[0]]
        if len(rows) > 1:
            touched = dict.fromkeys(identity for i in rows for identity in self.touched[i])
        return sum(map(self._score_identity, touched))

    def _score_identity(self, identity: int) -> float:
        left, right = self.ledger.sums(identity)
        if left == right:
            return _HOLDS + _BY_SIZE * math.log(abs(float(left))) if left else 0.0
        return 0.0 if self.ledger.can_hold(identity) else _BROKEN

    def settle_shapes(self, open_rows: Sequence[int]) -> None:
        """Place all open rows of a shape alike, in the way that is best for them together."""
        is_open = set(open_rows)
        groups = [[i for i in group if i in is_open] for group in self.shapes.values()]
        for _ in range(_SWEEPS):
            before = list(self.chosen)
            for group in sorted(filter(None, groups)):
                self._settle_shape(group)
            if self.chosen == before:
                return

    def _settle_shape(self, group: Sequence[int]) -> None:
        ways = dict.fromkeys(
            way.fields for i in group for way in self.candidates[i].ways[:_TRIED_BY_SHAPE]
        )
        scores = {
            way: self._place_alike(group, way) + self._score_identities(group) for way in ways
        }
        self._place_alike(group, max(scores, key=lambda way: scores[way]))

    def _place_alike(self, group: Sequence[int], way: Columns) -> float:
        """Place the rows in this way, where it is among their candidates; their damped score."""
        scores = []
        for i in group:
            choice = self.candidates[i].index.get(way)
            self._set(i, choice or 0)
            scores.append(_NO_CANDIDATE if choice is None else self._placement(i).score)
        return damped(scores)

    def settle_rows(self, open_rows: Sequence[int]) -> None:
        """Place single rows unlike their shape where that has the better score."""
        for _ in range(_SWEEPS):
            before = list(self.chosen)
            for i in open_rows:
                scores = self._score_row(i)
                self._set(i, max(range(len(scores)), key=scores.__getitem__))
            if self.chosen == before:
                return

    def _score_row(self, i: int) -> list[float]:
        """The score of each candidate of a row while all other rows stay as they are."""
        others = (i, *self.chosen[:i], *self.chosen[i + 1 :])
        if others not in self.row_scores:
            self.row_scores[others] = self._try_row(i)
        return self.row_scores[others]

    def _try_row(self, i: int) -> list[float]:
        """The score of the table with each way to place row `i`; the chosen way stays."""
        present = self.chosen[i]
        same_shape = self._ways_of_shape(i)
        has_blanks = not all(field.text for field in self.rows[i].fields)
        cost = _UNLIKE_WITH_BLANKS if has_blanks else _UNLIKE
        scores = []
        for choice, way in enumerate(self.candidates[i].ways):
            self._set(i, choice)
            is_unlike = bool(same_shape) and same_shape.count(way.fields) * 2 < len(same_shape)
            score = way.score + self._score_identities([i])
            scores.append(score + (cost if is_unlike else 0.0))
        self._set(i, present)
        return scores

    def _ways_of_shape(self, i: int) -> list[Columns]:
        """How the other rows of the shape of row i are placed."""
        return [self._placement(j).fields for j in self.same_shape[i]]

    def settle_columns(self) -> dict[int, list[float]]:
        """Shift the numbers of all rows to other columns where that has the better score.

        For each row whose columns may be others: the certainty of each column after that.
        """
        certainty: dict[int, list[float]] = {}
        blocks: dict[object, list[int]] = defaultdict(list)
        for i, row in enumerate(self.rows):
            blocks[tuple(key.column for key in row.print.cells)].append(i)
        for block in blocks.values():
            shifts, weights = self._weigh_shifts(block)
            if max(weights, default=0.0) > 1:
                self._make(shifts[weights.index(max(weights))])
                shifts, weights = self._weigh_shifts(block)
            if shifts:
                certainty |= column_shares(self._ways(block), shifts, weights)
        return certainty

    def _ways(self, block: Sequence[int]) -> dict[int, Columns]:
        return {i: self._placement(i).fields for i in block}

    def _weigh_shifts(self, block: Sequence[int]) -> tuple[list[Shift], list[float]]:
        """The shifts of the columns of a block, and the odds of each against the present."""
        shifts = find_shifts(self._ways(block), self.candidates)
        return shifts, [self._weigh(shift) for shift in shifts]

    def _make(self, shift: Shift) -> None:
        for i, way in shift.items():
            self._set(i, self.candidates[i].index[way])

    def _weigh(self, shift: Shift) -> float:
        """The odds of the rows as shifted against the rows as they are."""
        rows, before = list(shift), list(self.chosen)
        present = self._score_rows(rows)
        self._make(shift)
        shifted = self._score_rows(rows)
        for i in rows:
            self._set(i, before[i])
        return math.exp(min(shifted - present, _CLEAR_LEAD))

    def _score_rows(self, rows: Sequence[int]) -> float:
        return damped([self._placement(i).score for i in rows]) + self._score_identities(rows)

    def conclude(self, i: int, columns: Sequence[float]) -> PlacedRow:
        """MatchedRow i as it is placed, with how certain that is.

        The certainty of a column is the share of candidates that put the same number there, or
        none; the exactness is the share that put the same field there. Both are multiplied by the
        certainty of the `columns`, where these may be others.
        """
        candidates, chosen = self.candidates[i], self.chosen[i]
        shares = candidates.best
        if _is_open(candidates):
            # The other rows and the identities count only where there is a doubt.
            shares = candidates.share(chosen, likelihood(self._score_row(i)))
        if columns:
            shares = shares.times(columns)
        support = self._support(i, shares)
        placement = candidates.ways[chosen]
        return PlacedRow(self.rows[i], placement, shares.certainty, shares.exactness, support)

    def _support(self, i: int, shares: Shares) -> tuple[tuple[str, float], ...]:
        """How sure the placement of row i is as a whole: by all evidence (`whole`), by the row
        itself (`alone`), by the rows of its shape, and by its identities."""
        same_shape = self._ways_of_shape(i)
        fields = self._placement(i).fields
        scores = list(map(self._score_identity, self.touched[i]))
        dropped = [n for n in self.rows[i].filled if n not in fields]
        return (
            ("whole", shares.whole),
            ("alone", shares.alone),
            ("alike", float(len(same_shape))),
            ("agree", same_shape.count(fields) / len(same_shape) if same_shape else -1.0),
            ("adds", float(sum(score > 0 for score in scores))),
            ("fails", float(sum(score < 0 for score in scores))),
            ("dropped", float(len(dropped))),
        )
