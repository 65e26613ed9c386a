"""Cells by their printed row label and column head, word for word, whatever the layout.

The decoder expects the rows of a form in their order. Where a table is transposed, or its rows are
in another order, a figure whose label and head name one cell of the form is in that cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from gouji.pipeline.forms.form import Form
from gouji.pipeline.forms.written_tables import COMMON_LABELS, plain_label
from gouji.pipeline.language.normalise import strip_numbering
from gouji.pipeline.rebuild.columns.column_heads import Extent, Heads, extent_of, trace_headers
from gouji.pipeline.rebuild.printed_rows import PrintedRow
from gouji.pipeline.records import CellKey, Fragment, Placed, Table


def read_pairs(table: Table, rows: Sequence[PrintedRow], form: Form) -> Table:
    """The table with the cells that were not found, or are contradicted, where a label and a head
    name them. `form` is the form that the table follows."""
    if not any(cell.fragment is None or cell.contradicted for cell in table.cells):
        return table
    pairs = _find_pairs(rows, _find_labels(form, table.table))
    kept = {c.key for c in table.cells if c.fragment is not None and not c.contradicted}
    new = {key: fragment for key, fragment in pairs.items() if key not in kept}
    used = {fragment.start for fragment in new.values()}
    if not new or used & {c.fragment.start for c in table.cells if c.key in kept and c.fragment}:
        return table
    return replace(table, cells=tuple([_place(cell, new, used) for cell in table.cells]))


def _place(cell: Placed, new: Mapping[CellKey, Fragment], used: set[int]) -> Placed:
    """The cell with the field that a pair names. A cell that keeps its field keeps its doubt, which
    is about the figure and not about its place."""
    if cell.key in new:
        fragment = new[cell.key]
        is_same = cell.fragment is not None and cell.fragment.start == fragment.start
        is_doubted = cell.contradicted and is_same
        return cell._replace(fragment=fragment, is_paired=True, contradicted=is_doubted)
    if cell.contradicted and cell.fragment and cell.fragment.text and cell.fragment.start in used:
        return Placed(cell.key, None, cell.support)
    return cell


def _find_pairs(rows: Sequence[PrintedRow], labels: _Labels) -> dict[CellKey, Fragment]:
    """The figure of each cell that exactly one pair of label and head names."""
    found: dict[CellKey, list[Fragment]] = {}
    body = {row.number for row in rows if row.values and row.labels and not row.streamed}
    for row, heads in trace_headers(rows, body):
        for key, field in _read_row(row, heads, labels):
            found.setdefault(key, []).append(field)
    return {key: fields[0] for key, fields in found.items() if len(fields) == 1}


class _Labels(NamedTuple):
    """The cells of a table by the labels of their row and column, and all these labels. Cells whose
    row label other rows share are left out."""

    keys: Mapping[tuple[str, str], CellKey]
    known: tuple[str, ...]

    def find(self, row: str, column: str) -> CellKey | None:
        """The cell whose row label ends the text `row` and whose column label is `column`."""
        found = {
            key
            for (label, head), key in self.keys.items()
            if head == column and row.endswith(label)
        }
        return found.pop() if len(found) == 1 else None


@lru_cache(maxsize=16)
def _find_labels(form: Form, table: str) -> _Labels:
    """The labels of the rows and columns of a table of the form, and the cell of each pair."""
    pairs = {
        (label, plain_label(column.label)): key
        for key, column, row in form.table(table).cells()
        for label in (plain_label(row.label), strip_numbering(row.label))
    }
    keys = {pair: key for pair, key in pairs.items() if pair[0] not in COMMON_LABELS}
    return _Labels(keys, tuple({label for pair in pairs for label in pair}))


def _read_row(row: PrintedRow, heads: Heads, labels: _Labels) -> Iterator[tuple[CellKey, Fragment]]:
    """The cells of a row whose fields all have a head of the form."""
    label = strip_numbering(row.labels[-1].text)
    named = {extent: strip_numbering(head) for extent, head in heads.items()}
    extents = [extent_of(field) for field in row.fields if field.has_table_column]
    if len(set(extents)) < len(row.fields) or not _are_known(extents, named, labels):
        return
    for field in row.values:
        head = named[extent_of(field)]
        key = labels.find(label, head) or labels.find(head, label)
        if key:
            yield key, field


def _are_known(extents: Sequence[Extent], named: Mapping[Extent, str], labels: _Labels) -> bool:
    """Whether a head of the form is above each field, and a field below each head from the first
    field on. A row that a wrong span has moved is below a head of another kind, or beyond the last
    one; one that lacks a field may have lost it anywhere."""
    if not extents:
        return False
    return set(extents) == {extent for extent in named if min(extents) <= extent} and all(
        named[extent].endswith(labels.known) for extent in extents
    )
