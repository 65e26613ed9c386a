"""Assigns values to the figures of a pattern: facts of one report, and parts of a total."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, takewhile
from random import Random

from gouji.training.corpus.claims.slots import FigureSlot
from gouji.training.corpus.claims.wordings import OUTCOMES, Facts

LETTERS = "abc"  # the letters that name the lists of a pattern
WRONG_SHARE = 0.25  # share of partitions whose parts do not add up to the total
_FEW_RESULTS_SHARE = 0.5  # share of reports in which most results are zero
_EXACT_SHARE = 0.08  # share of incomplete lists whose parts add up to the total by chance
# Metrics of results of handling, and those of the number of applications that have results.
_RESULTS = frozenset({"gra", "par", "ref", "una"})
_DIVIDED = frozenset({"rec", "han"})
# Figures between a total and its first result at most: 收到9件，结转0件，办结9件，予以公开5件.
_FIGURES_BETWEEN = 2


def draw_facts(rng: Random) -> dict[str, int]:
    """The figures of one report. In half of the reports nothing is carried in or out."""
    size = rng.choice((0, 1, 3, 9, 9, 30, 90, 400, 3000))
    received = rng.randint(0, size)
    has_carry = rng.random() < 0.5
    carried_in = rng.randint(0, received // 5 + 2) if has_carry else 0
    carried_out = rng.randint(0, (received + carried_in) // 4) if has_carry else 0
    handled = received + carried_in - carried_out
    results = _draw_results(rng, handled)
    disclosed = (rng.randint(5, 200), rng.randint(20, 9000), rng.randint(900, 60000))
    return {
        "rec": received,
        "cin": carried_in,
        "cout": carried_out,
        "han": handled,
        **results,
        "reco": rng.choice((0, 0, 1, 2, rng.randint(0, 30))),
        "lit": rng.choice((0, 0, 1, 4)),
        "dis": rng.choice(disclosed),
    }


def _draw_results(rng: Random, handled: int) -> dict[str, int]:
    """The number of each result of handling. Half of the reports have two to four results."""
    keys = list(OUTCOMES.values())
    some = rng.sample(keys, rng.randint(2, 4)) if rng.random() < _FEW_RESULTS_SHARE else keys
    numbers = split_by_weight(rng, handled, [rng.random() ** 3 for _ in some])
    return dict.fromkeys(keys, 0) | dict(zip(some, numbers, strict=True))


def assign_values(
    rng: Random, slots: Sequence[FigureSlot], facts: Facts, wrong_share: float = WRONG_SHARE
) -> bool:
    """Give every figure its value. Returns False if a list does not fit the facts.

    The parts of a share `wrong_share` of the partitions do not add up to the total.
    """
    for slot in slots:
        values = {facts[key] for key in slot.keys} if slot.is_fact else set()
        if slot.bounds:
            slot.value = rng.randint(*slot.bounds)
        elif len(values) > 1:
            return False
        elif values:
            slot.value = values.pop()
    if not all(_assign_list(rng, slots, letter, wrong_share) for letter in LETTERS):
        return False
    for slot in slots:
        if slot.value is None:
            slot.value = rng.randint(0, max(9, 2 * facts.get(slot.keys[0], 20)))
    return not any(_is_divided_by_chance(slots, i) for i in range(len(slots)))


def _is_divided_by_chance(slots: Sequence[FigureSlot], total: int) -> bool:
    """Whether results behind a number of applications add up to it although no list says so.

    A reader takes such results for all results. A corpus in which they are none would teach that
    lists that add up are incomplete.
    """
    if not _DIVIDED.intersection(slots[total].keys):
        return False
    firsts = range(total + 1, min(len(slots), total + 2 + _FIGURES_BETWEEN))
    return any(_adds_up(slots, total, first) for first in firsts)


def _adds_up(slots: Sequence[FigureSlot], total: int, first: int) -> bool:
    """Whether two or more results from figure `first` on add up to the total and are no list."""
    parts = list(takewhile(lambda slot: slot.keys[0] in (*_RESULTS, "-"), slots[first:]))
    letters = [letter for letter in LETTERS if any(slot.is_in(letter, "=") for slot in slots)]
    if not parts or parts[0].keys[0] not in _RESULTS or any(map(parts[0].is_in, letters)):
        return False
    sums = list(accumulate(part.value or 0 for part in parts))
    return (slots[total].value or 0) in sums[1:]


def _assign_list(rng: Random, slots: Sequence[FigureSlot], letter: str, wrong_share: float) -> bool:
    """Give the total and the parts of one list their values. Returns False if they do not fit."""
    total = next((slot for slot in slots if slot.is_in(letter, "=")), None)
    if total is None:
        return True
    parts = [slot for slot in slots if slot.is_in(letter)]
    incomplete_parts = [slot for slot in slots if slot.is_in(letter, "~")]
    fixed = sum(slot.value or 0 for slot in parts)
    free = [slot for slot in parts if slot.value is None]
    if total.value is None:
        total.value = fixed + rng.choice((9, 40, 300, 2000)) * len(free or incomplete_parts) // 2
    left = total.value - fixed
    has_several_parts = len(parts + incomplete_parts) > 1
    if left < 0 or (left and parts and not free) or (has_several_parts and total.value < 2):
        return False
    for slot, value in zip(free, split_by_weight(rng, left, _weights(rng, free)), strict=True):
        slot.value = value
    if len(free) > 1 and rng.random() < wrong_share:
        _add_error(rng, rng.choice(free))
    _assign_incomplete_list(rng, incomplete_parts, total.value)
    return True


def _assign_incomplete_list(rng: Random, parts: Sequence[FigureSlot], total: int) -> None:
    """Give values to the parts of a list that names only some parts of its total."""
    is_exact = rng.random() < _EXACT_SHARE
    for slot, value in zip(parts, split_by_weight(rng, total, _weights(rng, parts)), strict=True):
        part = value if is_exact else rng.randint(0, value)
        slot.value = total if "same" in slot.marks else part


def _weights(rng: Random, slots: Sequence[FigureSlot]) -> list[float]:
    return [0.2 + rng.random() for _ in slots]


def _add_error(rng: Random, slot: FigureSlot) -> None:
    value = slot.value or 0
    wrong = (value + rng.randint(1, 3), max(0, value - 1), value + 10, 2 * value + 1)
    slot.value = rng.choice(wrong)


def split_by_weight(rng: Random, total: int, weights: Sequence[float]) -> list[int]:
    """Split `total` into whole numbers in proportion to the weights, one for each weight."""
    if not weights:
        return []
    parts = [int(total * weight / sum(weights)) for weight in weights]
    parts[rng.randrange(len(parts))] += total - sum(parts)
    return parts
