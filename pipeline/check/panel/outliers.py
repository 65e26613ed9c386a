"""A figure that lies far from those of the agency's other years: worth a look, no more.

Counts vary by proportion, so distances are measured between logarithms; the median of the other
years and their median deviation from it are moved by no single one of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from math import log1p
from statistics import median

from gouji.pipeline.check.cause.slips import find_slip, slip_en, slip_zh
from gouji.pipeline.check.panel.editions import Edition
from gouji.pipeline.check.wording import number, place
from gouji.pipeline.forms.rules import OutlierRule
from gouji.pipeline.records import CellKey, Finding, Verdict

_SPREAD = 1.4826  # of the median deviation in the standard deviation of a normal distribution
_LEAST_SPREAD = 0.25  # years differ by a fourth without anything to it


def check_outliers(rule: OutlierRule, series: Sequence[Edition]) -> Iterator[tuple[str, Finding]]:
    """A finding for each figure of each year, if there is another year to hold it against."""
    for key in (CellKey(*name.split("/")) for name in rule.cells):
        years = [(one, value) for one in series if (value := _value(one, key)) is not None]
        for edition, value in years:
            others = [(o, v) for o, v in years if o is not edition]
            if others:
                yield edition.report, _finding(rule, edition, key, value, others)


def _value(edition: Edition, key: CellKey) -> Decimal | None:
    cell = edition.cells.get(key)
    return cell.value if cell is not None and cell.confidence >= edition.trust else None


def _finding(
    rule: OutlierRule,
    edition: Edition,
    key: CellKey,
    value: Decimal,
    others: list[tuple[Edition, Decimal]],
) -> Finding:
    values = [other for _, other in others]
    usual = Decimal(median(values))
    few = len(values) < rule.least_years
    far = _is_far(rule, value, values) and abs(value - usual) >= rule.least_change
    verdict: Verdict = "undecided" if few else "broken" if far else "holds"
    listed_zh = "、".join(f"{one.year}年 {number(other)}" for one, other in others)
    listed = ", ".join(f"{one.year}: {number(other)}" for one, other in others)
    label, slip = place(key, edition.forms[key.table]), find_slip(value, usual) if far else None
    zh = (
        f"“{label}”{edition.year}年为 {number(value)}，"
        f"其他年度为 {listed_zh}，中位数 {number(usual)}"
    )
    en = (
        f"“{label}” ({key}) is {number(value)} in {edition.year}, in other years {listed}, "
        f"their median {number(usual)}"
    )
    said = {
        "undecided": ("；年度太少，无法判断", "; too few years to tell"),
        "broken": (
            f"，相差 {number(value - usual)}，相差悬殊{slip_zh(slip)}",
            f": {number(value - usual)} away, which is far{slip_en(slip)}",
        ),
        "holds": ("，相差不大", ": nothing unusual"),
    }[verdict]
    return Finding(
        rule.rule,
        str(key),
        verdict,
        rule.severity,
        message_zh=f"{zh}{said[0]}。",
        message_en=f"{en}{said[1]}.",
        left=value,
        right=usual,
        cells=(key,),
        other_reports=tuple(one.report for one, _ in others),
    )


def _is_far(rule: OutlierRule, value: Decimal, others: list[Decimal]) -> bool:
    logs = [log1p(max(0.0, float(other))) for other in others]
    middle = median(logs)
    spread = _SPREAD * median(abs(one - middle) for one in logs)
    distance = abs(log1p(max(0.0, float(value))) - middle)
    return distance > rule.factor * max(spread, _LEAST_SPREAD)
