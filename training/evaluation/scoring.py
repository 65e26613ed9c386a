"""Scores cells and findings against the truth, and measures how well confidence is calibrated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from gouji.pipeline.forms.rules import Identity
from gouji.pipeline.records import Cell, CellKey, Finding
from gouji.training.corpus.samples import CellTruth, Sample
from gouji.training.evaluation.indistinguishable import find_indistinguishable

# Edges of the confidence bins of the calibration error and of the reliability diagram.
_BIN_EDGES = (0.0, 0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 0.995, 0.999, 1.0)
# Confidence below which a cell counts for `calibration_low`.
_LOW_CONFIDENCE = 0.99


@dataclass(frozen=True, slots=True)
class CellScore:
    """One cell compared with its truth.

    `wrong_value` is the worst fault: a value that is not printed at that cell. `indistinguishable`
    marks a wrong cell of a row whose reading cannot be told from the true one by anything in the
    report. `status` is "missing" for a cell that was not given at all.
    """

    key: CellKey
    right: bool
    wrong_value: bool
    indistinguishable: bool
    confidence: float
    status: str
    truth: str


def score_cells(
    cells: Sequence[Cell], sample: Sample, identities: Iterable[Identity]
) -> tuple[CellScore, ...]:
    """The score of every cell of the sample. A missing cell is wrong."""
    cell_of = {cell.key: cell for cell in cells}
    indistinguishable = find_indistinguishable(cell_of, sample.cells, identities)
    return tuple(
        score_cell(cell_of.get(key), key, truth, key in indistinguishable)
        for key, truth in sample.cells.items()
    )


def score_cell(
    cell: Cell | None, key: CellKey, truth: CellTruth, is_indistinguishable: bool = False
) -> CellScore:
    """One cell compared with its truth; None is a cell that was not given."""
    if cell is None:
        return CellScore(key, False, False, False, 0.0, "missing", truth.status)
    is_status_right = cell.status == truth.status or cell.status in truth.accepted
    is_right = is_status_right and (cell.status != "read" or cell.value == truth.value)
    return CellScore(
        key=key,
        right=is_right,
        wrong_value=cell.status == "read" and not is_right,
        indistinguishable=is_indistinguishable and not is_right,
        confidence=cell.confidence,
        status=cell.status,
        truth=truth.status,
    )


@dataclass(frozen=True, slots=True)
class CellSummary:
    """Rates over many cells.

    `cells` is the share of right cells and `wrong_values` that of wrong values; both accept an
    indistinguishable cell if its confidence is below the trust threshold. `calibration` is the
    expected calibration error, `calibration_low` the same for cells of low confidence. `caught`
    is the share of wrong cells below the trust threshold (1 if no cell is wrong). `sure_wrong` is
    the share of wrong cells among those with a confidence of 0.99 or more.
    """

    count: int
    cells: float
    wrong_values: float
    calibration: float
    calibration_low: float
    caught: float
    sure_wrong: float

    def metrics(self) -> dict[str, float]:
        """The rates by the names of their metrics in MLflow."""
        return {
            "cells": self.cells,
            "wrong_values": self.wrong_values,
            "calibration": self.calibration,
            "calibration_low": self.calibration_low,
            "caught": self.caught,
            "sure_wrong": self.sure_wrong,
        }


def summarise(scores: Sequence[CellScore], trust: float) -> CellSummary:
    """The rates over these cells. `trust` is the confidence from which a cell is trusted."""
    if not scores:
        return CellSummary(0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
    accepted = [s.right or (s.indistinguishable and s.confidence < trust) for s in scores]
    wrong_values = [s.wrong_value and not ok for s, ok in zip(scores, accepted, strict=True)]
    wrong = [s for s in scores if not s.right]
    sure = [s for s in scores if s.confidence >= _LOW_CONFIDENCE]
    return CellSummary(
        count=len(scores),
        cells=sum(accepted) / len(scores),
        wrong_values=sum(wrong_values) / len(scores),
        calibration=calibration_error(scores),
        calibration_low=calibration_error([s for s in scores if s.confidence < _LOW_CONFIDENCE]),
        caught=sum(s.confidence < trust for s in wrong) / len(wrong) if wrong else 1.0,
        sure_wrong=sum(not s.right for s in sure) / max(1, len(sure)),
    )


def calibration_error(scores: Sequence[CellScore]) -> float:
    """Expected calibration error: |confidence − accuracy| over bins, weighted by their cells."""
    errors = (abs(b.confidence - b.accuracy) * b.cells for b in reliability(scores))
    return sum(errors) / max(1, len(scores))


class ReliabilityBin(NamedTuple):
    """Cells of similar confidence: mean confidence, share of right cells, number of cells."""

    confidence: float
    accuracy: float
    cells: int


def reliability(scores: Sequence[CellScore]) -> Iterator[ReliabilityBin]:
    """The bins of confidence that hold cells, in ascending order."""
    confidence = np.array([s.confidence for s in scores])
    right = np.array([s.right for s in scores], dtype=float)
    bins = np.digitize(confidence, _BIN_EDGES[1:-1], right=False)
    for index in sorted(set(bins.tolist())):
        inside = bins == index
        mean, accuracy = float(confidence[inside].mean()), float(right[inside].mean())
        yield ReliabilityBin(mean, accuracy, int(inside.sum()))


class BrokenRule(NamedTuple):
    """A rule that is broken, and its scope."""

    rule: str
    scope: str


def find_broken_rules(findings: Iterable[Finding]) -> set[BrokenRule]:
    """The broken findings about cells alone. Findings about claims have no truth in a sample."""
    return {
        BrokenRule(finding.rule, finding.scope)
        for finding in findings
        if finding.verdict == "broken" and finding.cells and not finding.claims
    }


class PrecisionRecall(NamedTuple):
    """Precision and recall. Each is 1 if there is nothing to divide by."""

    precision: float
    recall: float


def precision_recall(pairs: Iterable[tuple[set[Any], set[Any]]]) -> PrecisionRecall:
    """Precision and recall summed over pairs of predicted and true items."""
    predicted = true = correct = 0
    for predicted_items, true_items in pairs:
        predicted += len(predicted_items)
        true += len(true_items)
        correct += len(predicted_items & true_items)
    return PrecisionRecall(share(correct, predicted), share(correct, true))


class WithCounts:
    """Precision and recall of a record that counts predicted, true and correct items."""

    __slots__ = ()
    predicted: int
    true: int
    correct: int

    @property
    def precision(self) -> float:
        return share(self.correct, self.predicted)

    @property
    def recall(self) -> float:
        return share(self.correct, self.true)


def share(count: int, total: int) -> float:
    """`count` divided by `total`, 1 if `total` is 0."""
    return count / total if total else 1.0


def truth_cells(sample: Sample) -> tuple[Cell, ...]:
    """The truth of a sample as cells, to be checked like the cells of a report."""
    return tuple(
        Cell(sample.forms[key.table], key, truth.status, truth.value, truth.raw)
        for key, truth in sample.cells.items()
    )
