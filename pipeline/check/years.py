"""What one year's report says of the year before, held against the report of that year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase

from pipeline.check.editions import Edition, find_neighbours
from pipeline.check.slips import find_slip, slip_en, slip_zh
from pipeline.check.verdicts import Outcome, Term, decide
from pipeline.check.wording import add_up, join_labels, number, verdict_en, verdict_zh
from pipeline.forms import Form
from pipeline.records import CellKey, Finding
from pipeline.rules import CrossYearRule

Sides = tuple[tuple[Term, ...], tuple[Term, ...]]


def check_years(rule: CrossYearRule, series: Sequence[Edition]) -> Iterator[tuple[str, Finding]]:
    """A finding on the later report for every row or column and two years on end: undecided as
    not comparable where one of the two forms lacks a cell."""
    for before, now in find_neighbours(series):
        for scope in _scopes(rule, before, now):
            old = _select(before, rule, scope, rule.before)
            added = _select(now, rule, scope, rule.add)
            taken = _select(now, rule, scope, rule.subtract)
            result = _select(now, rule, scope, rule.result)
            if bool(old) != bool(result):
                yield now.report, _not_comparable(rule, scope, before, now, old + result)
            elif old:
                left = (
                    *(before.term(key, name=str(before.year)) for key in old),
                    *(now.term(key, name=str(now.year)) for key in added),
                    *(now.term(key, minus=True, name=str(now.year)) for key in taken),
                )
                right = tuple(now.term(key, name=str(now.year)) for key in result)
                if any(term.is_read for term in left + right):
                    yield now.report, _finding(rule, scope, before, now, (left, right))


def _scopes(rule: CrossYearRule, before: Edition, now: Edition) -> list[str]:
    """The rows or columns that the tables of the two reports have."""
    keys = [*before.places(), *now.places()]
    return list(dict.fromkeys(getattr(key, rule.each) for key in keys if key.table == rule.table))


def _select(
    edition: Edition, rule: CrossYearRule, scope: str, names: tuple[str, ...]
) -> tuple[CellKey, ...]:
    across = "column" if rule.each == "row" else "row"
    return tuple(
        key
        for key in edition.places()
        if key.table == rule.table
        and getattr(key, rule.each) == scope
        and any(fnmatchcase(getattr(key, across), name) for name in names)
    )


def _finding(
    rule: CrossYearRule, scope: str, before: Edition, now: Edition, sides: Sides
) -> Finding:
    outcome = decide(*sides)
    return Finding(
        rule=rule.rule,
        scope=scope,
        verdict=outcome.verdict,
        severity=rule.severity,
        message_zh=_message_zh(rule, scope, (before, now), sides, outcome),
        message_en=_message_en(rule, scope, (before, now), sides, outcome),
        left=outcome.left,
        right=outcome.right,
        cells=tuple(dict.fromkeys(term.key for term in sides[0] + sides[1])),
        other_reports=(before.report,),
        cause="source" if outcome.verdict == "broken" else None,
    )


def _message_zh(
    rule: CrossYearRule, scope: str, pair: tuple[Edition, Edition], sides: Sides, outcome: Outcome
) -> str:
    def name(term: Term) -> str:
        return f"{term.report}年{_label(rule, term.key, pair)}"

    parts = [f"{name(term)}{_value(term, '为', '未读出')}" for term in sides[0] + sides[1]]
    slip = find_slip(outcome.left, outcome.right) if outcome.verdict == "broken" else None
    total = f"，合计 {add_up(t.value for t in sides[0])}" if len(sides[0]) > 1 else ""
    return (
        f"{_scope_label(rule, scope, pair)}（{rule.name_zh}）：{'，'.join(parts[:-1])}{total}，"
        f"{parts[-1]}，{verdict_zh(outcome, name)}{slip_zh(slip)}。"
    )


def _message_en(
    rule: CrossYearRule, scope: str, pair: tuple[Edition, Edition], sides: Sides, outcome: Outcome
) -> str:
    def name(term: Term) -> str:
        return f"“{_label(rule, term.key, pair)}” of {term.report} ({term.key})"

    parts = [f"{name(term)} {_value(term, 'is', 'was not read')}" for term in sides[0] + sides[1]]
    slip = find_slip(outcome.left, outcome.right) if outcome.verdict == "broken" else None
    total = f", in all {add_up(t.value for t in sides[0])}" if len(sides[0]) > 1 else ""
    where = f"“{_scope_label(rule, scope, pair)}” ({scope})"
    return (
        f"{where}, {rule.name_en}: {', '.join(parts[:-1])}{total}, "
        f"{parts[-1]}; {verdict_en(outcome, name)}{slip_en(slip)}."
    )


def _value(term: Term, is_: str, unread: str) -> str:
    value = term.cell.value
    return unread if value is None else f"{is_} {number(value)}"


def _label(rule: CrossYearRule, key: CellKey, pair: tuple[Edition, Edition]) -> str:
    """The head that tells a cell from the others of its scope, by whichever form has it."""
    form = _form_of(key, pair)
    head = form.columns[key] if rule.each == "row" else form.rows[key]
    return join_labels((), head.label)


def _scope_label(rule: CrossYearRule, scope: str, pair: tuple[Edition, Edition]) -> str:
    key = next(
        key
        for edition in reversed(pair)
        for key in edition.places()
        if key.table == rule.table and getattr(key, rule.each) == scope
    )
    form = _form_of(key, pair)
    head = form.rows[key] if rule.each == "row" else form.columns[key]
    return join_labels(head.under, head.label)


def _form_of(key: CellKey, pair: tuple[Edition, Edition]) -> Form:
    return next(one.forms[key.table] for one in reversed(pair) if one.has(key))


def _not_comparable(
    rule: CrossYearRule, scope: str, before: Edition, now: Edition, keys: tuple[CellKey, ...]
) -> Finding:
    pair = before, now
    old, new = (one.forms[rule.table].form for one in pair)
    zh = (
        f"{_scope_label(rule, scope, pair)}（{rule.name_zh}）：{before.year}年用 {old} 年格式，"
        f"{now.year}年用 {new} 年格式，其中一种没有所需的单元格，不可比。"
    )
    en = (
        f"“{_scope_label(rule, scope, pair)}” ({scope}), {rule.name_en}: not comparable, as "
        f"{before.year} follows the form of {old}, {now.year} that of {new}, "
        "and one of them lacks the cells."
    )
    return Finding(
        rule.rule,
        scope,
        "undecided",
        rule.severity,
        message_zh=zh,
        message_en=en,
        cells=keys,
        other_reports=(before.report,),
    )
