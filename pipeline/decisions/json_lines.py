"""Decisions as JSON lines, the native format of labels.

{"report": "<sha-256>", "cell": "requests/received/total", "status": "read", "value": 41, "by": …}
{"report": "<sha-256>", "claim": [120, 122], "metric": "requests_received", "value": 6, …}
{"report": "<sha-256>", "finding": "<key>", "judgement": "as_published", "by": …, "at": …}
"""

from __future__ import annotations

import json
import re
from datetime import UTC
from hashlib import blake2b
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from gouji.pipeline.decisions.answers import ANSWERS, FIELDS, ClaimAnswer, Kind, ReportAnswer, Text
from gouji.pipeline.decisions.records import BREAKDOWN, Decision, Subject

# The key of a line that names the subject; it tells the kinds apart.
_KEYS: dict[str, Kind] = {
    "cell": "cell",
    "claim": "claim",
    "finding": "finding",
    "unplaced": "unplaced",
    "section": "section",
    "field": "report",
}
_SPANS = ("claim", "unplaced")
_PATTERNS = {
    "cell": re.compile(r"[\w.]{1,60}/[\w.]{1,60}/[\w.]{1,60}"),
    "finding": re.compile(r"[\w:./-]{1,100}"),
    "field": re.compile(r"agency|year|signed"),
}
_Name = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f]+$")]
_ReportId = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x1f]{1,100}$")]

# Fields of the frame that a decision takes by their place.
_PLACED = ("report", "by", "at", "id")


class LineError(ValueError):
    """A line is no decision. The message gives the reason in Chinese and English."""


class _Frame(BaseModel):
    """The keys of a line that all kinds share."""

    model_config = ConfigDict(frozen=True, extra="allow")

    report: _ReportId
    by: _Name
    at: AwareDatetime
    id: Annotated[str, StringConstraints(pattern=r"^[\w.:-]{1,64}$")] = ""
    retracts: Annotated[str, StringConstraints(pattern=r"^[\w.:-]{1,64}$")] | None = None
    seconds: float | None = Field(default=None, ge=0, le=86400, allow_inf_nan=False)
    blind: bool = False
    audit: bool = False
    was: dict[str, Any] | None = None
    versions: Text = ""
    note: Text | None = None

    @property
    def content(self) -> dict[str, Any]:
        """All other keys."""
        return self.model_extra or {}


def decision_to_line(decision: Decision) -> dict[str, Any]:
    """The object of a decision; keys that say nothing are left out."""
    frame = {
        "id": decision.id,
        "retracts": decision.retracts,
        "seconds": decision.seconds,
        "blind": decision.blind or None,
        "audit": decision.audit or None,
        "was": None if decision.was is None else dict(decision.was),
        "versions": decision.versions or None,
        "note": decision.note,
    }
    named = name_line(decision.subject)
    if isinstance(decision.answer, ClaimAnswer) and decision.answer.metric == BREAKDOWN:
        named.pop("was", None)  # the answer itself says of which claim it is
    return {
        **named,
        **(decision.answer.to_json() if decision.answer else {}),
        "by": decision.by,
        "at": decision.at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        **{name: value for name, value in frame.items() if value is not None},
        **decision.extra,
    }


def name_line(subject: Subject) -> dict[str, Any]:
    """The keys of a line that name its subject."""
    key = next(key for key, kind in _KEYS.items() if kind == subject.kind)
    named = {"report": subject.report, key: _name_subject(key, subject)}
    is_breakdown = key == "claim" and subject.subject.endswith(BREAKDOWN)
    return named | ({"was": {"metric": BREAKDOWN}} if is_breakdown else {})


def _name_subject(key: str, subject: Subject) -> str | int | list[int]:
    if key in _SPANS:
        return list(subject.span)
    return int(subject.subject) if key == "section" else subject.subject


def line_to_decision(line: object) -> Decision:
    """The decision of an object. Raises LineError.

    A line without an `id` gets one from its content, so that importing it twice stores it once.
    """
    key = _find_key(line)
    answers = ANSWERS[_KEYS[key]]
    names = [field.alias or name for name, field in answers.model_fields.items()]
    try:
        frame = _Frame.model_validate(line)
        given = {name: frame.content[name] for name in names if name in frame.content}
        answer = None if frame.retracts else answers.model_validate(given)
        subject = Subject(frame.report, _KEYS[key], _parse_subject(key, frame))
    except ValidationError as error:
        place = ".".join(map(str, error.errors()[0]["loc"])) or key
        message = error.errors()[0]["msg"]
        raise LineError(f"“{place}”有误：{message} · `{place}` is not valid: {message}") from error
    if isinstance(answer, ReportAnswer) and not isinstance(answer.is_, FIELDS[subject.subject]):
        raise LineError("“is”有误 · `is` is not valid")
    return Decision(
        subject,
        answer,
        frame.by,
        frame.at.astimezone(UTC),
        frame.id or _digest(line),
        **{name: getattr(frame, name) for name in _Frame.model_fields if name not in _PLACED},
        extra={name: value for name, value in frame.content.items() if name not in {key, *names}},
    )


def parse_subject(line: object) -> Subject:
    """The subject that a line names; it needs no answer. Raises LineError."""
    frame = {"by": "-", "at": "2000-01-01T00:00:00Z", "retracts": "-"}
    content = line if isinstance(line, dict) else {}
    return line_to_decision({**content, **frame}).subject


def _find_key(line: object) -> str:
    keys = [key for key in _KEYS if isinstance(line, dict) and key in line]
    if len(keys) != 1:
        listed = ", ".join(_KEYS)
        raise LineError(f"应有且只有一个键：{listed} · one of these keys is needed: {listed}")
    return keys[0]


def _parse_subject(key: str, frame: _Frame) -> str:
    named = frame.content[key]
    if key in _SPANS:
        if isinstance(named, list) and len(named) == 2 and all(map(_is_offset, named)):
            return "{}:{}".format(*named) + (_find_suffix(frame) if key == "claim" else "")
    elif key == "section":
        if _is_offset(named):
            return str(named)
    elif isinstance(named, str) and _PATTERNS[key].fullmatch(named):
        return named
    raise LineError(f"“{key}”有误 · `{key}` is not valid")


def _find_suffix(frame: _Frame) -> str:
    """A figure may be a claim by itself and the total of a list besides."""
    metric = (frame.was or {}).get("metric", frame.content.get("metric"))
    return f":{BREAKDOWN}" if metric == BREAKDOWN else ""


def _is_offset(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53


def _digest(line: object) -> str:
    text = json.dumps(line, ensure_ascii=True, sort_keys=True)
    return blake2b(text.encode(), digest_size=16).hexdigest()
