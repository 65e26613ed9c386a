"""The content of cells: status and number. Its modules add confidence, agency and year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from gouji.pipeline.forms.form import Form
from gouji.pipeline.language.numerals import parse_cell
from gouji.pipeline.records import Cell, Placed, Table


def read_cells(tables: Iterable[Table], forms: Mapping[str, Form]) -> tuple[Cell, ...]:
    """One cell for every cell of the form that each table follows, in the form's order."""
    return tuple(cell for table in tables for cell in _read_table(table, forms[table.form]))


def _read_table(table: Table, form: Form) -> Iterator[Cell]:
    headers = dict(table.headers)
    for placed in table.cells:
        yield _read(placed, form, headers.get(placed.key, ""))


def _read(placed: Placed, form: Form, header: str) -> Cell:
    field = placed.fragment
    if field is None:
        return Cell(form.form, placed.key, "absent")
    status, value = parse_cell(field.text, form.columns[placed.key].kind, header)
    if placed.ambiguous:
        status, value = "unreadable", None
    start, end = (field.start, field.end) if field.has_place else (None, None)
    return Cell(
        form.form, placed.key, status, value, field.text,
        start=start, end=end, page=field.page, cell_box=field.cell_box, text_box=field.text_box,
    )  # fmt: skip
