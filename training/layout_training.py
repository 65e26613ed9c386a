"""Learns layouts from reviewed reports, and lists the labels that the other reports contradict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from gouji.models.estimators.agreement import Agreed, Source
from gouji.models.layouts import NO_CELL, Example, Layouts, fit
from gouji.pipeline.forms.form import Form
from gouji.pipeline.rebuild.figure_contexts import FigureContext, find_contexts
from gouji.pipeline.rebuild.printed_rows import rows_from_fragments
from gouji.pipeline.records import CellKey
from gouji.training.locate_truth import ReviewedFigures, is_printed_as, locate_truth
from gouji.training.progress import ShowStep, show_nothing, track
from gouji.training.reviewed_reports import ReviewedReport
from gouji.training.wording_training import SaidBy, read_headings, read_wordings

FOLDS = 4
# The share of common row labels from which two reports have one layout.
_SAME_LAYOUT = 0.3


class DoubtfulLabel(NamedTuple):
    """A label that the other reports of the layout contradict. `subject` is that of its decision.
    `printed` is the text where the others have the cell, or what they say of the sentence or
    heading."""

    report_id: str
    subject: str
    label: str
    printed: str
    reader: str


@dataclass(frozen=True, slots=True)
class LearnedLayouts:
    """What reviewed reports teach: the layouts, how many there are, and the labels in doubt."""

    layouts: Layouts
    clusters: int
    doubtful: tuple[DoubtfulLabel, ...]


class _Figures(NamedTuple):
    report: ReviewedReport
    contexts: list[FigureContext]


def learn_layouts(
    reports: Sequence[ReviewedReport],
    forms: Mapping[str, Form],
    show: ShowStep = show_nothing,
) -> LearnedLayouts:
    """Find where the true cells are printed, and count which texts around a figure name which cell,
    what sentences state, and what headings open.

    Reports with common row labels are of one layout, whatever agency they are from.
    """
    figures = [
        _Figures(report, find_contexts(rows_from_fragments(report.report.document.fragments)))
        for report in reports
    ]
    figures = [member for member in figures if member.contexts and member.report.truth]
    clusters = _cluster(figures)
    examples: list[Example] = []
    for cluster in track(clusters, "学习版式 learning layouts", show):
        problems = [ReviewedFigures(f.contexts, f.report.truth, f.report.forms) for f in cluster]
        located = locate_truth(problems, forms)
        for member, cells in zip(cluster, located, strict=True):
            examples += _examples(member, cells)
    wordings = [said for report in reports for said in read_wordings(report, _source(report))]
    headings = [said for report in reports for said in read_headings(report, _source(report))]
    layouts = fit(examples, [each.said for each in wordings], [each.said for each in headings])
    doubtful = [label for member in figures for label in _find_doubtful(member, layouts, forms)]
    doubtful += _find_doubtful_texts(wordings, layouts.wordings)
    doubtful += _find_doubtful_texts(headings, layouts.headings)
    return LearnedLayouts(layouts, len(clusters), tuple(doubtful))


def learn_out_of_fold(
    reports: Sequence[ReviewedReport], forms: Mapping[str, Form]
) -> Iterator[tuple[list[ReviewedReport], Layouts]]:
    """The reports in folds, each with the layouts that the other folds teach."""
    for fold in range(min(FOLDS, len(reports))):
        others = [report for n, report in enumerate(reports) if n % FOLDS != fold]
        yield list(reports[fold::FOLDS]), learn_layouts(others, forms).layouts


def _examples(member: _Figures, cells: Sequence[CellKey | None]) -> Iterator[Example]:
    source = _source(member.report)
    for context, key in zip(member.contexts, cells, strict=True):
        yield Example(context.features, NO_CELL if key is None else str(key), source)


def _source(reviewed: ReviewedReport) -> Source:
    forms = "/".join(sorted(set(reviewed.forms.values())))
    return Source(reviewed.report_id, reviewed.report.agency or reviewed.report_id, forms)


def _cluster(figures: Sequence[_Figures]) -> list[list[_Figures]]:
    """Reports in groups of a layout: each joins the first group that shares enough row labels."""
    groups: list[tuple[set[str], list[_Figures]]] = []
    for member in figures:
        rows = {c.features.row for c in member.contexts if c.field.has_table_column}
        rows |= {c.features.row for c in member.contexts} if not rows else set()
        for known, members in groups:
            if len(rows & known) >= _SAME_LAYOUT * min(len(rows), len(known)):
                known |= rows
                members.append(member)
                break
        else:
            groups.append((rows, [member]))
    return [members for _, members in groups]


def _find_doubtful(
    member: _Figures, layouts: Layouts, forms: Mapping[str, Form]
) -> Iterator[DoubtfulLabel]:
    """The decided cells of a report whose figure, by the other reports, is another number."""
    named = [(context, layouts.find(context.features)) for context in member.contexts]
    for context, cell in named:
        if cell is None or cell.label == NO_CELL or cell.agreeing == cell.reports:
            continue
        key = CellKey(*cell.label.split("/"))
        truth, reader = member.report.truth.get(key), member.report.readers.get(key)
        if truth is None or reader is None:
            continue
        kind = forms[member.report.forms[key.table]].columns[key].kind
        if not is_printed_as(context.field.text, truth, kind):
            label = truth.status if truth.value is None else f"{truth.value.normalize():f}"
            report_id, printed = member.report.report_id, context.field.text
            yield DoubtfulLabel(report_id, str(key), label, printed, reader)


def _find_doubtful_texts(
    items: Sequence[SaidBy], known: Mapping[str, Agreed]
) -> Iterator[DoubtfulLabel]:
    """The decisions on sentences and headings that most other reports contradict."""
    found = {
        (said.source.report, decision.subject.subject): DoubtfulLabel(
            said.source.report, decision.subject.subject, said.label, agreed.label, decision.by
        )
        for said, decision in items
        if (agreed := known.get(said.name)) and agreed.label != said.label
    }
    yield from found.values()
