"""The lists of parts that running text may state, with what speaks for each of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from math import exp, log1p

from gouji.models.breakdowns import Features
from gouji.pipeline.claims.list_items import Item, is_slip, may_mix, near
from gouji.pipeline.claims.list_links import (
    Seen,
    follow_features,
    may_open,
    open_features,
    see,
    sum_features,
)
from gouji.pipeline.claims.list_structure import find_depths, find_next

_REACH = 14  # figures before a list among which its total is looked for
_LONGEST = 20  # parts
_FAINT = -5.0  # the log likelihood of its links from which a list is looked at

Say = Callable[[str, Features], float]  # the log odds that a question's answer is yes
Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Figures that may be all parts of a total, by number. `links` are the log odds that the
    first of them opens its list (or that the total sums it up) and that each other follows;
    `beyond` is the figure with which the list may go on, and the log odds that it does. `likely`
    is the log likelihood of all that."""

    total: int
    parts: tuple[int, ...]
    links: tuple[float, ...]
    beyond: tuple[int, float] | None
    likely: float


@dataclass(frozen=True, slots=True)
class Setting:
    """The figures of a passage as members of lists: how deep each stands, and which may be next."""

    text: str
    seen: tuple[Seen, ...]
    depths: tuple[int, ...]
    next: tuple[tuple[int, ...], ...]


def set_out(text: str, items: Sequence[Item]) -> Setting:
    """The figures of a passage as members of lists."""
    depths = find_depths(text, items)
    seen = tuple(see(text, one) for one in items)
    return Setting(text, seen, tuple(depths), tuple(find_next(text, items, depths)))


def find_openings(setting: Setting) -> Iterator[Pair]:
    """Each total with each figure that may be the first of its parts."""
    for j, part in enumerate(setting.seen):
        one = part.item
        if one.figure.quantity.kind == "zero":
            continue
        for i in range(j - 1, max(-1, j - 1 - _REACH), -1):
            total = setting.seen[i].item
            if one.sentence - total.sentence > 2:
                break
            if may_open(setting.seen, setting.depths, i, j) and _may_hold(total, one):
                yield i, j


def _may_hold(total: Item, part: Item) -> bool:
    """A part is not above its total, unless one of them has a digit too many or too few."""
    if not total.value or not may_mix(total, part):
        return False
    close = total.value > 1 and part.sentence - total.sentence <= 1
    return part.value <= total.value or (close and part.value <= 10 * total.value)


def find_follows(setting: Setting) -> Iterator[Pair]:
    """Each figure with the one that may be the next part in its list."""
    for k, ways in enumerate(setting.next):
        for n in ways:
            if may_mix(setting.seen[k].item, setting.seen[n].item):
                yield k, n


def find_summed(setting: Setting) -> Iterator[Pair]:
    """Each figure that may end a list with the one that may sum it up."""
    for p, k in find_follows(setting):
        one = setting.seen[k].item
        if one.value and (near(one, "F:sum") or _may_sum(setting, p, k)):
            yield p, k


def _may_sum(setting: Setting, p: int, k: int) -> bool:
    """Whether figures that end with p come to figure k, or miss it by a slip."""
    total, amount, n = setting.seen[k].item.value, Decimal(0), p
    while n >= 0 and amount <= 2 * total and k - n < _LONGEST:
        amount += setting.seen[n].item.value
        if p > n and (amount == total or is_slip(abs(amount - total), total)):
            return True
        n -= 1
    return False


def ask_opening(setting: Setting, pair: Pair) -> Features:
    return open_features(setting.text, setting.seen, setting.depths, *pair)


def ask_follow(setting: Setting, pair: Pair) -> Features:
    return follow_features(setting.seen, *pair)


def ask_sum(setting: Setting, pair: Pair) -> Features:
    return sum_features(setting.seen, *pair)


Ways = dict[int, list[tuple[int, float]]]  # from each figure to others, with log odds


def propose(setting: Setting, say: Say) -> list[Candidate]:
    """Every list whose links are not too faint."""
    ahead: Ways = defaultdict(list)
    back: Ways = defaultdict(list)
    for k, n in find_follows(setting):
        odds = say("follows", ask_follow(setting, (k, n)))
        ahead[k].append((n, odds))
        back[n].append((k, odds))
    found: list[Candidate] = []
    for i, j in find_openings(setting):
        opened = say("opens", ask_opening(setting, (i, j)))
        found += _grow(setting, i, (j,), (opened,), ahead)
    for p, k in find_summed(setting):
        summed = say("sums", ask_sum(setting, (p, k)))
        grown = _grow(setting, k, (p,), (summed,), back)
        found += (replace(one, parts=one.parts[::-1]) for one in grown)
    return found


def _grow(
    setting: Setting, total: int, parts: tuple[int, ...], links: tuple[float, ...], ways: Ways
) -> Iterator[Candidate]:
    """The lists of a total that begin with these parts, from two on."""
    likely = sum(map(_log_likely, links))
    if likely < _FAINT or len(parts) > _LONGEST:
        return
    beyond = [way for way in ways.get(parts[-1], ()) if way[0] != total]
    if len(parts) > 1:
        stops = likely + (_log_likely(-beyond[0][1]) if beyond else 0.0)
        amount = sum((setting.seen[part].item.value for part in parts), Decimal(0))
        if stops > _FAINT or amount == setting.seen[total].item.value:
            yield Candidate(total, parts, links, beyond[0] if beyond else None, stops)
    for n, odds in beyond:
        yield from _grow(setting, total, (*parts, n), (*links, odds), ways)


def _log_likely(odds: float) -> float:
    return -log1p(exp(-odds)) if odds > -30 else odds
