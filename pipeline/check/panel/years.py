"""What one year's report says of the year before, held against the report of that year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache

from gouji.pipeline.check.cause.slips import find_slip, slip_en, slip_zh
from gouji.pipeline.check.panel.editions import Edition, find_neighbours
from gouji.pipeline.check.wording import add_up, join_labels, number, verdict_en, verdict_zh
from gouji.pipeline.forms.form import Form
from gouji.pipeline.forms.rules import CrossYearRule
from gouji.pipeline.identities.verdicts import Outcome, Term, decide
from gouji.pipeline.records import CellKey, Finding

Pair = tuple[Edition, Edition]  # of the year before, and of the year
Sides = tuple[tuple[Term, ...], tuple[Term, ...]]


@dataclass(frozen=True, slots=True)
class _Application:
    """A rule applied to one row or column of two tables: the cells of the year before, those
    that are added and taken away, and those that must come out."""

    scope: str
    before: tuple[CellKey, ...]
    add: tuple[CellKey, ...]
    subtract: tuple[CellKey, ...]
    result: tuple[CellKey, ...]


def check_years(rule: CrossYearRule, series: Sequence[Edition]) -> Iterator[tuple[str, Finding]]:
    """A finding on the later report for every row or column and two years on end: undecided as
    not comparable where one of the two forms lacks a cell."""
    for pair in find_neighbours(series):
        forms = [one.forms.get(rule.table) for one in pair]
        if forms[0] is None or forms[1] is None:
            continue
        for one in _find_applications(rule, forms[0], forms[1]):
            if bool(one.before) != bool(one.result):
                yield pair[1].report, _not_comparable(rule, one, pair)
            else:
                yield from ((pair[1].report, found) for found in _apply(rule, one, pair))


@lru_cache(maxsize=256)
def _find_applications(rule: CrossYearRule, before: Form, now: Form) -> tuple[_Application, ...]:
    keys = [key for form in (before, now) for key in form.columns if key.table == rule.table]
    every = (
        _Application(
            scope,
            _select(before, rule, scope, rule.before),
            _select(now, rule, scope, rule.add),
            _select(now, rule, scope, rule.subtract),
            _select(now, rule, scope, rule.result),
        )
        for scope in dict.fromkeys(getattr(key, rule.each) for key in keys)
    )
    return tuple(one for one in every if one.before or one.result)


def _select(
    form: Form, rule: CrossYearRule, scope: str, names: tuple[str, ...]
) -> tuple[CellKey, ...]:
    across = "column" if rule.each == "row" else "row"
    return tuple(
        key
        for key in form.columns
        if key.table == rule.table
        and getattr(key, rule.each) == scope
        and any(fnmatchcase(getattr(key, across), name) for name in names)
    )


def _apply(rule: CrossYearRule, one: _Application, pair: Pair) -> Iterator[Finding]:
    before, now = pair
    left = (
        *(before.term(key, name=str(before.year)) for key in one.before),
        *(now.term(key, name=str(now.year)) for key in one.add),
        *(now.term(key, minus=True, name=str(now.year)) for key in one.subtract),
    )
    right = tuple(now.term(key, name=str(now.year)) for key in one.result)
    if any(term.is_read for term in left + right):
        yield _finding(rule, one, pair, (left, right))


def _finding(rule: CrossYearRule, one: _Application, pair: Pair, sides: Sides) -> Finding:
    outcome = decide(*sides)
    return Finding(
        rule=rule.rule,
        scope=one.scope,
        verdict=outcome.verdict,
        severity=rule.severity,
        message_zh=_message_zh(rule, pair, sides, outcome),
        message_en=_message_en(rule, pair, sides, outcome),
        left=outcome.left,
        right=outcome.right,
        cells=tuple(dict.fromkeys(term.key for term in sides[0] + sides[1])),
        other_reports=(pair[0].report,),
        cause="source" if outcome.verdict == "broken" else None,
    )


def _message_zh(rule: CrossYearRule, pair: Pair, sides: Sides, outcome: Outcome) -> str:
    def name(term: Term) -> str:
        return f"{term.report}年{_label(rule, term.key, pair)}"

    parts = [
        f"{term.report}年“{_label(rule, term.key, pair)}”{_value(term, '为', '未读出')}"
        for term in sides[0] + sides[1]
    ]
    slip = find_slip(outcome.left, outcome.right) if outcome.verdict == "broken" else None
    total = f"，合计 {add_up(t.value for t in sides[0])}" if len(sides[0]) > 1 else ""
    key = sides[1][0].key
    return (
        f"{_scope_label(rule, key, pair)}（{rule.name_zh}）：{'，'.join(parts[:-1])}{total}，"
        f"{parts[-1]}，{verdict_zh(outcome, name)}{slip_zh(slip)}。"
    )


def _message_en(rule: CrossYearRule, pair: Pair, sides: Sides, outcome: Outcome) -> str:
    def name(term: Term) -> str:
        return f"“{_label(rule, term.key, pair)}” of {term.report} ({term.key})"

    parts = [f"{name(term)} {_value(term, 'is', 'was not read')}" for term in sides[0] + sides[1]]
    slip = find_slip(outcome.left, outcome.right) if outcome.verdict == "broken" else None
    total = f", in all {add_up(t.value for t in sides[0])}" if len(sides[0]) > 1 else ""
    key = sides[1][0].key
    where = f"“{_scope_label(rule, key, pair)}” ({getattr(key, rule.each)})"
    return (
        f"{where}, {rule.name_en}: {', '.join(parts[:-1])}{total}, "
        f"{parts[-1]}; {verdict_en(outcome, name)}{slip_en(slip)}."
    )


def _value(term: Term, is_: str, unread: str) -> str:
    value = term.cell.value
    return unread if value is None else f"{is_} {number(value)}"


def _label(rule: CrossYearRule, key: CellKey, pair: Pair) -> str:
    """The head that tells a cell from the others of its scope."""
    form = _form_of(key, pair)
    head = form.columns[key] if rule.each == "row" else form.rows[key]
    return join_labels((), head.label)


def _scope_label(rule: CrossYearRule, key: CellKey, pair: Pair) -> str:
    form = _form_of(key, pair)
    head = form.rows[key] if rule.each == "row" else form.columns[key]
    return join_labels(head.under, head.label)


def _form_of(key: CellKey, pair: Pair) -> Form:
    return next(one.forms[key.table] for one in reversed(pair) if one.has(key))


def _not_comparable(rule: CrossYearRule, one: _Application, pair: Pair) -> Finding:
    before, now = pair
    old, new = (edition.forms[rule.table].form for edition in pair)
    keys = one.before + one.result
    label = _scope_label(rule, keys[0], pair)
    zh = (
        f"{label}（{rule.name_zh}）：{before.year}年用 {old} 年格式，"
        f"{now.year}年用 {new} 年格式，其中一种没有所需的单元格，不可比。"
    )
    en = (
        f"“{label}” ({one.scope}), {rule.name_en}: not comparable, as {before.year} follows the "
        f"form of {old}, {now.year} that of {new}, and one of them lacks the cells."
    )
    return Finding(
        rule.rule,
        one.scope,
        "undecided",
        rule.severity,
        message_zh=zh,
        message_en=en,
        cells=keys,
        other_reports=(before.report,),
    )
