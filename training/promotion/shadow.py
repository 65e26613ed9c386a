"""The shadow run: every accepted value that another version would change."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from gouji.pipeline.errors import ReportError
from gouji.pipeline.extract import extract_all
from gouji.pipeline.kit import Kit
from gouji.pipeline.store.datasets import read_rows
from gouji.training.promotion.frozen_sets import PairedScore
from gouji.training.promotion.report_scores import ReportScore
from gouji.training.reviewed_reports import find_documents

# What an accepted cell says: its status, and its value where it is read.
Values = Mapping[str, str]


class Change(NamedTuple):
    """A cell that both versions accept, and in which they differ."""

    report: str
    cell: str
    champion: str
    candidate: str


@dataclass(frozen=True, slots=True)
class Shadow:
    """What a version would change in `reports` reports.

    `changes`: values that nobody would be asked about, before and after. `newly_accepted` and
    `newly_doubted` count cells that leave or enter the review.
    """

    reports: int
    changes: tuple[Change, ...]
    newly_accepted: int
    newly_doubted: int


class _ReportValues(NamedTuple):
    report: str
    champion: Values
    candidate: Values


def compare_scored(pairs: Sequence[PairedScore]) -> Shadow:
    """The shadow run over reports that were scored under both versions."""
    return _compare(
        [
            _ReportValues(pair.champion.report, _values(pair.champion), _values(pair.candidate))
            for pair in pairs
        ]
    )


def _values(score: ReportScore) -> Values:
    return {name: cell.text or cell.status for name, cell in score.accepted.items()}


class _Stored(NamedTuple):
    """A report of datasets: the file that it was read from, and the threshold of that run."""

    source: str
    trust: float


def compare_stored(out: Path, kit: Kit) -> Shadow:
    """Read the reports of the datasets `out` again with the models of `kit`, and compare.

    Reports whose file is gone or has changed are left out. Raises StoreError.
    """
    stored = _list_stored(out)
    accepted = _load_accepted(out, stored)
    files = find_documents(stored, [out], [])
    return _compare(
        [
            _ReportValues(
                report.source, accepted[name], _read_again(name, files[name], report, kit)
            )
            for name, report in stored.items()
            if name in files
        ]
    )


def _list_stored(out: Path) -> dict[str, _Stored]:
    names = ["report", "source", "state", "status", "settings"]
    return {
        row["report"]: _Stored(row["source"], float(json.loads(row["settings"])["trust"]))
        for table in read_rows(out, "reports", names)
        for row in table.to_pylist()
        if (row["status"], row["state"]) == ("ok", "current")
    }


def _load_accepted(out: Path, stored: Mapping[str, _Stored]) -> Mapping[str, dict[str, str]]:
    """The accepted cells of each report."""
    accepted: defaultdict[str, dict[str, str]] = defaultdict(dict)
    names = ["report", "table", "row", "column", "status", "value", "confidence"]
    for table in read_rows(out, "cells", names):
        for row in table.to_pylist():
            report = row["report"]
            if report in stored and row["confidence"] >= stored[report].trust:
                key = f"{row['table']}/{row['row']}/{row['column']}"
                accepted[report][key] = _to_text(row["status"], row["value"])
    return accepted


def _read_again(name: str, path: Path, stored: _Stored, kit: Kit) -> Values:
    """The cells that would be accepted now; none where the report cannot be read."""
    number = int(name.partition("#")[2] or 1)
    try:
        reports = extract_all(path.read_bytes(), path.name, kit)
    except (ReportError, OSError):
        return {}
    cells = reports[number - 1].cells if number <= len(reports) else ()
    return {
        str(cell.key): _to_text(cell.status, None if cell.value is None else float(cell.value))
        for cell in cells
        if cell.confidence >= stored.trust
    }


def _to_text(status: str, value: float | None) -> str:
    return status if value is None else f"{value:.12g}"


def _compare(reports: Sequence[_ReportValues]) -> Shadow:
    changes: list[Change] = []
    accepted = doubted = 0
    for report, champion, candidate in reports:
        accepted += len(candidate.keys() - champion.keys())
        doubted += len(champion.keys() - candidate.keys())
        changes += [
            Change(report, cell, value, candidate[cell])
            for cell, value in champion.items()
            if cell in candidate and candidate[cell] != value
        ]
    return Shadow(len(reports), tuple(changes), accepted, doubted)
