"""What one year's report says of the year before, against the report of that year."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import NamedTuple

from gouji.pipeline.check.cause.slips import find_slip
from gouji.pipeline.check.panel.subjects import Edition, Series
from gouji.pipeline.check.results import Result, Sums, cell_operands
from gouji.pipeline.forms.form import Form
from gouji.pipeline.forms.rules import CrossYearRule
from gouji.pipeline.identities.verdicts import decide
from gouji.pipeline.records import CellKey


class _Pair(NamedTuple):
    """The editions of two consecutive years, and the forms of the table that a rule is about."""

    before: Edition
    now: Edition
    forms: tuple[Form, Form]


@dataclass(frozen=True, slots=True)
class YearsDetail:
    """The cells of two years in a sum; each term has the year of its report as a name. `forms`
    are those of the year before and of the year."""

    rule: CrossYearRule
    forms: tuple[Form, Form]
    sums: Sums


@dataclass(frozen=True, slots=True)
class NotComparableDetail:
    """Two years whose forms differ, so that one of them lacks cells; `key` is one of the other's
    cells."""

    rule: CrossYearRule
    forms: tuple[Form, Form]
    years: tuple[int, int]
    key: CellKey


@dataclass(frozen=True, slots=True)
class _Application:
    """A rule applied to one row or column of two tables: the cells of the year before, the cells
    of the year that are added and subtracted, and those that the sum should equal."""

    scope: str
    before: tuple[CellKey, ...]
    add: tuple[CellKey, ...]
    subtract: tuple[CellKey, ...]
    result: tuple[CellKey, ...]


def check_years(
    rule: CrossYearRule, series: Series
) -> Iterator[tuple[str, Result[YearsDetail] | Result[NotComparableDetail]]]:
    """A result on the later report for every row or column and two consecutive years: undecided
    as not comparable where one of the two forms lacks a cell."""
    for before, now in series.find_neighbours():
        old, new = before.forms.get(rule.table), now.forms.get(rule.table)
        if old is None or new is None:
            continue
        pair = _Pair(before, now, (old, new))
        for application in _find_applications(rule, old, new):
            if bool(application.before) != bool(application.result):
                yield now.report, _not_comparable(rule, application, pair)
            elif result := _apply(rule, application, pair):
                yield now.report, result


@lru_cache(maxsize=256)
def _find_applications(rule: CrossYearRule, before: Form, now: Form) -> tuple[_Application, ...]:
    keys = [key for form in (before, now) for key in form.columns if key.table == rule.table]
    applications = (
        _Application(
            scope,
            _select(before, rule, scope, rule.before),
            _select(now, rule, scope, rule.add),
            _select(now, rule, scope, rule.subtract),
            _select(now, rule, scope, rule.result),
        )
        for scope in dict.fromkeys(getattr(key, rule.each) for key in keys)
    )
    return tuple(one for one in applications if one.before or one.result)


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


def _apply(
    rule: CrossYearRule, application: _Application, pair: _Pair
) -> Result[YearsDetail] | None:
    """The result, if at least one of the cells was read."""
    before, now = pair.before, pair.now
    earlier = tuple(before.term(key, name=str(before.year)) for key in application.before)
    later = (
        *(now.term(key, name=str(now.year)) for key in application.add),
        *(now.term(key, minus=True, name=str(now.year)) for key in application.subtract),
    )
    left = earlier + later
    right = tuple(now.term(key, name=str(now.year)) for key in application.result)
    if not any(term.is_read for term in left + right):
        return None
    outcome = decide(left, right)
    is_broken = outcome.verdict == "broken"
    return Result(
        rule=rule,
        scope=application.scope,
        verdict=outcome.verdict,
        detail=YearsDetail(rule, pair.forms, Sums(left, right, outcome)),
        left=outcome.left,
        right=outcome.right,
        operands=(
            *cell_operands(earlier, 1, before.report),
            *cell_operands(later, 1),
            *cell_operands(right, -1),
        ),
        cells=tuple(dict.fromkeys(term.key for term in left + right)),
        other_reports=(before.report,),
        cause="source" if is_broken else None,
        explanation=find_slip(outcome.left, outcome.right) if is_broken else None,
    )


def _not_comparable(
    rule: CrossYearRule, application: _Application, pair: _Pair
) -> Result[NotComparableDetail]:
    keys = application.before + application.result
    years = pair.before.year, pair.now.year
    return Result(
        rule=rule,
        scope=application.scope,
        verdict="undecided",
        detail=NotComparableDetail(rule, pair.forms, years, keys[0]),
        cells=keys,
        other_reports=(pair.before.report,),
    )
