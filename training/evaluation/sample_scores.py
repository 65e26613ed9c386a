"""Scores samples as a whole, and summarises them in a table by rendering and by damage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from gouji.pipeline.check.apply_rules import Facts, check
from gouji.pipeline.errors import ReportError
from gouji.pipeline.extract import extract_from_document
from gouji.pipeline.forms.rules import Identity
from gouji.pipeline.kit import Kit
from gouji.pipeline.records import Cell, Document, Finding, PrintedTable, Report
from gouji.training.corpus.samples import Sample
from gouji.training.evaluation.scoring import (
    BrokenRule,
    CellScore,
    CellSummary,
    PrecisionRecall,
    find_broken_rules,
    precision_recall,
    score_cells,
    summarise,
    truth_cells,
)


class SectionOpening(NamedTuple):
    """A section, and how many times it was opened before."""

    section: str
    earlier: int


@dataclass(frozen=True, slots=True)
class ScoredSample:
    """The scores of one sample: its cells, broken rules and opened sections.

    Broken rules and sections are given as found and as true. `error` is the kind of error if the
    sample could not be read.
    """

    sample: Sample
    scores: tuple[CellScore, ...]
    found_rules: frozenset[BrokenRule]
    true_rules: frozenset[BrokenRule]
    found_sections: frozenset[SectionOpening]
    true_sections: frozenset[SectionOpening]
    error: str | None = None


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """A row of the evaluation table: the scores of all samples of one group. `whole` is the share
    of samples all of whose cells are right."""

    name: str
    kind: str
    reports: int
    summary: CellSummary
    rules: PrecisionRecall
    sections: PrecisionRecall
    whole: float

    def row(self) -> dict[str, object]:
        """The row with its column names in MLflow and in JSON."""
        return {
            "name": self.name,
            "kind": self.kind,
            "reports": self.reports,
            **{name: round(value, 6) for name, value in self.summary.metrics().items()},
            "broken_precision": round(self.rules.precision, 4),
            "broken_recall": round(self.rules.recall, 4),
            "section_precision": round(self.sections.precision, 4),
            "section_recall": round(self.sections.recall, 4),
            "whole": round(self.whole, 4),
        }


def score_sample(sample: Sample, kit: Kit) -> ScoredSample:
    """Read a sample and compare it with the truth."""
    try:
        report, *_ = extract_from_document(sample.document, sample.name, kit)
        return score_report(sample, report, kit)
    except ReportError as error:
        return score_failure(sample, error.kind, kit)


def score_report(sample: Sample, report: Report, kit: Kit) -> ScoredSample:
    """Compare the report that was read from a sample with the truth."""
    return ScoredSample(
        sample=sample,
        scores=score_cells(report.cells, sample, _identities(sample, kit)),
        found_rules=frozenset(find_broken_rules(report.findings)),
        true_rules=frozenset(find_broken_rules(_check_truth(sample, kit))),
        found_sections=_count_openings(section.section for section in report.sections),
        true_sections=_true_sections(sample),
    )


def score_failure(sample: Sample, error: str, kit: Kit) -> ScoredSample:
    """The scores of a sample that could not be read: all cells are wrong, none has a value."""
    return ScoredSample(
        sample=sample,
        scores=score_cells((), sample, ()),
        found_rules=frozenset(),
        true_rules=frozenset(find_broken_rules(_check_truth(sample, kit))),
        found_sections=frozenset(),
        true_sections=_true_sections(sample),
        error=error,
    )


def _true_sections(sample: Sample) -> frozenset[SectionOpening]:
    return _count_openings(heading.section for heading in sample.headings)


def _count_openings(sections: Iterable[str]) -> frozenset[SectionOpening]:
    counts = Counter(sections)
    return frozenset(
        SectionOpening(name, earlier) for name in counts for earlier in range(counts[name])
    )


def _identities(sample: Sample, kit: Kit) -> list[Identity]:
    indexes = (kit.identities[form, table] for table, form in sample.forms.items())
    return [identity for index in indexes for identity in index.identities]


def _check_truth(sample: Sample, kit: Kit) -> tuple[Finding, ...]:
    return check_cells(sample.forms, truth_cells(sample), kit)


def check_cells(
    versions: Mapping[str, str], cells: tuple[Cell, ...], kit: Kit
) -> tuple[Finding, ...]:
    """What the rules say of true cells, all of them trusted; `versions` gives each table's form."""
    tables = tuple(PrintedTable(table, form, 1) for table, form in versions.items())
    report = Report(
        Document("", "text", ()), None, None, None, (), cells, (), printed_tables=tables
    )
    return check(Facts.from_report(report, kit.forms, kit.identities, trust=0.0), kit.rules)


def summarise_samples(
    name: str, kind: str, scored: Sequence[ScoredSample], trust: float
) -> SummaryRow:
    """The table row of these samples."""
    cell_scores = [score for sample in scored for score in sample.scores]
    rules = precision_recall((set(s.found_rules), set(s.true_rules)) for s in scored)
    # If a tool printed the report twice, its headings have no single place and no truth.
    with_truth = [sample for sample in scored if sample.true_sections]
    sections = precision_recall((set(s.found_sections), set(s.true_sections)) for s in with_truth)
    whole = sum(all(score.right for score in s.scores) for s in scored) / max(1, len(scored))
    summary = summarise(cell_scores, trust)
    return SummaryRow(name, kind, len(scored), summary, rules, sections, whole)


def summary_table(scored: Sequence[ScoredSample], trust: float) -> list[SummaryRow]:
    """The table over all samples, by rendering, and by damage."""
    table = [summarise_samples("all", "all", scored, trust)]
    for name in sorted({s.sample.rendering for s in scored}):
        group = [s for s in scored if s.sample.rendering == name]
        table.append(summarise_samples(name, "rendering", group, trust))
    for name in sorted({damage for s in scored for damage in s.sample.damages}):
        group = [s for s in scored if name in s.sample.damages]
        table.append(summarise_samples(name, "damage", group, trust))
    return table
