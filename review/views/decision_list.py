"""The decisions that were made, the latest first, as a list to search in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from gouji.pipeline.decisions.json_lines import name_line
from gouji.pipeline.decisions.records import Decision, Subject
from gouji.pipeline.decisions.standing import Standing
from gouji.pipeline.forms.form import Form
from gouji.pipeline.records import CellKey
from gouji.review.filters import Filters
from gouji.review.items import ReportEntry
from gouji.review.queue import Queue
from gouji.review.views.choices import dump
from gouji.review.views.item_view import Words, show_answer
from gouji.terminal.cell_signs import format_number
from gouji.text import STATUSES

MOST = 100  # Decisions of a page.
# What a decision is about: the kinds of subjects, and of doubts.
KINDS = {
    "cell": ("单元格", "cell"),
    "unplaced": ("未对应到单元格的数字", "figure without a cell"),
    "finding": ("规则", "rule"),
    "claim": ("正文数字", "figure of the text"),
    "section": ("章节", "section"),
    "issuer": ("机关和年度", "agency and year"),
    "report": ("机关、年度和签认", "agency, year, sign-off"),
}


class DecisionView(NamedTuple):
    """A decision: `line` names its subject, `was` is what had been read. `state` tells whether it
    stands: stands, disputed, replaced, retracted, or retracts another one."""

    decision: Decision
    entry: ReportEntry
    kind: tuple[str, str]
    name: str
    line: str
    was: Words
    answer: Words
    state: str


def list_decisions(
    queue: Queue, filters: Filters, forms: Mapping[str, Form], skipped: int
) -> tuple[list[DecisionView], int]:
    """A page of the decisions that the filters accept, without the first `skipped` ones; and how
    many there are."""
    found = sorted(_select(queue, filters), key=lambda one: (one.at, one.id), reverse=True)
    shown = found[skipped : skipped + MOST]
    return [_view(queue, decision, forms) for decision in shown], len(found)


def _select(queue: Queue, filters: Filters) -> Iterator[Decision]:
    accepted: dict[str, bool] = {}
    for subject, decisions in queue.history.by_subject().items():
        entry = queue.entries.get(subject.report)
        if entry is None:
            continue
        if subject.report not in accepted:
            accepted[subject.report] = filters.accepts_report(entry)
        if accepted[subject.report] and _accepts(queue, filters, subject):
            yield from (one for one in decisions if filters.reviewer in ("", one.by))


def _accepts(queue: Queue, filters: Filters, subject: Subject) -> bool:
    item = queue.items.get(subject)
    if item is not None:
        return filters.accepts(item)
    kind = "issuer" if subject.kind == "report" else subject.kind
    return not filters.rule and filters.doubt in ("", kind)


def _view(queue: Queue, decision: Decision, forms: Mapping[str, Form]) -> DecisionView:
    subject = decision.subject
    return DecisionView(
        decision,
        queue.entries[subject.report],
        KINDS[subject.kind],
        name_subject(subject, forms),
        dump(name_line(subject)),
        _show_was(decision),
        Words("", "") if decision.answer is None else show_answer(decision.answer),
        _find_state(decision, queue.history.standing(subject), queue),
    )


def name_subject(subject: Subject, forms: Mapping[str, Form]) -> str:
    """A subject in the words of the form, where it is a cell; else its name."""
    if subject.kind != "cell":
        return subject.subject
    key = CellKey(*subject.subject.split("/"))
    form = next((form for form in reversed(list(forms.values())) if key in form.columns), None)
    if form is None:
        return subject.subject
    row, column = form.rows[key], form.columns[key]
    return f"{' / '.join((*row.under, row.label))} · {column.label}"


def _show_was(decision: Decision) -> Words:
    was = decision.was or {}
    if isinstance(was.get("value"), int | float):
        return Words(*(format_number(was["value"]),) * 2)
    return Words(*STATUSES.get(str(was.get("status")), ("", "")))


def _find_state(decision: Decision, standing: Standing, queue: Queue) -> str:
    if decision.retracts:
        return "retracts"
    if standing.decision is not None and decision.id == standing.decision.id:
        return "stands"
    if any(one.id == decision.id for one in standing.disputed):
        return "disputed"
    listed = queue.history.of_subject(decision.subject)
    return "retracted" if any(one.retracts == decision.id for one in listed) else "replaced"
