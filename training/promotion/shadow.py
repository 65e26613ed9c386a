"""The shadow run: every accepted value that another version would change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from gouji.training.promotion.frozen_sets import PairedScore
from gouji.training.promotion.report_scores import ReportScore

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
