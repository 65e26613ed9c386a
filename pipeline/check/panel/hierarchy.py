"""The sum of the bodies below, held against what the body above them reports, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from gouji.pipeline.check.cause.slips import Slip, find_slip, slip_en, slip_zh
from gouji.pipeline.check.panel.editions import Edition
from gouji.pipeline.check.wording import number, place, verdict_en, verdict_zh
from gouji.pipeline.forms.rules import HierarchyRule, select_cells
from gouji.pipeline.identities.verdicts import Outcome, Term, decide
from gouji.pipeline.records import Cell, CellKey, Finding

_LISTED = 8


def check_hierarchy(
    rule: HierarchyRule, whole: Edition, bodies: Mapping[str, Edition | None]
) -> Iterator[Finding]:
    """Findings on the report of `whole`. `bodies` are by name the reports of the same year; None,
    or a cell that was not read, may be any number."""
    for table, form in whole.forms.items():
        for key in select_cells(form, rule.cells):
            if key.table == table:
                yield from _check_cell(rule, whole, bodies, key)


def _check_cell(
    rule: HierarchyRule, whole: Edition, bodies: Mapping[str, Edition | None], key: CellKey
) -> Iterator[Finding]:
    other_form = [name for name, one in bodies.items() if one and not one.has(key)]
    terms = tuple(_term(name, one, key) for name, one in bodies.items() if name not in other_form)
    total = whole.term(key, name=whole.agency)
    if not any(term.is_read for term in (*terms, total)):
        return
    outcome = decide(terms, (total,))
    messages = (
        _not_comparable(key, whole, other_form)
        if other_form
        else (_message_zh(key, whole, terms, outcome), _message_en(key, whole, terms, outcome))
    )
    verdict = "undecided" if other_form else outcome.verdict
    yield Finding(
        rule.rule,
        str(key),
        verdict,
        rule.severity,
        *messages,
        left=outcome.left,
        right=outcome.right,
        cells=(key,),
        other_reports=tuple(one.report for one in bodies.values() if one),
        cause="source" if verdict == "broken" else None,
    )


def _term(name: str, body: Edition | None, key: CellKey) -> Term:
    return body.term(key, name=name) if body else Term(Cell("", key, "absent"), report=name)


def _message_zh(key: CellKey, whole: Edition, terms: tuple[Term, ...], outcome: Outcome) -> str:
    label = place(key, whole.forms[key.table])
    return (
        f"{whole.year}年“{label}”：所属 {len(terms)} 个机关之和 {_listed(terms)}，"
        f"{whole.agency}为 {number(outcome.right)}，"
        f"{verdict_zh(outcome, lambda term: term.report)}{slip_zh(_slip(outcome))}。"
    )


def _message_en(key: CellKey, whole: Edition, terms: tuple[Term, ...], outcome: Outcome) -> str:
    label = place(key, whole.forms[key.table])
    return (
        f"“{label}” ({key}) of {whole.year}: the {len(terms)} bodies come to {_listed(terms)}, "
        f"{whole.agency} has {number(outcome.right)}; "
        f"{verdict_en(outcome, lambda term: term.report)}{slip_en(_slip(outcome))}."
    )


def _slip(outcome: Outcome) -> Slip | None:
    return find_slip(outcome.right, outcome.left) if outcome.verdict == "broken" else None


def _listed(terms: tuple[Term, ...]) -> str:
    """Who adds how much; the largest where there are many."""
    parts = sorted((term for term in terms if term.value), key=lambda term: -term.value)
    written = "+".join(f"{number(term.value)}（{term.report}）" for term in parts[:_LISTED])
    more = "+…" if len(parts) > _LISTED else ""
    total = number(sum((term.value for term in terms), Decimal(0)))
    return f"{written}{more}={total}" if parts else total


def _not_comparable(key: CellKey, whole: Edition, names: list[str]) -> tuple[str, str]:
    label = place(key, whole.forms[key.table])
    listed = "、".join(names[:3]) + "…" * (len(names) > 3)
    return (
        f"{whole.year}年“{label}”：{listed}所用格式没有这一单元格，不可比。",
        f"“{label}” ({key}) of {whole.year}: not comparable, the form that {listed} follows has "
        "no such cell.",
    )
