"""Reviewed reports: what people decided of the cells of a document, and the document itself.

Labels name a document by the digest of its content. It is looked for among the sources of the
datasets that the labels come from, and in further folders.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from gouji.pipeline.decisions.answers import CellAnswer, ClaimAnswer, SectionAnswer
from gouji.pipeline.decisions.json_lines import LineError, line_to_decision
from gouji.pipeline.decisions.records import Decision, Subject
from gouji.pipeline.decisions.standing import find_standing
from gouji.pipeline.errors import ReportError
from gouji.pipeline.extract import extract_all
from gouji.pipeline.forms.form import Form
from gouji.pipeline.kit import Kit
from gouji.pipeline.records import CellKey, Report
from gouji.pipeline.store.datasets import read_rows
from gouji.pipeline.store.reviewed import load_decisions
from gouji.training.corpus.samples import CellTruth
from gouji.training.progress import ShowStep, show_nothing, track

ByReport = dict[str, dict[Subject, list[Decision]]]


class LabelsError(ValueError):
    """Labels cannot be read. The message is Chinese and English."""


@dataclass(frozen=True, slots=True)
class ReviewedReport:
    """A report as it is read today, and the cells as people say that they are printed.

    `truth` has the decided cells, and cells that nobody had to decide because they are trusted.
    `readers` names who decided each cell, `forms` the form of each table. `name` has the suffix of
    the file. `texts` are the decisions that stand on figures of running text and on headings.
    """

    report_id: str
    name: str
    report: Report
    truth: Mapping[CellKey, CellTruth]
    readers: Mapping[CellKey, str]
    forms: Mapping[str, str]
    texts: tuple[Decision, ...] = ()


class LabelledReports(NamedTuple):
    """The labels, their reports, and the ids of the reports whose file was not found."""

    labels: ByReport
    reports: list[ReviewedReport]
    missing: tuple[str, ...]


def gather_reviewed(
    places: Sequence[Path], folders: Sequence[Path], kit: Kit, show: ShowStep = show_nothing
) -> LabelledReports:
    """Load labels, find their documents, and read these. Raises LabelsError."""
    labels = load_labels(places)
    files = find_documents(labels, places, folders)
    missing = tuple(sorted(labels.keys() - files.keys()))
    return LabelledReports(labels, read_reviewed(labels, files, kit, show), missing)


def load_labels(places: Iterable[Path]) -> ByReport:
    """All decisions in datasets (folders) and files of JSON lines, by report and subject.

    Decisions of an audit are left out: no model learns from what measures it. Raises LabelsError.
    """
    labels: ByReport = defaultdict(lambda: defaultdict(list))
    for place in places:
        for decision in _read_decisions(place):
            listed = labels[decision.subject.report][decision.subject]
            if not decision.audit and decision.id not in {known.id for known in listed}:
                listed.append(decision)
    return labels


def _read_decisions(place: Path) -> Iterator[Decision]:
    if place.is_dir():
        for by_subject in load_decisions(place).values():
            for decisions in by_subject.values():
                yield from decisions
        return
    try:
        lines = place.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise LabelsError(f"无法读取标签 {place}：{error}\nThe labels cannot be read.") from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            try:
                yield line_to_decision(json.loads(line))
            except (ValueError, LineError) as error:
                raise LabelsError(f"{place}: {number}: {error}") from error


def find_documents(
    wanted: Iterable[str], places: Iterable[Path], folders: Iterable[Path]
) -> dict[str, Path]:
    """The file of each report id, where there is one: among the sources of datasets in `places`,
    then in `folders`. Every candidate is identified by its digest."""
    digests = {report_id.split("#")[0] for report_id in wanted}
    sources = [Path(source) for place in places if place.is_dir() for source in _sources(place)]
    files = (path for folder in folders for path in sorted(folder.rglob("*")))
    found: dict[str, Path] = {}
    for path in (*sources, *files):
        if len(found) == len(digests):
            break
        if path.is_file() and (digest := _digest(path)) in digests:
            found.setdefault(digest, path)
    return {name: found[name.split("#")[0]] for name in wanted if name.split("#")[0] in found}


def _sources(place: Path) -> Iterator[str]:
    for table in read_rows(place, "reports", ["sources"]):
        for row in table.to_pylist():
            yield from row["sources"]


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_reviewed(
    labels: ByReport, files: Mapping[str, Path], kit: Kit, show: ShowStep = show_nothing
) -> list[ReviewedReport]:
    """Every labelled report whose file was found and can be read, in the order of the labels."""
    reviewed = []
    for report_id, by_subject in track(sorted(labels.items()), "读取 reading", show):
        standing = [d for listed in by_subject.values() if (d := find_standing(listed).decision)]
        decided = {
            CellKey(*decision.subject.subject.split("/")): decision
            for decision in standing
            if isinstance(decision.answer, CellAnswer)
        }
        texts = [d for d in standing if isinstance(d.answer, ClaimAnswer | SectionAnswer)]
        is_used = report_id in files and bool(decided or texts)
        report = _read(report_id, files[report_id], kit) if is_used else None
        if report is not None:
            named = _review(report_id, files[report_id].name, report, decided, kit)
            reviewed.append(replace(named, texts=tuple(texts)))
    return reviewed


def _read(report_id: str, path: Path, kit: Kit) -> Report | None:
    number = int(report_id.partition("#")[2] or 1)
    try:
        reports = extract_all(path.read_bytes(), path.name, kit)
    except (ReportError, OSError):
        return None
    return reports[number - 1] if number <= len(reports) else None


def _review(
    report_id: str, name: str, report: Report, decided: Mapping[CellKey, Decision], kit: Kit
) -> ReviewedReport:
    truth = {
        cell.key: CellTruth(cell.status, cell.value, cell.raw)
        for cell in report.cells
        if cell.confidence >= kit.config.trust and cell.key not in decided
    }
    for key, decision in decided.items():
        if isinstance(decision.answer, CellAnswer):
            truth[key] = CellTruth(decision.answer.status, decision.answer.value, None)
    forms = _find_forms(report, decided, kit.forms)
    truth = {key: cell for key, cell in truth.items() if key in kit.forms[forms[key.table]].columns}
    readers = {key: decision.by for key, decision in decided.items() if key in truth}
    return ReviewedReport(report_id, name, report, truth, readers, forms)


def _find_forms(
    report: Report, decided: Iterable[CellKey], forms: Mapping[str, Form]
) -> dict[str, str]:
    """The form of each table: the one that has most of the decided cells, else that of the reading.

    A table in an unknown layout may have been taken for one of another form.
    """
    keys = list(decided)
    return {
        table.table: max(
            forms,
            key=lambda name: (
                sum(key in forms[name].columns for key in keys if key.table == table.table),
                name == table.form,
            ),
        )
        for table in report.printed_tables
    }
