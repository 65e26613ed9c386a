"""Proposes the lists of parts that a passage may state, with the log odds of their links."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from math import exp, log1p

from gouji.models.breakdowns import Features
from gouji.pipeline.claims.list_features import (
    may_open,
    opening_features,
    successor_features,
    sum_features,
)
from gouji.pipeline.claims.list_items import (
    Item,
    cue_kinds,
    is_digit_slip,
    is_other_result,
    may_be_part,
)
from gouji.pipeline.claims.list_structure import ListContext

# Figures before the first part among which the total is looked for.
_REACH = 14
# Parts of the longest list.
_MOST_PARTS = 20
# Log likelihood of its links below which a list is dropped.
_LEAST_LIKELY = -5.0
# Log likelihood of a list that adds up from which it is proposed. Long lists have many links, and
# the likelihood is that of all of them.
_LEAST_LIKELY_EXACT = -6.5

FindOdds = Callable[[str, Features], float]  # log odds of yes, by question and features
Pair = tuple[int, int]  # the indices of two figures
Links = dict[int, list[tuple[int, float]]]  # from a figure to others, with log odds


@dataclass(frozen=True, slots=True)
class ListCandidate:
    """Figures that may be all parts of a total, by index.

    `links` holds the log odds that the first part opens the list (or that the total sums it up) and
    that each other part follows. `beyond` is the figure that may continue the list, with the log
    odds that it does. `likelihood` is the log likelihood of all this.
    """

    total: int
    parts: tuple[int, ...]
    links: tuple[float, ...]
    beyond: tuple[int, float] | None
    likelihood: float


def find_openings(context: ListContext) -> Iterator[Pair]:
    """Yield each total with each figure that may be its first part."""
    for first, member in enumerate(context.members):
        part = member.item
        if part.figure.quantity.kind == "zero":
            continue
        for i in range(first - 1, max(-1, first - 1 - _REACH), -1):
            total = context.members[i].item
            if part.sentence - total.sentence > 2:
                break
            if may_open(context, i, first) and _may_contain(total, part):
                yield i, first


def _may_contain(total: Item, part: Item) -> bool:
    """Whether a part is at most its total, or at most ten times if close to it (a digit slip)."""
    if not total.value or not may_be_part(total, part) or is_other_result(total, part):
        return False
    is_close = total.value > 1 and part.sentence - total.sentence <= 1
    return part.value <= total.value or (is_close and part.value <= 10 * total.value)


def find_successions(context: ListContext) -> Iterator[Pair]:
    """Yield each figure with each one that may be the next part in its list."""
    for i, successors in enumerate(context.successors):
        for k in successors:
            if may_be_part(context.members[i].item, context.members[k].item):
                yield i, k


def find_sums(context: ListContext) -> Iterator[Pair]:
    """Yield each figure that may end a list with the one that may sum it up."""
    for last, total in find_successions(context):
        item = context.members[total].item
        if item.value and (cue_kinds(item, "F:sum") or _may_sum(context, last, total)):
            yield last, total


def _may_sum(context: ListContext, last: int, total: int) -> bool:
    """Whether figures that end with `last` add up to figure `total`, or miss it by a digit slip."""
    value, amount, i = context.members[total].item.value, Decimal(0), last
    while i >= 0 and amount <= 2 * value and total - i < _MOST_PARTS:
        amount += context.members[i].item.value
        if last > i and (amount == value or is_digit_slip(abs(amount - value), value)):
            return True
        i -= 1
    return False


def propose_lists(context: ListContext, find_odds: FindOdds) -> list[ListCandidate]:
    """Return every list whose links are likely enough."""
    forward: Links = defaultdict(list)
    backward: Links = defaultdict(list)
    for i, k in find_successions(context):
        odds = find_odds("follows", successor_features(context, i, k))
        forward[i].append((k, odds))
        backward[k].append((i, odds))
    candidates: list[ListCandidate] = []
    for total, first in find_openings(context):
        odds = find_odds("opens", opening_features(context, total, first))
        candidates += _extend(context, total, (first,), (odds,), forward)
    for last, total in find_sums(context):
        odds = find_odds("sums", sum_features(context, last, total))
        found = _extend(context, total, (last,), (odds,), backward)
        candidates += (replace(candidate, parts=candidate.parts[::-1]) for candidate in found)
    return candidates


def _extend(
    context: ListContext,
    total: int,
    parts: tuple[int, ...],
    odds: tuple[float, ...],
    links: Links,
) -> Iterator[ListCandidate]:
    """Yield the lists of a total, of two parts or more, that begin with the given parts."""
    likelihood = sum(map(_log_probability, odds))
    if likelihood < _LEAST_LIKELY_EXACT or len(parts) > _MOST_PARTS:
        return
    following = [link for link in links.get(parts[-1], ()) if link[0] != total]
    if len(parts) > 1:
        ended = likelihood + (_log_probability(-following[0][1]) if following else 0.0)
        amount = sum((context.members[part].item.value for part in parts), Decimal(0))
        if ended > _LEAST_LIKELY or amount == context.members[total].item.value:
            beyond = following[0] if following else None
            yield ListCandidate(total, parts, odds, beyond, ended)
    for part, part_odds in following:
        yield from _extend(context, total, (*parts, part), (*odds, part_odds), links)


def _log_probability(odds: float) -> float:
    return -log1p(exp(-odds)) if odds > -30 else odds
