"""Reports of OUT as the page shows them, with what was decided laid over; the latest are kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from threading import RLock
from typing import Any, Generic, TypeVar

from gouji.pipeline.decisions.answers import CellAnswer, ClaimAnswer
from gouji.pipeline.decisions.judged import JUDGED, JudgedReport
from gouji.pipeline.decisions.overlay import Decided, lay_over, name_claim, select_standing
from gouji.pipeline.decisions.records import Decision, Subject
from gouji.pipeline.records import Cell, Claim, Finding, Report, Section, UnplacedFigure
from gouji.pipeline.store.datasets import read_report
from gouji.pipeline.store.records_to_rows import Row
from gouji.pipeline.store.reviewed import Rules, review_report, select_across
from gouji.pipeline.store.rows_to_records import RECORDS, row_to_finding, rows_to_report
from gouji.review.across import FinalReport, decide_across, list_compared
from gouji.review.history import SETTLES
from gouji.review.queue import Queue

Key = TypeVar("Key")
Value = TypeVar("Value")
_REPORTS = 64  # Reports that are kept in memory.


class Recent(Generic[Key, Value]):
    """The values that were asked for last. Safe to use from several threads."""

    def __init__(self, make: Callable[[Key], Value], most: int) -> None:
        self._make, self._most, self._lock = make, most, RLock()
        self._values: OrderedDict[Key, Value] = OrderedDict()

    def get(self, key: Key) -> Value:
        """The value, made where it is not kept."""
        with self._lock:
            if key not in self._values:
                self._values[key] = self._make(key)
            self._values.move_to_end(key)
            while len(self._values) > self._most:
                self._values.popitem(last=False)
            return self._values[key]


@dataclass(frozen=True)
class ReadReport:
    """A report as it was read: its row, its records and its stored findings."""

    row: Row
    report: Report
    findings: tuple[Finding, ...]

    @cached_property
    def cells(self) -> dict[str, Cell]:
        """By `table/row/column`."""
        return {str(cell.key): cell for cell in self.report.cells}

    @cached_property
    def alternatives(self) -> dict[str, list[Decimal]]:
        """Other readings of cells by `table/row/column`, best first."""
        found: dict[str, list[Decimal]] = {}
        for table in self.report.printed_tables:
            for other in table.alternatives:
                key = f"{table.table}/{other.row}/{other.column}"
                found.setdefault(key, []).append(other.value)
        return found

    @cached_property
    def compared(self) -> frozenset[str]:
        """The other reports with which findings compare this one."""
        return list_compared(self.findings)

    @cached_property
    def claims(self) -> dict[Subject, Claim]:
        return {name_claim(self.row["report"], claim): claim for claim in self.report.claims}

    @cached_property
    def sections(self) -> dict[str, Section]:
        """By the start of the heading."""
        return {str(section.start): section for section in self.report.sections}

    @cached_property
    def unplaced(self) -> dict[str, UnplacedFigure]:
        """By `START:END`."""
        return {f"{one.start}:{one.end}": one for one in self.report.unplaced}

    @cached_property
    def judged(self) -> JudgedReport:
        return JudgedReport(self.row["report"], self.report)


@dataclass(frozen=True)
class ReportState:
    """A report with what was decided: `report` has the final records and findings."""

    read: ReadReport
    report: Report
    decided: Decided = field(default_factory=dict)

    @cached_property
    def cells(self) -> dict[str, Cell]:
        """By `table/row/column`, as decided or else read."""
        return {str(cell.key): cell for cell in self.report.cells}

    @cached_property
    def findings(self) -> dict[str, Finding]:
        """By key."""
        return {finding.key: finding for finding in self.report.findings}

    @cached_property
    def judged(self) -> JudgedReport:
        return JudgedReport(self.read.row["report"], self.report)


class Library:
    """The reports of OUT, for a queue over it."""

    def __init__(self, out: Path, queue: Queue, rules: Rules) -> None:
        self.out, self.queue, self.rules = out, queue, rules
        self._read: Recent[str, ReadReport] = Recent(self._load, _REPORTS)
        self._finals: Recent[tuple[str, int], FinalReport] = Recent(self._lay_over, 2 * _REPORTS)
        self._states: Recent[tuple[str, int], ReportState] = Recent(self._decide, _REPORTS)

    def read(self, report: str) -> ReadReport:
        """A report as it was read. Raises StoreError, and KeyError for one not in the queue."""
        if report not in self.queue.entries:
            raise KeyError(report)
        return self._read.get(report)

    def state(self, report: str) -> ReportState:
        """A report of the queue with what was decided. Raises StoreError."""
        compared = self.read(report).compared & self.queue.entries.keys()
        return self._states.get((report, sum(map(self._count, (report, *compared)))))

    def _count(self, report: str) -> int:
        return sum(map(len, self.queue.history.of_report(report).values()))

    def _find_final(self, report: str) -> FinalReport | None:
        """A report with what was decided of its source; None for one that is not in the queue."""
        if report not in self.queue.entries:
            return None
        return self._finals.get((report, self._count(report)))

    def _lay_over(self, key: tuple[str, int]) -> FinalReport:
        read = self.read(key[0])
        decided = select_standing(key[0], read.report, self.queue.history.of_report(key[0]))
        laid = lay_over(key[0], read.report, decided)
        return FinalReport(key[0], laid, self.queue.entries[key[0]].trust)

    def _load(self, report: str) -> ReadReport:
        [row] = read_report(self.out, "reports", report)
        records = rows_to_report(row, *(read_report(self.out, name, report) for name in RECORDS))
        findings = tuple(map(row_to_finding, read_report(self.out, "findings", report)))
        return ReadReport(row, records, findings)

    def _decide(self, key: tuple[str, int]) -> ReportState:
        read = self.read(key[0])
        decisions = self.queue.history.of_report(key[0])
        if not key[1]:
            return ReportState(read, replace(read.report, findings=read.findings))
        stored = select_across(read.findings, self.rules.rules)
        final = self._finals.get((key[0], self._count(key[0])))
        across = decide_across(final, stored, self.rules, self._find_final)
        decided, findings = review_report(read.row, read.report, across, decisions, self.rules)
        laid = lay_over(key[0], read.report, decided)
        return ReportState(read, replace(laid, findings=findings), decided)

    def describe(self, decision: Decision) -> dict[str, Any]:
        """What was read of the subject of a decision, for `Decision.was`.

        Raises KeyError where the report has no such subject.
        """
        subject = decision.subject
        read = self.read(subject.report)
        judged = read.judged.find(subject)
        was: dict[str, Any] = {}
        if subject.kind == "cell":
            was = _describe_cell(read, decision)
        elif subject.kind == "claim":
            was = _describe_claim(read, read.claims[subject], decision)
        elif subject.kind == "unplaced":
            was = {"reason": read.unplaced[subject.subject].reason}
        elif subject.kind in ("finding", "report"):
            judged = self.state(subject.report).judged.find(subject)
        if judged is None:
            raise KeyError(subject.subject)
        return {JUDGED: judged, **was}


def _describe_cell(read: ReadReport, decision: Decision) -> dict[str, Any]:
    cell = read.cells[decision.subject.subject]
    value = None if cell.value is None else float(cell.value)
    was = {"status": cell.status, "value": value, "raw": cell.raw, "confidence": cell.confidence}
    answer = decision.answer
    if isinstance(answer, CellAnswer) and (settled := _list_changed(read, cell, answer.value)):
        return was | {SETTLES: settled}
    return was


def _describe_claim(read: ReadReport, claim: Claim, decision: Decision) -> dict[str, Any]:
    """What was read, and the findings on the claim where the answer says something else."""
    was: dict[str, Any] = {"metric": claim.metric, "value": float(claim.value)}
    answer = decision.answer
    if not isinstance(answer, ClaimAnswer) or _is_same_claim(claim, answer):
        return was
    changed = [one.key for one in read.findings if claim.start in one.claims]
    return was | ({SETTLES: changed} if changed else {})


def _is_same_claim(claim: Claim, answer: ClaimAnswer) -> bool:
    said = (answer.metric, answer.value, answer.about, answer.period)
    is_same_list = answer.parts is None or answer.parts == claim.parts
    return is_same_list and said == (claim.metric, claim.value, claim.about, claim.period)


def _list_changed(read: ReadReport, cell: Cell, value: Decimal | None) -> list[str]:
    """The keys of the findings that another number in the cell makes hold, or makes fail."""
    change = (value or Decimal(0)) - (cell.value or Decimal(0))
    changed = []
    for finding in read.findings if change else ():
        signs = sum(one.sign for one in finding.operands if one.ref == str(cell.key))
        gap = finding.difference
        if signs and gap is not None and (gap == 0) != (gap + signs * change == 0):
            changed.append(finding.key)
    return changed
