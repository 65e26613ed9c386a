"""The cells that a printed figure without a cell may belong to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from gouji.pipeline.decisions.answers import to_plain
from gouji.pipeline.forms.form import Form
from gouji.pipeline.forms.rules import Rule
from gouji.pipeline.language.numerals import parse_cell
from gouji.pipeline.records import Cell, UnplacedFigure
from gouji.review.library import ReportState
from gouji.review.views.choices import Choice, Group, dump
from gouji.review.views.table_view import view_equations
from gouji.terminal.cell_signs import format_number

_NAMES = ("suggest", "other", "other2")  # Of the cells that are offered.


def parse_figure(figure: UnplacedFigure, form: Form, cell: Cell) -> Decimal | None:
    """The number that a figure is in a cell; None where it is not one number."""
    return parse_cell(figure.raw, form.columns[cell.key].kind).value


def list_figure_choices(
    state: ReportState,
    figure: UnplacedFigure,
    forms: Mapping[str, Form],
    rules: Sequence[Rule],
    trust: float,
) -> Iterator[Choice]:
    """The cells in which the figure satisfies the identities, and that it belongs to none."""
    for name, cell in zip(_NAMES, _find_fitting(state, figure, forms, rules, trust), strict=False):
        form = forms[cell.form]
        number = parse_figure(figure, form, cell)
        label = f"{name_row(form, cell)} · {form.columns[cell.key].label}"
        placed = {"judgement": "placed", "place": str(cell.key), "value": to_plain(number)}
        yield Choice(name, f"属于 {label}（勾稽相符）", f"belongs to {label} (fits)", dump(placed))
    yield Choice("blank", "不属于任何单元格", "belongs to no cell", dump({"judgement": "no_cell"}))


def _find_fitting(
    state: ReportState,
    figure: UnplacedFigure,
    forms: Mapping[str, Form],
    rules: Sequence[Rule],
    trust: float,
) -> Iterator[Cell]:
    for cell in _list_cells(state, figure):
        value = parse_figure(figure, forms[cell.form], cell)
        if cell.status == "read" or value is None or not rules:
            continue
        equations = view_equations(state, forms[cell.form], rules, cell, trust)
        needed = {one.needed for one in equations if one.verdict != "holds"}
        if value in needed or (cell.suggested is not None and value == cell.suggested):
            yield cell


def group_places(
    state: ReportState, figure: UnplacedFigure, forms: Mapping[str, Form]
) -> tuple[Group, ...]:
    """The cells of the tables that the figure may be in, by row."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for cell in _list_cells(state, figure):
        form = forms[cell.form]
        read = "" if cell.value is None else f" = {format_number(cell.value)}"
        label = f"{form.columns[cell.key].label}{read}"
        groups.setdefault(name_row(form, cell), []).append((str(cell.key), label))
    return tuple(Group(label, tuple(places)) for label, places in groups.items())


def name_row(form: Form, cell: Cell) -> str:
    """The label of the row of a cell, with what it is printed under."""
    row = form.rows[cell.key]
    return " / ".join((*row.under, row.label))


def _list_cells(state: ReportState, figure: UnplacedFigure) -> Iterable[Cell]:
    cells = state.report.cells
    return [cell for cell in cells if figure.near in (None, cell.key.table)]
