"""Decisions as tasks of Label Studio, and back, in its JSON format of annotated tasks.

A task is one subject: `data` names it and has the text of its report around it. Each decision is an
annotation. Its `result` has one entry a control: a number, a choice or a text; a claim has the
label of its metric on its figure in `data.text` besides. `data.decisions` has the decisions as
lines, for what Label Studio has no field for. The id of a result tells of which decision it is.
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
    "place": "textarea",
    "opens": "choices",
    "is": "textarea",
    "metric": "labels",
}
_NAMED = ("metric", "opens", "is")  # Keys whose null is an answer.
_BEFORE_KEY = "/"  # Stands between the id of a decision and the key in the id of a result.
_SUBJECTS = ("report", "cell", "claim", "finding", "unplaced", "section", "field")
# What a changed annotation keeps of its decision.
_KEPT = ("blind", "audit", "was", "versions")
_AROUND = 400  # Characters of text before and after a claim.


def decisions_to_tasks(
    decisions: Mapping[Subject, list[Decision]], find_text: Callable[[str], str]
) -> list[Line]:
    """The tasks of decisions; `find_text` gives the text of a report by its id, "" for none."""
    return [
        _to_task(number, subject, listed, find_text(subject.report))
        for number, (subject, listed) in enumerate(decisions.items(), 1)
    ]


def _to_task(number: int, subject: Subject, decisions: list[Decision], text: str) -> Line:
    start = max(0, subject.span[0] - _AROUND) if subject.kind in ("claim", "unplaced") else 0
    part = text[start : start + 2 * _AROUND]
    lines = [decision_to_line(one) for one in decisions]
    named = name_line(subject)
    data = {**named, _TEXT: part, "text_start": start, "decisions": lines}
    annotations = [
        _to_annotation(number, place, line, subject, start, part)
        for place, line in enumerate(lines, 1)
    ]
    return {"id": number, "data": data, "annotations": annotations, "predictions": []}


def _to_annotation(
    task: int, place: int, line: Line, subject: Subject, start: int, text: str
) -> Line:
    results = list(_to_results(_pick_answer(line), line["id"], subject, start, text))
    return {
        "id": place,
        "task": task,
        "completed_by": 1,
        "was_cancelled": "retracts" in line,
        "ground_truth": False,
        "created_at": line["at"],
        "updated_at": line["at"],
        "lead_time": line.get("seconds"),
        "result_count": len(results),
        "result": results,
    }


def _pick_answer(line: Line) -> Line:
    """The answer of a line, with what it says only: a missing key of `_NAMED` says nothing."""
    if "retracts" in line:
        return {}
    return {
        key: line[key]
        for key in _CONTROLS
        if key in line and (line[key] is not None or key in _NAMED)
    }


def _to_results(
    answer: Line, identity: str, subject: Subject, offset: int, text: str
) -> Iterator[Line]:
    """A result for each control. Its id begins with that of the decision: Label Studio keeps it."""
    for key, value in answer.items():
        kind = _CONTROLS[key]
        result = {
            "id": f"{identity}{_BEFORE_KEY}{key}",
            "from_name": key,
            "to_name": _TEXT,
            "type": kind,
            "origin": "manual",
        }
        said = _NOTHING if value is None else value
        if kind == "labels":
            start, end = (place - offset for place in subject.span)
            place = {"start": start, "end": end, "text": text[start:end]}
            yield result | {"value": place | {"labels": [said]}}
        elif kind == "number":
            yield result | {"value": {"number": value}}
        elif kind == "textarea":
            yield result | {"value": {"text": _to_texts(said)}}
        else:
            yield result | {"value": {"choices": [said]}}


def _to_texts(value: object) -> list[str]:
    return [repr(part) for part in value] if isinstance(value, list) else [str(value)]


def tasks_to_lines(tasks: object) -> Iterator[Line]:
    """The lines of annotated tasks. Raises LineError.

    An annotation that says what its decision said is that decision. One that was changed is a new
    label of the user, at the time of the change, and so is an annotation without a decision.
    Decisions that take others back are in `data`, since they say nothing that can be annotated.
    """
    if not isinstance(tasks, list):
        raise LineError("不是 Label Studio 的任务列表 · not a list of tasks of Label Studio")
    for task in tasks:
        data, annotations = _get(task, "data", dict), _get(task, "annotations", list)
        kept = data.get("decisions")
        frames = [one for one in kept if isinstance(one, dict)] if isinstance(kept, list) else []
        by_id = {str(frame.get("id")): frame for frame in frames}
        for annotation in annotations:
            if results := [one for one in _get(annotation, "result", list) if _is_ours(one)]:
                yield _to_line(data, annotation, results, by_id)
        yield from (frame for frame in frames if "retracts" in frame)


def _is_ours(result: object) -> bool:
    return isinstance(result, dict) and result.get("from_name") in _CONTROLS


def _get(container: object, key: str, kind: type) -> Any:
    value = container.get(key) if isinstance(container, dict) else None
    if not isinstance(value, kind):
        raise LineError(f"任务缺少“{key}” · a task lacks `{key}`")
    return value


def _to_line(data: Line, annotation: Line, results: list[Line], by_id: Mapping[str, Line]) -> Line:
    answer = _read_answer(data, results)
    named = {key: data[key] for key in _SUBJECTS if key in data}
    frames = (by_id.get(str(one.get("id", "")).rpartition(_BEFORE_KEY)[0]) for one in results)
    frame = next((one for one in frames if one is not None), None)
    if (
        frame is not None
        and frame == {**frame, **answer}
        and _pick_answer(frame).keys() == (answer.keys() - _SUBJECTS)
    ):
        return frame
    kept = {} if frame is None else {key: frame[key] for key in _KEPT if key in frame}
    line = {**named, **kept, **answer, "by": _find_reviewer(annotation)}
    line["at"] = annotation.get("updated_at") or annotation.get("created_at")
    if annotation.get("lead_time") is not None:
        line["seconds"] = annotation["lead_time"]
    return line


def _read_answer(data: Line, results: list[Line]) -> Line:
    """What the controls of an annotation say; a claim has the place of its region as well."""
    answer: Line = {}
    for result in results:
        key, value = str(result["from_name"]), _get(result, "value", dict)
        answer[key] = _read_result(key, value)
        places = (value.get("start"), value.get("end"), data.get("text_start"))
        if _CONTROLS[key] == "labels" and all(isinstance(place, int) for place in places):
            start, end, offset = places
            answer["claim"] = [offset + start, offset + end]
    return answer


def _find_reviewer(annotation: Line) -> str:
    """The user who annotated: an e-mail address, or else the number in Label Studio."""
    user = annotation.get("updated_by") or annotation.get("completed_by")
    if isinstance(user, dict):
        return str(user.get("email") or user.get("id") or "label-studio")
    return f"label-studio:{user}"


def _read_result(key: str, value: Line) -> Any:
    kind = _CONTROLS[key]
    said = value.get("text" if kind == "textarea" else kind)
    if kind == "number":
        return said
    if isinstance(said, str) and kind == "textarea":
        said = [said]
    if not isinstance(said, list) or not said:
        raise LineError(f"“{key}”有误 · `{key}` is not valid")
    if key == "parts":
        return [_to_number(part) for part in said]
    if said[0] == _NOTHING:
        return None
    return _read_field(said[0]) if key == "is" else said[0]


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
