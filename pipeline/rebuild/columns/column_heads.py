"""Printed column heads that differ from those of the form.

The heads name their columns. Where all of them are printed in another order, the fields of each row
are taken in the order of the form. A block with the heads of another form has no figures of this
one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from gouji.pipeline.forms.form import Block, Form
from gouji.pipeline.language.normalise import squeeze
from gouji.pipeline.rebuild.columns.column_context import MatchedRow
from gouji.pipeline.rebuild.copies import Copy

# Rows of the form with fewer cells have heads that say too little.
_FEWEST_COLUMNS = 3
# So many heads of another form, and none of this one, make a block one of the other form.
_FEWEST_HEADS = 2


def order_fields(rows: Sequence[MatchedRow], copy: Copy, form: Form) -> tuple[MatchedRow, ...]:
    """The rows with their fields in the order of the form, where the heads name another order.

    A row is left as it is unless each of its columns has one head of its own, word for word, in a
    medium that tells columns.
    """
    heads: defaultdict[str, set[int]] = defaultdict(set)
    for head in (label for row in (*copy.header, *copy.between) for label in row.labels):
        if head.has_table_column and head.column_span == 1:
            heads[squeeze(head.text)].add(head.column)
    return tuple(_order_row(row, heads, form) for row in rows) if heads else tuple(rows)


def _order_row(row: MatchedRow, heads: Mapping[str, set[int]], form: Form) -> MatchedRow:
    columns = _find_columns(row, heads, form)
    by_column = {field.column: field for field in row.fields if field.has_table_column}
    is_same_order = columns == sorted(columns)
    if is_same_order or len(by_column) != len(row.fields) or set(columns) != set(by_column):
        return row
    return replace(row, fields=tuple(by_column[column] for column in columns))


def _find_columns(row: MatchedRow, heads: Mapping[str, set[int]], form: Form) -> list[int]:
    """The printed column of each cell of a row, empty if its heads do not tell all of them."""
    if len(row.print.cells) < _FEWEST_COLUMNS:
        return []
    columns: list[int] = []
    for key in row.print.cells:
        found = heads.get(squeeze(form.columns[key].label), set())
        columns += found if len(found) == 1 else ()
    is_known = len(set(columns)) == len(row.print.cells)
    return columns if is_known else []


def find_foreign_rows(copy: Copy, forms: Mapping[str, Form]) -> frozenset[str]:
    """The keys of rows whose block is printed with the column heads of another form.

    Reports mix the forms: the block of 2019 (本年新公开数量) in a table of 2021 (本年废止件数). Its
    figures are no figures of this form, whatever their places are.
    """
    table = copy.chain.table
    others = [form.table(table) for name, form in forms.items() if name != copy.chain.form]
    foreign: set[str] = set()
    for block in forms[copy.chain.form].table(table).blocks:
        rows = {row.row for row in block.rows}
        heads = _find_heads(copy, rows)
        labels = _head_labels(block)
        for other in (b for form in others for b in form.blocks if b.group == block.group):
            if len((_head_labels(other) - labels) & heads) >= _FEWEST_HEADS and not labels & heads:
                foreign |= rows
    return frozenset(foreign)


def _head_labels(block: Block) -> set[str]:
    return {squeeze(column.label) for column in block.columns}


def _find_heads(copy: Copy, rows: set[str]) -> set[str]:
    """The labels printed between the first of these rows and the row of another block above it."""
    numbers = {True: [-1], False: [-1]}
    for match in copy.matches:
        numbers[copy.chain.prints[match.row].key in rows].append(match.printed.number)
    first = min(numbers[True][1:], default=-1)
    last = max(number for number in numbers[False] if number < max(first, 0))
    printed = (row for row in (*copy.header, *copy.between) if last < row.number < first)
    return {squeeze(label.text) for row in printed for label in row.labels}
