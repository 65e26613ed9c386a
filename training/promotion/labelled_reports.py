"""Scores reviewed reports under the version in use and under a candidate that was trained on them.

No report is read with layouts that it taught itself: the reports are split into folds, and each
fold is read with the layouts of the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from gouji.models.artefacts import Models
from gouji.pipeline.errors import ReportError
from gouji.pipeline.extract import extract_from_document
from gouji.pipeline.kit import Kit
from gouji.pipeline.records import Cell, CellKey, Report
from gouji.training.corpus.samples import CellTruth
from gouji.training.layout_training import learn_layouts
from gouji.training.promotion.frozen_sets import PairedScore
from gouji.training.promotion.report_scores import CellOutcome, ReportScore, Strata
from gouji.training.reviewed_reports import ReviewedReport

FOLDS = 4


def score_labelled(
    reports: Sequence[ReviewedReport], kit: Kit, champion: Models, candidate: Models
) -> list[PairedScore]:
    """Every reviewed report under both versions. `kit` gives forms, rules and thresholds."""
    pairs = []
    for fold in range(min(FOLDS, len(reports))):
        others = [report for n, report in enumerate(reports) if n % FOLDS != fold]
        layouts = learn_layouts(others, kit.forms).layouts
        kits = [
            replace(kit, models=replace(models, layouts=known))
            for models, known in ((champion, champion.layouts), (candidate, layouts))
        ]
        for report in reports[fold::FOLDS]:
            scores = [score_reviewed(report, fold_kit) for fold_kit in kits]
            pairs.append(PairedScore(*scores))
    return pairs


def score_reviewed(reviewed: ReviewedReport, kit: Kit) -> ReportScore:
    """Read a reviewed report and compare the cells that people decided."""
    document = reviewed.report.document
    try:
        report = extract_from_document(document, reviewed.name, kit)[0]
    except ReportError:
        report = replace(reviewed.report, cells=(), findings=())
    outcomes = {outcome.cell: outcome for outcome in _compare(report.cells, reviewed)}
    return ReportScore(
        report=f"labels/{reviewed.report_id}",
        strata=Strata("labels", document.media, report.form or "", "labels"),
        cells=tuple(outcomes.values()),
        trust=kit.config.trust,
        false_accusations=_count_false(
            report, {o.cell for o in outcomes.values() if not o.is_right}
        ),
    )


def _compare(cells: Sequence[Cell], reviewed: ReviewedReport) -> Iterator[CellOutcome]:
    cell_of = {cell.key: cell for cell in cells}
    for key in reviewed.readers:
        yield _outcome(key, cell_of.get(key), reviewed.truth[key])


def _outcome(key: CellKey, cell: Cell | None, truth: CellTruth) -> CellOutcome:
    if cell is None:
        return CellOutcome(str(key), "missing", None, 0.0, is_right=False)
    is_right = cell.status == truth.status and (cell.status != "read" or cell.value == truth.value)
    text = None if cell.value is None else f"{cell.value:f}"
    return CellOutcome(str(key), cell.status, text, cell.confidence, is_right)


def _count_false(report: Report, wrong: set[str]) -> int:
    """The broken findings that rest on a cell that was read wrongly."""
    return sum(
        finding.verdict == "broken" and not wrong.isdisjoint(map(str, finding.cells))
        for finding in report.findings
    )
