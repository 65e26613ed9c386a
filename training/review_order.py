"""Which reports to review first, so that models learn most from the fewest.

A labelled report of a new layout is worth more than many cells of known ones. Reports are taken
from the layouts by D'Hondt's method, as seats of a parliament are shared: the more doubts a layout
has, the more of its reports are reviewed, and each further one counts less. A fifth of all reports
is drawn at random, since doubt does not find what models are wrongly sure of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from heapq import heapify, heapreplace
from random import Random
from typing import NamedTuple

_EVERY = 5  # One in so many reports is drawn at random.
_ALIKE = 0.55  # Least share of the texts of two reports of one layout that both have.
_BEFORE = 40  # Characters before a figure among which the texts beside it are looked for.
_TEXT = re.compile(r"[一-鿿]{2,}")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A report that may be reviewed: how many doubts it has, and the texts beside its doubtful and
    unplaced figures."""

    report: str
    doubts: int
    texts: frozenset[str]

    @classmethod
    def of(cls, report: str, text: str, starts: Sequence[int | None]) -> Candidate:
        """A report with this text. `starts` has the place in it of each doubtful or unplaced
        figure, None for one without a place."""
        placed = (start for start in starts if start is not None)
        return cls(report, len(starts), find_texts(text, placed))


class _Layout(NamedTuple):
    """The reports of a layout that are left, the most doubtful ones last. `claim` is the number by
    which layouts are compared, negative, since the least one of a heap comes first."""

    claim: float
    first: int
    doubts: int
    taken: int
    left: list[Candidate]


def find_texts(text: str, starts: Iterable[int]) -> frozenset[str]:
    """The Chinese words of a report on the lines of its figures, just before these."""
    found: set[str] = set()
    for start in starts:
        line = max(text.rfind("\n", 0, start) + 1, start - _BEFORE)
        found.update(_TEXT.findall(text, line, start))
    return frozenset(found)


def order_reports(candidates: Sequence[Candidate], seed: int = 0) -> list[str]:
    """All reports in the order in which they should be reviewed; the same for the same seed."""
    rng = Random(seed)
    chosen: dict[str, None] = {}
    at_random = [candidate.report for candidate in sorted(candidates, key=lambda c: c.report)]
    rng.shuffle(at_random)
    waiting = iter(at_random)
    for number, report in enumerate(_by_layout(candidates), 1):
        chosen.setdefault(report)
        if number % (_EVERY - 1) == 0:
            drawn = next((other for other in waiting if other not in chosen), None)
            if drawn is not None:
                chosen[drawn] = None
    return list(chosen)


def _by_layout(candidates: Sequence[Candidate]) -> Iterator[str]:
    """All reports, shared among layouts by D'Hondt's method."""
    groups = cluster_layouts(candidates)
    heap = [_open(number, group) for number, group in enumerate(groups)]
    heapify(heap)
    while heap and heap[0].left:
        layout = heap[0]
        yield layout.left.pop().report
        taken = layout.taken + 1
        # A layout whose reports are all taken has no claim.
        claim = -layout.doubts / (taken + 1) if layout.left else 1.0
        heapreplace(heap, layout._replace(claim=claim, taken=taken))


def cluster_layouts(candidates: Iterable[Candidate]) -> list[list[Candidate]]:
    """Reports in groups of a layout: each joins the group whose first report has most of its
    texts, or opens one."""
    groups: list[list[Candidate]] = []
    for candidate in candidates:
        best = max(groups, key=lambda group: _measure(candidate, group[0]), default=None)
        if best is not None and _measure(candidate, best[0]) >= _ALIKE:
            best.append(candidate)
        else:
            groups.append([candidate])
    return groups


def _measure(candidate: Candidate, other: Candidate) -> float:
    """The share of the texts of two reports that both have."""
    if not candidate.texts and not other.texts:
        return 1.0
    return len(candidate.texts & other.texts) / len(candidate.texts | other.texts)


def _open(number: int, candidates: list[Candidate]) -> _Layout:
    doubts = sum(candidate.doubts for candidate in candidates)
    ordered = sorted(candidates, key=lambda candidate: (candidate.doubts, candidate.report))
    return _Layout(-float(doubts), number, doubts, 0, ordered)
