"""Messages on the numbers of the tables.

A message on an identity gives both sums with their operands and the difference. Operands that are
0 are left out. A message on the copies of a table lists the figures of both. Labels are those of
the form, without its instructions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from gouji.pipeline.check.messages.explanations import explain_en, explain_zh
from gouji.pipeline.check.messages.phrases import (
    Name,
    add_up,
    join_labels,
    number,
    place,
    shorten,
    verdict_en,
    verdict_zh,
)
from gouji.pipeline.check.messages.structure import section_title
from gouji.pipeline.check.report.cell_values import CountsDetail, IdentityDetail
from gouji.pipeline.check.report.table_copies import CopiesDetail
from gouji.pipeline.check.results import Result
from gouji.pipeline.forms.form import Column, Form, Row
from gouji.pipeline.forms.rules import Identity
from gouji.pipeline.identities.verdicts import Term
from gouji.pipeline.records import Cell, Difference

# Most cells in which copies differ that a message lists.
_MOST_CELLS = 4


def identity_zh(result: Result[IdentityDetail]) -> str:
    """The Chinese message on one application of an identity."""
    identity, form, sums = result.detail.identity, result.detail.form, result.detail.sums
    name = _namer(identity, form)
    sides = "，".join(_side_zh(side, name) for side in (sums.left, sums.right))
    return (
        f"{_scope_label(identity, form)}（{identity.rule.name_zh}）：{sides}，"
        f"{verdict_zh(sums.outcome, name)}{explain_zh(result.explanation)}。"
    )


def identity_en(result: Result[IdentityDetail]) -> str:
    """The English message on one application of an identity."""
    identity, form, sums = result.detail.identity, result.detail.form, result.detail.sums
    label = _namer(identity, form)
    across = "column" if identity.rule.each == "row" else "row"

    def name(term: Term) -> str:
        return f"“{label(term)}” ({getattr(term.key, across)})"

    sides = ", ".join(_side_en(side, name) for side in (sums.left, sums.right))
    return (
        f"“{_scope_label(identity, form)}” ({identity.scope}), {identity.rule.name_en}: {sides}; "
        f"{verdict_en(sums.outcome, name)}{explain_en(result.explanation)}."
    )


def _namer(identity: Identity, form: Form) -> Name:
    """Names the cells of an identity: by row within a column, by column within a row."""
    heads = form.columns if identity.rule.each == "row" else form.rows
    return lambda term: _label(heads[term.key])


def _scope_label(identity: Identity, form: Form) -> str:
    heads = form.rows if identity.rule.each == "row" else form.columns
    return _label(heads[identity.cells[0]])


def _label(head: Row | Column) -> str:
    return join_labels(head.under, head.label)


def _side_zh(side: tuple[Term, ...], name: Name) -> str:
    if len(side) == 1:
        value = side[0].number
        return f"{name(side[0])}" + ("未读出" if value is None else f"为 {number(value)}")
    names = "各项之和" if len(side) > 2 else "与".join(map(name, side)) + "之和"
    return f"{names} {add_up(term.value for term in side)}"


def _side_en(side: tuple[Term, ...], name: Name) -> str:
    if len(side) == 1:
        value = side[0].number
        return f"{name(side[0])} " + ("was not read" if value is None else f"is {number(value)}")
    names = "the items" if len(side) > 2 else " and ".join(map(name, side))
    return f"{names} come to {add_up(term.value for term in side)}"


def counts_zh(result: Result[CountsDetail]) -> str:
    """The Chinese message on the counts of one table."""
    detail, text = result.detail, "件数都是非负整数"
    if cells := detail.impossible:
        listed = "、".join(f"“{_place(cell, detail.form)}”为 {_value(cell)}" for cell in cells)
        text = f"{listed}，不是非负整数"
    doubt = "；读数把握不足，须先核对" if result.verdict == "undecided" else ""
    return f"{section_title(detail.table)}：{text}{doubt}。"


def counts_en(result: Result[CountsDetail]) -> str:
    """The English message on the counts of one table."""
    detail, text = result.detail, "all counts are whole and not negative"
    if cells := detail.impossible:
        text = ", ".join(
            f"“{_place(cell, detail.form)}” ({cell.key}) is {_value(cell)}" for cell in cells
        )
    doubt = ", but first check the reading" if result.verdict == "undecided" else ""
    return f"“{section_title(detail.table)}”: {text}{doubt}."


def _place(cell: Cell, form: Form) -> str:
    return f"{shorten(form.rows[cell.key].label)}·{shorten(form.columns[cell.key].label)}"


def _value(cell: Cell) -> str:
    return number(cell.value) if cell.value is not None else ""


def copies_zh(result: Result[CopiesDetail]) -> str:
    """The Chinese message on the copies of a table."""
    detail = result.detail
    table = f"“{section_title(detail.table)}”的表格印有 {detail.copies} 份"
    if not detail.differences:
        return f"{table}，数字一致。"
    listed = "；".join(_list_differences(detail, _difference_zh))
    return f"{table}，有 {len(detail.differences)} 处数字不同（{listed}），请对照原文。"


def _difference_zh(difference: Difference, form: Form) -> str:
    first, second = (
        (text.strip() or "空白") + (" " if page is None else f"（第 {page} 页）")
        for text, page in difference.printed
    )
    return f"{place(difference.key, form)}分别为 {first}和 {second.strip()}"


def copies_en(result: Result[CopiesDetail]) -> str:
    """The English message on the copies of a table."""
    detail = result.detail
    table = f"Table “{section_title(detail.table)}” is printed {detail.copies} times"
    if not detail.differences:
        return f"{table}, with the same figures."
    listed, count = "; ".join(_list_differences(detail, _difference_en)), len(detail.differences)
    return f"{table}; {count} figures differ ({listed}). Compare them with the source."


def _difference_en(difference: Difference, form: Form) -> str:
    texts = (
        (text.strip() or "blank") + ("" if page is None else f" (page {page})")
        for text, page in difference.printed
    )
    return f"{place(difference.key, form)}: {' and '.join(texts)}"


def _list_differences(
    detail: CopiesDetail, describe: Callable[[Difference, Form], str]
) -> Iterator[str]:
    """The first differences in words, and … where there are more."""
    yield from (describe(one, detail.form) for one in detail.differences[:_MOST_CELLS])
    if len(detail.differences) > _MOST_CELLS:
        yield "…"
