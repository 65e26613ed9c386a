"""An item as the page asks it: its source, what was read, the answers to choose from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from gouji.pipeline.decisions.answers import Answer, CellAnswer
from gouji.pipeline.decisions.standing import Standing
from gouji.pipeline.records import Claim
from gouji.review.views.choices import Choice, Group, dump
from gouji.review.views.source_view import SourceView, without_mark
from gouji.review.views.table_view import EquationView
from gouji.terminal.cell_signs import format_number
from gouji.text import STATUSES

# How items are asked: `work` shows everything. The other modes hide the reading. `second` and
# `audit` are answered blind, `settle` shows two answers that differ.
Mode = Literal["work", "second", "audit", "settle"]
BLIND_MODES: tuple[Mode, ...] = ("second", "audit")


class Link(NamedTuple):
    """A column of another report, with the name of the report."""

    name: str
    report: str
    area: str


@dataclass(frozen=True, slots=True)
class ItemView:
    """`line` is JSON that names the subject, `input` the kind of text box: number, text or none.
    `claim` and `places` fill the form of a claim and of a figure without a cell; `is_hidden`: the
    form shows nothing of what was read. `rivals` are the answers of two readers who disagree."""

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
    places: tuple[Group, ...] = ()
    links: tuple[Link, ...] = ()
    decided: str = ""
    decided_by: str = ""
    rivals: tuple[str, ...] = ()
    is_hidden: bool = False


def hide_mark(view: ItemView) -> ItemView:
    """A cell without the mark that would tell which figure was read."""
    return replace(view, source=without_mark(view.source)) if view.kind == "cell" else view


def show_decided(view: ItemView, standing: Standing) -> ItemView:
    """The item with what was decided of it."""
    decision = standing.decision
    if decision is not None and decision.answer is not None:
        return replace(view, decided=show_answer(decision.answer), decided_by=decision.by)
    rivals = tuple(show_answer(one.answer) for one in standing.disputed if one.answer)
    return replace(view, rivals=rivals)


def offer_rivals(view: ItemView, standing: Standing) -> ItemView:
    """The item with two answers that differ as its first choices, in an order that does not tell
    who gave them."""
    answers = {dump(one.answer.to_json()): one.answer for one in standing.disputed if one.answer}
    names = ("suggest", "other")
    rivals = tuple(
        Choice(name, show_answer(answers[text]), show_answer(answers[text]), text)
        for name, text in zip(names, sorted(answers), strict=False)
    )
    return replace(view, choices=(*rivals, *view.choices))


def show_answer(answer: Answer) -> str:
    """An answer in few words."""
    if isinstance(answer, CellAnswer):
        if answer.value is not None:
            return format_number(answer.value)
        return " ".join(STATUSES[answer.status])
    return " ".join(f"{value}" for value in answer.to_json().values() if value is not None) or "—"
