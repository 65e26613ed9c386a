"""The printed copies of each table: matched rows in groups, the fullest copy, and its rows.

A report may print a table twice, and a page break may print the last rows of a table again.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby

from gouji.models.estimators.linear import Linear
from gouji.pipeline.forms.form import Form
from gouji.pipeline.language.normalise import squeeze
from gouji.pipeline.language.numerals import parse_cell
from gouji.pipeline.rebuild.columns.column_context import (
    Context,
    MatchedRow,
    RowPiece,
    count_alike,
    find_context,
    join_rows,
)
from gouji.pipeline.rebuild.printed_rows import PrintedRow
from gouji.pipeline.rebuild.row_decoder import Match, align_rows
from gouji.pipeline.rebuild.row_scores import RowScores
from gouji.pipeline.rebuild.row_sequences import Chain
from gouji.pipeline.records import CellKey, Difference, Fragment

# The weight of an empty field in a copy, where a filled one has weight 1.
_EMPTY_FIELD = 0.2
# The weight, in filled fields, above which matched rows are a copy of a table and not chance.
_LEAST_WEIGHT = 0.5
# The most printed rows of a header, which has that many with one cell a line.
_HEADER_ROWS = 12


@dataclass(frozen=True)
class Copy:
    """One printed copy of a table.

    `matches` are its rows, `header` the printed rows up to the first match, `between` the printed
    rows between the matches, which are the headers of parts of the table.
    """

    chain: Chain
    matches: tuple[Match, ...]
    header: tuple[PrintedRow, ...]
    between: tuple[PrintedRow, ...] = ()

    @cached_property
    def weight(self) -> float:
        """How much of the table is in this copy: its fields, by the probability of their rows."""
        return sum(
            (len(match.printed.values) + _EMPTY_FIELD * len(match.printed.fields))
            * match.probability
            for match in self.matches
        )

    @cached_property
    def printed(self) -> tuple[PrintedRow, ...]:
        """The printed rows of the header, of the table and between its rows, in reading order."""
        rows = (*self.header, *self.between, *(match.printed for match in self.matches))
        by_number = {row.number: row for row in rows}
        return tuple(by_number[number] for number in sorted(by_number))

    @property
    def start(self) -> int:
        """The offset of the first matched row."""
        return self.matches[0].printed.start

    @property
    def rows(self) -> tuple[int, int]:
        """The numbers of the first and the last matched row among all printed rows."""
        return self.matches[0].printed.number, self.matches[-1].printed.number

    def shift(self, offset: int) -> Copy:
        """The same copy in a text that begins `offset` characters later."""
        matches = tuple(replace(m, printed=m.printed.shift(offset)) for m in self.matches)
        header = tuple(row.shift(offset) for row in self.header)
        between = tuple(row.shift(offset) for row in self.between)
        return Copy(self.chain, matches, header, between)


def find_copies(
    printed: Sequence[PrintedRow], scores: RowScores, labels: Linear
) -> tuple[Copy, ...]:
    """Every copy of every table, in reading order."""
    return copies_of(align_rows(printed, scores, labels), printed, scores.lattice.chains)


def copies_of(
    matches: Sequence[Match], printed: Sequence[PrintedRow], chains: Sequence[Chain]
) -> tuple[Copy, ...]:
    """Matches in groups, one for each copy, with the rows of its header."""
    numbers = [row.number for row in printed]
    copies: list[Copy] = []
    end = 0
    for _, group in groupby(matches, key=lambda match: match.run):
        members = tuple(group)
        first = bisect_left(numbers, members[0].printed.number)
        header = printed[max(end, first - _HEADER_ROWS) : first + 1]
        end = bisect_left(numbers, members[-1].printed.number) + 1
        matched = {match.printed.number for match in members}
        between = tuple(row for row in printed[first:end] if row.number not in matched)
        copy = Copy(chains[members[0].chain], members, tuple(header), between)
        if copies and _continues(copies[-1], copy):
            copies[-1] = _join(copies[-1], copy)
        else:
            copies.append(copy)
    return tuple(copies)


def _continues(copy: Copy, later: Copy) -> bool:
    """Whether a copy is the rest of a table whose last rows a page break printed again."""
    if copy.chain is not later.chain:
        return False
    rows, later_rows = ({match.row for match in one.matches} for one in (copy, later))
    repeated = len(rows & later_rows)
    return max(later_rows) > max(rows) and 2 * repeated < min(len(rows), len(later_rows))


def _join(copy: Copy, later: Copy) -> Copy:
    """A copy with the rows of its rest that it does not have."""
    rest = tuple(match for match in later.matches if match.row > copy.matches[-1].row)
    return replace(copy, matches=copy.matches + rest, between=copy.between + later.between)


def copies_of_table(copies: Sequence[Copy], table: str) -> list[Copy]:
    """The copies of one table, without rows that are too few for one."""
    return [copy for copy in copies if copy.chain.table == table and copy.weight > _LEAST_WEIGHT]


def fullest_copy(copies: Sequence[Copy], table: str) -> Copy | None:
    """The copy with most of a table; None where the table is not printed."""
    return max(copies_of_table(copies, table), key=lambda copy: copy.weight, default=None)


def nearly_complete_copies(copies: Sequence[Copy], fullest: Copy) -> list[Copy]:
    """The copies of the table of the fullest one, itself included, that have more than half of what
    it has."""
    return [
        copy
        for copy in copies
        if copy.chain.table == fullest.chain.table and 2 * copy.weight > fullest.weight
    ]


def find_differences(copies: Sequence[Copy], fullest: Copy) -> Iterator[Difference]:
    """The cells for which another copy prints another number than the fullest one, or for which one
    of both prints none. Only rows with a field for each cell in both copies are compared."""
    rows = {match.row: match.printed for match in fullest.matches}
    for copy in nearly_complete_copies(copies, fullest):
        if copy is not fullest and copy.chain is fullest.chain:
            for match in copy.matches:
                if row := rows.get(match.row):
                    cells = copy.chain.prints[match.row].cells
                    yield from _compare(cells, row.fields, match.printed.fields)


def _compare(
    cells: Sequence[CellKey], fields: Sequence[Fragment], others: Sequence[Fragment]
) -> Iterator[Difference]:
    if not len(cells) == len(fields) == len(others):
        return
    for key, field, twin in zip(cells, fields, others, strict=True):
        first, second = (parse_cell(text, "yuan") for text in (field.text, twin.text))
        if first != second and "unreadable" not in (first.status, second.status):
            yield Difference(key, field.text, twin.text, field.page, twin.page)


def form_rows(copy: Copy) -> tuple[MatchedRow, ...]:
    """The rows of the form in a copy; the pieces of a broken row are joined."""
    prints = copy.chain.prints
    return join_rows(
        [RowPiece(m.printed, prints[m.row], m.probability, m.is_misnamed) for m in copy.matches]
    )


def row_contexts(rows: Sequence[MatchedRow], copy: Copy, form: Form) -> list[Context]:
    """For each row what the rows of its width show together."""
    labels = [label for row in copy.header for label in row.labels]
    written = "".join(squeeze(label.text) for label in labels)
    contexts = {
        width: find_context(
            [row for row in rows if len(row.print.cells) == width],
            written,
            _column_labels(form, width, rows),
            labels,
        )
        for width in {len(row.print.cells) for row in rows}
    }
    return [
        contexts[len(row.print.cells)]._replace(alike=alike)
        for row, alike in zip(rows, count_alike(rows), strict=True)
    ]


def _column_labels(form: Form, width: int, rows: Sequence[MatchedRow]) -> list[str]:
    if width == 1:
        return []
    printed = next(row.print for row in rows if len(row.print.cells) == width)
    return [form.columns[key].label for key in printed.cells]
