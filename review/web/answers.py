"""Takes in answers: from the script as JSON, and from forms where there is no script."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import replace
from typing import Any, NamedTuple
from uuid import uuid4

from gouji.pipeline.decisions.json_lines import LineError, line_to_decision
from gouji.pipeline.decisions.records import Decision, now, retract
from gouji.pipeline.store.datasets import StoreError
from gouji.pipeline.store.decisions.journal import Journal
from gouji.review.library import Library
from gouji.review.queue import Queue, name_second
from gouji.review.web.security import Session


class Refused(NamedTuple):
    """An answer that was not stored, and why."""

    id: str
    message: str


class Answers:
    """Stores the answers of reviewers."""

    def __init__(self, library: Library, queue: Queue, journal: Journal) -> None:
        self._library, self._queue, self._journal = library, queue, journal

    def store(
        self, session: Session, lines: list[dict[str, Any]]
    ) -> tuple[list[str], list[Refused]]:
        """Store each line that is an answer about a report of the queue. Returns the ids that are
        stored now, and what was refused."""
        stored: list[str] = []
        waiting: list[Decision] = []
        refused: list[Refused] = []
        for line in lines:
            identity = str(line.get("id", ""))
            if line.get("retracts") and waiting:  # of an answer that may be among these
                stored += self._append(session, waiting)
                waiting = []
            try:
                waiting.append(self._to_decision(session, line))
            except LineError as error:
                refused.append(Refused(identity, str(error)))
            except (KeyError, StoreError):
                refused.append(Refused(identity, "没有这一项 · there is no such item"))
        return stored + self._append(session, waiting), refused

    def _append(self, session: Session, decisions: list[Decision]) -> list[str]:
        self._journal.append(decisions)
        self._queue.follow()
        for decision in decisions:  # a third reader must not wait for the lease to end
            if decision.blind and not decision.audit:
                self._journal.release(session.id, name_second(decision.subject))
        return [decision.id for decision in decisions]

    def _to_decision(self, session: Session, line: dict[str, Any]) -> Decision:
        """Who and when is what the server knows, not what a line says."""
        decision = line_to_decision(
            {**line, "by": session.reviewer, "at": now().isoformat(), "id": line.get("id") or ""}
        )
        if decision.subject.report not in self._queue.entries:
            raise KeyError(decision.subject.report)
        if decision.retracts:
            earlier = self._queue.find_decision(decision.subject, decision.retracts)
            if earlier is None or earlier.by != session.reviewer:
                raise LineError("只能撤销自己的决定 · only your own decisions can be undone")
            return replace(retract(earlier, earlier.by), id=decision.id)
        row = self._library.read(decision.subject.report).row
        was = self._library.describe(decision)
        return replace(decision, was=was, versions=str(row["models"]), extra={})

    def undo(self, session: Session) -> Decision | None:
        """Take back the last answer of a reviewer; returns it."""
        self._queue.follow()
        last = self._queue.find_last(session.reviewer)
        if last is not None:
            self._journal.append([retract(last, session.reviewer)])
            self._queue.follow()
        return last


def parse_number(text: str) -> float | int | None:
    """The number that a reviewer typed, full-width digits included; None for something else."""
    typed = unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "")
    try:
        value = float(typed)
    except ValueError:
        return None
    if value != value or abs(value) > 2**53:
        return None
    return int(value) if value.is_integer() else value


def form_to_line(form: dict[str, str]) -> dict[str, Any]:
    """The line of a form: its subject, and the answer of its button or its text box.

    Raises LineError.
    """
    try:
        line = json.loads(form.get("line", ""))
        answer = json.loads(form.get("answer", ""))
    except ValueError as error:
        raise LineError("表单不完整 · the form is not complete") from error
    if not isinstance(line, dict):
        raise LineError("表单不完整 · the form is not complete")
    given = {name: form[name] == "1" for name in ("blind", "audit") if name in form}
    typed = _typed_answer(line, form) if answer == "typed" else answer
    if not isinstance(typed, dict):
        raise LineError("表单不完整 · the form is not complete")
    return {**line, **typed, **given, "id": str(uuid4())}


def _typed_answer(line: dict[str, Any], form: dict[str, str]) -> dict[str, Any]:
    text = form.get("typed", "").strip()
    if line.get("field") == "agency":
        return {"is": text}
    value = parse_number(text)
    if value is None:
        raise LineError("请输入一个数字 · enter a number")
    if "field" in line:
        return {"is": value}
    if "claim" in line:
        names = ("metric", "about", "period")
        return {"value": value, **{name: form[name] for name in names if name in form}}
    return {"status": "read", "value": value}
