"""What was decided, held in memory: it follows the journal, so that several servers agree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from threading import RLock

from gouji.pipeline.decisions.answers import FindingAnswer
from gouji.pipeline.decisions.records import Decision, Subject
from gouji.pipeline.decisions.standing import (
    Standing,
    find_standing,
    is_drawn_for_second,
    list_valid,
)
from gouji.pipeline.store.decisions.journal import Journal

SETTLES = "settles"  # The key of `Decision.was` with the findings whose verdict the answer changed.


class History:
    """All decisions of a journal, by subject. Safe to use from several threads."""

    def __init__(self, journal: Journal) -> None:
        self._journal, self._lock, self._seen = journal, RLock(), 0
        self._decisions: defaultdict[Subject, list[Decision]] = defaultdict(list)
        self._by_report: defaultdict[str, set[Subject]] = defaultdict(set)
        self._by_reviewer: defaultdict[str, list[Decision]] = defaultdict(list)
        self._standing: dict[Subject, Standing] = {}
        self._second: set[Subject] = set()
        self._retracted: set[str] = set()

    def follow(self) -> set[Subject]:
        """Take in what was stored since the last call; returns the subjects of it."""
        with self._lock:
            changed: set[Subject] = set()
            for number, decision in self._journal.read(after=self._seen):
                self._seen = max(self._seen, number)
                self._add(decision)
                changed.add(decision.subject)
            for subject in changed:
                self._update(subject)
            return changed

    def _add(self, decision: Decision) -> None:
        self._decisions[decision.subject].append(decision)
        self._by_report[decision.subject.report].add(decision.subject)
        self._by_reviewer[decision.by].append(decision)
        if decision.retracts:
            self._retracted.add(decision.retracts)

    def _update(self, subject: Subject) -> None:
        standing = self._standing[subject] = find_standing(self._decisions[subject])
        is_waiting = bool(standing.disputed) or needs_second(standing)
        (self._second.add if is_waiting else self._second.discard)(subject)

    def standing(self, subject: Subject) -> Standing:
        """What stands of the decisions on a subject."""
        return self._standing.get(subject, Standing())

    def of_subject(self, subject: Subject) -> list[Decision]:
        """All decisions on a subject, in the order of being stored."""
        with self._lock:
            return list(self._decisions.get(subject, ()))

    def of_report(self, report: str) -> dict[Subject, list[Decision]]:
        """All decisions on a report, by subject."""
        with self._lock:
            return {
                subject: list(self._decisions[subject])
                for subject in sorted(self._by_report.get(report, ()))
            }

    def by_subject(self) -> dict[Subject, list[Decision]]:
        """Every decision that was stored."""
        with self._lock:
            return {subject: list(listed) for subject, listed in self._decisions.items()}

    def all_decisions(self) -> Iterator[Decision]:
        """Every decision that was stored, subject by subject."""
        for listed in self.by_subject().values():
            yield from listed

    def audited(self) -> Iterator[Decision]:
        """The answers of the audit that count."""
        for listed in self.by_subject().values():
            yield from (one for one in list_valid(listed) if one.audit)

    def find_last(self, reviewer: str) -> Decision | None:
        """The last answer of a reviewer that was not taken back."""
        with self._lock:
            given = self._by_reviewer[reviewer]
            while given and (given[-1].retracts or given[-1].id in self._retracted):
                given.pop()
            return given[-1] if given else None

    def reviewers(self) -> list[str]:
        """The names of all who decided."""
        with self._lock:
            return sorted({one.by for listed in self._decisions.values() for one in listed})

    def count_second(self) -> tuple[int, int]:
        """How many subjects wait for a second reading, and how many are disputed."""
        with self._lock:
            disputed = sum(bool(self._standing[subject].disputed) for subject in self._second)
            return len(self._second) - disputed, disputed

    def list_second(self, reader: str, reports: Collection[str]) -> list[Subject]:
        """The subjects of some reports that others have answered and that `reader` may read a
        second time, and the disputes of two others that `reader` may settle: disputes first."""
        with self._lock:
            waiting = [
                subject
                for subject in self._second
                if subject.report in reports and reader not in self._standing[subject].readers
            ]
            return sorted(waiting, key=self._rank_second)

    def _rank_second(self, subject: Subject) -> tuple[bool, Subject]:
        return not self._standing[subject].disputed, subject


def needs_second(standing: Standing) -> bool:
    """Whether another person is to read a subject again: one in twenty, and each answer that
    changed a verdict."""
    decision = standing.decision
    if decision is None or standing.is_confirmed or len(standing.readers) > 1 or decision.audit:
        return False
    if decision.subject.kind == "report" and decision.subject.subject == "signed":
        return False
    return is_drawn_for_second(decision.subject) or _changes_verdict(decision)


def _changes_verdict(decision: Decision) -> bool:
    answer = decision.answer
    is_misread = isinstance(answer, FindingAnswer) and answer.judgement == "misread"
    return is_misread or bool((decision.was or {}).get(SETTLES))
