"""Decisions go to each format of labels and come back without a loss."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner

import gouji
from gouji.cli import app
from gouji.pipeline.decisions.json_lines import line_to_decision
from gouji.pipeline.decisions.records import Decision
from gouji.pipeline.store.decisions.journal import Journal
from gouji.pipeline.store.decisions.location import find_url
from gouji.review.labels.label_studio import _CONTROLS
from gouji.text import METRICS, SECTIONS, STATUSES

from .outs import find_report

CASES = json.loads((Path(__file__).parents[1] / "cases" / "decisions.json").read_text("utf-8"))
FORMATS = {"jsonl": "labels.jsonl", "label-studio": "labels.json", "docbin": "labels.spacy"}


def run(*words: str | Path) -> str:
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert result.exit_code == 0, result.output
    return result.output


def fail(*words: str | Path) -> str:
    result = CliRunner().invoke(app, [str(word) for word in words])
    assert result.exit_code == 2, result.output
    return result.output


def decide(out: Path) -> list[Decision]:
    """Every valid line of the cases, about a report of `out` and about another one."""
    report = find_report(out, "03-bar")
    lines = [case["line"] for case in CASES if case["valid"]]
    here = [line_to_decision({**line, "report": report}) for line in lines]
    elsewhere = [line_to_decision(line) for line in lines]
    journal = Journal.open(find_url(out))
    journal.append(here + elsewhere)
    journal.close()
    return read(out)


def read(out: Path) -> list[Decision]:
    journal = Journal.open(find_url(out))
    try:
        return [stored.decision for stored in journal.read()]
    finally:
        journal.close()


@pytest.mark.parametrize("format", FORMATS)
def test_decisions_come_back_from_each_format(out: Path, tmp_path: Path, format: str) -> None:
    decisions = decide(out)
    file = tmp_path / FORMATS[format]
    assert str(len(decisions)) in run("labels", "export", out, file)
    (out / "decisions.sqlite").unlink()
    shutil.rmtree(out / "decisions.sqlite-wal", ignore_errors=True)
    told = run("labels", "import", file, out)
    assert "gouji" not in told
    assert f"new: {len(decisions)}" in told
    assert str(len(decisions) // 2) in told.splitlines()[1]  # those about other reports
    assert {one.id: one for one in read(out)} == {one.id: one for one in decisions}
    assert "new: 0" in run("labels", "import", file, out)


def test_the_tasks_are_those_that_label_studio_documents(out: Path, tmp_path: Path) -> None:
    decide(out)
    run("labels", "export", out, tmp_path / "t.json")
    tasks = json.loads((tmp_path / "t.json").read_text("utf-8"))
    for task in tasks:
        assert {"id", "data", "annotations", "predictions"} <= task.keys()
        for annotation in task["annotations"]:
            documented = {
                "id",
                "result",
                "was_cancelled",
                "ground_truth",
                "created_at",
                "updated_at",
            }
            assert (
                documented | {"lead_time", "result_count", "task", "completed_by"}
                <= annotation.keys()
            )
            assert isinstance(annotation["completed_by"], int)
            assert annotation["task"] == task["id"]
            for result in annotation["result"]:
                assert {"id", "from_name", "to_name", "type", "value"} <= result.keys()
                assert result["to_name"] in task["data"]
    claim = next(task for task in tasks if task["data"].get("claim") == [120, 122])
    [region] = [one for one in claim["annotations"][0]["result"] if one["type"] == "labels"]
    text = claim["data"]["text"]
    assert text[region["value"]["start"] : region["value"]["end"]] == region["value"]["text"]
    assert region["value"]["labels"] == ["requests_received"]


def through_label_studio(tasks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Tasks as they come back from a project: Label Studio gives new numbers, its own users and
    times, and drops what it does not know. It keeps `data`, and the id and value of a result."""
    kept = ("id", "from_name", "to_name", "type", "value")
    return [
        {
            "id": 1000 + task["id"],
            "project": 83,
            "data": task["data"],
            "annotations": [
                {
                    "id": str(7000 + place),
                    "completed_by": 10,
                    "was_cancelled": False,
                    "ground_truth": False,
                    "created_at": "2027-01-01T00:00:00.000001Z",
                    "updated_at": "2027-01-01T00:00:00.000002Z",
                    "lead_time": 99.5,
                    "result": [
                        {name: result[name] for name in kept} for result in one["result"][::-1]
                    ],
                }
                for place, one in enumerate(task["annotations"][::-1])
                if not one["was_cancelled"]
            ],
            "predictions": [],
        }
        for task in tasks[::-1]
    ]


def test_nothing_is_lost_in_a_project_of_label_studio(out: Path, tmp_path: Path) -> None:
    decisions = decide(out)
    run("labels", "export", out, tmp_path / "t.json")
    tasks = json.loads((tmp_path / "t.json").read_text("utf-8"))
    (tmp_path / "t.json").write_text(json.dumps(through_label_studio(tasks)), "utf-8")
    (out / "decisions.sqlite").unlink()
    run("labels", "import", tmp_path / "t.json", out)
    assert {one.id: one for one in read(out)} == {one.id: one for one in decisions}


