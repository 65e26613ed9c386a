"""Breakdowns: totals with the parts that running text lists, chosen among all proposed lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import log10

from gouji.models import breakdowns as model
from gouji.models.breakdowns import BreakdownModels, Features, ListEvidence
from gouji.pipeline.claims.list_candidates import ListCandidate, propose_lists
from gouji.pipeline.claims.list_features import whole_features
from gouji.pipeline.claims.list_items import (
    Item,
    cue_kinds,
    find_criterion,
    is_digit_slip,
    is_last_year,
)
from gouji.pipeline.claims.list_structure import ListContext, read_list_context

# Bound of log odds, beyond which a difference is no further evidence.
_MAX_ODDS = 8.0
# Bound of the difference between parts and total.
_MAX_GAP = Decimal(999)
# Bound of an amount as a share of the total.
_MAX_SHARE = Decimal(3)
# Bound of the number of figures between total and first part.
_MAX_DISTANCE = 9
# Marks that end a list, and the characters behind the last part in which they are looked for.
_ENDS = ("。", ";", ")", "\n")
_END_REACH = 2
# Probability above which a list is taken for a breakdown.
_LIKELY = 0.5


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A total and its parts, by index, and the probability that these are all parts of it."""

    total: int
    parts: tuple[int, ...]
    probability: float


def find_breakdowns(
    text: str, items: Sequence[Item], models: BreakdownModels
) -> tuple[Breakdown, ...]:
    """Return every breakdown of a folded passage; no figure is a part of two."""
    candidates, evidence = weigh_lists(read_list_context(text, items), models)
    likely = [
        Breakdown(candidate.total, candidate.parts, probability)
        for candidate, probability in zip(candidates, model.judge(models, evidence), strict=True)
        if probability > _LIKELY
    ]
    chosen = _drop_overlapping(likely)
    return tuple(sorted(chosen, key=lambda breakdown: (breakdown.total, breakdown.parts)))


def _drop_overlapping(breakdowns: Sequence[Breakdown]) -> Iterator[Breakdown]:
    """Yield the likeliest breakdown first, then those that share no part with earlier ones."""
    taken: set[int] = set()
    for breakdown in sorted(breakdowns, key=lambda each: each.probability, reverse=True):
        if taken.isdisjoint(breakdown.parts):
            taken.update(breakdown.parts)
            yield breakdown


def weigh_lists(
    context: ListContext, models: BreakdownModels
) -> tuple[list[ListCandidate], list[ListEvidence]]:
    """Return every list that the passage may state, and the evidence for each."""

    def find_odds(question: str, features: Features) -> float:
        return model.find_odds(getattr(models, question), features)

    items = [member.item for member in context.members]
    lists = propose_lists(context, find_odds)
    evidence = [
        ListEvidence(
            whole=_bound(find_odds("whole", whole_features(context, each.total, each.parts))),
            **_link_evidence(each),
            **_amount_evidence(items, each),
            **_member_evidence(items, each),
            **_frame_evidence(context, each),
            **rivals,
        )
        for each, rivals in zip(lists, _rival_evidence(items, lists), strict=True)
    ]
    return lists, evidence


SomeEvidence = dict[str, float]  # fields of ListEvidence, by name


def _link_evidence(candidate: ListCandidate) -> SomeEvidence:
    links = candidate.links[1:]
    return {
        "opened": _bound(candidate.links[0]),
        "weakest": _bound(min(links)),
        "mean": _bound(sum(links) / len(links)),
        "beyond": _bound(candidate.beyond[1]) if candidate.beyond else -_MAX_ODDS - 1,
    }


def _amount_evidence(items: Sequence[Item], candidate: ListCandidate) -> SomeEvidence:
    total, values = items[candidate.total].value, [items[i].value for i in candidate.parts]
    amount, is_total_first = sum(values, Decimal(0)), candidate.parts[0] > candidate.total
    gap = abs(amount - total)
    beyond = candidate.beyond
    return {
        "exact": float(not gap),
        "share": _share(amount - total, total),
        "gap": float(min(_MAX_GAP, gap)),
        "slip": float(is_digit_slip(gap, total)),
        "size": log10(1 + total),
        "largest": _share(max(values), total),
        "equal": float(values.count(total)),
        "shorter": float(amount - values[-1 if is_total_first else 0] == total),
        "longer": float(beyond is not None and amount + items[beyond[0]].value == total),
    }


def _member_evidence(items: Sequence[Item], candidate: ListCandidate) -> SomeEvidence:
    total, parts = items[candidate.total], [items[i] for i in candidate.parts]
    distance = abs(candidate.parts[0] - candidate.total)
    return {
        "many": float(len(parts)),
        "ahead": float(candidate.parts[0] > candidate.total),
        "away": float(min(_MAX_DISTANCE, distance)),
        "sentences": float(parts[-1].sentence - parts[0].sentence),
        "units": float(len({item.unit for item in (total, *parts)})),
        "sorts": float(len({found for part in parts if (found := find_criterion(part))})),
        "earlier": float(any(map(is_last_year, parts)) and not is_last_year(total)),
        "rest": float(bool(cue_kinds(parts[-1], "F:rest"))),
        "metric": float(total.metric != "none"),
    }


def _frame_evidence(context: ListContext, candidate: ListCandidate) -> SomeEvidence:
    members = [context.members[i] for i in candidate.parts]
    frames = [(member.begin, member.item.unit) for member in members[1:]]
    end = max(member.item.figure.quantity.unit_end for member in members)
    behind = context.text[end : end + _END_REACH].lstrip()
    return {
        "ended": float(behind.startswith(_ENDS) or not behind),
        "frame": frames.count(frames[0]) / len(frames),
    }


def _rival_evidence(
    items: Sequence[Item], lists: Sequence[ListCandidate]
) -> Iterator[SomeEvidence]:
    """Yield for each list how it compares with the likeliest others that share parts with it."""
    sets = [frozenset(each.parts) for each in lists]
    exact = [_adds_up(items, each) for each in lists]
    for n, each in enumerate(lists):
        others = [m for m, parts in enumerate(sets) if m != n and parts & sets[n]]
        adding_up = [lists[m] for m in others if exact[m]]
        same = [other.likelihood for other in adding_up if other.total == each.total]
        different = [other.likelihood for other in adding_up if other.total != each.total]
        best = max((lists[m].likelihood for m in others), default=-_MAX_ODDS)
        yield {
            "margin": _bound(each.likelihood - best),
            "rival": max(different, default=-_MAX_ODDS),
            "rivals": max(same, default=-_MAX_ODDS),
        }


def _adds_up(items: Sequence[Item], candidate: ListCandidate) -> bool:
    amount = sum((items[i].value for i in candidate.parts), Decimal(0))
    return amount == items[candidate.total].value


def _share(amount: Decimal, total: Decimal) -> float:
    return float(min(_MAX_SHARE, amount / max(total, Decimal(1))))


def _bound(odds: float) -> float:
    return max(-_MAX_ODDS, min(_MAX_ODDS, odds))
