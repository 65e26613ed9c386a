"""Broken sums that a look at the whole table explains.

An agency does not slip in the same way in every row. Where all rows add up with the total in
another column, the columns are in another order than they were read in.

An agency that adds a row to the form (申请人主动撤回) adds its figures to the total. They are in no
cell, so that the sum of the cells differs from the total by them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from gouji.pipeline.check.report_facts import Facts
from gouji.pipeline.forms.rules import LinearRule
from gouji.pipeline.identities.ledger import Ledger, Number
from gouji.pipeline.language.numerals import parse_cell
from gouji.pipeline.records import UnplacedFigure

# The figures of a printed row that the form does not have.
OtherRow = tuple[Decimal, ...]

# The fewest rows whose totals are elsewhere.
_FEWEST_ROWS = 2
# The fewest figures of a row of a table; single figures are page numbers and notes.
_FEWEST_FIGURES = 3
_HAN = re.compile("[一-鿿]")


def has_moved_totals(ledger: Ledger) -> bool:
    """Whether several rows do not add up to their total, and all rows add up to another column."""
    return any(map(_are_moved, _rows_by_rule(ledger)))


def _rows_by_rule(ledger: Ledger) -> Iterator[list[list[Number]]]:
    """For each rule over the columns of a row: its rows that were read whole, without those of
    zeros. The total of a row is its last number."""
    rows: defaultdict[LinearRule, list[list[Number]]] = defaultdict(list)
    for identity in ledger.index.identities:
        if identity.rule.each == "row" and len(identity.right) == 1:
            found = map(ledger.numbers.get, identity.cells)
            numbers = [number for number in found if number is not None]
            if len(numbers) == len(identity.cells) and any(numbers):
                rows[identity.rule].append(numbers)
    yield from rows.values()


def _are_moved(rows: Sequence[Sequence[Number]]) -> bool:
    if sum(2 * row[-1] != sum(row) for row in rows) < _FEWEST_ROWS:
        return False
    return any(all(2 * row[n] == sum(row) for row in rows) for n in range(len(rows[0]) - 1))


def find_other_rows(table: str, facts: Facts) -> tuple[OtherRow, ...]:
    """The figures of the table that are in no cell, by printed row."""
    figures = [one for one in facts.unplaced if one.near == table and one.reason == "no_row"]
    rows = _split_rows(sorted(figures, key=lambda one: one.start), facts.text)
    return tuple(
        tuple(parse_cell(one.raw, "signed_count").value or Decimal(0) for one in row)
        for row in rows
        if len(row) >= _FEWEST_FIGURES
    )


def _split_rows(figures: Sequence[UnplacedFigure], text: str) -> Iterator[list[UnplacedFigure]]:
    """The figures in stretches without words between them."""
    row: list[UnplacedFigure] = []
    for figure in figures:
        if row and _HAN.search(text, row[-1].end, figure.start):
            yield row
            row = []
        row.append(figure)
    if row:
        yield row


def explain_gap(rows: Sequence[OtherRow], column: int, width: int, gap: Decimal) -> bool:
    """Whether the figures of other rows explain the gap between the sums of a column.

    `column` is an index, `width` the number of columns. The figure of one row, or the sum of all,
    explains the gap. A row that is not as wide as the table may explain any gap.
    """
    if any(len(row) != width and any(row) for row in rows):
        return True
    printed = [row[column] for row in rows if len(row) == width]
    return abs(gap) in {*printed, sum(printed)}
