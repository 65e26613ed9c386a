"""Chooses what a reviewer is asked: the next place of the queue, a second reading, the audit."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass

from gouji.pipeline.decisions.json_lines import LineError, parse_subject
from gouji.pipeline.decisions.records import Subject
from gouji.pipeline.records import Cell
from gouji.pipeline.store.decisions.journal import Journal
from gouji.review.attention import AttentionCheck, Checks, draw_check, plant
from gouji.review.filters import Filters
from gouji.review.items import FINDINGS, Item, Place, is_worth_a_look, to_item
from gouji.review.library import Library, ReportState
from gouji.review.queue import name_second
from gouji.review.views.item_view import BLIND_MODES, ItemView, Mode
from gouji.review.views.item_viewer import ItemViewer
from gouji.review.views.table_view import TableView, view_table
from gouji.review.web.security import Session, Signer

_MOST_ITEMS = 60  # Items of one page.


@dataclass(frozen=True, slots=True)
class WorkView:
    """A page of items that are asked together. `lease` names what it holds."""

    lease: str
    mode: Mode
    report: str
    area: str
    items: tuple[ItemView, ...]
    tables: tuple[TableView, ...]
    title: str
    source: str

    @property
    def is_blind(self) -> bool:
        """Whether the answers are given without a sight of the reading or of earlier answers."""
        return self.mode in BLIND_MODES


class WorkFinder:
    """Finds work for reviewers, and leases it."""

    def __init__(
        self, library: Library, journal: Journal, viewer: ItemViewer, checks: Checks, signer: Signer
    ) -> None:
        self.library, self.queue, self.journal = library, library.queue, journal
        self.viewer, self.checks, self.signer = viewer, checks, signer

    def find_work(
        self, session: Session, filters: Filters, excluded: Collection[str] = ()
    ) -> WorkView | None:
        """The next place for a reviewer, which is leased; None where nothing is left."""
        self.queue.follow()
        self._renew_findings(self.queue.take_changed())
        held = {item for item, holder in self.journal.list_leases().items() if holder != session.id}
        passed = {parse_lease(lease) for lease in held | set(excluded)}
        while place := self.queue.find_next(filters, passed):
            passed.add(place)
            if place.area == FINDINGS:
                self._renew_findings([place.report])
            items = self.queue.open_items(place, filters)
            if items and self.journal.lease(name_lease(place), session.id, session.reviewer):
                return self.show_place(session.reviewer, place, items)
        return None

    def _renew_findings(self, reports: Collection[str]) -> None:
        """Ask about the findings as they are with what was decided of the cells."""
        for report in reports:
            findings = self.library.state(report).report.findings
            items = [to_item(report, one) for one in findings if is_worth_a_look(one)]
            self.queue.replace_findings(report, items)

    def show_place(self, reviewer: str, place: Place, items: Collection[Item]) -> WorkView:
        """The items of a place, now and then with an attention check among them."""
        subjects = [item.subject for item in items][:_MOST_ITEMS]
        read, entry = self.library.read(place.report), self.queue.entries[place.report]
        avoided = {item.subject for item in self.queue.places.get(place, ())}
        avoided |= set(self.checks.answered(reviewer))
        avoided |= self.queue.history.of_report(place.report).keys()
        check = draw_check(reviewer, place, len(subjects), read, entry.trust, avoided)
        return self.show(name_lease(place), "work", place, subjects, check)

    def show(
        self, lease: str, mode: Mode, place: Place, subjects: Collection[Subject],
        check: AttentionCheck | None = None,
    ) -> WorkView:  # fmt: skip
        """Subjects of one report."""
        state, entry = self.library.state(place.report), self.queue.entries[place.report]
        items = [self.viewer.view(subject, mode) for subject in subjects]
        if check is not None:
            state = plant(state, check, entry.trust)
            ticket = self.signer.seal(check.to_json())
            items.insert(len(items) // 2, self.viewer.view_check(check, state, ticket))
        asked = {item.key for item in items if item.key}
        places = {key for item in items for group in item.places for key, _ in group.places}
        return WorkView(
            lease=lease,
            mode=mode,
            report=place.report,
            area=place.area,
            items=tuple(items),
            tables=self.show_tables(state, asked, asked | places) if mode == "work" else (),
            title=f"{state.report.agency or '机关不详'} {state.report.year or '年度不详'}",
            source=entry.source,
        )

    def show_tables(
        self, state: ReportState, asked: Collection[str], keys: Collection[str]
    ) -> tuple[TableView, ...]:
        """The tables that the cells `keys` are in; the page asks about the cells `asked`."""
        entry = self.queue.entries[state.read.row["report"]]
        cells = {cell.key.table: cell for cell in state.report.cells if str(cell.key) in keys}
        return tuple(
            view_table(state, self.viewer.form_of(cell), table, entry.trust, asked)
            for table, cell in cells.items()
        )

    def list_column(self, place: Place) -> list[Subject]:
        """All cells of a column, asked or not."""
        table, _, column = place.area.partition("/")
        return [
            Subject(place.report, "cell", str(cell.key))
            for cell in self.library.read(place.report).report.cells
            if (cell.key.table, cell.key.column) == (table, column)
        ]

    def find_second(self, session: Session, filters: Filters) -> WorkView | None:
        """A subject that another person answered, asked blind; two answers that differ, to be
        settled by a third."""
        self.queue.follow()
        passed: set[Subject] = set()
        while subject := self.queue.find_second(session.reviewer, filters, passed):
            passed.add(subject)
            place = Place(subject.report, subject.subject)
            lease = name_second(subject)
            if self.journal.lease(lease, session.id, session.reviewer):
                is_disputed = bool(self.queue.history.standing(subject).disputed)
                return self.show(lease, "settle" if is_disputed else "second", place, [subject])
        return None

    def find_audit(self, session: Session, filters: Filters) -> WorkView | None:
        """The next column of a report of the audit, asked blind."""
        self.queue.follow()
        for report in self.queue.drawn:
            if not filters.accepts_report(self.queue.entries[report]):
                continue
            for area, subjects in self._list_audit(report).items():
                place = Place(report, area)
                lease = f"audit {name_lease(place)}"
                if self.journal.lease(lease, session.id, session.reviewer):
                    return self.show(lease, "audit", place, subjects[:_MOST_ITEMS])
        return None

    def _list_audit(self, report: str) -> dict[str, list[Subject]]:
        """The trusted cells of a report that nobody has answered, by column."""
        entry = self.queue.entries[report]
        columns: dict[str, list[Subject]] = {}
        for cell in self.library.read(report).report.cells:
            subject = Subject(report, "cell", str(cell.key))
            if _is_audited(cell, entry.trust, entry.printed):
                standing = self.queue.history.standing(subject)
                if standing.decision is None and not standing.disputed:
                    area = f"{cell.key.table}/{cell.key.column}"
                    columns.setdefault(area, []).append(subject)
        return columns


def _is_audited(cell: Cell, trust: float, printed: Collection[str]) -> bool:
    return cell.confidence >= trust and cell.key.table in printed


def name_lease(place: Place) -> str:
    """The name under which a place is leased."""
    return f"{place.report} {place.area}"


def parse_lease(lease: str) -> Place:
    """The place of a lease."""
    report, _, area = lease.partition(" ")
    return Place(report, area)


def parse_line(line: str) -> Subject | None:
    """The subject that a line of JSON names; None for another text."""
    try:
        return parse_subject(json.loads(line))
    except (LineError, ValueError, RecursionError):
        return None
