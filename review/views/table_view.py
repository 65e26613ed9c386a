"""Tables in their official layout and identities as equations, as templates draw them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from gouji.pipeline.decisions.records import Subject
from gouji.pipeline.forms.form import Form
from gouji.pipeline.forms.official_layout import lay_out
from gouji.pipeline.forms.rules import Rule
from gouji.pipeline.identities.ledger import can_close, room_entries
from gouji.pipeline.records import Cell, CellKey, Finding, Operand
from gouji.review.library import ReportState
from gouji.terminal.cell_signs import ABSENT, BLANK, format_number
from gouji.text import printable

_FRACTIONS = 2  # The entry of `Room` that counts cells which may hold a fraction.


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field of a table: a head, or a cell with its signs."""

    text: str
    rows: int
    columns: int
    role: str
    key: str = ""
    status: str = ""
    is_doubtful: bool = False
    is_broken: bool = False
    is_decided: bool = False
    is_asked: bool = False


@dataclass(frozen=True, slots=True)
class TableView:
    """A table: its title, and its fields row by row. `heads` is the number of rows whose heads
    hold for all rows below; 0 where blocks of the table have heads of their own."""

    table: str
    title: str
    rows: tuple[tuple[FieldView, ...], ...]

    @property
    def heads(self) -> int:
        is_body = [any(field.role == "cell" for field in row) for row in self.rows]
        count = is_body.index(True) if True in is_body else 0
        later = (field.role for row in self.rows[count:] for field in row)
        return 0 if {"column_head", "banner"} & set(later) else count


def show_cell(cell: Cell | None) -> str:
    """What stands in a cell, with the signs of the terminal."""
    if cell is None:
        return ""
    if cell.value is not None:
        return format_number(cell.value)
    if cell.status == "absent":
        return ABSENT
    return printable(cell.raw)[:12] or BLANK


def view_table(
    state: ReportState, form: Form, table: str, trust: float, asked: Collection[str]
) -> TableView:
    """A table of a report; `asked` are the cells that the page asks about."""
    broken = {
        str(key)
        for finding in state.report.findings
        if finding.verdict == "broken"
        for key in finding.cells
    }
    fields = []
    for field in lay_out(form.table(table)).fields:
        size = (field.bottom - field.top + 1, field.right - field.left + 1)
        if field.key is None:
            fields.append((field.top, field.left, FieldView(field.text, *size, field.role)))
            continue
        key = str(field.key)
        cell = state.cells.get(key)
        view = FieldView(
            show_cell(cell),
            *size,
            "cell",
            key,
            cell.status if cell else "",
            is_doubtful=cell is not None and cell.confidence < trust,
            is_broken=key in broken,
            is_decided=Subject(state.read.row["report"], "cell", key) in state.decided,
            is_asked=key in asked,
        )
        fields.append((field.top, field.left, view))
    fields.sort(key=lambda placed: placed[:2])
    rows = [tuple(view for *_, view in row) for _, row in groupby(fields, lambda one: one[0])]
    return TableView(table, form.table(table).title, tuple(rows))


@dataclass(frozen=True, slots=True)
class TermView:
    """A number of an equation, with its label; `key` is that of its cell, `sign` that of the
    operand. A reading in doubt is `is_doubted`."""

    label: str
    text: str
    key: str
    sign: int
    is_asked: bool
    is_doubted: bool

    @property
    def is_plain_zero(self) -> bool:
        """Whether it is a sure zero, which an equation shows in a count only."""
        return self.text == "0" and not self.is_asked and not self.is_doubted


@dataclass(frozen=True, slots=True)
class EquationView:
    """An identity as it is decided without the cell that is asked about. Each side has the numbers
    that raise it.

    With the number x in that cell, left − right is `gap` + `sign`·x. `room_left` and `room_right`
    count the other unread cells that can raise a side, `fractions` those that may hold a fraction,
    `doubted` the other cells that are doubtful.
    """

    name_zh: str
    name_en: str
    left: tuple[TermView, ...]
    right: tuple[TermView, ...]
    verdict: str
    gap: str
    sign: int
    room_left: int
    room_right: int
    fractions: int
    doubted: int
    needed: Decimal | None = None


