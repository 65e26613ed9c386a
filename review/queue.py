"""The queue: which place a reviewer is asked next, and what is left.

It is held in memory and follows the journal, so that several servers over one database agree.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from threading import RLock
from typing import NamedTuple

from gouji.pipeline.decisions.judged import JUDGED
from gouji.pipeline.decisions.records import Decision, Subject
from gouji.pipeline.decisions.standing import (
    Standing,
    find_standing,
    is_drawn_for_second,
    list_valid,
)
from gouji.pipeline.store.decisions.journal import Journal
from gouji.review.audit import Drawn, draw_audit
from gouji.review.items import FINDINGS, Item, Place, ReportEntry, order_places
from gouji.review.load_items import LoadedItems

SETTLES = "settles"  # The key of `Decision.was` with the findings whose verdict the answer changed.


@dataclass(frozen=True, slots=True)
class Filters:
    """What a reviewer wants to see; empty: everything. `text` is looked for in agency, source and
    id."""

    rule: str = ""
    doubt: str = ""
    agency: str = ""
    year: str = ""
    form: str = ""
    media: str = ""
    report: str = ""
    text: str = ""

    def accepts_report(self, entry: ReportEntry) -> bool:
        """Whether the items of a report may be shown."""
        asked = (
            (self.agency, entry.agency),
            (self.year, str(entry.year or "")),
            (self.form, entry.form),
            (self.media, entry.media),
            (self.report, entry.report),
        )
        searched = f"{entry.agency} {entry.source} {entry.report}".lower()
        return all(not wanted or wanted == has for wanted, has in asked) and (
            self.text.lower() in searched
        )

    def accepts(self, item: Item) -> bool:
        """Whether an item of such a report may be shown."""
        has_rule = not self.rule or self.rule in item.rules
        return has_rule and (not self.doubt or self.doubt == item.doubt)


class Progress(NamedTuple):
    """Items that are decided, and all; `second` and `disputed` wait for another reader."""

    decided: int
    total: int
    second: int
    disputed: int


class Queue:
    """The items of OUT and what was decided of them. Safe to use from several threads."""

    def __init__(self, loaded: LoadedItems, journal: Journal) -> None:
        self.entries: Mapping[str, ReportEntry] = loaded.entries
        self.places = dict(order_places(loaded.items))
        self.items = {item.subject: item for item in loaded.items}
        self.drawn: Mapping[str, Drawn] = {
            drawn.report: drawn for drawn in draw_audit(loaded.entries.values())
        }
        self._journal, self._lock, self._seen = journal, RLock(), 0
        self._decisions: defaultdict[Subject, list[Decision]] = defaultdict(list)
        self._standing: dict[Subject, Standing] = {}
        self._second: set[Subject] = set()
        self._own: defaultdict[str, list[Decision]] = defaultdict(list)
        self._retracted: set[str] = set()
        self._changed: set[str] = set()
        self._open: dict[Place, set[Subject]] = {
            place: {item.subject for item in items} for place, items in self.places.items()
        }
        self.follow()

    def follow(self) -> None:
        """Take in what was stored since the last call."""
        with self._lock:
            for number, decision in self._journal.read(after=self._seen):
                self._seen = max(self._seen, number)
                self._decisions[decision.subject].append(decision)
                self._own[decision.by].append(decision)
                if decision.retracts:
                    self._retracted.add(decision.retracts)
                if decision.subject.kind != "finding":
                    self._changed.add(decision.subject.report)
                self._update(decision.subject)

    def _update(self, subject: Subject) -> None:
        standing = find_standing(self._decisions[subject])
        self._standing[subject] = standing
        self._second.discard(subject)
        if standing.disputed or (standing.decision and _needs_second(standing)):
            self._second.add(subject)
        if subject in self.items:
            self._reopen_or_close(self.items[subject])

    def _reopen_or_close(self, item: Item) -> None:
        standing = self.standing(item.subject)
        is_open = not standing.disputed and not _applies(standing.decision, item)
        places = self._open.setdefault(item.place, set())
        (places.add if is_open else places.discard)(item.subject)

    def replace_findings(self, report: str, items: Iterable[Item]) -> None:
        """The findings of a report as they are with what was decided of its cells."""
        place = Place(report, FINDINGS)
        with self._lock:
            for item in self.places.get(place, ()):
                self.items.pop(item.subject, None)
            self.places[place] = list(items)
            self._open[place] = set()
            for item in self.places[place]:
                self.items[item.subject] = item
                self._reopen_or_close(item)

    def take_changed(self) -> set[str]:
        """The reports about whose source something was decided since the last call: their
        findings may have changed."""
        with self._lock:
            changed, self._changed = self._changed, set()
            return changed & self.entries.keys()

    def find_last(self, reviewer: str) -> Decision | None:
        """The last answer of a reviewer that was not taken back."""
        with self._lock:
            own = self._own[reviewer]
            while own and (own[-1].retracts or own[-1].id in self._retracted):
                own.pop()
            return own[-1] if own else None

    def find_decision(self, subject: Subject, identity: str) -> Decision | None:
        """A decision of a subject by its id."""
        with self._lock:
            listed = self._decisions.get(subject, [])
            return next((one for one in listed if one.id == identity), None)

    def audited(self) -> list[Decision]:
        """The answers of the audit that count."""
        with self._lock:
            listed = [one for many in self._decisions.values() for one in list_valid(many)]
            return [one for one in listed if one.audit]

    def all_decisions(self) -> list[Decision]:
        """Every decision that was stored, subject by subject."""
        with self._lock:
            return [one for many in self._decisions.values() for one in many]

    def count_values(self, filters: Filters) -> Counter[float]:
        """How many open cells were read as each number."""
        with self._lock:
            return Counter(
                item.value for item in self.open_cells(filters) if item.value is not None
            )

    def open_cells(self, filters: Filters) -> Iterator[Item]:
        """The open cells in the order of the queue."""
        for place in self._iterate(filters):
            for item in self.places[place]:
                if item.doubt == "cell" and self.is_open(item) and filters.accepts(item):
                    yield item

    def standing(self, subject: Subject) -> Standing:
        """What stands of the decisions on a subject."""
        return self._standing.get(subject, Standing())

    def decisions(self, report: str) -> dict[Subject, list[Decision]]:
        """All decisions on a report."""
        with self._lock:
            return {
                subject: list(decisions)
                for subject, decisions in self._decisions.items()
                if subject.report == report
            }

    def reviewers(self) -> list[str]:
        """The names of all who decided."""
        with self._lock:
            return sorted({one.by for listed in self._decisions.values() for one in listed})

    def is_open(self, item: Item) -> bool:
        return item.subject in self._open[item.place]

    def open_items(self, place: Place, filters: Filters) -> list[Item]:
        """What is undecided at a place."""
        return [
            item
            for item in self.places.get(place, ())
            if self.is_open(item) and filters.accepts(item)
        ]

    def find_next(self, filters: Filters, excluded: Collection[Place]) -> Place | None:
        """The worthiest place with an open item; not one of `excluded`."""
        with self._lock:
            return next((place for place in self._iterate(filters) if place not in excluded), None)

    def _iterate(self, filters: Filters) -> Iterator[Place]:
        accepted: dict[str, bool] = {}
        for place, subjects in self._open.items():
            if not subjects:
                continue
            report = place.report
            if report not in accepted:
                accepted[report] = filters.accepts_report(self.entries[report])
            if accepted[report] and any(filters.accepts(self.items[one]) for one in subjects):
                yield place

    def find_second(self, reader: str, excluded: Collection[Subject] = ()) -> Subject | None:
        """A subject that another person answered and that `reader` may read a second time, or a
        dispute of two others that `reader` may settle: disputes first."""
        with self._lock:
            waiting = [
                subject
                for subject in self._second
                if reader not in self._standing[subject].readers and subject not in excluded
            ]
            waiting = [subject for subject in waiting if subject.report in self.entries]
            return min(waiting, key=self._rank_second, default=None)

    def _rank_second(self, subject: Subject) -> tuple[bool, Subject]:
        return not self._standing[subject].disputed, subject

    def progress(self, filters: Filters) -> Progress:
        """How far the review is."""
        with self._lock:
            accepted = {
                report: filters.accepts_report(entry) for report, entry in self.entries.items()
            }
            items = [
                item
                for item in self.items.values()
                if accepted[item.subject.report] and filters.accepts(item)
            ]
            disputed = sum(bool(self._standing[subject].disputed) for subject in self._second)
            decided = sum(not self.is_open(item) for item in items)
            return Progress(decided, len(items), len(self._second) - disputed, disputed)


def _applies(decision: Decision | None, item: Item) -> bool:
    """Whether a decision answers the item as it is now."""
    if decision is None:
        return False
    return item.judged is None or (decision.was or {}).get(JUDGED, item.judged) == item.judged


def name_second(subject: Subject) -> str:
    """The lease of a second reading."""
    return f"second {subject.report} {subject.subject}"


def _needs_second(standing: Standing) -> bool:
    """One in twenty answers is read again, and each that changed a verdict."""
    decision = standing.decision
    if decision is None or standing.is_confirmed or len(standing.readers) > 1:
        return False
    if decision.subject.kind != "cell" or decision.audit:
        return False
    return is_drawn_for_second(decision.subject) or bool((decision.was or {}).get(SETTLES))
