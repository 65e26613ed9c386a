"""The answers that a reviewer can choose without typing them, by the kind of the item."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from gouji.pipeline.decisions.answers import to_plain
from gouji.pipeline.records import Cell, Claim, Section
from gouji.review.views.table_view import EquationView, show_cell
from gouji.terminal.cell_signs import format_number
from gouji.text import SECTIONS, STATUSES

# The numbers that a cell offers besides the one that was read: the first suggestion, and others.
_NUMBER_NAMES = ("suggest", "other", "other2")


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer: the name of its key on the keyboard, its labels, and the answer as JSON."""

    name: str
    zh: str
    en: str
    answer: str


@dataclass(frozen=True, slots=True)
class Group:
    """Cells to choose from under one label; `places` are pairs of `table/row/column` and label."""

    label: str
    places: tuple[tuple[str, str], ...]


def dump(answer: Any) -> str:
    """JSON of an answer, one text for one answer."""
    return json.dumps(answer, ensure_ascii=False, sort_keys=True)


def _number(value: Decimal) -> str:
    return dump({"status": "read", "value": to_plain(value)})


def list_cell_choices(
    cell: Cell, equations: Sequence[EquationView], others: Sequence[Decimal], is_hidden: bool
) -> Iterator[Choice]:
    """The reading, numbers that follow from the identities, other readings, the other statuses.

    `others` are other readings, best first. A hidden one offers no number and no reading.
    """
    if not is_hidden:
        accepted = {"status": cell.status, "value": to_plain(cell.value)}
        zh, en = ("", "") if cell.status == "read" else STATUSES[cell.status]
        shown = show_cell(cell) if cell.status in ("read", "unreadable") else ""
        zh, en = f"正确：{zh} {shown}".rstrip(), f"right: {en} {shown}".rstrip()
        yield Choice("accept", zh.replace("： ", "："), en.replace("  ", " "), dump(accepted))
        yield from _offer_numbers(list(_suggest(cell, equations)), others)
    for status in ("blank", "absent", "unreadable"):
        if is_hidden or cell.status != status:
            yield Choice(status, *STATUSES[status], dump({"status": status}))


def _offer_numbers(suggested: Sequence[Decimal], others: Sequence[Decimal]) -> Iterator[Choice]:
    """The first number that the identities suggest, other readings, further suggestions."""
    numbers = dict.fromkeys((*suggested[:1], *others, *suggested[1:]))
    names = iter(_NUMBER_NAMES if suggested else _NUMBER_NAMES[1:])
    for number, name in zip(numbers, names, strict=False):
        fits, is_other, text = number in suggested, number in others, format_number(number)
        zh = "，".join(("勾稽相符",) * fits + ("另一读法",) * is_other)
        en = ", ".join(("fits the sums",) * fits + ("another reading",) * is_other)
        yield Choice(name, f"{text} {zh}", f"{text} {en}", _number(number))


def _suggest(cell: Cell, equations: Sequence[EquationView]) -> Iterator[Decimal]:
    """The suggestion, and each number that makes an identity hold that fails."""
    failing = [one.needed for one in equations if one.verdict != "holds" and one.needed is not None]
    suggested = [] if cell.suggested is None else [Decimal(cell.suggested)]
    yield from dict.fromkeys(n for n in (*suggested, *failing) if n != cell.value)


def list_claim_choices(claim: Claim, is_hidden: bool) -> Iterator[Choice]:
    """The claim as it was read, or no claim at all."""
    if not is_hidden:
        yield Choice("accept", "正确", "right", dump(claim_to_answer(claim)))
    yield Choice("blank", "不是应读取的数字", "states nothing of the kind", dump({"metric": None}))


def claim_to_answer(claim: Claim) -> dict[str, Any]:
    """The answer that agrees with a claim."""
    return {
        "metric": claim.metric,
        "value": to_plain(claim.value),
        "parts": [to_plain(part) for part in claim.parts] or None,
        "about": claim.about,
        "period": claim.period,
    }


def list_section_choices(section: Section, is_hidden: bool) -> Iterator[Choice]:
    """All sections, the one that was read first unless that is hidden."""
    read = None if is_hidden else section.section
    for name in sorted(SECTIONS, key=lambda name: name != read):
        key = "accept" if name == read else ""
        yield Choice(key, SECTIONS[name], name, dump({"opens": name}))
    yield Choice("blank", "不是标题", "no heading", dump({"opens": None}))


FINDING_CHOICES = (
    Choice("published", "原文如此", "printed so", dump({"judgement": "as_published"})),
    Choice("confirm", "确有矛盾", "they do contradict", dump({"judgement": "confirmed"})),
    Choice("unreadable", "读取有误", "misread", dump({"judgement": "misread"})),
)
