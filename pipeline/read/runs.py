"""Lists as they are set out: how deep in brackets a figure stands, and all on to its list's end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from pipeline.read.items import Item

_INNER = ("其中", "包括", "包含", "含")
_ENDS = frozenset("。!?\n")  # of folded text


@dataclass(frozen=True, slots=True)
class Run:
    """The figures from one on to where its list visibly ends: their sum, how many, the last.

    `depth` is how many brackets are open there; a list behind 其中 that adds up is one deeper than
    its total, as if it stood in brackets.
    """

    amount: Decimal
    many: int
    last: int
    depth: int


def find_runs(text: str, items: Sequence[Item]) -> list[Run]:
    """The run that begins with each figure."""
    gaps = [
        text[one.figure.quantity.stop : other.figure.quantity.start]
        for one, other in pairwise(items)
    ]
    depths = _sink(items, gaps, list(_depths(text, items, gaps)))
    return [_run(items, gaps, depths, j) for j in range(len(items))]


def _depths(text: str, items: Sequence[Item], gaps: Sequence[str]) -> Iterator[int]:
    """Brackets open at each figure, counted anew in each sentence."""
    depth = 0
    for n, one in enumerate(items):
        if n == 0 or one.sentence != items[n - 1].sentence:
            depth = count_brackets(text[one.figure.first : one.figure.quantity.start])
        else:
            depth += count_brackets(gaps[n - 1])
        yield depth


def _sink(items: Sequence[Item], gaps: Sequence[str], depths: Sequence[int]) -> list[int]:
    """The depths with those lists sunk that follow a word and add up to the figure before it."""
    sunk = list(depths)
    for n, gap in enumerate(gaps):
        if depths[n + 1] == depths[n] and any(word in gap for word in _INNER):
            for inner in _adding_up(items, depths, n):
                sunk[inner] += 1
    return sunk


def _adding_up(items: Sequence[Item], depths: Sequence[int], n: int) -> range:
    """The figures right behind one, in its sentence, that add up to it; none where none do."""
    rest, many = items[n].value, 0
    for last in range(n + 1, len(items)):
        one = items[last]
        if one.sentence != items[n].sentence or depths[last] < depths[n]:
            break
        if depths[last] > depths[n]:
            continue
        rest, many = rest - one.value, many + 1
        if rest <= 0 or one.unit != items[n].unit:
            return range(n + 1, last + 1) if not rest and many > 1 else range(0)
    return range(0)


def count_brackets(text: str) -> int:
    """How many more brackets are opened than closed in folded text."""
    return text.count("(") - text.count(")")


def _run(items: Sequence[Item], gaps: Sequence[str], depths: Sequence[int], j: int) -> Run:
    amount, many, last, flat = items[j].value, 1, j, False
    for n in range(j + 1, len(items)):
        gap = gaps[n - 1]
        if depths[n] > depths[j]:
            continue
        if depths[n] < depths[j] or items[n].unit != items[j].unit or not _ENDS.isdisjoint(gap):
            break
        if ";" not in gap:
            flat = True
        elif flat:  # a semicolon parts the members of a list, or lists whose members commas part
            break
        amount, many, last = amount + items[n].value, many + 1, n
    return Run(amount, many, last, depths[j])
