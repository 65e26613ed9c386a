"""The values of marked figures: a report's facts, and parts that make up their total, or nearly."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from gouji.training.corpus.claims.slots import Slot
from gouji.training.corpus.claims.wordings import OUTCOMES, Facts

LETTERS = "abc"
WRONG = 0.25  # how many partitions do not add up
_CHANCE = 0.08  # how many open lists add up


def draw_facts(rng: Random) -> dict[str, int]:
    """One report's figures; in half of them nothing is carried in or out."""
    size = rng.choice((0, 1, 3, 9, 9, 30, 90, 400, 3000))
    received = rng.randint(0, size)
    carry = rng.random() < 0.5
    carried_in = rng.randint(0, received // 5 + 2) if carry else 0
    carried_out = rng.randint(0, (received + carried_in) // 4) if carry else 0
    handled = received + carried_in - carried_out
    results = scatter(rng, handled, [rng.random() ** 3 for _ in OUTCOMES])
    disclosed = (rng.randint(5, 200), rng.randint(20, 9000), rng.randint(900, 60000))
    return {
        "rec": received,
        "cin": carried_in,
        "cout": carried_out,
        "han": handled,
        **dict(zip(OUTCOMES.values(), results, strict=True)),
        "reco": rng.choice((0, 0, 1, 2, rng.randint(0, 30))),
        "lit": rng.choice((0, 0, 1, 4)),
        "dis": rng.choice(disclosed),
    }


def fill(rng: Random, slots: Sequence[Slot], facts: Facts, wrong: float = WRONG) -> bool:
    """Give every figure its value; a share `wrong` of the partitions does not add up. False where
    a list and the facts do not fit together."""
    for slot in slots:
        values = {facts[key] for key in slot.keys} if slot.is_fact else set()
        if slot.bounds:
            slot.value = rng.randint(*slot.bounds)
        elif len(values) > 1:
            return False
        elif values:
            slot.value = values.pop()
    if not all(_fill_list(rng, slots, letter, wrong) for letter in LETTERS):
        return False
    for slot in slots:
        if slot.value is None:
            slot.value = rng.randint(0, max(9, 2 * facts.get(slot.keys[0], 20)))
    return True


def _fill_list(rng: Random, slots: Sequence[Slot], letter: str, wrong: float) -> bool:
    total = next((slot for slot in slots if slot.is_in(letter, "=")), None)
    if total is None:
        return True
    parts = [slot for slot in slots if slot.is_in(letter)]
    some = [slot for slot in slots if slot.is_in(letter, "~")]
    fixed = sum(slot.value or 0 for slot in parts)
    free = [slot for slot in parts if slot.value is None]
    if total.value is None:
        total.value = fixed + rng.choice((9, 40, 300, 2000)) * len(free or some) // 2
    left = total.value - fixed
    if left < 0 or (left and parts and not free) or (len(parts + some) > 1 and total.value < 2):
        return False
    for slot, value in zip(free, scatter(rng, left, _weights(rng, free)), strict=True):
        slot.value = value
    if len(free) > 1 and rng.random() < wrong:
        _spoil(rng, rng.choice(free))
    adds_up = rng.random() < _CHANCE
    for slot, value in zip(some, scatter(rng, total.value, _weights(rng, some)), strict=True):
        part = value if adds_up else rng.randint(0, value)
        slot.value = total.value if "same" in slot.marks else part
    return True


def _weights(rng: Random, slots: Sequence[Slot]) -> list[float]:
    return [0.2 + rng.random() for _ in slots]


def _spoil(rng: Random, slot: Slot) -> None:
    value = slot.value or 0
    off = (value + rng.randint(1, 3), max(0, value - 1), value + 10, 2 * value + 1)
    slot.value = rng.choice(off)


def scatter(rng: Random, total: int, weights: Sequence[float]) -> list[int]:
    """`total` in whole parts, large where the weight is."""
    if not weights:
        return []
    parts = [int(total * weight / sum(weights)) for weight in weights]
    parts[rng.randrange(len(parts))] += total - sum(parts)
    return parts
