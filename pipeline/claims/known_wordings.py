"""Wordings that reviewers have shown: what figures of running text state, by their sentence.

An agency repeats its sentences from year to year with other figures. The names of a figure are
therefore made of its sentence, in which every number is written as # and every year as its distance
from the year of the report.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from gouji.models.claims import NONE, Statement
from gouji.models.estimators.agreement import Agreed, find_surest
from gouji.models.layouts import NO_CELL
from gouji.pipeline.claims.breakdowns import Breakdown
from gouji.pipeline.claims.figure_context import Figure, Passage
from gouji.pipeline.language.normalise import fold, squeeze

_NUMBER = re.compile(r"(?P<year>20\d\d(?=年))|\d[\d,.]*")
_CLAUSE_END = re.compile(r"[，,；;。：:]|$")
_JOIN = "|"


class WordingNames(NamedTuple):
    """The names of a figure, least specific first, and the name of the breakdown of which it may be
    the total."""

    statement: tuple[str, ...]
    breakdown: str


def name_wordings(passage: Passage, figures: Sequence[Figure]) -> list[WordingNames]:
    """The names under which each figure of a passage is known."""
    text, names, counts = fold(passage.text), list[WordingNames](), Counter[int]()
    for figure in figures:
        sentence = _generalise(text[figure.sentence_start : figure.sentence_end], passage.year)
        whole = f"{sentence}\t#{counts[figure.sentence_start]}"
        counts[figure.sentence_start] += 1
        clause = _name_clause(text, figure, passage.year)
        names.append(WordingNames((clause, whole), f"parts\t{whole}"))
    return names


def _name_clause(text: str, figure: Figure, year: int | None) -> str:
    """The sentence up to the end of the clause of the figure, the figure marked."""
    quantity = figure.quantity
    end = _CLAUSE_END.search(text, quantity.end, figure.sentence_end)
    before = text[figure.sentence_start : quantity.start]
    behind = text[quantity.start : end.start() if end else figure.sentence_end]
    return f"{_generalise(before, year)}\t{_generalise(behind, year)}"


def _generalise(text: str, year: int | None) -> str:
    """The text with the distance of each year from `year`, and # for every other number."""

    def write(match: re.Match[str]) -> str:
        if year is None or not match["year"]:
            return "#"
        return f"<{int(match['year']) - year}>"

    return _NUMBER.sub(write, squeeze(text).rstrip("。；;"))


def to_label(metric: str, about: str, period: str) -> str:
    """What a figure states, as the label of its names."""
    return _JOIN.join((metric, about, period))


def state_known(
    statements: Sequence[Statement],
    names: Sequence[WordingNames],
    wordings: Mapping[str, Agreed],
) -> list[Statement]:
    """The statements, with those that reviewers have shown in place of those of the models."""
    return [
        _state(agreed, statement)
        if (agreed := find_surest(wordings, figure.statement))
        else statement
        for statement, figure in zip(statements, names, strict=True)
    ]


def _state(agreed: Agreed, read: Statement) -> Statement:
    metric, about, period = (
        (NONE, "self", "year") if agreed.label == NO_CELL else agreed.label.split(_JOIN)
    )
    is_same = (metric, about, period) == (read.metric, read.about, read.period)
    probability = max(agreed.probability, read.probability if is_same else 0.0)
    return Statement(metric, about, period, probability)


def to_breakdown_label(total: int, parts: Sequence[int]) -> str:
    """The parts of a total by their distance from it, as the label of its name."""
    return ",".join(str(part - total) for part in parts)


def break_down_known(
    found: Sequence[Breakdown], names: Sequence[WordingNames], wordings: Mapping[str, Agreed]
) -> tuple[Breakdown, ...]:
    """The breakdowns, with those that reviewers have shown in place of those of the models that
    have the same total, or a part of them."""
    agreed = {n: known for n, name in enumerate(names) if (known := wordings.get(name.breakdown))}
    shown = [
        Breakdown(total, tuple(total + int(part) for part in known.label.split(",")), p)
        for total, known in agreed.items()
        if known.label != NO_CELL and (p := known.probability)
    ]
    shown = [each for each in shown if set(each.parts) <= set(range(len(names)))]
    taken = {part for each in shown for part in each.parts}
    kept = [b for b in found if b.total not in agreed and taken.isdisjoint(b.parts)]
    return tuple(sorted([*kept, *shown], key=lambda each: (each.total, each.parts)))
