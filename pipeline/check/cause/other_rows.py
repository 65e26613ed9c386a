"""Printed rows of a table that the form does not have, and that a sum over rows may lack.

An agency that adds 申请人主动撤回 to the outcomes adds its figures to their total. They are in
no cell, so that the sum of the cells differs from the total by them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from gouji.pipeline.check.report_facts import Facts
from gouji.pipeline.language.numerals import parse_cell
from gouji.pipeline.records import UnplacedFigure

OtherRow = tuple[Decimal, ...]

# The fewest figures of a row of a table; single figures are page numbers and notes.
_FEWEST_FIGURES = 3
_HAN = re.compile("[一-鿿]")


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
    """Whether the sums of a column, by index, may differ by what the rows have there: one of them,
    or all together. The column of a figure is known where its row is as wide as the table."""
    if any(len(row) != width and any(row) for row in rows):
        return True
    printed = [row[column] for row in rows if len(row) == width]
    return abs(gap) in {*printed, sum(printed)}
