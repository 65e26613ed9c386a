"""What a finding on an identity tells its reader: what stands where, both sums, the difference.

Operands that are 0 are left out; labels are the form's own, without its instructions.
"""

from __future__ import annotations

from gouji.pipeline.check.wording import Name, add_up, join_labels, number, verdict_en, verdict_zh
from gouji.pipeline.forms.form import Column, Form, Row
from gouji.pipeline.forms.rules import Identity
from gouji.pipeline.identities.verdicts import Outcome, Term

Sides = tuple[tuple[Term, ...], tuple[Term, ...]]


def sums_zh(identity: Identity, form: Form, sides: Sides, outcome: Outcome) -> str:
    """The Chinese message of one application of an identity."""
    name = _names(identity, form)
    sums = "，".join(_side_zh(side, name) for side in sides)
    where = _scope_label(identity, form)
    return f"{where}（{identity.rule.name_zh}）：{sums}，{verdict_zh(outcome, name)}。"


def sums_en(identity: Identity, form: Form, sides: Sides, outcome: Outcome) -> str:
    """The English message of one application of an identity."""
    label = _names(identity, form)
    across = "column" if identity.rule.each == "row" else "row"

    def name(term: Term) -> str:
        return f"“{label(term)}” ({getattr(term.key, across)})"

    sums = ", ".join(_side_en(side, name) for side in sides)
    where = f"“{_scope_label(identity, form)}” ({identity.scope})"
    return f"{where}, {identity.rule.name_en}: {sums}; {verdict_en(outcome, name)}."


def _names(identity: Identity, form: Form) -> Name:
    """How the cells of an identity are told apart: by row in a column, by column in a row."""
    heads = form.columns if identity.rule.each == "row" else form.rows
    return lambda term: _label(heads[term.key])


def _scope_label(identity: Identity, form: Form) -> str:
    heads = form.rows if identity.rule.each == "row" else form.columns
    return _label(heads[identity.cells[0]])


def _label(head: Row | Column) -> str:
    return join_labels(head.under, head.label)


def _side_zh(side: tuple[Term, ...], name: Name) -> str:
    if len(side) == 1:
        value = side[0].cell.value
        return f"{name(side[0])}" + ("未读出" if value is None else f"为 {number(value)}")
    what = "各项之和" if len(side) > 2 else "与".join(map(name, side)) + "之和"
    return f"{what} {add_up(term.value for term in side)}"


def _side_en(side: tuple[Term, ...], name: Name) -> str:
    if len(side) == 1:
        value = side[0].cell.value
        return f"{name(side[0])} " + ("was not read" if value is None else f"is {number(value)}")
    what = "the items" if len(side) > 2 else " and ".join(map(name, side))
    return f"{what} come to {add_up(term.value for term in side)}"
