"""Figures told in the order of what they count: 复议、诉讼分别为3件、2件."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from gouji.pipeline.claims.quantities import Quantity

_EACH = re.compile("分别|依次")
_AND = re.compile("以及|[、和与及]")
_JOINED = re.compile(r"\s?(?:以及|[、,，和与及])?\s?")
_BEGIN = re.compile(r"[,，;；:：。()（）\n]")
_FEWEST = 2

Span = tuple[int, int]


def pair_figures(
    text: str, first: int, last: int, found: Sequence[Quantity]
) -> dict[int, tuple[Span, Span]]:
    """What each figure of such a list counts and what is said of all, as spans, by its start."""
    paired = {}
    for each in _EACH.finditer(text, first, last):
        run = list(_joined(text, [one for one in found if one.start >= each.end()]))
        names = list(_names(text, first, each.start()))
        if len(run) == len(names) >= _FEWEST:
            shared = each.end(), run[0].start
            paired.update({one.start: (name, shared) for one, name in zip(run, names, strict=True)})
    return paired


def _joined(text: str, found: Sequence[Quantity]) -> Iterator[Quantity]:
    """The figures with nothing between them but a mark."""
    yield from found[:1]
    for one, other in pairwise(found):
        if not _JOINED.fullmatch(text, one.stop, other.start):
            return
        yield other


def _names(text: str, first: int, stop: int) -> Iterator[Span]:
    """The members of the enumeration that ends at `stop`."""
    begins = [mark.end() for mark in _BEGIN.finditer(text, first, stop)]
    start = begins[-1] if begins else first
    marks = list(_AND.finditer(text, start, stop))
    starts, ends = [start, *(m.end() for m in marks)], [*(m.start() for m in marks), stop]
    return zip(starts, ends, strict=True)
