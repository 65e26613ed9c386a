"""What decisions on claims and headings teach: the wordings of sentences, the titles of sections.

Only what people decided counts. What a model reads without being asked about is no evidence for
itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from gouji.models.claims import CHANNEL
from gouji.models.estimators.agreement import Said, Source
from gouji.models.layouts import NO_CELL
from gouji.pipeline.claims.figure_context import Figure, find_figures
from gouji.pipeline.claims.known_wordings import (
    WordingNames,
    name_wordings,
    to_breakdown_label,
    to_label,
)
from gouji.pipeline.claims.read_claims import find_passages
from gouji.pipeline.decisions.answers import ClaimAnswer, SectionAnswer
from gouji.pipeline.decisions.records import BREAKDOWN, Decision
from gouji.pipeline.language.normalise import strip_numbering
from gouji.pipeline.locate.headings import find_candidates
from gouji.training.reviewed_reports import ReviewedReport


class SaidBy(NamedTuple):
    """What a decision says under a name, and the decision."""

    said: Said
    decision: Decision


class _Named(NamedTuple):
    """A figure with its names, and its number among the figures of its passage."""

    figures: Sequence[Figure]
    number: int
    names: WordingNames


def read_wordings(reviewed: ReviewedReport, source: Source) -> Iterator[SaidBy]:
    """What the decisions on claims of a report say of its sentences."""
    decisions = [d for d in reviewed.texts if isinstance(d.answer, ClaimAnswer)]
    figures = _find_figures(reviewed) if decisions else {}
    for decision in decisions:
        assert isinstance(decision.answer, ClaimAnswer)
        figure = figures.get(decision.subject.span[0])
        if figure is None:
            continue
        is_breakdown = decision.subject.subject.endswith(BREAKDOWN)
        name = _name_breakdown if is_breakdown else _name_statement
        for text, label in name(decision.answer, figure):
            yield SaidBy(Said(text, label, source), decision)


def _find_figures(reviewed: ReviewedReport) -> dict[int, _Named]:
    """The figures of the running text by their offset in the document."""
    report, found = reviewed.report, dict[int, _Named]()
    for located in find_passages(report.document, report.sections, (), report.year, report.agency):
        figures = find_figures(located.passage)
        names = name_wordings(located.passage, figures)
        for index, (figure, name) in enumerate(zip(figures, names, strict=True)):
            start = located.to_document(figure.quantity.start)
            found[start] = _Named(figures, index, name)
    return found


def _name_statement(answer: ClaimAnswer, figure: _Named) -> Iterator[tuple[str, str]]:
    """A channel is named in the text, so that its label does not name it."""
    label = NO_CELL
    if answer.metric is not None:
        metric = CHANNEL if answer.metric.startswith(f"{CHANNEL}:") else answer.metric
        label = to_label(metric, answer.about, answer.period)
    for name in figure.names.statement:
        yield name, label


def _name_breakdown(answer: ClaimAnswer, figure: _Named) -> Iterator[tuple[str, str]]:
    if answer.metric is None:
        yield figure.names.breakdown, NO_CELL
    elif parts := _find_parts(figure, answer.parts or ()):
        yield figure.names.breakdown, to_breakdown_label(figure.number, parts)


def _find_parts(figure: _Named, parts: Sequence[Decimal]) -> list[int] | None:
    """The figures of the sentence that are these parts in a row, behind the total or before it;
    None where no figures or several are."""
    total = figure.figures[figure.number]
    members = [
        n
        for n, other in enumerate(figure.figures)
        if other.sentence_start == total.sentence_start and n != figure.number
    ]
    runs = [
        members[i : i + len(parts)]
        for i in range(len(members) - len(parts) + 1)
        if [figure.figures[n].quantity.value for n in members[i : i + len(parts)]] == list(parts)
    ]
    is_beside = [run for run in runs if run and (run[0] > figure.number or run[-1] < figure.number)]
    return is_beside[0] if len(is_beside) == 1 else None


def read_headings(reviewed: ReviewedReport, source: Source) -> Iterator[SaidBy]:
    """What the decisions on headings of a report say of their titles."""
    decided = {
        int(decision.subject.subject): decision
        for decision in reviewed.texts
        if isinstance(decision.answer, SectionAnswer)
    }
    candidates = find_candidates(reviewed.report.document) if decided else ()
    for candidate in candidates:
        decision = decided.get(candidate.start)
        title = strip_numbering(candidate.text)
        if decision and title and isinstance(decision.answer, SectionAnswer):
            yield SaidBy(Said(title, decision.answer.opens or NO_CELL, source), decision)


Reader = Callable[[ReviewedReport, Source], Iterator[SaidBy]]
READERS: Mapping[str, Reader] = {"wordings": read_wordings, "headings": read_headings}
