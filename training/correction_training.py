"""Fits the correction of the confidence on what people decided: `gouji train --calibrate-only`.

Every report is read with layouts that other reports taught, so that its cells are as sure as those
of a new report. How strongly the correction is held near none is chosen on agencies that it was not
fitted on; where none is best there, there is none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gouji.models.confidence import (
    NO_CORRECTION,
    Correction,
    count_terms,
    fit_correction,
    shift_odds,
)
from gouji.models.estimators.trees import Floats
from gouji.models.layouts import NO_LAYOUTS, Layouts
from gouji.pipeline.errors import ReportError
from gouji.pipeline.extract import Reading, align_document, conclude, open_ledgers
from gouji.pipeline.kit import Kit
from gouji.pipeline.read.confidence import cell_features, expect, find_known
from gouji.pipeline.records import Report
from gouji.training.evaluation.scoring import score_cell
from gouji.training.layout_training import learn_out_of_fold
from gouji.training.progress import ShowStep, show_nothing, track
from gouji.training.reviewed_reports import ReviewedReport

# The most cells of a report, and the most reports of an agency, that count in full.
_MOST_CELLS, _MOST_REPORTS = 20, 20
# How many cells it takes to move a shift; infinity is no correction.
_STRENGTHS = (np.inf, 256.0, 64.0, 16.0, 4.0)
_FOLDS = 4


class ReviewedCells(NamedTuple):
    """The decided cells of reports: `terms` of `count_terms`, the probability before correction,
    whether the reading was right, the weight and the agency of each cell."""

    terms: Floats
    probability: Floats
    right: Floats
    weights: Floats
    agencies: NDArray[np.str_]

    def select(self, rows: NDArray[np.bool_]) -> ReviewedCells:
        return ReviewedCells(
            self.terms[rows],
            self.probability[rows],
            self.right[rows],
            self.weights[rows],
            self.agencies[rows],
        )


@dataclass(frozen=True, slots=True)
class LearnedCorrection:
    """A correction, the cells that it rests on, and the log loss of a cell on agencies that it was
    not fitted on, without and with it."""

    correction: Correction
    cells: int
    before: float
    after: float


def learn_correction(
    reports: Sequence[ReviewedReport], kit: Kit, show: ShowStep = show_nothing
) -> LearnedCorrection:
    """Read every report, compare the decided cells, and fit. `kit` has the models to correct."""
    bare = replace(kit, models=replace(kit.models, correction=NO_CORRECTION))
    cells = gather_cells(reports, bare, show)
    if cells is None:
        return LearnedCorrection(NO_CORRECTION, 0, 0.0, 0.0)
    losses = {strength: _cross_validate(cells, strength) for strength in _STRENGTHS}
    best = min(losses, key=losses.__getitem__)
    return LearnedCorrection(_fit(cells, best), len(cells.right), losses[np.inf], losses[best])


def gather_cells(
    reports: Sequence[ReviewedReport], kit: Kit, show: ShowStep = show_nothing
) -> ReviewedCells | None:
    """The decided cells of all reports, None where there are none. Reports that cannot be read are
    left out."""
    decided = [report for report in reports if report.readers]
    folds: Iterable[tuple[list[ReviewedReport], Layouts]] = [(decided, NO_LAYOUTS)]
    if kit.models.layouts.cells:
        folds = learn_out_of_fold(decided, kit.forms)
    pairs = [(member, layouts) for members, layouts in folds for member in members]
    parts = [
        cells
        for member, layouts in track(pairs, "比对单元格 comparing cells", show)
        for cells in _read(member, kit.with_layouts(layouts))
    ]
    counts = Counter(part.agencies[0] for part in parts)
    parts = [_weaken(part, counts[part.agencies[0]]) for part in parts]
    return ReviewedCells(*map(np.concatenate, zip(*parts, strict=True))) if parts else None


def _weaken(part: ReviewedCells, reports: int) -> ReviewedCells:
    """A report with the weight that it has beside the other reports of its agency."""
    return part._replace(weights=part.weights * min(1.0, _MOST_REPORTS / reports))


def _read(reviewed: ReviewedReport, kit: Kit) -> Iterator[ReviewedCells]:
    """The decided cells of a report, for each way in which it is read."""
    document = reviewed.report.document
    try:
        aligned = align_document(document, reviewed.name, kit)
    except ReportError:
        return
    report = conclude(aligned, kit)
    limit = _MOST_CELLS / len(aligned.readings)
    for reading in aligned.readings:
        cells = _weigh_reading(reading, report, reviewed, kit)
        count = len(cells.right)
        if count:
            agencies = np.full(count, reviewed.report.agency or reviewed.report_id)
            weights = np.full(count, min(1.0, limit / count))
            yield cells._replace(weights=weights, agencies=agencies)


def _weigh_reading(
    reading: Reading, report: Report, reviewed: ReviewedReport, kit: Kit
) -> ReviewedCells:
    """The decided cells of one reading.

    Left out are cells that something in the report contradicts: no correction raises them.
    """
    ledgers = open_ledgers(reading.tables, reading.cells, kit)
    media, tables = report.document.media, reading.tables
    features = cell_features(reading.cells, tables, ledgers, media, reading.agreement)
    placed = [cell for table in tables for cell in table.cells]
    probability = expect(placed, features, kit.models.confidence)
    final = {cell.key: cell.confidence for cell in report.cells}
    is_contradicted = [
        p > kit.config.doubted >= final.get(cell.key, p)
        for cell, p in zip(reading.cells, probability.tolist(), strict=True)
    ]
    rows = [
        n
        for n, cell in enumerate(reading.cells)
        if cell.key in reviewed.readers and not is_contradicted[n]
    ]
    chosen = [reading.cells[n] for n in rows]
    right = [score_cell(cell, cell.key, reviewed.truth[cell.key]).right for cell in chosen]
    terms = count_terms(probability, features, find_known(placed))[rows]
    ones = np.ones(len(rows))
    return ReviewedCells(
        terms, probability[rows], np.array(right, dtype=float), ones, ones.astype(str)
    )


def _fit(cells: ReviewedCells, strength: float) -> Correction:
    return NO_CORRECTION if np.isinf(strength) else fit_correction(*cells[:4], strength)


def _cross_validate(cells: ReviewedCells, strength: float) -> float:
    """The mean log loss of a cell on agencies that the correction was not fitted on."""
    names, numbers = np.unique(cells.agencies, return_inverse=True)
    folds = numbers % _FOLDS
    if len(names) == 1:
        return 0.0  # one agency says nothing of others
    losses = [
        _lose(cells.select(folds == fold), _fit(cells.select(folds != fold), strength))
        for fold in range(min(_FOLDS, len(names)))
    ]
    return sum(losses) / float(cells.weights.sum())


def _lose(cells: ReviewedCells, correction: Correction) -> float:
    """The weighted sum of log losses."""
    shifted = shift_odds(correction, cells.terms, cells.probability)
    of_truth = np.where(cells.right > 0, shifted, 1 - shifted)
    return float(-(cells.weights @ np.log(of_truth)))
