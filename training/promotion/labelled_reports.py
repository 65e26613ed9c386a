"""Scores reviewed reports under the version in use and under a candidate that was trained on them.

No report is read with layouts that it taught itself: the reports are split into folds, and each
fold is read with the layouts of the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gouji.models.artefacts import Models
from gouji.pipeline.errors import ReportError
from gouji.pipeline.extract import extract_from_document
from gouji.pipeline.kit import Kit
from gouji.pipeline.records import Report
from gouji.training.evaluation.scoring import score_cell
from gouji.training.layout_training import learn_out_of_fold
from gouji.training.progress import ShowStep, show_nothing
from gouji.training.promotion.frozen_sets import PairedScore
from gouji.training.promotion.report_scores import ReportScore, Strata, join_outcomes
from gouji.training.reviewed_reports import ReviewedReport


def score_labelled(
    reports: Sequence[ReviewedReport],
    kit: Kit,
    champion: Models,
    candidate: Models,
    show: ShowStep = show_nothing,
) -> list[PairedScore]:
    """Every reviewed report under both versions. `kit` gives forms, rules and thresholds."""
    pairs = []
    for members, layouts in learn_out_of_fold(reports, kit.forms):
        kits = [
            replace(kit, models=replace(models, layouts=known))
            for models, known in ((champion, champion.layouts), (candidate, layouts))
        ]
        for report in members:
            scores = [score_reviewed(report, fold_kit) for fold_kit in kits]
            pairs.append(PairedScore(*scores))
            show("审核过的报告 reviewed reports", len(pairs), len(reports))
    return pairs


def score_reviewed(reviewed: ReviewedReport, kit: Kit) -> ReportScore:
    """Read a reviewed report and compare the cells that people decided."""
    document = reviewed.report.document
    try:
        report = extract_from_document(document, reviewed.name, kit)[0]
    except ReportError:
        report = replace(reviewed.report, cells=(), findings=())
    cell_of = {cell.key: cell for cell in report.cells}
    scores = [score_cell(cell_of.get(key), key, reviewed.truth[key]) for key in reviewed.readers]
    wrong = {str(score.key) for score in scores if not score.right}
    return ReportScore(
        report=f"labels/{reviewed.report_id}",
        strata=Strata("labels", document.media, report.form or "", "labels"),
        cells=tuple(join_outcomes(scores, report.cells)),
        trust=kit.config.trust,
        false_accusations=_count_false(report, wrong),
    )


def _count_false(report: Report, wrong: set[str]) -> int:
    """The broken findings that rest on a cell that was read wrongly."""
    return sum(
        finding.verdict == "broken" and not wrong.isdisjoint(map(str, finding.cells))
        for finding in report.findings
    )
