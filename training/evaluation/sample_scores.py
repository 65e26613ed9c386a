"""Samples marked like exam papers, and the tables made of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from gouji.pipeline.check.rules import Facts, check
from gouji.pipeline.errors import ReportError
from gouji.pipeline.extract import extract
from gouji.pipeline.forms.rules import Identity
from gouji.pipeline.kit import Kit
from gouji.pipeline.records import Cell, Finding, Report
from gouji.training.corpus.samples import Sample
from gouji.training.evaluation.scoring import (
    Broken,
    Score,
    Summary,
    broken,
    precision_recall,
    score_cells,
    summarise,
    truth_cells,
)

Opened = tuple[str, int]  # section, how often it was opened before


@dataclass(frozen=True, slots=True)
class Marked:
    """One sample, marked like an exam paper: broken identities and opened sections, each as
    they were found and as they are."""

    sample: Sample
    scores: tuple[Score, ...]
    found: frozenset[Broken]
    true: frozenset[Broken]
    opened: frozenset[Opened]
    titled: frozenset[Opened]
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the evaluation's table: what was left out, and how reading it went.

    `precision` and `recall` are those of broken identities, `sections` those of sections."""

    name: str
    kind: str
    reports: int
    summary: Summary
    precision: float
    recall: float
    sections: tuple[float, float]

    def row(self) -> dict[str, object]:
        metrics = self.summary.metrics()
        return {
            "name": self.name,
            "kind": self.kind,
            "reports": self.reports,
            **{name: round(value, 6) for name, value in metrics.items()},
            "broken_precision": round(self.precision, 4),
            "broken_recall": round(self.recall, 4),
            "section_precision": round(self.sections[0], 4),
            "section_recall": round(self.sections[1], 4),
        }


def mark(sample: Sample, kit: Kit) -> Marked:
    """Read a sample and hold every cell and every broken identity against the truth."""
    try:
        return mark_report(sample, extract(sample.data, sample.name, kit), kit)
    except ReportError as error:
        return mark_failure(sample, error.kind, kit)


def mark_report(sample: Sample, report: Report, kit: Kit) -> Marked:
    true = frozenset(broken(_check_truth(sample, kit)))
    scores = score_cells(report.cells, sample, _identities(sample, kit))
    opened = _count(section.section for section in report.sections)
    found = frozenset(broken(report.findings))
    return Marked(sample, scores, found, true, opened, _titles(sample))


def mark_failure(sample: Sample, kind: str, kit: Kit) -> Marked:
    """A report that could not be read: all of its cells are wrong, none is a wrong value."""
    true = frozenset(broken(_check_truth(sample, kit)))
    nothing = score_cells((), sample, ())
    return Marked(sample, nothing, frozenset(), true, frozenset(), _titles(sample), kind)


def _titles(sample: Sample) -> frozenset[Opened]:
    return _count(heading.section for heading in sample.headings)


def _count(sections: Iterable[str]) -> frozenset[Opened]:
    """Each section with how many times it came before."""
    times = Counter(sections)
    return frozenset((name, before) for name in times for before in range(times[name]))


def _identities(sample: Sample, kit: Kit) -> list[Identity]:
    indexes = (kit.identities[form, table] for table, form in sample.forms.items())
    return [identity for index in indexes for identity in index.identities]


def _check_truth(sample: Sample, kit: Kit) -> tuple[Finding, ...]:
    return check_true(sample.forms, truth_cells(sample), kit)


def check_true(
    versions: Mapping[str, str], cells: tuple[Cell, ...], kit: Kit
) -> tuple[Finding, ...]:
    """What the rules say of true cells, all of them trusted; `versions` gives each table's form."""
    facts = Facts(
        forms={table: kit.forms[form] for table, form in versions.items()},
        cells=cells,
        sections=(),
        tables=dict.fromkeys(versions, 1),
        trust=0.0,
        identities={table: kit.identities[form, table] for table, form in versions.items()},
    )
    return check(facts, kit.rules)


def line(name: str, kind: str, marked: Sequence[Marked], trust: float) -> Line:
    """One row of the table over these samples."""
    scores = [score for one in marked for score in one.scores]
    precision, recall = precision_recall((set(one.found), set(one.true)) for one in marked)
    # A report that a tool printed twice has no one place for a heading.
    titled = [one for one in marked if one.titled]
    sections = precision_recall((set(one.opened), set(one.titled)) for one in titled)
    return Line(name, kind, len(marked), summarise(scores, trust), precision, recall, sections)


def lines(marked: Sequence[Marked], trust: float) -> list[Line]:
    """The table over marked samples: all, by rendering, by damage."""
    table = [line("all", "all", marked, trust)]
    for name in sorted({one.sample.rendering for one in marked}):
        own = [one for one in marked if one.sample.rendering == name]
        table.append(line(name, "rendering", own, trust))
    for name in sorted({damage for one in marked for damage in one.sample.damages}):
        own = [one for one in marked if name in one.sample.damages]
        table.append(line(name, "damage", own, trust))
    return table
