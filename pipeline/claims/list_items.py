"""Figures as members of lists, and slips in amounts."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from gouji.pipeline.claims.figure_context import Figure

# What no list mixes: applications, complaints about them, and what was published unasked.
_APART = {"reconsiderations": 1, "litigations": 2, "disclosed_items": 3, "none": 0}


@dataclass(frozen=True, slots=True)
class Item:
    """A figure as one of a list: what it states, and its sentence's number."""

    figure: Figure
    metric: str
    sentence: int

    @property
    def value(self) -> Decimal:
        return self.figure.quantity.value

    @property
    def unit(self) -> str | None:
        return self.figure.quantity.unit


def near(item: Item, *kinds: str) -> list[str]:
    """The kinds of cues between the figure before and this one."""
    return [kind for kind in item.figure.kinds if kind.startswith(kinds)]


def may_mix(total: Item, part: Item) -> bool:
    """Whether what two figures state can be whole and part."""
    mine, theirs = _APART.get(total.metric, 4), _APART.get(part.metric, 4)
    return mine == theirs or not mine or not theirs


def is_earlier(item: Item) -> bool:
    """Whether a figure is last year's, other than what was carried over from it."""
    own = item.figure.own
    last = any(kind.startswith("T:last") for kind in own)
    return last and "V:carry" not in own and "V:open" not in own


def own_kinds(item: Item) -> list[str]:
    """In which way it came, who asked, what came of it: of the words that the figure counts."""
    return [kind for kind in item.figure.own if kind.startswith("C:")]


_SORTS = {"C:channel": "channel", "C:applicant": "applicant", "V:handle": "handling"}
_RESULTS = ("C:granted", "C:partly", "C:refused", "C:unavailable", "C:unprocessed")


def sort_of(item: Item) -> str:
    """By what a figure parts its total, where its own words tell: one list has one way."""
    if any(kind in _RESULTS for kind in item.figure.own):
        return "result"
    sorts = {_SORTS[kind] for kind in item.figure.own if kind in _SORTS}
    sorts -= {"handling"} if len(sorts) > 1 else set()
    return sorts.pop() if len(sorts) == 1 else ""


def compare(one: Decimal, other: Decimal) -> str:
    return "=" if one == other else "<" if one < other else ">"


def is_slip(gap: Decimal, total: Decimal) -> bool:
    """Whether a sum misses its total by what one wrong digit makes."""
    return gap == 1 or (5 * gap <= total and len(str(gap).rstrip("0")) == 1)
