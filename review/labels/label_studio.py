"""Decisions as tasks of Label Studio, and back, in its JSON format of annotated tasks.

A task is one subject: `data` names it and has the text of its report around it. Each decision is an
annotation. Its `result` has one entry a control: a number, a choice or a text; a claim has the
label of its metric on its figure in `data.text` besides. What Label Studio has no field for is kept
in `data.decisions` by the place of the annotation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from gouji.pipeline.decisions.json_lines import LineError, decision_to_line, name_line
from gouji.pipeline.decisions.records import Decision, Subject

Line = dict[str, Any]
_TEXT = "text"  # The name of the object that is labelled, and of its key in `data`.
_NOTHING = "nothing"  # The label of a figure that states nothing.
# The control of each key of an answer: what Label Studio calls its type.
_CONTROLS = {
    "status": "choices",
    "value": "number",
    "parts": "textarea",
    "about": "choices",
    "period": "choices",
    "judgement": "choices",
    "opens": "choices",
    "is": "textarea",
    "metric": "labels",
}
_AROUND = 400  # Characters of text before and after a claim.


def decisions_to_tasks(
    decisions: Mapping[Subject, list[Decision]], find_text: Callable[[str], str]
) -> list[Line]:
    """The tasks of decisions; `find_text` gives the text of a report by its id, "" for none."""
    names = sorted({one.by for listed in decisions.values() for one in listed})
    numbers = {name: number for number, name in enumerate(names, 1)}
    return [
        _to_task(number, subject, listed, find_text(subject.report), numbers)
        for number, (subject, listed) in enumerate(decisions.items(), 1)
    ]


def _to_task(
    number: int, subject: Subject, decisions: list[Decision], text: str, numbers: dict[str, int]
) -> Line:
    start = max(0, subject.span[0] - _AROUND) if subject.kind in ("claim", "unplaced") else 0
    lines = [decision_to_line(one) for one in decisions]
    named = name_line(subject)
    answers = [_pick_answer(line, named) for line in lines]
    data = {
        **named,
        _TEXT: text[start : start + 2 * _AROUND],
        "text_start": start,
        "reviewers": {str(numbers[one.by]): one.by for one in decisions},
        "decisions": [
            {key: value for key, value in line.items() if key not in answer and key not in named}
            | ({"was": line["was"]} if "was" in line else {})
            for line, answer in zip(lines, answers, strict=True)
        ],
    }
    annotations = [
        {
            "id": place,
            "task": number,
            "completed_by": numbers[one.by],
            "was_cancelled": one.retracts is not None,
            "ground_truth": False,
            "created_at": line["at"],
            "updated_at": line["at"],
            "lead_time": one.seconds,
            "result_count": len(answer),
            "result": list(_to_results(answer, subject, text, start)),
        }
        for place, (one, line, answer) in enumerate(zip(decisions, lines, answers, strict=True), 1)
    ]
    return {"id": number, "data": data, "annotations": annotations, "predictions": []}


def _pick_answer(line: Line, named: Line) -> Line:
    return {key: line[key] for key in _CONTROLS if key in line and key not in named}


def _to_results(answer: Line, subject: Subject, text: str, offset: int) -> Iterator[Line]:
    for key, value in answer.items():
        kind = _CONTROLS[key]
        result = {"id": key, "from_name": key, "to_name": _TEXT, "type": kind, "origin": "manual"}
        if kind == "labels":
            start, end = subject.span
            place = {"start": start - offset, "end": end - offset, "text": text[start:end]}
            yield result | {"value": place | {"labels": [_NOTHING if value is None else value]}}
        elif kind == "number":
            yield result | {"value": {"number": value}}
        elif kind == "textarea":
            yield result | {"value": {"text": _to_texts(value)}}
        else:
            yield result | {"value": {"choices": [] if value is None else [value]}}


def _to_texts(value: object) -> list[str]:
    if isinstance(value, list):
        return [repr(part) for part in value]
    return [] if value is None else [str(value)]


def tasks_to_lines(tasks: object) -> Iterator[Line]:
    """The lines of annotated tasks. Raises LineError."""
    if not isinstance(tasks, list):
        raise LineError("不是 Label Studio 的任务列表 · not a list of tasks of Label Studio")
    for task in tasks:
        data, annotations = _get(task, "data", dict), _get(task, "annotations", list)
        for place, annotation in enumerate(annotations):
            yield _to_line(data, place, annotation)


def _get(container: object, key: str, kind: type) -> Any:
    value = container.get(key) if isinstance(container, dict) else None
    if not isinstance(value, kind):
        raise LineError(f"任务缺少“{key}” · a task lacks `{key}`")
    return value


def _to_line(data: Line, place: int, annotation: Line) -> Line:
    """What the annotation says counts; what only `data` knows is added."""
    kept = data.get("decisions") or []
    frame = dict(kept[place]) if place < len(kept) and isinstance(kept[place], dict) else {}
    subjects = ("report", "cell", "claim", "finding", "unplaced", "section", "field")
    named = {key: data[key] for key in subjects if key in data}
    line = {**named, **frame}
    line["by"] = _find_reviewer(data, annotation)
    line["at"] = annotation.get("created_at") or frame.get("at")
    if annotation.get("lead_time") is not None:
        line["seconds"] = annotation["lead_time"]
    for result in _get(annotation, "result", list):
        key = result.get("from_name") if isinstance(result, dict) else None
        if key in _CONTROLS:
            line[key] = _read_result(key, _get(result, "value", dict))
    return line


def _find_reviewer(data: Line, annotation: Line) -> str:
    user = annotation.get("completed_by")
    if isinstance(user, dict):
        return str(user.get("email") or user.get("id") or "label-studio")
    names = data.get("reviewers")
    known = names.get(str(user)) if isinstance(names, dict) else None
    return str(known or f"label-studio:{user}")


def _read_result(key: str, value: Line) -> Any:
    kind = _CONTROLS[key]
    listed = value.get("text" if kind == "textarea" else kind)
    if kind == "number":
        return listed
    if not isinstance(listed, list):
        raise LineError(f"“{key}”有误 · `{key}` is not valid")
    if key == "parts":
        return [_to_number(part) for part in listed] or None
    first = listed[0] if listed else None
    if key == "is":
        return _read_field(first)
    return None if first == _NOTHING else first


def _to_number(text: object) -> float | int:
    try:
        value = float(str(text))
    except ValueError as error:
        raise LineError("“parts”有误 · `parts` is not valid") from error
    return int(value) if value.is_integer() else value


def _read_field(text: object) -> object:
    """An agency, a year or whether a report was signed."""
    if text in ("True", "False"):
        return text == "True"
    is_year = isinstance(text, str) and text.isdecimal() and len(text) == 4
    return int(str(text)) if is_year else text
