"""An item as the page asks it: its source, what was read, the answers to choose from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from gouji.pipeline.check.messages.structure import REASONS
from gouji.pipeline.decisions.answers import Answer, CellAnswer
from gouji.pipeline.decisions.json_lines import name_line
from gouji.pipeline.decisions.records import Subject
from gouji.pipeline.forms.form import Form
from gouji.pipeline.records import Box, Cell, Claim, Finding
from gouji.review.library import Library, ReportState
from gouji.review.views.choices import (
    FINDING_CHOICES,
    UNPLACED_CHOICES,
    Choice,
    dump,
    list_cell_choices,
    list_claim_choices,
    list_section_choices,
)
from gouji.review.views.pictures import Pictures
from gouji.review.views.source_view import SourceView, view_source, without_mark
from gouji.review.views.table_view import EquationView, show_cell, view_equations
from gouji.terminal.cell_signs import format_number
from gouji.text import METRICS, SECTIONS, STATUSES, printable

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class ItemView:
    """`line` is JSON that names the subject, `input` the kind of text box: number, text or none.
    `metric` and the others are those of a claim. `rivals` are the answers of two readers who
    disagree."""

    kind: str
    line: str
    title: str
    subtitle: str
    source: SourceView
    choices: tuple[Choice, ...]
    reading: str = ""
    status_zh: str = ""
    status_en: str = ""
    confidence: str = ""
    input: str = ""
    key: str = ""
    equations: tuple[EquationView, ...] = ()
    message_zh: str = ""
    message_en: str = ""
    claim: Claim | None = None
    decided: str = ""
    decided_by: str = ""
    rivals: tuple[str, ...] = ()
    is_blind: bool = False


class ItemViewer:
    """Makes the views of items."""

    def __init__(self, library: Library, pictures: Pictures) -> None:
        self._library, self._pictures = library, pictures
        self._names = {rule.rule: rule.name_zh for rule in library.rules.rules}

    def view(self, subject: Subject, *, blind: bool = False) -> ItemView:
        """Raises KeyError where the report has no such subject."""
        state = self._library.state(subject.report)
        view = _VIEWERS[subject.kind](self, subject, state, blind)
        standing = self._library.queue.standing(subject)
        if blind:
            return replace(view, is_blind=True, source=without_mark(view.source))
        if standing.decision is not None and standing.decision.answer is not None:
            shown = show_answer(standing.decision.answer)
            return replace(view, decided=shown, decided_by=standing.decision.by)
        rivals = tuple(show_answer(one.answer) for one in standing.disputed if one.answer)
        return replace(view, rivals=rivals)

    def _source(
        self, state: ReportState, page: int | None, box: Box | None, span: Span | None
    ) -> SourceView:
        row, text = state.read.row, state.report.document.text
        return view_source(self._pictures, row["report"], text, page, box, span)

    def _source_of_cell(self, state: ReportState, cell: Cell) -> SourceView:
        if cell.start is None and cell.cell_box is None:
            cell = _find_neighbour(state, cell) or cell
        span = None if cell.start is None or cell.end is None else (cell.start, cell.end)
        return self._source(state, cell.page, cell.cell_box, span)

    def _view_cell(self, subject: Subject, state: ReportState, blind: bool) -> ItemView:
        cell = state.read.cells[subject.subject]
        form, trust = self.form_of(cell), self._library.queue.entries[subject.report].trust
        row, column = form.rows[cell.key], form.columns[cell.key]
        equations = view_equations(state, form, self._library.rules.rules, cell, trust)
        others = state.read.alternatives.get(subject.subject, ())
        view = ItemView(
            kind="cell",
            line=_line(subject),
            title=" / ".join((*row.under, row.label)),
            subtitle=" / ".join((*column.under, column.label)),
            source=self._source_of_cell(state, cell),
            choices=tuple(list_cell_choices(cell, equations, others, blind)),
            input="number",
            key=subject.subject,
        )
        if blind:
            return view
        return replace(
            view,
            reading=show_cell(cell),
            status_zh=STATUSES[cell.status][0],
            status_en=STATUSES[cell.status][1],
            confidence=_floor(cell.confidence),
            equations=tuple(equations),
        )

    def form_of(self, cell: Cell) -> Form:
        """The form that the table of a cell follows."""
        return self._library.rules.forms[cell.form]

    def _view_claim(self, subject: Subject, state: ReportState, blind: bool) -> ItemView:
        claim = state.read.claims[subject]
        name, _, channel = claim.metric.partition(":")
        return ItemView(
            kind="claim",
            line=_line(subject),
            title=f"{METRICS.get(name, '')} {printable(channel)}".strip(),
            subtitle=printable(claim.text),
            source=self._source(state, claim.page, claim.box, (claim.start, claim.end)),
            choices=tuple(list_claim_choices(claim)),
            reading=format_number(claim.value) + printable(claim.unit),
            confidence=_floor(claim.confidence),
            input="number",
            claim=claim,
        )

    def _view_finding(self, subject: Subject, state: ReportState, blind: bool) -> ItemView:
        finding = state.findings[subject.subject]
        cells = [state.cells[str(key)] for key in finding.cells if str(key) in state.cells]
        equations: list[EquationView] = []
        if cells and finding.operands:
            trust = self._library.queue.entries[subject.report].trust
            form, rules = self.form_of(cells[-1]), self._library.rules.rules
            equations = view_equations(state, form, rules, cells[-1], trust, finding.key)
        return ItemView(
            kind="finding",
            line=_line(subject),
            title=self._names.get(finding.rule, finding.rule),
            subtitle=f"{finding.rule} · {printable(finding.scope)}",
            source=self._source_of_finding(state, finding, cells),
            choices=FINDING_CHOICES,
            key=str(cells[-1].key) if cells else "",
            equations=tuple(equations),
            message_zh=printable(finding.message_zh),
            message_en=printable(finding.message_en),
        )

    def _source_of_finding(
        self, state: ReportState, finding: Finding, cells: list[Cell]
    ) -> SourceView:
        for claim in state.report.claims:
            if claim.start in finding.claims:
                return self._source(state, claim.page, claim.box, (claim.start, claim.end))
        if cells:
            return self._source_of_cell(state, cells[-1])
        return self._source(state, None, None, None)

    def _view_unplaced(self, subject: Subject, state: ReportState, blind: bool) -> ItemView:
        figure = state.read.unplaced[subject.subject]
        return ItemView(
            kind="unplaced",
            line=_line(subject),
            title=printable(figure.raw),
            subtitle=SECTIONS.get(figure.near or "", "所在表格不详 table not known"),
            source=self._source(state, figure.page, figure.box, (figure.start, figure.end)),
            choices=UNPLACED_CHOICES,
            message_zh=REASONS[figure.reason][0],
            message_en=REASONS[figure.reason][1],
        )

    def _view_section(self, subject: Subject, state: ReportState, blind: bool) -> ItemView:
        section = state.read.sections[subject.subject]
        span = (section.start, section.start + len(section.title))
        return ItemView(
            kind="section",
            line=_line(subject),
            title=printable(section.title),
            subtitle=SECTIONS.get(section.section, section.section),
            source=self._source(state, None, None, span),
            choices=tuple(list_section_choices(section)),
            confidence=_floor(section.confidence),
        )

    def _view_field(self, subject: Subject, state: ReportState, blind: bool) -> ItemView:
        name, report = subject.subject, state.read.report
        is_agency = name == "agency"
        value = report.agency if is_agency else report.year
        confidence = report.agency_confidence if is_agency else report.year_confidence
        accept = Choice("accept", f"正确 {value}", f"right: {value}", dump({"is": value}))
        return ItemView(
            kind="report",
            line=_line(subject),
            title="机关 agency" if is_agency else "年度 year",
            subtitle="",
            source=self._source(state, None, None, None),
            choices=(accept,) if value else (),
            reading=printable(str(value or "—")),
            confidence=_floor(confidence),
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


def _floor(confidence: float) -> str:
    """With two digits; rounded down, so that a doubtful one does not reach the threshold."""
    return f"{int(confidence * 100) / 100:.2f}"


def _line(subject: Subject) -> str:
    return dump(name_line(subject))


def _find_neighbour(state: ReportState, cell: Cell) -> Cell | None:
    """The cell before or after, in the order of the form, that has a place in the source; its own
    mark is empty."""
    cells = [one for one in state.read.report.cells if one.key.table == cell.key.table]
    at = cells.index(cell)
    for other in sorted(cells, key=lambda one: abs(cells.index(one) - at)):
        if other.start is not None or other.cell_box is not None:
            return other
    return None


def show_answer(answer: Answer) -> str:
    """An answer in few words."""
    if isinstance(answer, CellAnswer):
        if answer.value is not None:
            return format_number(answer.value)
        return " ".join(STATUSES[answer.status])
    return " ".join(f"{value}" for value in answer.to_json().values() if value is not None) or "—"
