"""Makes the view of an item, by the kind of its subject."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from gouji.pipeline.check.messages.structure import REASONS
from gouji.pipeline.decisions.json_lines import name_line
from gouji.pipeline.decisions.records import Subject
from gouji.pipeline.forms.form import Form
from gouji.pipeline.records import Box, Cell, Finding
from gouji.review.attention import AttentionCheck
from gouji.review.library import Library, ReportState
from gouji.review.views.choices import (
    FINDING_CHOICES,
    Choice,
    dump,
    list_cell_choices,
    list_claim_choices,
    list_section_choices,
)
from gouji.review.views.figure_places import group_places, list_figure_choices
from gouji.review.views.item_view import (
    ItemView,
    Link,
    Mode,
    Words,
    hide_mark,
    name_metric,
    offer_rivals,
    show_decided,
)
from gouji.review.views.source_view import SourceView, SourceViewer, mark_as_near
from gouji.review.views.table_view import EquationView, show_cell, view_equations
from gouji.terminal.cell_signs import format_number
from gouji.text import METRICS, SECTIONS, STATUSES, printable

Span = tuple[int, int]
_HIDDEN_CLAIM = Words("正文数字", "figure of the text")
_MOST_LINKS = 12  # Other reports that a finding names.


class ItemViewer:
    """Makes the views of items."""

    def __init__(self, library: Library, sources: SourceViewer) -> None:
        self._library, self._sources = library, sources
        self._names = {rule.rule: (rule.name_zh, rule.name_en) for rule in library.rules.rules}

    def view(self, subject: Subject, mode: Mode = "work") -> ItemView:
        """Raises KeyError where the report has no such subject."""
        state = self._library.state(subject.report)
        standing = self._library.queue.history.standing(subject)
        is_hidden = mode != "work"
        view = replace(_VIEWERS[subject.kind](self, subject, state, is_hidden), is_hidden=is_hidden)
        if mode == "settle":
            return offer_rivals(view, standing)
        return hide_mark(view) if is_hidden else show_decided(view, standing)

    def view_check(self, check: AttentionCheck, state: ReportState, ticket: str) -> ItemView:
        """The item of an attention check; `state` has the wrong number, `ticket` tells the server
        of which check an answer is. It has no equations, since they would show the right one."""
        view = self._view_cell(check.subject, state, False)
        line = dump(name_line(check.subject) | {"ticket": ticket})
        return replace(view, line=line, equations=())

    def form_of(self, cell: Cell) -> Form:
        """The form that the table of a cell follows."""
        return self._library.rules.forms[cell.form]

    def _trust(self, subject: Subject) -> float:
        return self._library.queue.entries[subject.report].trust

    def _source(
        self, state: ReportState, page: int | None, box: Box | None, span: Span | None
    ) -> SourceView:
        row, text = state.read.row, state.report.document.text
        return self._sources.view(row["report"], text, page, box, span)

    def _source_of_cell(self, state: ReportState, cell: Cell) -> SourceView:
        if cell.start is None and cell.cell_box is None:
            near = _find_neighbour(state, cell)
            if near is not None:
                return mark_as_near(self._source_of_cell(state, near))
        span = None if cell.start is None or cell.end is None else (cell.start, cell.end)
        return self._source(state, cell.page, cell.cell_box, span)

    def _view_cell(self, subject: Subject, state: ReportState, is_hidden: bool) -> ItemView:
        cell = state.read.cells[subject.subject]
        form = self.form_of(cell)
        row, column = form.rows[cell.key], form.columns[cell.key]
        rules = self._library.rules.rules
        equations = view_equations(
            state, form, rules, cell, self._trust(subject), name_report=self._name_report
        )
        others = state.read.alternatives.get(subject.subject, ())
        view = ItemView(
            kind="cell",
            line=_line(subject),
            title=_both(" / ".join((*row.under, row.label))),
            subtitle=_both(" / ".join((*column.under, column.label))),
            source=self._source_of_cell(state, cell),
            choices=tuple(list_cell_choices(cell, equations, others, is_hidden)),
            input="number",
            key=subject.subject,
        )
        if is_hidden:
            return view
        return replace(
            view,
            reading=show_cell(cell),
            status_zh="" if cell.status == "read" else STATUSES[cell.status][0],
            status_en="" if cell.status == "read" else STATUSES[cell.status][1],
            confidence=_floor(cell.confidence),
            equations=tuple(equations),
        )

    def _view_claim(self, subject: Subject, state: ReportState, is_hidden: bool) -> ItemView:
        claim = state.read.claims[subject]
        return ItemView(
            kind="claim",
            line=_line(subject),
            title=_HIDDEN_CLAIM if is_hidden else _both(name_metric(claim.metric)),
            subtitle=_both(printable(claim.text)),
            source=self._source(state, claim.page, claim.box, (claim.start, claim.end)),
            choices=tuple(list_claim_choices(claim, is_hidden)),
            reading="" if is_hidden else format_number(claim.value) + printable(claim.unit),
            confidence="" if is_hidden else _floor(claim.confidence),
            input="number",
            claim=claim,
        )

    def _view_finding(self, subject: Subject, state: ReportState, is_hidden: bool) -> ItemView:
        finding = state.findings[subject.subject]
        cells = [state.cells[str(key)] for key in finding.cells if str(key) in state.cells]
        equations: list[EquationView] = []
        if cells and finding.operands:
            form, rules = self.form_of(cells[-1]), self._library.rules.rules
            trust = self._trust(subject)
            equations = view_equations(
                state, form, rules, cells[-1], trust, finding.key, self._name_report
            )
        zh, en = self._names.get(finding.rule, (finding.rule, finding.rule))
        return ItemView(
            kind="finding",
            line=_line(subject),
            title=Words(zh, en),
            subtitle=_both(printable(_name_scope(finding, cells, self))),
            source=self._source_of_finding(state, finding, cells),
            choices=FINDING_CHOICES,
            key=str(cells[-1].key) if cells else "",
            equations=tuple(equations),
            message_zh=printable(finding.message_zh),
            message_en=printable(finding.message_en),
            links=tuple(self._link_others(finding)),
        )

    def _name_report(self, report: str) -> str:
        """Agency and year of another report; its id where it is not in the queue."""
        entry = self._library.queue.entries.get(report)
        return printable(f"{entry.agency} {entry.year or ''}" if entry else report[:12])

    def _link_others(self, finding: Finding) -> Iterator[Link]:
        """The columns of other reports that a finding compares."""
        refs = [operand.ref.rpartition(":") for operand in finding.operands]
        columns = {
            (report, f"{table}/{column}")
            for report, _, key in refs
            if report in self._library.queue.entries and key.count("/") == 2
            for table, _, column in (key.split("/"),)
        }
        for report, area in sorted(columns)[:_MOST_LINKS]:
            yield Link(self._name_report(report), report, area)

    def _source_of_finding(
        self, state: ReportState, finding: Finding, cells: list[Cell]
    ) -> SourceView:
        for claim in state.report.claims:
            if claim.start in finding.claims:
                return self._source(state, claim.page, claim.box, (claim.start, claim.end))
        if cells:
            return self._source_of_cell(state, cells[-1])
        return self._source(state, None, None, None)

    def _view_unplaced(self, subject: Subject, state: ReportState, is_hidden: bool) -> ItemView:
        figure, trust = state.read.unplaced[subject.subject], self._trust(subject)
        forms, rules = self._library.rules.forms, self._library.rules.rules
        zh, en = REASONS[figure.reason]
        return ItemView(
            kind="unplaced",
            line=_line(subject),
            title=_both(printable(figure.raw)),
            subtitle=_name_table(figure.near),
            source=self._source(state, figure.page, figure.box, (figure.start, figure.end)),
            choices=tuple(
                list_figure_choices(state, figure, forms, () if is_hidden else rules, trust)
            ),
            message_zh=zh,
            message_en=en,
            places=group_places(state, figure, forms),
        )

    def _view_section(self, subject: Subject, state: ReportState, is_hidden: bool) -> ItemView:
        section = state.read.sections[subject.subject]
        span = (section.start, section.start + len(section.title))
        return ItemView(
            kind="section",
            line=_line(subject),
            title=_both(printable(section.title)),
            subtitle=Words("", "") if is_hidden else _name_table(section.section),
            source=self._source(state, None, None, span),
            choices=tuple(list_section_choices(section, is_hidden)),
            confidence="" if is_hidden else _floor(section.confidence),
        )

    def _view_field(self, subject: Subject, state: ReportState, is_hidden: bool) -> ItemView:
        name, report = subject.subject, state.read.report
        is_agency = name == "agency"
        value = report.agency if is_agency else report.year
        confidence = report.agency_confidence if is_agency else report.year_confidence
        accept = Choice("accept", f"正确 {value}", f"right: {value}", dump({"is": value}))
        return ItemView(
            kind="report",
            line=_line(subject),
            title=Words("机关", "agency") if is_agency else Words("年度", "year"),
            subtitle=Words("", ""),
            source=self._source(state, None, None, None),
            choices=(accept,) if value and not is_hidden else (),
            reading="" if is_hidden else printable(str(value or "—")),
            confidence="" if is_hidden else _floor(confidence),
            input="text" if is_agency else "number",
        )


_VIEWERS: dict[str, Callable[[ItemViewer, Subject, ReportState, bool], ItemView]] = {
    "cell": ItemViewer._view_cell,
    "claim": ItemViewer._view_claim,
    "finding": ItemViewer._view_finding,
    "unplaced": ItemViewer._view_unplaced,
    "section": ItemViewer._view_section,
    "report": ItemViewer._view_field,
}


def _both(text: str) -> Words:
    """A text that is the same in both languages."""
    return Words(text, text)


def _name_table(name: str | None) -> Words:
    if name is None:
        return Words("所在表格不详", "table not known")
    return Words(SECTIONS.get(name, name), name)


def _floor(confidence: float) -> str:
    """With two digits; rounded down, so that a doubtful one does not reach the threshold."""
    return f"{int(confidence * 100) / 100:.2f}"


def _line(subject: Subject) -> str:
    return dump(name_line(subject))


def _name_scope(finding: Finding, cells: list[Cell], viewer: ItemViewer) -> str:
    """The row or column that the rule was applied to, in the words of the form."""
    for cell in cells:
        form = viewer.form_of(cell)
        if finding.scope == cell.key.row:
            return form.rows[cell.key].label
        if finding.scope == cell.key.column:
            return form.columns[cell.key].label
    return METRICS.get(finding.scope, SECTIONS.get(finding.scope, finding.scope))


def _find_neighbour(state: ReportState, cell: Cell) -> Cell | None:
    """The cell before or after, in the order of the form, that has a place in the source."""
    cells = [one for one in state.read.report.cells if one.key.table == cell.key.table]
    keys = [one.key for one in cells]
    place = keys.index(cell.key)
    for other in sorted(cells, key=lambda one: abs(keys.index(one.key) - place)):
        if other.start is not None or other.cell_box is not None:
            return other
    return None
