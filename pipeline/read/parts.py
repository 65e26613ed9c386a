"""Totals and the parts that running text gives of them, decoded from the first to the last."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import accumulate

from models import breakdowns as model
from models.breakdowns import Breakdowns, Features
from pipeline.read.evidence import (
    anew_features,
    find_closest,
    part_features,
    see_part,
    sum_features,
    whole_features,
)
from pipeline.read.items import Item, is_earlier, is_slip, may_mix, near, sort_of
from pipeline.read.runs import Run, find_runs

_REACH = 14  # figures before a part among which its total is looked for
_LONGEST_RUN = 12
_FEWEST = 2
_TELLING = 5  # a gap in a sum that one figure fills


@dataclass(frozen=True, slots=True)
class Parting:
    """A total and its parts, by number; how likely the least likely of them is a part."""

    total: int
    parts: tuple[int, ...]
    probability: float


Say = Callable[[str, Features], float]  # the probability that a question's answer is yes


def find_partings(text: str, items: Sequence[Item], models: Breakdowns) -> tuple[Parting, ...]:
    """Every partition that the text states, decided from the first figure to the last."""

    def say(question: str, features: Features) -> float:
        return model.predict(getattr(models, question), features)

    runs = find_runs(text, items)
    heads, sure = decide_heads(text, items, runs, say)
    lists = [*split_lists(text, items, heads, sure, say), *find_sums(text, items, heads, say)]
    found = []
    for one in (_mend(items, heads, one) for one in lists):
        whole = say("whole", whole_features(text, items, runs, one.total, one.parts))
        likely = whole * one.probability
        if likely > 0.5 and len(one.parts) >= _FEWEST and _is_sound(items, one):
            found.append(replace(one, probability=likely))
    return tuple(sorted(_settle(items, found), key=lambda one: (one.total, one.parts)))


def _mend(items: Sequence[Item], heads: Sequence[int | None], one: Parting) -> Parting:
    """The list as it adds up: without what stands behind, or with the figure that was skipped, or
    stands right behind it. A large total is seldom met by chance."""
    total, amounts = items[one.total].value, list(accumulate(items[n].value for n in one.parts))
    if amounts[-1] > total >= _TELLING and total in amounts[1:]:
        many = len(amounts) - amounts[::-1].index(total)
        return replace(one, parts=one.parts[:many])
    gap, last = total - amounts[-1], one.parts[-1]
    if gap < _TELLING or one.parts[0] < one.total:
        return one
    for n in range(one.total + 1, min(last + 2, len(items))):
        free = heads[n] is None and items[n].sentence == items[last].sentence
        if free and items[n].value == gap:
            return replace(one, parts=tuple(sorted((*one.parts, n))))
    return one


def _is_sound(items: Sequence[Item], one: Parting) -> bool:
    """Whether a list that does not add up can be meant to: no part is all of the total already, as
    where all was published here and some there, none is last year's, and all are of one kind."""
    total, values = items[one.total].value, [items[part].value for part in one.parts]
    if sum(values) == total:
        return True
    if not is_earlier(items[one.total]) and any(is_earlier(items[part]) for part in one.parts):
        return False
    sorts = [sort for part in one.parts if (sort := sort_of(items[part]))]
    return not (total >= _TELLING and total in values) and len(set(sorts)) < 2


def _settle(items: Sequence[Item], found: Sequence[Parting]) -> Iterator[Parting]:
    """Each figure is a part of one list: of one that adds up rather than of another."""
    taken: set[int] = set()

    def worth(one: Parting) -> tuple[bool, float]:
        amount = sum((items[part].value for part in one.parts), Decimal(0))
        return amount == items[one.total].value, one.probability

    for one in sorted(found, key=worth, reverse=True):
        if taken.isdisjoint(one.parts):
            taken.update(one.parts)
            yield one


def decide_heads(
    text: str, items: Sequence[Item], runs: Sequence[Run], say: Say
) -> tuple[list[int | None], list[float]]:
    """For each figure the earlier one that it is a part of, if any, and how likely that is."""
    heads: list[int | None] = []
    sure = []
    for j in range(len(items)):
        ways = [
            (say("part", features), i) for i, features in weigh_totals(text, items, heads, runs, j)
        ]
        best = max(ways, default=(0.0, 0))
        heads.append(best[1] if best[0] > 0.5 else None)
        sure.append(best[0])
    return heads, sure


