"""The score of one report under one version: what the comparison of two versions is made of.

Frozen samples and labelled reports give the same record.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from gouji.pipeline.errors import ReportError
from gouji.pipeline.extract import extract_from_document
from gouji.pipeline.kit import Kit
from gouji.pipeline.records import Cell
from gouji.training.corpus.samples import Sample
from gouji.training.evaluation.house_style_scores import find_denied_tables
from gouji.training.evaluation.sample_scores import score_failure, score_report
from gouji.training.evaluation.scoring import BrokenRule, CellScore


class CellOutcome(NamedTuple):
    """A cell whose truth is known, as a version read it.

    `cell` is "table/row/column". `status` is "missing" where the report could not be read. `text`
    is the value as a person would write it, None unless the status is "read". `truth` is the true
    status.
    """

    cell: str
    status: str
    text: str | None
    confidence: float
    is_right: bool
    truth: str = ""


class Strata(NamedTuple):
    """The groups of a report: the set that it belongs to (a frozen set, or "labels"), its medium,
    the form of its table of requests, and its layout (a rendering, or a cluster of layouts)."""

    set: str
    medium: str
    form: str
    layout: str


@dataclass(frozen=True)
class ReportScore:
    """One report under one version.

    `cells`: those whose truth is known. `trust`: the confidence from which a cell is accepted.
    `false_accusations`: broken findings that the true cells do not break. `is_known`: its layout is
    known to the models, so that a promise may cover it.
    """

    report: str
    strata: Strata
    cells: tuple[CellOutcome, ...]
    trust: float
    false_accusations: int = 0
    is_known: bool = True

    @cached_property
    def accepted(self) -> Mapping[str, CellOutcome]:
        """The cells that nobody would be asked about."""
        return {c.cell: c for c in self.cells if is_accepted(c, self.trust)}

    @property
    def silent_wrong(self) -> int:
        """Accepted cells that are wrong."""
        return sum(not outcome.is_right for outcome in self.accepted.values())

    @property
    def doubted(self) -> int:
        """Cells that a person must look at."""
        return len(self.cells) - len(self.accepted)

    @property
    def is_whole(self) -> bool:
        """Whether every cell is right."""
        return all(outcome.is_right for outcome in self.cells)


def is_accepted(outcome: CellOutcome, trust: float) -> bool:
    """Whether a cell is used without a person who looks at it."""
    return outcome.confidence >= trust and outcome.status != "missing"


class FrozenSample(NamedTuple):
    """A sample of a frozen set, with an id that no other sample of all sets has."""

    report: str
    set: str
    sample: Sample
    is_known: bool


def score_frozen(frozen: FrozenSample, kit: Kit) -> ReportScore:
    """Read a sample with the models of a kit and compare it with its truth."""
    sample = frozen.sample
    cells: tuple[Cell, ...] = ()
    denied: set[BrokenRule] = set()
    try:
        report = extract_from_document(sample.document, sample.name, kit)[0]
        scored, cells = score_report(sample, report, kit), report.cells
        denied = find_denied_tables(report, sample)
    except ReportError as error:
        scored = score_failure(sample, error.kind, kit)
    return ReportScore(
        report=frozen.report,
        strata=Strata(frozen.set, _find_medium(sample), sample.forms["requests"], sample.rendering),
        cells=tuple(join_outcomes(scored.scores, cells)),
        trust=kit.config.trust,
        false_accusations=len((scored.found_rules | denied) - scored.true_rules),
        is_known=frozen.is_known,
    )


def join_outcomes(scores: Iterable[CellScore], cells: Iterable[Cell]) -> Iterable[CellOutcome]:
    """The score of every cell with what was read there."""
    texts = {cell.key: None if cell.value is None else f"{cell.value:f}" for cell in cells}
    for score in scores:
        name = "/".join(score.key)
        text = texts.get(score.key)
        yield CellOutcome(name, score.status, text, score.confidence, score.right, score.truth)


def _find_medium(sample: Sample) -> str:
    try:
        return sample.document.media
    except ReportError:
        return sample.name.rpartition(".")[2]
