"""Takes in answers: from the script as JSON, and from forms where there is no script."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import replace
from typing import Any, NamedTuple
from uuid import uuid4

from gouji.pipeline.decisions.answers import CellAnswer, FigureAnswer, to_plain
from gouji.pipeline.decisions.json_lines import LineError, line_to_decision, parse_subject
from gouji.pipeline.decisions.records import BREAKDOWN, Decision, Subject, now, retract
from gouji.pipeline.store.datasets import StoreError
from gouji.pipeline.store.decisions.journal import Journal
from gouji.review.attention import AttentionCheck, Checks
from gouji.review.library import Library
from gouji.review.queue import Queue, name_second
from gouji.review.views.figure_places import parse_figure
from gouji.review.web.security import Session, Signer
from gouji.terminal.cell_signs import format_number

_OF_CELL = ":cell"  # The end of the id of the decision on the cell that a figure was given.


class Refused(NamedTuple):
    """An answer that was not stored, and why."""

    id: str
    message: str


class Outcome(NamedTuple):
    """The ids that are stored now, what was refused, and messages about attention checks whose
    wrong number was accepted."""

    stored: list[str]
    refused: list[Refused]
    missed: list[str]


class Answers:
    """Stores the answers of reviewers."""

    def __init__(
        self, library: Library, queue: Queue, journal: Journal, checks: Checks, signer: Signer
    ) -> None:
        self._library, self._queue, self._journal = library, queue, journal
        self._checks, self._signer = checks, signer

    def store(self, session: Session, lines: list[dict[str, Any]]) -> Outcome:
        """Store each line that is an answer about a report of the queue."""
        stored: list[str] = []
        waiting: list[Decision] = []
        refused: list[Refused] = []
        missed: list[str] = []
        for line in lines:
            identity = str(line.get("id", ""))
            if line.get("retracts") and waiting:  # of an answer that may be among these
                stored += self._append(session, waiting)
                waiting = []
            try:
                if "ticket" in line:
                    missed += self._store_check(session, line)
                    stored.append(identity)
                    continue
                waiting += self._to_decisions(session, line)
            except LineError as error:
                refused.append(Refused(identity, str(error)))
            except (KeyError, StoreError):
                refused.append(Refused(identity, "没有这一项 · there is no such item"))
        return Outcome(stored + self._append(session, waiting), refused, missed)

    def _store_check(self, session: Session, line: dict[str, Any]) -> list[str]:
        """Store the answer to an attention check; a message where it was missed. Raises
        LineError."""
        content = self._signer.unseal(str(line["ticket"]))
        frame = {"by": session.reviewer, "at": now().isoformat()}
        decision = line_to_decision({**line, **frame})
        if not isinstance(content, list) or content[:3] != list(decision.subject):
            raise LineError("没有这一项 · there is no such item")
        check, answer = AttentionCheck.from_json(content), decision.answer
        given = answer if isinstance(answer, CellAnswer) else None
        identity = decision.retracts or decision.id
        if not self._checks.store(session.reviewer, check, given, identity):
            return []
        printed, shown = (format_number(number) for number in (check.value, check.shown))
        return [
            f"刚才一项是检验：原件为 {printed}，页面有意显示 {shown}；该答案不计入决定。 · "
            f"One item was a check: {printed} is printed, {shown} was shown on purpose."
        ]

    def _append(self, session: Session, decisions: list[Decision]) -> list[str]:
        self._journal.append(decisions)
        self._queue.follow()
        for decision in decisions:  # a third reader must not wait for the lease to end
            if decision.blind and not decision.audit:
                self._journal.release(session.id, name_second(decision.subject))
        return [decision.id for decision in decisions]

    def _to_decisions(self, session: Session, line: dict[str, Any]) -> list[Decision]:
        """The decisions of a line: one, or two where a figure is given a cell. That of the figure
        comes last, its id is that of the line."""
        if line.get("place") and not line.get("retracts"):
            cell, figure = self._split_placed(line)
            return [self._to_decision(session, one) for one in (cell, figure)]
        decision = self._to_decision(session, line)
        return [*self._take_back_cell(decision), decision] if decision.retracts else [decision]

    def _split_placed(self, line: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        """What is printed in the cell, and that the figure belongs to it. The number is that of the
        figure where the line has none."""
        figure = {name: value for name, value in line.items() if name != "value"}
        subject, place = parse_subject(figure), str(line["place"])
        read = self._library.read(subject.report)
        cell, value = read.cells[place], line.get("value")
        if value is None:
            form = self._library.rules.forms[cell.form]
            value = to_plain(parse_figure(read.unplaced[subject.subject], form, cell))
        if value is None:
            raise LineError("请输入一个数字 · enter a number")
        shared = {name: line[name] for name in ("report", "blind", "audit") if name in line}
        identity = f"{line.get('id', '')}{_OF_CELL}"
        return shared | {"cell": place, "status": "read", "value": value, "id": identity}, figure

    def _take_back_cell(self, retraction: Decision) -> list[Decision]:
        """With a figure the cell is taken back that was given to it."""
        listed = self._queue.history.of_subject(retraction.subject)
        earlier = next((one for one in listed if one.id == retraction.retracts), None)
        if earlier is None or not isinstance(earlier.answer, FigureAnswer):
            return []
        cell = Subject(earlier.subject.report, "cell", earlier.answer.place or "")
        given = self._queue.history.of_subject(cell)
        return [retract(one, one.by) for one in given if one.id == f"{earlier.id}{_OF_CELL}"]

    def _to_decision(self, session: Session, line: dict[str, Any]) -> Decision:
        """Who and when is what the server knows, not what a line says."""
        decision = line_to_decision(
            {**line, "by": session.reviewer, "at": now().isoformat(), "id": line.get("id") or ""}
        )
        if decision.subject.report not in self._queue.entries:
            raise KeyError(decision.subject.report)
        if decision.retracts:
            listed = self._queue.history.of_subject(decision.subject)
            earlier = next((one for one in listed if one.id == decision.retracts), None)
            if earlier is None or earlier.by != session.reviewer:
                raise LineError("只能撤销自己的决定 · only your own decisions can be undone")
            return replace(retract(earlier, earlier.by), id=decision.id)
        row = self._library.read(decision.subject.report).row
        was = self._library.describe(decision)
        return replace(decision, was=was, versions=str(row["models"]), extra={})

    def undo(self, session: Session) -> Decision | None:
        """Take back the last answer of a reviewer; returns it."""
        self._queue.follow()
        last = self._queue.history.find_last(session.reviewer)
        if last is not None:
            taken = retract(last, session.reviewer)
            self._journal.append([*self._take_back_cell(taken), taken])
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
    typed = answer
    if answer == "typed":
        typed = _typed_answer(line, form)
    elif answer == "placed":
        typed = _placed_answer(form)
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
        return {"value": value, **_claim_fields(form)}
    return {"status": "read", "value": value}


def _claim_fields(form: dict[str, str]) -> dict[str, Any]:
    """What a figure of the text states, besides its value. Raises LineError."""
    if not form.get("metric"):
        raise LineError("请选择指标 · choose a metric")
    fields: dict[str, Any] = {
        name: form[name] for name in ("metric", "about", "period") if name in form
    }
    if form["metric"] == BREAKDOWN:
        parts = [parse_number(part) for part in re.split("[+＋、;；]", form.get("parts", ""))]
        if len(parts) < 2 or None in parts:
            raise LineError("请填写各分项，如 3 + 4 · enter the parts, such as 3 + 4")
        fields["parts"] = parts
    return fields


def _placed_answer(form: dict[str, str]) -> dict[str, Any]:
    """The cell that was chosen for a figure. Raises LineError."""
    if not form.get("place"):
        raise LineError("请选择单元格 · choose a cell")
    return {"judgement": "placed", "place": form["place"]}
