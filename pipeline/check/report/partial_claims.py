"""Figures of the text that may state a part of what their words name.

按时答复15件，延期答复1件 gives two parts of the answers, 全县收到12件，其中县本级8件 a part of the
applications. Such a figure differs from the table without contradicting it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from gouji.pipeline.check.report_facts import Facts
from gouji.pipeline.language.normalise import fold
from gouji.pipeline.records import Claim

_SENTENCE = re.compile(r"[^。！？!?]{0,300}")
_CLAUSE = re.compile(r"[^，。；,;！？!?]*")
_COUNT = re.compile(r"(?<![\d.,])\d[\d,]{0,9}(?=\s?[件份宗起次项条例个])")
# The rest behind a figure: 3件，其余…
_REST = re.compile(r"[^，。；,;]{0,4}[，；,;、]\s?(?:其余|其他|余下|剩余|另有|另外)")
# Figures of the longest sum that is tried.
_MOST_PARTS = 4


class _Count(NamedTuple):
    """A counted figure of a sentence, at an offset of the text."""

    start: int
    value: Decimal


def read_clause(claim: Claim, text: str) -> str:
    """Return the text from the mark before the figure to the one after it, without line breaks."""
    before, after = _read_around(_CLAUSE, claim, text)
    return "".join(f"{before}{text[claim.start : claim.end]}{after}".split())


def may_be_part(claim: Claim, whole: Decimal, words: Sequence[str], facts: Facts) -> bool:
    """Whether a claim that differs from `whole`, the sum of its cells, may state a part of it.

    A smaller claim may if its clause has one of `words`, if a rest follows, if the whole area is
    said to have `whole`, or if the claim and the figures beside it add up to `whole`. Any claim may
    if its sentence gives its metric a value that is likelier the whole. A metric without `words` is
    a result: behind 不予公开1件，其余 the rest is that of all answers.
    """
    same = [
        other
        for other in facts.claims
        if other.metric == claim.metric and other.start != claim.start
    ]
    if _has_rival(claim, whole, same, facts.text):
        return True
    if claim.value >= whole:
        return False
    clause = read_clause(claim, facts.text)
    return (
        any(word in clause for word in words)
        or bool(words and _REST.match(facts.text, claim.end))
        or any(_is_whole_area(other, whole) for other in same)
        or _adds_up(claim, whole, facts)
    )


def _has_rival(claim: Claim, whole: Decimal, same: Sequence[Claim], text: str) -> bool:
    """Whether the sentence has another claim with the value of the table, whatever its body and
    period were read as, or a greater one of the same body and period."""
    start, end = _find_sentence(claim, text)
    scope = (claim.about, claim.period)
    return any(
        start <= other.start < end
        and (
            other.value == whole
            or ((other.about, other.period) == scope and other.value > claim.value)
        )
        for other in same
    )


def _is_whole_area(other: Claim, whole: Decimal) -> bool:
    return (other.about, other.period, other.value) == ("whole", "year", whole)


def _adds_up(claim: Claim, whole: Decimal, facts: Facts) -> bool:
    """Whether the claim and figures right beside it, none of another metric, add up to `whole`."""
    run = list(_find_run(claim, facts))
    values = [count.value for count in run]
    place = next((i for i, count in enumerate(run) if count.start == claim.start), None)
    if place is None:
        return False
    firsts = range(max(0, place - _MOST_PARTS + 1), place + 1)
    return any(
        sum(values[first:end]) == whole
        for first in firsts
        for end in range(max(first + 2, place + 1), first + _MOST_PARTS + 1)
    )


def _find_run(claim: Claim, facts: Facts) -> Iterator[_Count]:
    """Yield the counts around the claim up to a claim of another metric on either side."""
    others = [
        other.start
        for other in facts.claims
        if other.metric not in (claim.metric, "breakdown") and other.start != claim.start
    ]
    first = max((start for start in others if start < claim.start), default=-1)
    last = min((start for start in others if start > claim.start), default=len(facts.text))
    return (count for count in _find_counts(claim, facts.text) if first < count.start < last)


def _find_counts(claim: Claim, text: str) -> Iterator[_Count]:
    start, end = _find_sentence(claim, text)
    for match in _COUNT.finditer(fold(text[start:end])):
        yield _Count(start + match.start(), Decimal(match[0].replace(",", "")))


def _find_sentence(claim: Claim, text: str) -> tuple[int, int]:
    before, after = _read_around(_SENTENCE, claim, text)
    return claim.start - len(before), claim.end + len(after)


def _read_around(pattern: re.Pattern[str], claim: Claim, text: str) -> tuple[str, str]:
    """Return what the pattern matches before and behind the figure."""
    before = pattern.match(text[max(0, claim.start - 400) : claim.start][::-1])
    after = pattern.match(text, claim.end)
    return before[0][::-1] if before else "", after[0] if after else ""
