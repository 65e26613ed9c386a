"""The queue: which place a reviewer is asked next, and what is left. It is held in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from threading import RLock
from typing import NamedTuple

from gouji.pipeline.decisions.judged import JUDGED
from gouji.pipeline.decisions.records import Decision, Subject
from gouji.pipeline.store.decisions.journal import Journal
from gouji.review.audit import Drawn, draw_audit
from gouji.review.filters import Filters
from gouji.review.history import History
from gouji.review.items import FINDINGS, Item, Place, ReportEntry, order_places
from gouji.review.load_items import LoadedItems


class Progress(NamedTuple):
    """Items that are decided, and all; `second` and `disputed` wait for another reader."""

    decided: int
    total: int
    second: int
    disputed: int


class Options(NamedTuple):
    """The values that filters can be set to."""

    doubts: list[str]
    rules: list[str]
    years: list[str]
    forms: list[str]
    media: list[str]

    @classmethod
    def of(cls, entries: Collection[ReportEntry], items: Collection[Item]) -> Options:
        """Those of some reports and items."""
        return cls(
            sorted({item.doubt for item in items}),
            sorted({rule for item in items for rule in item.rules}),
            sorted({str(entry.year) for entry in entries if entry.year}),
            sorted({entry.form for entry in entries if entry.form}),
            sorted({entry.media for entry in entries}),
        )


class Queue:
    """The items of OUT and what was decided of them. Safe to use from several threads."""

    def __init__(self, loaded: LoadedItems, journal: Journal) -> None:
        self.entries: Mapping[str, ReportEntry] = loaded.entries
        self.history = History(journal)
        self.places = dict(order_places(loaded.items, loaded.ranks))
        self.items = {item.subject: item for item in loaded.items}
        self.drawn: Mapping[str, Drawn] = {
            drawn.report: drawn for drawn in draw_audit(loaded.entries.values())
        }
        self.options = Options.of(loaded.entries.values(), loaded.items)
        self._compared_by = loaded.compared_by
        self._lock = RLock()
        self._changed: set[str] = set()
        self._open: dict[Place, set[Subject]] = {
            place: {item.subject for item in items} for place, items in self.places.items()
        }
        self.follow()

    def follow(self) -> None:
        """Take in what was stored since the last call."""
        with self._lock:
            for subject in self.history.follow():
                if subject.kind != "finding":
                    self._changed.add(subject.report)
                if subject in self.items:
                    self._reopen_or_close(self.items[subject])

    def _reopen_or_close(self, item: Item) -> None:
        standing = self.history.standing(item.subject)
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
        """The reports about whose source something was decided since the last call, and those
        that are compared with them: their findings may have changed."""
        with self._lock:
            changed, self._changed = self._changed, set()
            compared = (self._compared_by.get(report, set()) for report in changed)
            return changed.union(*compared) & self.entries.keys()

    def count_open(self) -> Counter[str]:
        """How many items are open in each report."""
        with self._lock:
            counts = Counter[str]()
            for place, subjects in self._open.items():
                counts[place.report] += len(subjects)
            return counts

    def count_kinds(self, filters: Filters) -> Sequence[tuple[str, int]]:
        """How many items of each kind are open, the most first."""
        with self._lock:
            counts = Counter(
                item.doubt
                for place in self._list_places(filters)
                for item in self.open_items(place, filters)
            )
            return counts.most_common()

    def count_values(self, filters: Filters) -> Counter[float]:
        """How many open cells were read as each number."""
        with self._lock:
            return Counter(
                item.value for item in self.open_cells(filters) if item.value is not None
            )

    def open_cells(self, filters: Filters) -> Iterator[Item]:
        """The open cells in the order of the queue."""
        for place in self._list_places(filters):
            for item in self.open_items(place, filters):
                if item.doubt == "cell":
                    yield item

    def is_open(self, item: Item) -> bool:
        return item.subject in self._open[item.place]

    def open_items(self, place: Place, filters: Filters) -> list[Item]:
        """What is to be shown of a place: what is undecided, or what one reviewer decided."""
        return [item for item in self.places.get(place, ()) if self._is_shown(item, filters)]

    def _is_shown(self, item: Item, filters: Filters) -> bool:
        if not filters.accepts(item):
            return False
        if filters.reviewer:
            return filters.accepts_reader(self.history.standing(item.subject))
        return self.is_open(item)

    def find_next(self, filters: Filters, excluded: Collection[Place]) -> Place | None:
        """The worthiest place with something to show; not one of `excluded`."""
        with self._lock:
            places = self._list_places(filters)
            return next((place for place in places if place not in excluded), None)

    def _list_places(self, filters: Filters) -> Iterator[Place]:
        accepted: dict[str, bool] = {}
        for place, subjects in self._open.items():
            if not subjects and not filters.reviewer:
                continue
            report = place.report
            if report not in accepted:
                accepted[report] = filters.accepts_report(self.entries[report])
            if accepted[report] and any(
                self._is_shown(item, filters) for item in self.places.get(place, ())
            ):
                yield place

    def find_second(
        self, reader: str, filters: Filters, excluded: Collection[Subject] = ()
    ) -> Subject | None:
        """What `reader` may read a second time, or settle; disputes first."""
        accepted = [
            entry.report for entry in self.entries.values() if filters.accepts_report(entry)
        ]
        for subject in self.history.list_second(reader, frozenset(accepted)):
            standing, item = self.history.standing(subject), self.items.get(subject)
            is_asked = (
                not (filters.rule or filters.doubt) if item is None else filters.accepts(item)
            )
            if subject not in excluded and is_asked and filters.accepts_reader(standing):
                return subject
        return None

    def progress(self, filters: Filters) -> Progress:
        """How far the review is."""
        with self._lock:
            accepted = {
                report: filters.accepts_report(entry) for report, entry in self.entries.items()
            }
            items = [
                item
                for item in self.items.values()
                if accepted[item.subject.report]
                and filters.accepts(item)
                and filters.accepts_reader(self.history.standing(item.subject))
            ]
            decided = sum(not self.is_open(item) for item in items)
            return Progress(decided, len(items), *self.history.count_second())


def _applies(decision: Decision | None, item: Item) -> bool:
    """Whether a decision answers the item as it is now."""
    if decision is None:
        return False
    return item.judged is None or (decision.was or {}).get(JUDGED, item.judged) == item.judged


def name_second(subject: Subject) -> str:
    """The lease of a second reading."""
    return f"second {subject.report} {subject.subject}"
