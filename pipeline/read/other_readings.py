"""How tables are printed, with the numbers that their cells may hold besides the one that was read.

They are the alternatives of OCR and what a second reading of the page has. They decide nothing: a
reviewer can take one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from gouji.pipeline.forms.form import Form
from gouji.pipeline.language.numerals import parse_cell
from gouji.pipeline.records import Cell, CellKey, OtherReading, PrintedTable, Table

_MOST = 3  # Numbers of one cell that are kept.
_RULED = 0.5  # Least share of the printed fields with borders in a ruled table.


def describe_tables(
    tables: Sequence[Table],
    cells: Iterable[Cell],
    readings: Iterable[Sequence[Table]],
    forms: Mapping[str, Form],
) -> tuple[PrintedTable, ...]:
    """`tables` as printed. `cells` are those of the report, `readings` the tables as each way of
    reading the pages gives them."""
    values = {cell.key: cell.value for cell in cells}
    others: dict[CellKey, list[Decimal]] = {}
    for reading in readings:
        for table in reading:
            for key, value in _list_numbers(table, forms[table.form]):
                listed = others.setdefault(key, [])
                if value != values.get(key) and value not in listed:
                    listed.append(value)
    return tuple(
        PrintedTable(
            table.table,
            table.form,
            table.copies,
            _is_ruled(table),
            _select(table, others),
            table.differences,
        )
        for table in tables
    )


def _list_numbers(table: Table, form: Form) -> Iterator[tuple[CellKey, Decimal]]:
    """The numbers of a reading, and after each one those of its alternatives."""
    headers = dict(table.headers)
    for placed in table.cells:
        column = form.columns.get(placed.key)
        if placed.fragment is None or placed.ambiguous or column is None:
            continue
        for text in (placed.fragment.text, *placed.fragment.alternatives):
            value = parse_cell(text, column.kind, headers.get(placed.key, "")).value
            if value is not None:
                yield placed.key, value


def _select(table: Table, others: Mapping[CellKey, list[Decimal]]) -> tuple[OtherReading, ...]:
    return tuple(
        OtherReading(placed.key.row, placed.key.column, value)
        for placed in table.cells
        for value in others.get(placed.key, ())[:_MOST]
    )


def _is_ruled(table: Table) -> bool:
    fields = [placed.fragment for placed in table.cells if placed.fragment is not None]
    return bool(fields) and sum(field.ruled for field in fields) >= _RULED * len(fields)
