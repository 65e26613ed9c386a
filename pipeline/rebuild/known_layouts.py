"""Places figures by layouts that reviewers have shown: cells named by the texts around a figure.

The decoder knows the forms. A known layout may differ from them in every way: transposed, in other
words, written as sentences. It is used for a table only where nearly all figures of the table have
texts that are known, so that a report of another layout is left to the decoder.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from gouji.models.estimators.agreement import Agreed
from gouji.models.layouts import NO_CELL, Layouts
from gouji.pipeline.forms.form import Form
from gouji.pipeline.language.numerals import parse_cell
from gouji.pipeline.rebuild.figure_contexts import FigureContext, find_contexts
from gouji.pipeline.rebuild.printed_rows import PrintedRow
from gouji.pipeline.records import CellKey, Fragment, Placed, Table

# The share of the figures of a table whose texts must be known, and of its cells that they name.
_LEAST_KNOWN, _LEAST_CELLS = 0.8, 0.25


class _Named(NamedTuple):
    """A figure that a known layout names, with the probability of that."""

    field: Fragment
    probability: float


def place_known(
    tables: Sequence[Table],
    rows: Sequence[PrintedRow],
    layouts: Layouts,
    forms: Mapping[str, Form],
) -> tuple[Table, ...]:
    """The tables, with the cells that a known layout names in place of those of the decoder."""
    if not layouts.cells:
        return tuple(tables)
    contexts = find_contexts(rows)
    labels = _find_labels(contexts, layouts)
    named = [
        (place, cell.label, _Named(contexts[place].field, cell.probability))
        for place, cell in enumerate(labels)
        if cell and cell.label != NO_CELL
    ]
    known = [
        cell is not None or not context.field.text
        for cell, context in zip(labels, contexts, strict=True)
    ]
    others = frozenset(
        context.field.start
        for cell, context in zip(labels, contexts, strict=True)
        if cell and cell.label == NO_CELL
    )
    placed = []
    for table in tables:
        if layout := _choose_form(table, named, known, forms):
            placed.append(_place_table(table, layout, others, layouts, forms))
        else:
            placed.append(table)
    return tuple(placed)


def _find_labels(contexts: Sequence[FigureContext], layouts: Layouts) -> list[Agreed | None]:
    """The cell of each figure; None where it is unknown. If another figure of a table row is
    unknown, the heads may not be above their figures. The row and the column must then have
    occurred together in reviewed reports."""
    labels = [layouts.find(context.features) for context in contexts]
    partial = {
        context.field.row
        for context, label in zip(contexts, labels, strict=True)
        if label is None and context.field.text and context.field.has_table_column
    }
    return [
        layouts.find_pair(context.features)
        if context.field.has_table_column and context.field.row in partial
        else label
        for context, label in zip(contexts, labels, strict=True)
    ]


def release_named(tables: Sequence[Table]) -> tuple[Table, ...]:
    """The tables, in which a field that a known layout names, or label and head, serves no other
    cell. The decoder may have taken the rows of one table for those of another."""
    owners: dict[int, int] = {}
    for cell in (cell for table in tables for cell in table.cells):
        if cell.fragment and cell.fragment.text:
            start = cell.fragment.start
            owners[start] = max(_rank(cell), owners.get(start, 0))
    return tuple(
        replace(table, cells=tuple([_release(cell, owners) for cell in table.cells]))
        for table in tables
    )


def _rank(cell: Placed) -> int:
    """How surely a field is that of a cell."""
    return 2 if cell.known is not None else int(cell.is_paired)


def _release(cell: Placed, owners: Mapping[int, int]) -> Placed:
    if cell.fragment is None or owners.get(cell.fragment.start, 0) <= _rank(cell):
        return cell
    return Placed(cell.key, None, cell.support, contradicted=True)


def share_known(ways: Sequence[tuple[Table, ...]]) -> list[tuple[Table, ...]]:
    """The tables of each way of reading the pages. A table whose layout is known takes the place
    of that table in the other ways. Layouts are learned from the first way, which therefore comes
    first."""
    known: dict[str, Table] = {}
    for table in (table for tables in ways for table in tables if _is_known(table)):
        known.setdefault(table.table, table)
    return [tuple(known.get(table.table, table) for table in tables) for tables in ways]


def _is_known(table: Table) -> bool:
    return any(cell.known is not None for cell in table.cells)


_Layout = tuple[str, Mapping[CellKey, _Named]]


def _choose_form(
    table: Table,
    named: Sequence[tuple[int, str, _Named]],
    known: Sequence[bool],
    forms: Mapping[str, Form],
) -> _Layout | None:
    """The form of which most cells of the table are named, and these cells; None where the layout
    of the table is not known."""
    mine = [item for item in named if item[1].startswith(f"{table.table}/")]
    if not mine:
        return None
    stretch = known[mine[0][0] : mine[-1][0] + 1]
    found = {name: dict(_without_doubles(mine, form)) for name, form in forms.items()}
    form = max(found, key=lambda name: (len(found[name]), name == table.form))
    size = len(forms[form].table(table.table).cells())
    if sum(stretch) < _LEAST_KNOWN * len(stretch) or len(found[form]) < _LEAST_CELLS * size:
        return None
    return form, found[form]


def _without_doubles(
    named: Sequence[tuple[int, str, _Named]], form: Form
) -> Iterator[tuple[CellKey, _Named]]:
    """The figure of each cell. Several figures of one cell must be the same number, and a text that
    is no value of the cell is not its figure."""
    by_label: dict[str, list[_Named]] = {}
    for _, label, cell in named:
        by_label.setdefault(label, []).append(cell)
    for label, figures in by_label.items():
        key = CellKey(*label.split("/"))
        if key not in form.columns:
            continue
        kind = form.columns[key].kind
        parsed = {parse_cell(figure.field.text, kind) for figure in figures}
        if len(parsed) == 1 and "unreadable" not in {value.status for value in parsed}:
            yield key, figures[0]


def _place_table(
    table: Table,
    layout: _Layout,
    others: frozenset[int],
    layouts: Layouts,
    forms: Mapping[str, Form],
) -> Table:
    """The table in a known layout. A field that the layout names serves no other cell, and other
    cells of the decoder are contradicted."""
    form, named = layout
    used = {figure.field.start for figure in named.values()}
    before = {cell.key: cell for cell in table.cells} if table.form == form else {}
    cells = tuple(
        _place_cell(before.get(key, Placed(key, None)), named.get(key), used, layouts)
        for key, _, _ in forms[form].table(table.table).cells()
    )
    headers = table.headers if table.form == form else ()
    return replace(
        table,
        form=form,
        cells=cells,
        copies=max(1, table.copies),
        headers=headers,
        others=others,
    )


def _place_cell(cell: Placed, named: _Named | None, used: set[int], layouts: Layouts) -> Placed:
    if named is not None:
        if cell.fragment and cell.fragment.start == named.field.start:
            return cell._replace(known=named.probability, contradicted=False)
        return Placed(cell.key, named.field, known=named.probability)
    is_expected = str(cell.key) in layouts.labels
    if cell.fragment is None or (cell.fragment.text and cell.fragment.start in used):
        return Placed(cell.key, None, cell.support, contradicted=is_expected)
    return cell._replace(contradicted=True)
