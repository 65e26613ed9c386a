"""Reads and writes files of labels in each format."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from gouji.pipeline.decisions.json_lines import LineError, decision_to_line, line_to_decision
from gouji.pipeline.decisions.records import Decision, Subject
from gouji.pipeline.store.datasets import read_rows
from gouji.pipeline.store.decisions.journal import Journal
from gouji.review.labels.label_studio import decisions_to_tasks, tasks_to_lines
from gouji.review.labels.spacy_docs import decisions_to_docbin, docbin_to_lines

_LARGEST = 1 << 30  # Bytes of a file.


class LabelFormat(StrEnum):
    """A format of labels; its value is what `--format` takes."""

    jsonl = "jsonl"
    label_studio = "label-studio"
    docbin = "docbin"


_SUFFIXES = {
    ".jsonl": LabelFormat.jsonl,
    ".ndjson": LabelFormat.jsonl,
    ".json": LabelFormat.label_studio,
    ".spacy": LabelFormat.docbin,
}


class LabelError(Exception):
    """Labels cannot be read or written. The message is Chinese and English."""


class Imported(NamedTuple):
    """Labels of a file: all, those that were not stored before, and those about reports that OUT
    does not hold."""

    labels: int
    new: int
    unknown: int


def find_format(path: Path, given: str | None) -> LabelFormat:
    """The format given, or that of the suffix. Raises LabelError."""
    try:
        return LabelFormat(given) if given else _SUFFIXES[path.suffix.lower()]
    except (KeyError, ValueError) as error:
        names = " ".join(LabelFormat)
        raise LabelError(
            f"无法由 {path} 判断格式，请用 --format 指明：{names}\n"
            f"The format of {path} is unknown; give one by --format: {names}"
        ) from error


def export_labels(out: Path, journal: Journal, path: Path, format: LabelFormat) -> int:
    """Write all decisions to a file; returns how many. Raises LabelError and StoreError."""
    decisions = journal.group()
    texts = _read_texts(out, {subject.report for subject in decisions})
    data = _encode(decisions, texts, format)
    try:
        path.write_bytes(data)
    except OSError as error:
        reason = error.strerror or error
        message = f"无法写入 {path}：{reason}\n{path} cannot be written: {reason}"
        raise LabelError(message) from error
    return sum(map(len, decisions.values()))


def _read_texts(out: Path, reports: set[str]) -> dict[str, str]:
    texts: dict[str, str] = {}
    for table in read_rows(out, "reports", ["report", "text"]):
        for row in table.to_pylist():
            if row["report"] in reports:
                texts[row["report"]] = row["text"] or ""
    return texts


def _encode(
    decisions: Mapping[Subject, list[Decision]], texts: Mapping[str, str], format: LabelFormat
) -> bytes:
    def find_text(report: str) -> str:
        return texts.get(report, "")

    if format is LabelFormat.docbin:
        return decisions_to_docbin(decisions, find_text)
    if format is LabelFormat.label_studio:
        tasks = decisions_to_tasks(decisions, find_text)
        return json.dumps(tasks, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass")
    lines = [decision_to_line(one) for listed in decisions.values() for one in listed]
    return "".join(json.dumps(line) + "\n" for line in lines).encode("ascii")


def import_labels(out: Path, journal: Journal, path: Path, format: LabelFormat) -> Imported:
    """Store the labels of a file as decisions: all of them, or none where one is not valid.

    Raises LabelError, which names the line or the number of the label, and StoreError.
    """
    known = {
        report.as_py()
        for table in read_rows(out, "reports", ["report"])
        for report in table["report"]
    }
    decisions = list(_parse(path, _decode(path, format)))
    new = journal.append(decisions)
    unknown = sum(one.subject.report not in known for one in decisions)
    return Imported(len(decisions), new, unknown)


def _parse(path: Path, lines: Iterator[tuple[int, Any]]) -> Iterator[Decision]:
    number = 0
    try:
        while (numbered := next(lines, None)) is not None:
            number = numbered[0]
            yield line_to_decision(numbered[1])
    except LineError as error:
        raise LabelError(f"{path}:{number or 1}: {error}") from error
    except (ValueError, RecursionError) as error:
        raise LabelError(f"{path}:{number + 1}: 不是 JSON · not JSON") from error


def _decode(path: Path, format: LabelFormat) -> Iterator[tuple[int, Any]]:
    """The lines of a file, numbered from 1."""
    try:
        if path.stat().st_size > _LARGEST:
            raise LabelError(f"{path}: 超过 1 GB · larger than 1 GB")
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or error
        raise LabelError(f"无法读取 {path}：{reason}\n{path} cannot be read: {reason}") from error
    if format is LabelFormat.docbin:
        yield from enumerate(docbin_to_lines(data), 1)
    elif format is LabelFormat.label_studio:
        yield from enumerate(tasks_to_lines(json.loads(data)), 1)
    else:
        listed = enumerate(data.decode("utf-8-sig", "replace").split("\n"), 1)
        yield from ((number, json.loads(line)) for number, line in listed if line.strip())
