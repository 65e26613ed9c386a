"""A figure that is far from those of the agency's other years: a hint, not an accusation.

Counts vary in proportion, so distances are measured between logarithms. The usual figure is the
median of the other years, and their spread is the median deviation from it: no single year moves
either of them much.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from math import log1p
from statistics import median
from typing import NamedTuple

from gouji.pipeline.check.cause.slips import find_slip
from gouji.pipeline.check.panel.subjects import Edition, Series
from gouji.pipeline.check.results import Result
from gouji.pipeline.forms.form import Form
from gouji.pipeline.forms.rules import OutlierRule
from gouji.pipeline.records import CellKey, Operand, Verdict

# Standard deviation of a normal distribution, in median deviations.
_DEVIATIONS = 1.4826
# Least spread, in natural logarithms: years differ by a quarter without any error.
_LEAST_SPREAD = 0.25


class YearFigure(NamedTuple):
    """The trusted figure of one year, and the id of its report."""

    report: str
    year: int
    value: Decimal


@dataclass(frozen=True, slots=True)
class OutlierDetail:
    """A cell's figure of one year, those of the other years, and their median."""

    key: CellKey
    form: Form
    figure: YearFigure
    others: tuple[YearFigure, ...]
    usual: Decimal


def check_outliers(
    rule: OutlierRule, series: Series
) -> Iterator[tuple[str, Result[OutlierDetail]]]:
    """A result for each figure of each year, if another year has one to compare it with."""
    for key in (CellKey(*name.split("/")) for name in rule.cells):
        editions = [edition for edition in series.editions if _is_trusted(edition, key)]
        figures = [_figure(edition, key) for edition in editions]
        for edition, figure in zip(editions, figures, strict=True):
            others = tuple(other for other in figures if other is not figure)
            if others:
                usual = Decimal(median(other.value for other in others))
                form = edition.forms[key.table]
                detail = OutlierDetail(key, form, figure, others, usual)
                yield edition.report, _result(rule, detail)


def _is_trusted(edition: Edition, key: CellKey) -> bool:
    cell = edition.cells.get(key)
    return cell is not None and cell.value is not None and cell.confidence >= edition.trust


def _figure(edition: Edition, key: CellKey) -> YearFigure:
    return YearFigure(edition.report, edition.year, edition.cells[key].value or Decimal(0))


def _result(rule: OutlierRule, detail: OutlierDetail) -> Result[OutlierDetail]:
    key, figure, others, usual = detail.key, detail.figure, detail.others, detail.usual
    is_far = _is_far(rule, figure.value, [other.value for other in others])
    is_far = is_far and abs(figure.value - usual) >= rule.least_change
    has_few = len(others) < rule.least_years
    verdict: Verdict = "undecided" if has_few else "broken" if is_far else "holds"
    compared = (Operand(f"{other.report}:{key}", other.value, 0) for other in others)
    return Result(
        rule=rule,
        scope=str(key),
        verdict=verdict,
        detail=detail,
        left=figure.value,
        right=usual,
        operands=(Operand(str(key), figure.value, 1), *compared),
        cells=(key,),
        other_reports=tuple(other.report for other in others),
        explanation=find_slip(figure.value, usual) if verdict == "broken" else None,
    )


def _is_far(rule: OutlierRule, value: Decimal, others: list[Decimal]) -> bool:
    logs = [log1p(max(0.0, float(other))) for other in others]
    middle = median(logs)
    spread = _DEVIATIONS * median(abs(log - middle) for log in logs)
    distance = abs(log1p(max(0.0, float(value))) - middle)
    return distance > rule.factor * max(spread, _LEAST_SPREAD)
