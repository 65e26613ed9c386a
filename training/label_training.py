"""Trains on reviewed reports, on top of the models in use: `gouji train --labels`.

What people decided names the cells of layouts that the corpus does not have. The models of the
corpus stay as they are, so that all other reports are read as before.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree
from typing import Generic, TypeVar

from gouji.models.artefacts import load_models, save_correction, save_layouts
from gouji.models.versions import Saved, find_in_use, save_version
from gouji.pipeline.kit import Kit
from gouji.training.correction_training import LearnedCorrection, learn_correction
from gouji.training.layout_training import DoubtfulLabel, LearnedLayouts, learn_layouts
from gouji.training.progress import ShowStep, show_nothing
from gouji.training.reviewed_reports import (
    ByReport,
    LabelledReports,
    LabelsError,
    ReviewedReport,
    gather_reviewed,
)
from gouji.training.tracking import Run, start_run
from gouji.training.train import log_models

Learned = TypeVar("Learned")


@dataclass(frozen=True, slots=True)
class TrainedOnLabels(Generic[Learned]):
    """The new version, how many reports taught it, which have no file, and what was learned."""

    saved: Saved
    reports: int
    missing: tuple[str, ...]
    learned: Learned


def train_on_labels(
    places: Sequence[Path],
    folders: Sequence[Path],
    kit: Kit,
    out: Path | None,
    show: ShowStep = show_nothing,
) -> TrainedOnLabels[LearnedLayouts]:
    """Learn layouts from labels and save them beside the models in use.

    `places` are datasets and files of JSON lines, `folders` hold further documents. Raises
    LabelsError where there is nothing to learn from.
    """
    labels, reports, missing = _gather(places, folders, kit, show)
    with _start(labels, reports, "train-labels") as (run, facts):
        learned = learn_layouts(reports, kit.forms, show)
        saved = _save(lambda target: save_layouts(learned.layouts, target, facts), out)
        run.log_metrics(_metrics(reports, learned))
        run.log_table(
            [label._asdict() for label in learned.doubtful],
            "doubtful_labels",
        )
        log_models(run, saved, load_models(saved.folder))
    return TrainedOnLabels(saved, len(reports), missing, learned)


def train_correction(
    places: Sequence[Path],
    folders: Sequence[Path],
    kit: Kit,
    out: Path | None,
    show: ShowStep = show_nothing,
) -> TrainedOnLabels[LearnedCorrection]:
    """Fit the correction of the confidence to labels and save it beside the models in use.

    The arguments and errors are those of `train_on_labels`.
    """
    labels, reports, missing = _gather(places, folders, kit, show)
    with _start(labels, reports, "train-confidence") as (run, facts):
        learned = learn_correction(reports, kit, show)
        saved = _save(lambda target: save_correction(learned.correction, target, facts), out)
        losses = {"log_loss_before": learned.before, "log_loss": learned.after}
        run.log_metrics({"decided_cells": learned.cells, **losses})
        run.log_table([dict(learned.correction.shifts)], "correction")
        log_models(run, saved, load_models(saved.folder))
    return TrainedOnLabels(saved, len(reports), missing, learned)


@contextmanager
def _start(
    labels: ByReport, reports: Sequence[ReviewedReport], name: str
) -> Iterator[tuple[Run, dict[str, object]]]:
    """A run of MLflow with the labels as its input, and the facts that the models keep."""
    facts: dict[str, object] = {"labels": digest_labels(labels), "reviewed": len(reports)}
    with start_run(name, facts) as run:
        run.log_input("labels", str(facts["labels"]), "training")
        yield run, facts


def _save(write: Callable[[Path], str], out: Path | None) -> Saved:
    """Save a version: the models in use, with what `write` changes in a copy of their folder."""

    def copy_and_write(target: Path) -> str:
        copytree(find_in_use().folder, target, dirs_exist_ok=True)
        return write(target)

    return save_version(copy_and_write, out)


def _gather(
    places: Sequence[Path], folders: Sequence[Path], kit: Kit, show: ShowStep
) -> LabelledReports:
    """The labels and their reports. Raises LabelsError where there are none."""
    gathered = gather_reviewed(places, folders, kit, show)
    if not gathered.reports:
        count, missing = len(gathered.labels), len(gathered.missing)
        raise LabelsError(
            f"没有可用于训练的标签：{count} 份报告有标签，{missing} 份找不到原文件。"
            "请用 --documents 指明原文件所在文件夹。\n"
            f"There are no labels to train on: {count} reports have labels, the files of "
            f"{missing} were not found. Name their folder with --documents."
        )
    return gathered


def _metrics(reports: Sequence[ReviewedReport], learned: LearnedLayouts) -> dict[str, float]:
    return {
        "reviewed_reports": len(reports),
        "decided_cells": sum(len(report.readers) for report in reports),
        "layouts": learned.clusters,
        "doubtful_labels": len(learned.doubtful),
    }


def digest_labels(labels: ByReport) -> str:
    """SHA-256 over the ids of all decisions that are learned from."""
    ids = sorted(
        decision.id
        for by_subject in labels.values()
        for listed in by_subject.values()
        for decision in listed
    )
    return hashlib.sha256("\n".join(ids).encode()).hexdigest()


def count_by_reader(doubtful: Iterable[DoubtfulLabel]) -> dict[str, int]:
    """How many labels in doubt each reader gave, most first."""
    return dict(Counter(label.reader for label in doubtful).most_common())
