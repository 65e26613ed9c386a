"""An item as the page asks it: its source, what was read, the answers to choose from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from gouji.pipeline.decisions.answers import (
    Answer,
    CellAnswer,
    ClaimAnswer,
    ReportAnswer,
    SectionAnswer,
)
from gouji.pipeline.decisions.standing import Standing
from gouji.pipeline.records import Claim
from gouji.review.views.choices import Choice, Group, dump
from gouji.review.views.source_view import SourceView, without_mark
from gouji.review.views.table_view import EquationView
from gouji.terminal.cell_signs import format_number
from gouji.text import METRICS, SECTIONS, STATUSES, printable

# How items are asked: `work` shows everything. The other modes hide the reading. `second` and
# `audit` are answered blind, `settle` shows two answers that differ.
Mode = Literal["work", "second", "audit", "settle"]
BLIND_MODES: tuple[Mode, ...] = ("second", "audit")


_SIGNED = {True: ("已通读签认", "read through"), False: ("未签认", "not read through")}
JUDGEMENTS = {
    "as_published": ("原文如此", "printed so"),
    "confirmed": ("确有矛盾", "they do contradict"),
    "misread": ("读取有误", "misread"),
    "no_cell": ("不属于任何单元格", "belongs to no cell"),
    "placed": ("已归入单元格", "given a cell"),
}


class Words(NamedTuple):
    """A text in both languages."""

    zh: str
    en: str


class Link(NamedTuple):
    """A column of another report, with the name of the report."""

    name: str
    report: str
    area: str


@dataclass(frozen=True, slots=True)
class ItemView:
    """`line` is JSON that names the subject, `input` the kind of text box: number, text or none.
    `claim` and `places` fill the form of a claim and of a figure without a cell; `is_hidden`: the
    form shows nothing of what was read."""

    kind: str
    line: str
    title: Words
    subtitle: Words
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
    decided: Words | None = None
    decided_by: str = ""
    is_hidden: bool = False


def hide_mark(view: ItemView) -> ItemView:
    """A cell without the mark that would tell which figure was read."""
    return replace(view, source=without_mark(view.source)) if view.kind == "cell" else view


def show_decided(view: ItemView, standing: Standing) -> ItemView:
    """The item with what was decided of it."""
    decision = standing.decision
    if decision is not None and decision.answer is not None:
        return replace(view, decided=show_answer(decision.answer), decided_by=decision.by)
    return view


def offer_rivals(view: ItemView, standing: Standing) -> ItemView:
    """The item with two answers that differ as its first choices, in an order that does not tell
    who gave them."""
    answers = {dump(one.answer.to_json()): one.answer for one in standing.disputed if one.answer}
    names = ("suggest", "other")
    rivals = tuple(
        Choice(name, *show_answer(answers[text]), text)
        for name, text in zip(names, sorted(answers), strict=False)
    )
    return replace(view, choices=(*rivals, *view.choices))


def show_answer(answer: Answer) -> Words:
    """An answer in few words."""
    match answer:
        case CellAnswer():
            if answer.value is None:
                return Words(*STATUSES[answer.status])
            return Words(*(format_number(answer.value),) * 2)
        case ClaimAnswer():
            return _show_claim(answer)
        case SectionAnswer():
            if answer.opens is None:
                return Words("不是标题", "no heading")
            return Words(SECTIONS[answer.opens], answer.opens)
        case ReportAnswer():
            if isinstance(answer.is_, bool):
                return Words(*_SIGNED[answer.is_])
            return Words(*(printable(str(answer.is_ or "—")),) * 2)
    return Words(*JUDGEMENTS[answer.judgement])


def _show_claim(answer: ClaimAnswer) -> Words:
    if answer.metric is None or answer.value is None:
        return Words("不是应读取的数字", "states nothing of the kind")
    number = format_number(answer.value)
    return Words(f"{name_metric(answer.metric)} {number}", f"{printable(answer.metric)} {number}")


def name_metric(metric: str) -> str:
    """A metric in Chinese, with its channel."""
    name, _, channel = metric.partition(":")
    return f"{METRICS.get(name, printable(name))} {printable(channel)}".strip()
