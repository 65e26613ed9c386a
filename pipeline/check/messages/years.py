"""Messages on what one year's report says of the year before."""

from __future__ import annotations

from gouji.pipeline.check.messages.explanations import explain_en, explain_zh
from gouji.pipeline.check.messages.phrases import (
    add_up,
    join_labels,
    number,
    verdict_en,
    verdict_zh,
)
from gouji.pipeline.check.panel.years import NotComparableDetail, YearsDetail
from gouji.pipeline.check.results import Result, Sums
from gouji.pipeline.forms.form import Form
from gouji.pipeline.identities.verdicts import Term
from gouji.pipeline.records import CellKey


def years_zh(result: Result[YearsDetail]) -> str:
    """The Chinese message on one sum over two years."""
    detail, sums = result.detail, result.detail.sums

    def name(term: Term) -> str:
        return f"{term.report}年{_label(term.key, detail)}"

    cells = [
        f"{term.report}年“{_label(term.key, detail)}”{_value(term, '为', '未读出')}"
        for term in sums.terms
    ]
    total = f"，合计 {_total(sums)}" if len(sums.left) > 1 else ""
    where = _scope_label(sums.right[0].key, detail)
    return (
        f"{where}（{detail.rule.name_zh}）：{'，'.join(cells[:-1])}{total}，"
        f"{cells[-1]}，{verdict_zh(sums.outcome, name)}{explain_zh(result.explanation)}。"
    )


def years_en(result: Result[YearsDetail]) -> str:
    """The English message on one sum over two years."""
    detail, sums = result.detail, result.detail.sums

    def name(term: Term) -> str:
        return f"“{_label(term.key, detail)}” of {term.report} ({term.key})"

    cells = [f"{name(term)} {_value(term, 'is', 'was not read')}" for term in sums.terms]
    total = f", in all {_total(sums)}" if len(sums.left) > 1 else ""
    key = sums.right[0].key
    where = f"“{_scope_label(key, detail)}” ({getattr(key, detail.rule.each)})"
    return (
        f"{where}, {detail.rule.name_en}: {', '.join(cells[:-1])}{total}, "
        f"{cells[-1]}; {verdict_en(sums.outcome, name)}{explain_en(result.explanation)}."
    )


def not_comparable_zh(result: Result[NotComparableDetail]) -> str:
    """The Chinese message on two years whose forms differ."""
    detail = result.detail
    (old, new), (before, now) = detail.forms, detail.years
    return (
        f"{_scope_label(detail.key, detail)}（{detail.rule.name_zh}）：{before}年用 {old.form} "
        f"年格式，{now}年用 {new.form} 年格式，其中一种没有所需的单元格，不可比。"
    )


def not_comparable_en(result: Result[NotComparableDetail]) -> str:
    """The English message on two years whose forms differ."""
    detail = result.detail
    (old, new), (before, now) = detail.forms, detail.years
    return (
        f"“{_scope_label(detail.key, detail)}” ({result.scope}), {detail.rule.name_en}: not "
        f"comparable, as {before} follows the form of {old.form}, {now} that of {new.form}, and "
        "one of them lacks the cells."
    )


def _total(sums: Sums) -> str:
    return add_up(term.value for term in sums.left)


def _value(term: Term, is_: str, unread: str) -> str:
    value = term.number
    return unread if value is None else f"{is_} {number(value)}"


def _label(key: CellKey, detail: YearsDetail) -> str:
    """The label that tells a cell from the others of its scope."""
    form = _form_of(key, detail.forms)
    head = form.columns[key] if detail.rule.each == "row" else form.rows[key]
    return join_labels((), head.label)


def _scope_label(key: CellKey, detail: YearsDetail | NotComparableDetail) -> str:
    form = _form_of(key, detail.forms)
    head = form.rows[key] if detail.rule.each == "row" else form.columns[key]
    return join_labels(head.under, head.label)


def _form_of(key: CellKey, forms: tuple[Form, Form]) -> Form:
    """The later form that has the cell."""
    return next(form for form in reversed(forms) if key in form.columns)