def weigh_totals(
    text: str, items: Sequence[Item], heads: Sequence[int | None], runs: Sequence[Run], j: int
) -> Iterator[tuple[int, Features]]:
    """Each total that a figure may be a part of, with the evidence for it."""
    ways = tuple(totals(items, j))
    if not ways:
        return
    part = see_part(text, items, runs[j], j)
    closest = find_closest(items, heads, part, ways)
    for i in ways:
        yield i, part_features(text, items, heads, i, part, closest=i == closest)


def totals(items: Sequence[Item], j: int) -> Iterator[int]:
    """The figures before a figure that may be its total."""
    one = items[j]
    if one.figure.quantity.kind == "zero":
        return
    for i in range(j - 1, max(-1, j - 1 - _REACH), -1):
        other = items[i]
        if one.sentence - other.sentence > 2:
            return
        if _may_hold(other, one) and _fit(other.unit, one.unit) and may_mix(other, one):
            yield i


def _may_hold(total: Item, part: Item) -> bool:
    """A part is not above its total, unless one of them has a digit too many or too few."""
    if part.value <= total.value:
        return bool(total.value)
    return total.value > 1 and part.value <= 10 * total.value and part.sentence == total.sentence


def _fit(one: str | None, other: str | None) -> bool:
    return one == other or one is None or other is None or {one, other} <= _ALIKE


_ALIKE = {"件", "件次", "份", "宗", "例", "起", "条", "项", "封", "篇", "则", "条次"}


def split_lists(
    text: str,
    items: Sequence[Item],
    heads: Sequence[int | None],
    sure: Sequence[float],
    say: Say,
) -> list[Parting]:
    """The parts of each total in lists: a total that is parted twice has two."""
    lists: list[tuple[int, list[int]]] = []
    for total in sorted({head for head in heads if head is not None}):
        own: list[int] = []
        for j in (j for j, head in enumerate(heads) if head == total):
            if own and say("anew", anew_features(text, items, total, own, j)) > 0.5:
                lists.append((total, own))
                own = []
            own = [*own, j]
        lists += [(total, one) for one in _halve(text, items, total, own, say)]
    return [Parting(total, tuple(own), min(sure[j] for j in own)) for total, own in lists]


def _halve(
    text: str, items: Sequence[Item], total: int, own: list[int], say: Say
) -> list[list[int]]:
    """A list in two where each half adds up to the total: at the likeliest such place."""
    amounts = list(accumulate(items[n].value for n in own))
    value = items[total].value
    if amounts[-1] != 2 * value or not value:
        return [own]
    halves = [n for n in range(1, len(own)) if amounts[n - 1] == value]
    if not halves:
        return [own]
    at = max(halves, key=lambda n: say("anew", anew_features(text, items, total, own[:n], own[n])))
    return [own[:at], own[at:]]


def find_sums(
    text: str, items: Sequence[Item], heads: Sequence[int | None], say: Say
) -> list[Parting]:
    """Totals that stand behind their parts."""
    found = []
    for k in range(_FEWEST, len(items)):
        ways = [
            (say("sums", sum_features(text, items, heads, first, k)), first)
            for first in sum_starts(items, k)
        ]
        best = max(ways, default=(0.0, 0))
        if best[0] > 0.5:
            found.append(Parting(k, tuple(range(best[1], k)), best[0]))
    return found


def sum_starts(items: Sequence[Item], k: int) -> Iterator[int]:
    """Where the figures begin that the k-th may sum up."""
    one = items[k]
    if one.figure.quantity.kind == "zero" or not one.value:
        return
    summed, total = bool(near(one, "F:sum")), Decimal(0)
    for first in range(k - 1, max(-1, k - 1 - _LONGEST_RUN), -1):
        other = items[first]
        if one.sentence - other.sentence > 1 or other.figure.quantity.kind == "zero":
            return
        if other.value > one.value * (10 if summed else 1) or not may_mix(one, other):
            return
        if not _fit(other.unit, one.unit):
            return
        total += other.value
        adds_up = total == one.value or is_slip(abs(total - one.value), one.value)
        if k - first >= _FEWEST and (summed or adds_up):
            yield first