def test_an_annotation_that_was_changed_is_a_new_label_of_its_user(
    out: Path, tmp_path: Path
) -> None:
    """The decision stays; the latest answer stands. A moved region is another claim."""
    decisions = decide(out)
    run("labels", "export", out, tmp_path / "t.json")
    tasks = through_label_studio(json.loads((tmp_path / "t.json").read_text("utf-8")))
    report = find_report(out, "03-bar")
    own = [task for task in tasks if task["data"]["report"] == report]
    cell = next(task for task in own if task["data"].get("cell") == "proactive/fees/fee_amount")
    claim = next(task for task in own if task["data"].get("claim") == [120, 122])
    result = next(r for r in cell["annotations"][0]["result"] if r["type"] == "number")
    result["value"]["number"] = 5.25
    cell["annotations"][0]["updated_by"] = {"id": 3, "email": "li@example.org"}
    region = next(r for r in claim["annotations"][0]["result"] if r["type"] == "labels")
    region["value"]["start"] -= 1
    (tmp_path / "t.json").write_text(json.dumps(tasks), "utf-8")
    assert "new: 2" in run("labels", "import", tmp_path / "t.json", out)
    new = [one for one in read(out) if one.id not in {old.id for old in decisions}]
    labels = {(one.by, one.subject.subject, one.at.year) for one in new}
    assert labels == {
        ("li@example.org", "proactive/fees/fee_amount", 2027),
        ("label-studio:10", "119:122", 2027),
    }
    assert "new: 0" in run("labels", "import", tmp_path / "t.json", out)


@pytest.mark.parametrize("page", ["reviewing.md", "zh-CN/reviewing.md"])
def test_the_labelling_config_of_the_docs_has_every_control(page: str) -> None:
    text = (Path(__file__).parents[2] / "docs" / page).read_text("utf-8")
    view = ElementTree.fromstring(
        "<View>" + text.split("<View>")[1].split("</View>")[0] + "</View>"
    )
    tags = {"choices": "Choices", "number": "Number", "textarea": "TextArea", "labels": "Labels"}
    controls = {control.get("name"): control for control in view if control.get("toName")}
    assert {name: one.tag for name, one in controls.items()} == {
        name: tags[kind] for name, kind in _CONTROLS.items()
    }
    judgements = {"as_published", "confirmed", "misread", "no_cell", "placed"}
    choices = {"status": {*STATUSES}, "judgement": judgements, "opens": {*SECTIONS, "nothing"}}
    for name, expected in choices.items():
        assert {choice.get("value") for choice in controls[name]} == expected
    labels = {label.get("value") for label in controls["metric"]}
    assert labels == {*METRICS, "nothing"} - {"requests_by_channel"}
    [text_tag] = [one for one in view if one.get("value") == "$text"]
    assert {one.get("toName") for one in controls.values()} == {text_tag.get("name")}


def test_what_was_added_in_label_studio_counts(out: Path, tmp_path: Path) -> None:
    """A new annotation of another user has nothing but what Label Studio knows."""
    decide(out)
    run("labels", "export", out, tmp_path / "t.json")
    tasks = json.loads((tmp_path / "t.json").read_text("utf-8"))
    report = find_report(out, "03-bar")
    task = next(
        one for one in tasks
        if one["data"]["report"] == report and one["data"].get("cell") == "proactive/fees/fee_amount"
    )  # fmt: skip
    result = json.loads(json.dumps(task["annotations"][0]["result"]))
    next(one for one in result if one["type"] == "number")["value"]["number"] = 5.25
    task["annotations"].append(
        {"id": "1001", "completed_by": {"id": 7, "email": "li@example.org"}, "result": result,
         "created_at": "2026-12-02T09:00:00.5Z", "lead_time": 4.2}
    )  # fmt: skip
    (tmp_path / "t.json").write_text(json.dumps(tasks), "utf-8")
    assert "new: 1" in run("labels", "import", tmp_path / "t.json", out)
    cells = gouji.load(out, "cells").query("row == 'fees' and report == @report")
    assert cells[["reviewed_value", "reviewed_by"]].values.tolist() == [[5.25, "li@example.org"]]


def test_the_contract_names_the_person_of_each_line(out: Path, tmp_path: Path) -> None:
    report = find_report(out, "03-bar")
    line = {
        "report": report,
        "cell": "requests/received/total",
        "status": "read",
        "value": 41,
        "by": "name",
        "at": "2026-12-01T08:00:00Z",
    }
    (tmp_path / "l.jsonl").write_text(json.dumps(line) + "\n\n", "utf-8")
    run("labels", "import", tmp_path / "l.jsonl", out)
    cells = gouji.load(out, "cells").query(
        "report == @report and row == 'received' and column == 'total'"
    )
    assert cells[["reviewed_status", "reviewed_value", "reviewed_by"]].values.tolist() == [
        ["read", 41.0, "name"]
    ]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.jsonl", b'{"report": "x"}\n', ":1:"),
        ("a.jsonl", b'{"report": "x", "cell": "a/b/c", "status": "blank", "by": "n", "at": "2026-12-01T08:00:00Z"}\n{', ":2:"),
        ("a.json", b'{"a": 1}', "Label Studio"),
        ("a.json", b'[{"data": {}}]', "annotations"),
        ("a.json", b"[" * 100000, "JSON"),
        ("a.spacy", b"no msgpack", "DocBin"),
        ("a.txt", b"", "--format"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_label_is_refused_and_stores_nothing(
    out: Path, tmp_path: Path, name: str, content: bytes, told: str
) -> None:
    (tmp_path / name).write_bytes(content)
    assert told in fail("labels", "import", tmp_path / name, out)
    assert read(out) == []


def test_a_folder_without_datasets_is_refused(tmp_path: Path) -> None:
    assert "gouji" in fail("labels", "export", tmp_path, tmp_path / "a.jsonl")
    assert not (tmp_path / "decisions.sqlite").exists()
