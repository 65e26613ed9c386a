"""Holds what was read against the truth: cells, findings, and how far confidence can be trusted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from gouji.pipeline.forms.rules import Identity
from gouji.pipeline.records import Cell, CellKey, Finding
from gouji.training.corpus.samples import Sample, Truth
from gouji.training.evaluation.indistinguishable import find_alike

_BINS = (0.0, 0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 0.995, 0.999, 1.0)


@dataclass(frozen=True, slots=True)
class Score:
    """One cell held against its truth.

    `wrong_value` is the worst fault: a number given that does not stand there. `alike` marks a
    wrong cell of a row whose reading nothing in the report tells from the true one.
    """

    key: CellKey
    right: bool
    wrong_value: bool
    alike: bool
    confidence: float
    status: str
    truth: str


def score_cells(
    cells: Sequence[Cell], sample: Sample, identities: Iterable[Identity]
) -> tuple[Score, ...]:
    """Every cell of the sample's truth; a cell that was not given at all is wrong."""
    found = {cell.key: cell for cell in cells}
    alike = find_alike(found, sample.cells, identities)
    return tuple(
        _score(found.get(key), key, truth, key in alike) for key, truth in sample.cells.items()
    )


def _score(cell: Cell | None, key: CellKey, truth: Truth, alike: bool) -> Score:
    if cell is None:
        return Score(key, False, False, False, 0.0, "missing", truth.status)
    status_right = cell.status == truth.status or cell.status in truth.also
    right = status_right and (cell.status != "read" or cell.value == truth.value)
    wrong = cell.status == "read" and not right
    return Score(key, right, wrong, alike and not right, cell.confidence, cell.status, truth.status)


@dataclass(frozen=True, slots=True)
class Summary:
    """Rates over many cells; `cells` counts what nothing tells apart as right where doubted."""

    count: int
    cells: float
    wrong_values: float
    calibration: float
    calibration_low: float
    caught: float

    def metrics(self, prefix: str = "") -> dict[str, float]:
        return {
            f"{prefix}cells": self.cells,
            f"{prefix}wrong_values": self.wrong_values,
            f"{prefix}calibration": self.calibration,
            f"{prefix}calibration_low": self.calibration_low,
            f"{prefix}caught": self.caught,
        }


def summarise(scores: Sequence[Score], trust: float) -> Summary:
    """`caught` is the share of wrong cells below the trust threshold (1 where none is wrong)."""
    if not scores:
        return Summary(0, 1.0, 0.0, 0.0, 0.0, 1.0)
    fine = [s.right or (s.alike and s.confidence < trust) for s in scores]
    faults = [s.wrong_value and not f for s, f in zip(scores, fine, strict=True)]
    wrong = [s for s in scores if not s.right]
    return Summary(
        count=len(scores),
        cells=sum(fine) / len(scores),
        wrong_values=sum(faults) / len(scores),
        calibration=calibration_error(scores),
        calibration_low=calibration_error([s for s in scores if s.confidence < 0.99]),
        caught=sum(s.confidence < trust for s in wrong) / len(wrong) if wrong else 1.0,
    )


def calibration_error(scores: Sequence[Score]) -> float:
    """Expected calibration error: |confidence − accuracy| over bins, weighted by their cells."""
    return sum(abs(c - a) * n for c, a, n in reliability(scores)) / max(1, len(scores))


def reliability(scores: Sequence[Score]) -> Iterator[tuple[float, float, int]]:
    """For each bin that holds cells: mean confidence, share of right cells, number of cells."""
    confidence = np.array([s.confidence for s in scores])
    right = np.array([s.right for s in scores], dtype=float)
    bins = np.digitize(confidence, _BINS[1:-1], right=False)
    for bin_ in sorted(set(bins.tolist())):
        inside = bins == bin_
        yield float(confidence[inside].mean()), float(right[inside].mean()), int(inside.sum())


Broken = tuple[str, str]  # rule, scope


def broken(findings: Iterable[Finding]) -> set[Broken]:
    """What is broken among the cells alone; what the text says of them is drawn without truth."""
    found = (one for one in findings if one.verdict == "broken")
    return {(one.rule, one.scope) for one in found if one.cells and not one.claims}


def precision_recall(pairs: Iterable[tuple[set[Any], set[Any]]]) -> tuple[float, float]:
    """Over (found, true) pairs; 1 where there is nothing to find."""
    tally: Counter[str] = Counter()
    for found, true in pairs:
        tally["hit"] += len(found & true)
        tally["found"] += len(found)
        tally["true"] += len(true)
    return share(tally["hit"], tally["found"]), share(tally["hit"], tally["true"])


class Counted:
    """How many were found, how many there are, and how many are both."""

    __slots__ = ()
    found: int
    true: int
    both: int

    @property
    def precision(self) -> float:
        return share(self.both, self.found)

    @property
    def recall(self) -> float:
        return share(self.both, self.true)


def share(part: int, whole: int) -> float:
    """`part` of `whole`; all of it where there is nothing."""
    return part / whole if whole else 1.0


def truth_cells(sample: Sample) -> tuple[Cell, ...]:
    """The truth as cells of full confidence, to be checked as a report's are."""
    return tuple(
        Cell(sample.forms[key.table], key, truth.status, truth.value, truth.raw)
        for key, truth in sample.cells.items()
    )
