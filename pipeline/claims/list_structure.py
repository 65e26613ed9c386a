"""Lists as they are set out: how deep in brackets a figure stands, and which may be next there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from gouji.pipeline.claims.list_items import Item

_INNER = ("其中", "包括", "包含", "含")


def find_depths(text: str, items: Sequence[Item]) -> list[int]:
    """How many brackets are open at each figure, counted anew in each sentence."""
    depths: list[int] = []
    for n, one in enumerate(items):
        anew = n == 0 or one.sentence != items[n - 1].sentence
        begin = one.figure.first if anew else items[n - 1].figure.quantity.stop
        opened = count_brackets(text[begin : one.figure.quantity.start])
        depths.append(opened if anew else depths[-1] + opened)
    return depths


def count_brackets(text: str) -> int:
    """How many more brackets are opened than closed in folded text."""
    return text.count("(") - text.count(")")


def find_next(text: str, items: Sequence[Item], depths: Sequence[int]) -> list[tuple[int, ...]]:
    """For each figure those that may be next in its list: the next one that is as deep, and
    where an inner list stands between, the first one behind that."""
    runs = [list(_run(items, depths, j)) for j in range(len(items))]
    return [_nexts(text, items, j, run) for j, run in enumerate(runs)]


def _run(items: Sequence[Item], depths: Sequence[int], j: int) -> Iterator[int]:
    """The figures behind one that are as deep, before one that is less deep, a word of zero, or
    the end of the next sentence."""
    for n in range(j + 1, len(items)):
        one = items[n]
        if one.sentence - items[j].sentence > 1 or depths[n] < depths[j]:
            return
        if one.figure.quantity.kind == "zero":
            return
        if depths[n] == depths[j]:
            yield n


def _nexts(text: str, items: Sequence[Item], j: int, run: Sequence[int]) -> tuple[int, ...]:
    if not run:
        return ()
    gap = text[items[j].figure.quantity.stop : items[run[0]].figure.quantity.start]
    if not any(word in gap for word in _INNER):
        return (run[0],)
    return tuple(dict.fromkeys((run[0], *_behind(text, items, j, run))))


def _behind(text: str, items: Sequence[Item], j: int, run: Sequence[int]) -> Iterator[int]:
    """The figures behind the inner list of one: where it adds up, and behind a semicolon."""
    rest = items[j].value - items[run[0]].value
    for last, n in pairwise(run):
        if not rest:
            yield n
        rest -= items[n].value
        if ";" in text[items[last].figure.quantity.stop : items[n].figure.quantity.start]:
            yield n
            return
