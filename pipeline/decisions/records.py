"""A decision: what one person said of one cell, claim, finding or other subject of a report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import uuid4

from gouji.pipeline.decisions.answers import Answer, Kind

# The metric of a total with its parts, and the end of the subject of such a claim.
BREAKDOWN = "breakdown"


class Subject(NamedTuple):
    """What is judged. `report` is the id of a report, so that it names the content of a file;
    `subject` is named as in `answers.py`."""

    report: str
    kind: Kind
    subject: str

    @property
    def span(self) -> tuple[int, int]:
        """The offsets of a subject that is named by them."""
        start, end = self.subject.split(":")[:2]
        return int(start), int(end)


@dataclass(frozen=True, slots=True)
class Decision:
    """What one person answered. Decisions are appended and never changed.

    `id` is made where the answer is given, so that sending it twice stores it once. `retracts` is
    the id of an earlier decision of this subject that is taken back; such a decision has no
    answer. `blind`: the answer was given without a sight of the reading or of earlier answers.
    `audit`: the report was drawn at random. `seconds` is the time that the answer took. `was` is
    what was read at the time; `was["judged"]` is what the answer depends on (see `judged.py`).
    `versions` names the models of the reading. `extra` keeps further keys of an imported line.
    """

    subject: Subject
    answer: Answer | None
    by: str
    at: datetime
    id: str = field(default_factory=lambda: str(uuid4()))
    retracts: str | None = None
    seconds: float | None = None
    blind: bool = False
    audit: bool = False
    was: Mapping[str, Any] | None = None
    versions: str = ""
    note: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


def now() -> datetime:
    """The time with its zone, in whole milliseconds."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def retract(decision: Decision, by: str) -> Decision:
    """The decision that takes an earlier one back."""
    return Decision(decision.subject, None, by, now(), retracts=decision.id)
