"""Totals and the parts that running text gives of them: of all lists proposed, the likely ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import log10

from gouji.models import breakdowns as model
from gouji.models.breakdowns import Breakdowns, Evidence, Features
from gouji.pipeline.claims.list_candidates import Candidate, Setting, propose, set_out
from gouji.pipeline.claims.list_items import Item, is_earlier, is_slip, near, sort_of
from gouji.pipeline.claims.list_links import whole_features

_BOUND = 8.0  # log odds beyond which one is as good as another
_FAR, _MANY = Decimal(999), Decimal(3)  # the same of gaps, and of totals
_LIKELY = 0.5  # what is not likelier than not is no list


@dataclass(frozen=True, slots=True)
class Parting:
    """A total and its parts, by number, and how likely it is that these are all, and no others."""

    total: int
    parts: tuple[int, ...]
    probability: float


def find_partings(text: str, items: Sequence[Item], models: Breakdowns) -> tuple[Parting, ...]:
    """Every partition that the text states; each figure is a part of one."""
    lists, evidence = weigh_lists(set_out(text, items), models)
    judged = [
        Parting(one.total, one.parts, probability)
        for one, probability in zip(lists, model.judge(models, evidence), strict=True)
        if probability > _LIKELY
    ]
    return tuple(sorted(_settle(judged), key=lambda one: (one.total, one.parts)))


def _settle(found: Sequence[Parting]) -> Iterator[Parting]:
    """The likeliest first, then what shares no part with them."""
    taken: set[int] = set()
    for one in sorted(found, key=lambda one: one.probability, reverse=True):
        if taken.isdisjoint(one.parts):
            taken.update(one.parts)
            yield one


def weigh_lists(setting: Setting, models: Breakdowns) -> tuple[list[Candidate], list[Evidence]]:
    """Every list that the text may state, and the evidence for it."""

    def say(question: str, features: Features) -> float:
        return model.find_odds(getattr(models, question), features)

    def ask_whole(one: Candidate) -> float:
        return say("whole", whole_features(setting.text, setting.seen, one.total, one.parts))

    items = [one.item for one in setting.seen]
    lists = propose(setting, say)
    evidence = [
        Evidence(
            whole=_bound(ask_whole(one)),
            **_weigh_links(one),
            **_weigh_amounts(items, one),
            **_weigh_members(items, one),
            **against,
        )
        for one, against in zip(lists, _weigh_rivals(items, lists), strict=True)
    ]
    return lists, evidence


Named = dict[str, float]  # some of the evidence


def _weigh_links(one: Candidate) -> Named:
    rest = one.links[1:]
    return {
        "opened": _bound(one.links[0]),
        "weakest": _bound(min(rest)),
        "mean": _bound(sum(rest) / len(rest)),
        "beyond": _bound(one.beyond[1]) if one.beyond else -_BOUND - 1,
    }


def _weigh_amounts(items: Sequence[Item], one: Candidate) -> Named:
    total, values = items[one.total].value, [items[n].value for n in one.parts]
    amount, ahead = sum(values, Decimal(0)), one.parts[0] > one.total
    gap = abs(amount - total)
    more = one.beyond is not None and amount + items[one.beyond[0]].value == total
    return {
        "exact": float(not gap),
        "share": _ratio(amount - total, total),
        "gap": float(min(_FAR, gap)),
        "slip": float(is_slip(gap, total)),
        "size": log10(1 + total),
        "largest": _ratio(max(values), total),
        "equal": float(values.count(total)),
        "shorter": float(amount - values[-1 if ahead else 0] == total),
        "longer": float(more),
    }


def _weigh_members(items: Sequence[Item], one: Candidate) -> Named:
    total, own = items[one.total], [items[n] for n in one.parts]
    earlier = any(map(is_earlier, own)) and not is_earlier(total)
    return {
        "many": float(len(own)),
        "ahead": float(one.parts[0] > one.total),
        "away": float(min(9, abs(one.parts[0] - one.total))),
        "sentences": float(own[-1].sentence - own[0].sentence),
        "units": float(len({item.unit for item in (total, *own)})),
        "sorts": float(len({sort for item in own if (sort := sort_of(item))})),
        "earlier": float(earlier),
        "rest": float(bool(near(own[-1], "F:rest"))),
        "metric": float(total.metric != "none"),
    }


def _weigh_rivals(items: Sequence[Item], lists: Sequence[Candidate]) -> Iterator[Named]:
    """For each list the likeliest links of others with some of its parts."""
    sets = [frozenset(one.parts) for one in lists]
    exact = [_adds_up(items, one) for one in lists]
    for n, one in enumerate(lists):
        others = [m for m, own in enumerate(sets) if m != n and own & sets[n]]
        same = [lists[m].likely for m in others if exact[m] and lists[m].total == one.total]
        else_ = [lists[m].likely for m in others if exact[m] and lists[m].total != one.total]
        margin = one.likely - max((lists[m].likely for m in others), default=-_BOUND)
        yield {
            "margin": _bound(margin),
            "rival": max(else_, default=-_BOUND),
            "rivals": max(same, default=-_BOUND),
        }


def _adds_up(items: Sequence[Item], one: Candidate) -> bool:
    return sum((items[n].value for n in one.parts), Decimal(0)) == items[one.total].value


def _ratio(amount: Decimal, total: Decimal) -> float:
    return float(min(_MANY, amount / max(total, Decimal(1))))


def _bound(odds: float) -> float:
    return max(-_BOUND, min(_BOUND, odds))
