"""Appends decisions, reads them back, and leases groups of subjects to one reviewer at a time."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, Insert, Row, delete, insert, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from gouji.pipeline.decisions.answers import ANSWERS
from gouji.pipeline.decisions.records import Decision, Subject, now
from gouji.pipeline.store.decisions.database import open_engine, writing
from gouji.pipeline.store.decisions.tables import DECISIONS, EVENTS, LEASES

_LEASE_SECONDS = 300.0
_MOST_IDS = 500  # Ids that one query asks for.
# Each dialect has its own statement that inserts unless the key is there.
_INSERTS: dict[str, Callable[..., Any]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}


class Stored(NamedTuple):
    """A decision with the number of its row."""

    number: int
    decision: Decision


class Journal:
    """The decisions in one database. Safe to use from several threads and processes at once."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._insert = _INSERTS[engine.dialect.name]

    @classmethod
    def open(cls, url: str) -> Journal:
        """Open the database, which is created where it is missing. Raises DatabaseError."""
        return cls(open_engine(url))

    def append(self, decisions: Sequence[Decision]) -> int:
        """Store decisions, all or none, and return how many are new: one whose `id` is there
        already is not stored again."""
        rows = {decision.id: _to_row(decision) for decision in decisions}
        with writing(self.engine) as connection:
            _lock_order(connection)
            for known in _find_ids(connection, list(rows)):
                del rows[known]
            if rows:
                connection.execute(insert(DECISIONS), list(rows.values()))
        return len(rows)

    def read(self, after: int = 0, reports: Iterable[str] | None = None) -> list[Stored]:
        """The decisions whose number is above `after`, in the order of being stored; with
        `reports` those of these reports only."""
        query = select(DECISIONS).where(DECISIONS.c.number > after).order_by(DECISIONS.c.number)
        if reports is not None:
            query = query.where(DECISIONS.c.report.in_(list(reports)))
        with self.engine.begin() as connection:
            return [Stored(row.number, _to_decision(row)) for row in connection.execute(query)]

    def group(self) -> dict[Subject, list[Decision]]:
        """All decisions by their subject, in the order of being stored."""
        groups: dict[Subject, list[Decision]] = defaultdict(list)
        for stored in self.read():
            groups[stored.decision.subject].append(stored.decision)
        return dict(groups)

    def lease(self, item: str, holder: str, reviewer: str, clock: float | None = None) -> bool:
        """Take or renew the lease of a group for a session; False where another one holds it."""
        moment = time.time() if clock is None else clock
        row = {"item": item, "holder": holder, "reviewer": reviewer}
        row_until = row | {"until": moment + _LEASE_SECONDS}
        statement: Insert = (
            self._insert(LEASES)
            .values(row_until)
            .on_conflict_do_update(
                index_elements=["item"],
                set_=row_until,
                where=or_(LEASES.c.until <= moment, LEASES.c.holder == holder),
            )
        )
        with writing(self.engine) as connection:
            connection.execute(statement)
            found = connection.execute(select(LEASES.c.holder).where(LEASES.c.item == item))
            return bool(found.scalar_one() == holder)

    def list_leases(self, clock: float | None = None) -> dict[str, str]:
        """The holder of each group whose lease has not ended."""
        moment = time.time() if clock is None else clock
        query = select(LEASES.c.item, LEASES.c.holder).where(LEASES.c.until > moment)
        with self.engine.begin() as connection:
            return {row.item: row.holder for row in connection.execute(query)}

    def release(self, holder: str, item: str | None = None) -> None:
        """End the lease of a group, or all leases of a session."""
        statement = delete(LEASES).where(LEASES.c.holder == holder)
        if item is not None:
            statement = statement.where(LEASES.c.item == item)
        with writing(self.engine) as connection:
            connection.execute(statement)

    def log(
        self, event: str, reviewer: str | None = None, address: str = "", detail: str = ""
    ) -> None:
        """Store an event of the page: a session begun, a token refused."""
        row = {
            "at": now().isoformat(),
            "reviewer": reviewer,
            "address": address[:100],
            "event": event,
            "detail": detail[:1000],
        }
        with writing(self.engine) as connection:
            connection.execute(insert(EVENTS), [row])

    def list_events(self, event: str) -> list[tuple[str, str]]:
        """The reviewer and the detail of each event of a kind, in the order of being stored."""
        query = select(EVENTS.c.reviewer, EVENTS.c.detail).where(EVENTS.c.event == event)
        with self.engine.begin() as connection:
            rows = connection.execute(query.order_by(EVENTS.c.number))
            return [(row.reviewer or "", row.detail or "") for row in rows]

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def _lock_order(connection: Connection) -> None:
    """Have numbers of PostgreSQL become visible in their order: a reader that asks for what comes
    after a number must not miss a lower one that is committed later."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("lock table decisions in share row exclusive mode")


def _find_ids(connection: Connection, ids: Sequence[str]) -> list[str]:
    """Those of the ids that are stored."""
    known: list[str] = []
    for start in range(0, len(ids), _MOST_IDS):
        query = select(DECISIONS.c.id).where(DECISIONS.c.id.in_(ids[start : start + _MOST_IDS]))
        known += connection.execute(query).scalars()
    return known


def _to_row(decision: Decision) -> dict[str, Any]:
    return {
        "id": decision.id,
        "report": decision.subject.report,
        "kind": decision.subject.kind,
        "subject": decision.subject.subject,
        "answer": None if decision.answer is None else _dump(decision.answer.to_json()),
        "retracts": decision.retracts,
        "reviewer": decision.by,
        "at": decision.at.isoformat(),
        "seconds": decision.seconds,
        "blind": decision.blind,
        "audit": decision.audit,
        "was": None if decision.was is None else _dump(dict(decision.was)),
        "versions": decision.versions,
        "note": decision.note,
        "extra": _dump(dict(decision.extra)),
    }


def _to_decision(row: Row[Any]) -> Decision:
    answer = None if row.answer is None else json.loads(row.answer)
    return Decision(
        subject=Subject(row.report, row.kind, row.subject),
        answer=None if answer is None else ANSWERS[row.kind].model_validate(answer),
        by=row.reviewer,
        at=datetime.fromisoformat(row.at),
        id=row.id,
        retracts=row.retracts,
        seconds=row.seconds,
        blind=row.blind,
        audit=row.audit,
        was=None if row.was is None else json.loads(row.was),
        versions=row.versions,
        note=row.note,
        extra=json.loads(row.extra),
    )


def _dump(value: object) -> str:
    """JSON in ASCII, which has no character that a database refuses."""
    return json.dumps(value, ensure_ascii=True)
