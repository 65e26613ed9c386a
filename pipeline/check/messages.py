"""What a finding on an identity tells its reader: what stands where, both sums, the difference.

Operands that are 0 are left out; labels are the form's own, without its instructions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import lru_cache

from pipeline.check.verdicts import Outcome
from pipeline.forms import Form
from pipeline.records import Cell, CellKey
from pipeline.rules import Identity

Cells = Mapping[CellKey, Cell]
Name = Callable[[CellKey], str]

_LONGEST_LABEL = 20
_NAMED = 3


def sums_zh(identity: Identity, form: Form, cells: Cells, outcome: Outcome) -> str:
    """The Chinese message of one application of an identity."""
    name = _names(identity, form)
    sides = [_side_zh(side, cells, name) for side in (identity.left, identity.right)]
    where = _scope_label(identity, form)
    verdict = _verdict_zh(outcome, name)
    return f"{where}（{identity.rule.name_zh}）：{'，'.join(sides)}，{verdict}。"


def sums_en(identity: Identity, form: Form, cells: Cells, outcome: Outcome) -> str:
    """The English message of one application of an identity."""
    label = _names(identity, form)
    across = "column" if identity.rule.each == "row" else "row"

    def name(key: CellKey) -> str:
        return f"“{label(key)}” ({getattr(key, across)})"

    sides = [_side_en(side, cells, name) for side in (identity.left, identity.right)]
    where = f"“{_scope_label(identity, form)}” ({identity.scope})"
    verdict = _verdict_en(outcome, name)
    return f"{where}, {identity.rule.name_en}: {', '.join(sides)}; {verdict}."


def number(value: Decimal) -> str:
    """A number as people write it: no exponent, no idle zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@lru_cache(maxsize=1024)
def shorten(label: str) -> str:
    """A label without the instruction in brackets behind it, and not endless."""
    plain = label[:1] + label[1:].partition("（")[0]
    return plain if len(plain) <= _LONGEST_LABEL else plain[: _LONGEST_LABEL - 1] + "…"


def _names(identity: Identity, form: Form) -> Name:
    """How the cells of an identity are told apart: by row in a column, by column in a row."""
    heads = form.columns if identity.rule.each == "row" else form.rows
    return lambda key: _path(heads[key].under, heads[key].label)


def _scope_label(identity: Identity, form: Form) -> str:
    heads = form.rows if identity.rule.each == "row" else form.columns
    head = heads[identity.cells[0]]
    return _path(head.under, head.label)


@lru_cache(maxsize=1024)
def _path(under: tuple[str, ...], label: str) -> str:
    return "·".join(map(shorten, (*under[-1:], label)))


def _side_zh(side: tuple[CellKey, ...], cells: Cells, name: Name) -> str:
    if len(side) == 1:
        value = cells[side[0]].value
        return f"{name(side[0])}" + ("未读出" if value is None else f"为 {number(value)}")
    what = "各项之和" if len(side) > 2 else "与".join(map(name, side)) + "之和"
    return f"{what} {_sum(side, cells)}"


def _side_en(side: tuple[CellKey, ...], cells: Cells, name: Name) -> str:
    if len(side) == 1:
        value = cells[side[0]].value
        return f"{name(side[0])} " + ("was not read" if value is None else f"is {number(value)}")
    what = "the items" if len(side) > 2 else " and ".join(map(name, side))
    return f"{what} come to {_sum(side, cells)}"


def _sum(side: tuple[CellKey, ...], cells: Cells) -> str:
    values = [value for key in side if (value := cells[key].value)]
    total = number(sum(values, Decimal(0)))
    terms = "+".join(map(number, values)).replace("+-", "-")
    return f"{terms}={total}" if len(values) > 1 else total


def _verdict_zh(outcome: Outcome, name: Name) -> str:
    gap, unread = number(outcome.left - outcome.right), _list_zh(outcome.unread, name)
    if outcome.doubted:
        return f"相差 {gap}；{_list_zh(outcome.doubted, name)}读数把握不足，须先核对"
    if outcome.verdict == "holds":
        return f"{unread}未读出，按 0 计两边相等" if unread else "两边相等"
    if outcome.verdict == "broken":
        return f"相差 {gap}" + (f"；{unread}未读出，填任何非负整数都不能相等" if unread else "")
    return f"相差 {gap}；{unread}未读出，无法判定"


def _verdict_en(outcome: Outcome, name: Name) -> str:
    gap, unread = number(outcome.left - outcome.right), _list_en(outcome.unread, name)
    if outcome.doubted:
        doubted = _list_en(outcome.doubted, name)
        return f"they differ by {gap}, but first check the reading of {doubted}"
    if outcome.verdict == "holds":
        return f"they agree with 0 for what was not read: {unread}" if unread else "they agree"
    if outcome.verdict == "broken":
        left_open = f", whatever stands for what was not read: {unread}" if unread else ""
        return f"they differ by {gap}{left_open}"
    return f"they differ by {gap}, which may be made up by what was not read: {unread}"


def _list_zh(keys: Iterable[CellKey], name: Name) -> str:
    names = list(dict.fromkeys(map(name, keys)))
    more = f"等 {len(names)} 处" if len(names) > _NAMED else ""
    return "、".join(f"“{one}”" for one in names[:_NAMED]) + more


def _list_en(keys: Iterable[CellKey], name: Name) -> str:
    names = list(dict.fromkeys(map(name, keys)))
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