def view_equations(
    state: ReportState,
    form: Form,
    rules: Iterable[Rule],
    cell: Cell,
    trust: float,
    only: str | None = None,
    name_report: Callable[[str], str] = printable,
) -> list[EquationView]:
    """The sums that the cell is in, those that fail first; `only` is the key of one finding.
    `name_report` gives the name of another report, by its id, for cells of it."""
    by_name = {rule.rule: rule for rule in rules}
    key, order = str(cell.key), {"broken": 0, "undecided": 1, "holds": 2}
    found = [
        finding
        for finding in state.report.findings
        if any(operand.ref == key and operand.sign for operand in finding.operands)
        and only in (None, finding.key)
    ]
    found.sort(key=lambda finding: order[finding.verdict])
    return [
        _view_equation(
            state,
            by_name[finding.rule],
            finding,
            cell,
            trust,
            _Labels(form, finding.operands, name_report),
        )
        for finding in found
    ]


def _view_equation(
    state: ReportState, rule: Rule, finding: Finding, cell: Cell, trust: float, labels: _Labels
) -> EquationView:
    key = str(cell.key)
    others = [operand for operand in finding.operands if operand.ref != key]
    sign = sum(operand.sign for operand in finding.operands if operand.ref == key)
    gap = sum((one.sign * (one.value or Decimal(0)) for one in others), Decimal(0))
    room = _count_room(labels.form, others)
    summed = [operand for operand in finding.operands if operand.sign]
    doubted = {
        one.ref
        for one in others
        if one.ref in state.cells and state.cells[one.ref].confidence < trust
    }
    terms = [labels.view(one, key, one.ref in doubted) for one in summed]
    left = tuple(term for term in terms if term.sign > 0)
    right = tuple(term for term in terms if term.sign < 0)
    return EquationView(
        rule.name_zh,
        rule.name_en,
        left,
        right,
        finding.verdict,
        format_number(gap),
        sign,
        *room,
        doubted=len(doubted),
        needed=_find_needed(gap, sign, room),
    )


def _count_room(form: Form, operands: Iterable[Operand]) -> tuple[int, int, int]:
    """What the unread operands can make up, as in `Room`."""
    room = [0, 0, 0]
    for operand in operands:
        if operand.value is None and operand.sign:
            column = form.columns.get(_parse_key(operand.ref))
            kind = column.kind if column else "count"
            for entry in room_entries(0 if operand.sign > 0 else 1, kind):
                room[entry] += 1
    return room[0], room[1], room[_FRACTIONS]


def _find_needed(gap: Decimal | int, sign: int, room: tuple[int, int, int]) -> Decimal | None:
    """The number that makes both sums equal, where no other cell is unread."""
    if abs(sign) != 1 or any(room):
        return None
    needed = Decimal(-gap * sign)
    return needed if needed >= 0 and can_close(Decimal(0), room) else None


def _parse_key(ref: str) -> CellKey:
    parts = ref.rpartition(":")[2].split("/")
    return CellKey(*parts) if len(parts) == 3 else CellKey("", "", "")


class _Labels:
    """Labels of operands that differ in what the operands differ in: the row, the column, both."""

    def __init__(
        self, form: Form, operands: Iterable[Operand], name_report: Callable[[str], str]
    ) -> None:
        self.form, self._name_report = form, name_report
        keys = [_parse_key(one.ref) for one in operands if one.sign]
        self._by_row = len({key.row for key in keys}) > 1
        self._by_column = len({key.column for key in keys}) > 1 or not self._by_row

    def view(self, operand: Operand, asked: str, is_doubted: bool) -> TermView:
        key = _parse_key(operand.ref)
        text = "?" if operand.value is None else format_number(operand.value)
        label = self._label(key, operand.ref)
        is_asked = operand.ref == asked
        return TermView(label, text, operand.ref, operand.sign, is_asked, is_doubted)

    def _label(self, key: CellKey, ref: str) -> str:
        if key not in self.form.columns:
            return "正文" if ref.startswith("claim:") else printable(ref)
        row, column = self.form.rows[key].label, self.form.columns[key].label
        parts = ([row] if self._by_row else []) + ([column] if self._by_column else [])
        report = ref.rpartition(":")[0]
        return " · ".join([self._name_report(report), *parts] if report else parts)
