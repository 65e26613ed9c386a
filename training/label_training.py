"""Trains on reviewed reports, on top of the models in use: `gouji train --labels`.

What people decided names the cells of layouts that the corpus does not have. The models of the
corpus stay as they are, so that all other reports are read as before.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree

from gouji.models.artefacts import load_models, save_correction, save_layouts
from gouji.models.versions import Saved, find_in_use, save_version
from gouji.pipeline.kit import Kit
from gouji.training.correction_training import LearnedCorrection, learn_correction
from gouji.training.layout_training import DoubtfulLabel, LearnedLayouts, learn_layouts
from gouji.training.reviewed_reports import (
    ByReport,
    LabelledReports,
    LabelsError,
    ReviewedReport,
    gather_reviewed,
)
from gouji.training.tracking import start_run
from gouji.training.train import log_models


@dataclass(frozen=True, slots=True)
class TrainedOnLabels:
    """The new version, how many reports taught it, which have no file, and the labels in doubt."""

    saved: Saved
    reports: int
    missing: tuple[str, ...]
    layouts: int
    doubtful: tuple[DoubtfulLabel, ...]


def train_on_labels(
    places: Sequence[Path], folders: Sequence[Path], kit: Kit, out: Path | None
) -> TrainedOnLabels:
    """Learn layouts from labels and save them beside the models in use.

    `places` are datasets and files of JSON lines, `folders` hold further documents. Raises
    LabelsError where there is nothing to learn from.
    """
    labels, reports, missing = _gather(places, folders, kit)
    facts = _describe(labels, reports)
    with start_run("train-labels", facts) as run:
        run.log_input("labels", str(facts["labels"]), "training")
        learned = learn_layouts(reports, kit.forms)
        saved = save_version(lambda target: _write(learned, facts, target), out)
        run.log_metrics(_metrics(reports, learned))
        run.log_table(
            [label._asdict() | {"cell": str(label.cell)} for label in learned.doubtful],
            "doubtful_labels",
        )
        log_models(run, saved, load_models(saved.folder))
    return TrainedOnLabels(saved, len(reports), missing, learned.clusters, learned.doubtful)


@dataclass(frozen=True, slots=True)
class TrainedCorrection:
    """The new version, how many reports taught it, which have no file, and the correction."""

    saved: Saved
    reports: int
    missing: tuple[str, ...]
    learned: LearnedCorrection


def train_correction(
    places: Sequence[Path], folders: Sequence[Path], kit: Kit, out: Path | None
) -> TrainedCorrection:
    """Fit the correction of the confidence to labels and save it beside the models in use.

    The arguments and errors are those of `train_on_labels`.
    """
    labels, reports, missing = _gather(places, folders, kit)
    facts = _describe(labels, reports)
    with start_run("train-confidence", facts) as run:
        run.log_input("labels", str(facts["labels"]), "training")
        learned = learn_correction(reports, kit)

        def write(target: Path) -> str:
            copytree(find_in_use().folder, target, dirs_exist_ok=True)
            return save_correction(learned.correction, target, facts)

        saved = save_version(write, out)
        losses = {"log_loss_before": learned.before, "log_loss": learned.after}
        run.log_metrics({"decided_cells": learned.cells, **losses})
        run.log_table([dict(learned.correction.shifts)], "correction")
        log_models(run, saved, load_models(saved.folder))
    return TrainedCorrection(saved, len(reports), missing, learned)


def _gather(places: Sequence[Path], folders: Sequence[Path], kit: Kit) -> LabelledReports:
    """The labels and their reports. Raises LabelsError where there are none."""
    gathered = gather_reviewed(places, folders, kit)
    if not gathered.reports:
        count, missing = len(gathered.labels), len(gathered.missing)
        raise LabelsError(
            f"没有可用于训练的标签：{count} 份报告有标签，{missing} 份找不到原文件。"
            "请用 --documents 指明原文件所在文件夹。\n"
            f"There are no labels to train on: {count} reports have labels, the files of "
            f"{missing} were not found. Name their folder with --documents."
        )
    return gathered


def _describe(labels: ByReport, reports: Sequence[ReviewedReport]) -> dict[str, object]:
    return {"labels": digest_labels(labels), "reviewed": len(reports)}


def _write(learned: LearnedLayouts, facts: Mapping[str, object], target: Path) -> str:
    copytree(find_in_use().folder, target, dirs_exist_ok=True)
    return save_layouts(learned.layouts, target, facts)


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
