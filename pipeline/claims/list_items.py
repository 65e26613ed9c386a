"""Figures as members of lists, and digit slips in sums."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from gouji.pipeline.claims.figure_context import Figure

_RESULTS = ("C:granted", "C:partly", "C:refused", "C:unavailable", "C:unprocessed")
# Groups of metrics that no list mixes: applications, proceedings against them, publication.
_METRIC_GROUPS = {"reconsiderations": 1, "litigations": 2, "disclosed_items": 3, "none": 0}
_OTHER_METRICS = 4


@dataclass(frozen=True, slots=True)
class Item:
    """A figure as a member of a list: the metric that it states, and the index of its sentence."""

    figure: Figure
    metric: str
    sentence: int

    @property
    def value(self) -> Decimal:
        """The number that is printed."""
        return self.figure.quantity.value

    @property
    def unit(self) -> str | None:
        """The word of its unit."""
        return self.figure.quantity.unit


def cue_kinds(item: Item, *prefixes: str) -> list[str]:
    """Return the kinds of cues between the previous figure and this one that have a prefix."""
    return [kind for kind in item.figure.cue_kinds if kind.startswith(prefixes)]


def may_be_part(total: Item, part: Item) -> bool:
    """Whether the metrics of two figures allow that one is part of the other."""
    total_group = _METRIC_GROUPS.get(total.metric, _OTHER_METRICS)
    part_group = _METRIC_GROUPS.get(part.metric, _OTHER_METRICS)
    return total_group == part_group or not total_group or not part_group


def is_other_result(total: Item, part: Item) -> bool:
    """Whether both count results, and different ones: 部分公开 is no part of 予以公开."""
    results, other_results = (
        {kind for kind in item.figure.counted_kinds if kind in _RESULTS} for item in (total, part)
    )
    return bool(results and other_results) and results.isdisjoint(other_results)


def is_last_year(item: Item) -> bool:
    """Whether a figure is last year's, other than the number carried over from last year."""
    kinds = item.figure.counted_kinds
    is_last = any(kind.startswith("T:last") for kind in kinds)
    return is_last and "V:carry" not in kinds and "V:open" not in kinds


def category_kinds(item: Item) -> list[str]:
    """Return the kinds for channel, applicant and result among the words that the figure counts."""
    return [kind for kind in item.figure.counted_kinds if kind.startswith("C:")]


_CRITERIA = {"C:channel": "channel", "C:applicant": "applicant", "V:handle": "handling"}


def find_criterion(item: Item) -> str:
    """Return the criterion by which a figure divides its total, "" where its words name none.

    All parts of one list divide the total by the same criterion.
    """
    if any(kind in _RESULTS for kind in item.figure.counted_kinds):
        return "result"
    criteria = {_CRITERIA[kind] for kind in item.figure.counted_kinds if kind in _CRITERIA}
    criteria -= {"handling"} if len(criteria) > 1 else set()
    return criteria.pop() if len(criteria) == 1 else ""


def comparison_sign(value: Decimal, other: Decimal) -> str:
    """Return =, < or >."""
    return "=" if value == other else "<" if value < other else ">"


def is_digit_slip(difference: Decimal, total: Decimal) -> bool:
    """Whether one wrong digit explains the difference of a sum from its total."""
    return difference == 1 or (5 * difference <= total and len(str(difference).rstrip("0")) == 1)
