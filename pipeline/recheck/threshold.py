"""Chooses the trust threshold of a run from the errors or the hours of review that are allowed.

The threshold of the configs is the lowest: a cell that something in the report contradicts has a
confidence just below it, and no budget makes such a cell trusted.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from gouji.pipeline.recheck.reports import check_part
from gouji.pipeline.store.datasets import (
    find_parts,
    lock_out,
    prepare,
    read_part,
    read_rows,
    rewrite_dataset,
    rewrite_reports,
)
from gouji.pipeline.store.records_to_rows import Row, findings_to_rows
from gouji.pipeline.store.reviewed import Rules, load_decisions, load_reviewed, select_across
from gouji.pipeline.store.rows_to_records import row_to_finding
from gouji.pipeline.store.schemas import SCHEMAS

ASSUMED_SECONDS = 3.0  # Seconds a decision, where none has been measured.
_LEAST_MEASURED = 20  # Decisions from which their median is used.

Confidences = npt.NDArray[np.float64]


class ReviewBudget(NamedTuple):
    """What a threshold leaves to review: `doubtful` cells, at `seconds` each, of which
    `is_measured` tells whether they were measured in a review. `expected_error` is the share of
    wrong cells among those that are trusted, by their confidences."""

    trust: float
    doubtful: int
    seconds: float
    is_measured: bool
    expected_error: float

    @property
    def hours(self) -> float:
        return self.doubtful * self.seconds / 3600


def apply_budget(
    out: Path,
    rules: Rules,
    lowest: float,
    target_error: float | None = None,
    review_hours: float | None = None,
) -> ReviewBudget:
    """Choose the threshold, store it with every current report of `out`, decide findings again.

    With both limits the error counts. `lowest` is the threshold of the configs. Raises StoreError
    and DatabaseError.
    """
    confidences = np.sort(np.fromiter(_list_confidences(out), np.float64))
    seconds, is_measured = measure_seconds(out)
    if target_error is not None:
        trust = find_trust_for_error(confidences, target_error)
    else:
        count = int((review_hours or 0.0) * 3600 / seconds)
        trust = find_trust_for_count(confidences, count)
    trust = max(lowest, trust)
    set_trust(out, trust, rules)
    doubtful = int(np.searchsorted(confidences, trust))
    trusted = confidences[doubtful:]
    error = float(np.mean(1 - trusted)) if trusted.size else 0.0
    return ReviewBudget(trust, doubtful, seconds, is_measured, error)


def _list_confidences(out: Path) -> Iterator[float]:
    """Of all cells of printed tables of current reports."""
    columns = ["report", "state", "printed_tables"]
    for part in find_parts(out, "reports"):
        reports = read_part(out, "reports", part.name, columns)
        printed = {
            (row["report"], table["table"])
            for row in reports
            if row["state"] == "current"
            for table in row["printed_tables"] or ()
            if table["copies"]
        }
        for cell in read_part(out, "cells", part.name, ["report", "table", "confidence"]):
            if (cell["report"], cell["table"]) in printed:
                yield cell["confidence"]


def find_trust_for_error(confidences: Confidences, target: float) -> float:
    """The lowest threshold at which the trusted cells are expected to be wrong at most at the rate
    `target`; 1 where none is. `confidences` rise."""
    falling = confidences[::-1]
    errors = np.cumsum(1 - falling) / np.arange(1, falling.size + 1)
    # Cells of one confidence are trusted together.
    is_last = np.append(np.diff(falling) < 0, True) if falling.size else np.array([], bool)
    allowed = np.flatnonzero((errors <= target) & is_last)
    return float(falling[allowed[-1]]) if allowed.size else 1.0


def find_trust_for_count(confidences: Confidences, count: int) -> float:
    """The highest threshold below which there are at most `count` cells. `confidences` rise."""
    return 1.0 if count >= confidences.size else float(confidences[count])


def measure_seconds(out: Path) -> tuple[float, bool]:
    """Seconds a decision on a cell at the median of the review of `out`, and whether they were
    measured."""
    measured = [
        decision.seconds
        for subjects in load_decisions(out).values()
        for subject, decisions in subjects.items()
        if subject.kind == "cell"
        for decision in decisions
        if decision.seconds is not None
    ]
    if len(measured) < _LEAST_MEASURED:
        return ASSUMED_SECONDS, False
    return median(measured), True


def set_trust(out: Path, trust: float, rules: Rules) -> None:
    """Store the threshold with every current report, and decide the findings within reports again.
    Those across reports stay as `gouji check` left them. Raises StoreError."""
    with lock_out(out):
        prepare(out)
        rewrite_reports(out, {row["report"]: row for row in _change_settings(out, trust)})
        reviewed = load_reviewed(out, rules)
        with rewrite_dataset(out, "findings") as (write, _):
            for part in find_parts(out, "reports"):
                rows = check_part(out, part.name, rules, reviewed)
                rows += _keep_across(read_part(out, "findings", part.name), rules)
                write(part.name, pa.Table.from_pylist(rows, schema=SCHEMAS["findings"]))


def _change_settings(out: Path, trust: float) -> Iterator[Row]:
    for table in read_rows(out, "reports", ["report", "state", "settings"]):
        for row in table.to_pylist():
            settings = json.loads(row["settings"])
            if row["state"] == "current" and settings["trust"] != trust:
                changed = json.dumps(settings | {"trust": trust})
                yield {"report": row["report"], "settings": changed}


def _keep_across(rows: list[Row], rules: Rules) -> Iterator[Row]:
    for row in rows:
        yield from findings_to_rows(
            row["report"], select_across([row_to_finding(row)], rules.rules)
        )
